package infra_test

import (
	"os"
	"slices"
	"strings"
	"testing"
	"time"
)

// TestDeployments_areShiftedAndRolledBack: in staging and prod a version gets a
// tenth of the traffic until the alarms that it could set off have had the time to
// ring. A consumer that parks everything crashes nowhere, and webhook answers what
// it cannot do: errors alone would see neither.
func TestDeployments_areShiftedAndRolledBack(t *testing.T) {
	t.Parallel()
	d := load(t)
	consumers := map[string]bool{}
	for _, m := range system(t).Mappings {
		consumers[m.FunctionID] = true
	}
	bake := map[string]time.Duration{
		"Canary10Percent5Minutes":     5 * time.Minute,
		"Linear10PercentEvery1Minute": 10 * time.Minute, "Linear10PercentEvery2Minutes": 20 * time.Minute,
	}
	// Of a run an hour or a quarter no shift of sensible length sees enough.
	seldom := []string{"CatalogueFunction", "CanaryFunction"}
	for id, properties := range d.ofType("AWS::Serverless::Function") {
		want := []string{strings.TrimSuffix(id, "Function") + "ErrorsAlarm"}
		if consumers[id] || id == "WebhookFunction" {
			want = append(want, "WorkFailedAlarm")
		}
		kind := several(at(properties, "DeploymentPreference", "Type", "Fn::If"))
		enabled, _ := call(at(properties, "DeploymentPreference", "Enabled"), "Ref")
		if len(kind) != 3 || kind[0] != "Guarded" || kind[2] != "AllAtOnce" || enabled != "TrafficShift" {
			t.Errorf("%s must be shifted in staging and prod, at once in dev, and without CodeDeploy where TrafficShift says so", id)
			continue
		}
		var got []string
		for _, one := range several(at(properties, "DeploymentPreference", "Alarms")) {
			name, _ := call(one, "Ref")
			got = append(got, name)
			if needs := ringsWithin(t, d, name); needs >= bake[kind[1].(string)] && !slices.Contains(seldom, id) {
				t.Errorf("%s is shifted after %v, %s needs %v to ring", id, bake[kind[1].(string)], name, needs)
			}
		}
		if !slices.Equal(got, want) {
			t.Errorf("%s is rolled back by %v, want %v", id, got, want)
		}
	}
}

// ringsWithin is how long an alarm takes to ring once all goes wrong: as many
// periods as must breach, the longest of its metrics'.
func ringsWithin(t *testing.T, d document, name string) time.Duration {
	t.Helper()
	alarm := d.ofType("AWS::CloudWatch::Alarm")[name]
	period, _ := at(alarm, "Period").(int)
	for _, metric := range several(at(alarm, "Metrics")) {
		if own, is := at(metric, "MetricStat", "Period").(int); is {
			period = max(period, own)
		}
	}
	points, is := at(alarm, "DatapointsToAlarm").(int)
	if !is {
		points, _ = at(alarm, "EvaluationPeriods").(int)
	}
	if period == 0 || points == 0 {
		t.Fatalf("%s: no period or no number of them", name)
	}
	return time.Duration(period*points) * time.Second
}

// TestSamconfig_hasEveryStage: a stage is deployed with its own stack, tags and
// parameters, and the first thing is to show what would change.
func TestSamconfig_hasEveryStage(t *testing.T) {
	t.Parallel()
	text, err := os.ReadFile("../samconfig.toml")
	if err != nil {
		t.Fatal(err)
	}
	for _, stage := range []string{"dev", "staging", "prod"} {
		_, section, found := strings.Cut(string(text), "\n["+stage+".deploy.parameters]\n")
		section, _, _ = strings.Cut(section, "\n[")
		for _, line := range []string{
			`parameter_overrides = "Stage=` + stage + " ", " Owner=", " CostCenter=", `tags = "app=ventana environment=` + stage + `"`, `capabilities = "CAPABILITY_IAM"`, "confirm_changeset = ",
		} {
			if !found || !strings.Contains(section, line) {
				t.Errorf("samconfig.toml: [%s.deploy.parameters] lacks %s", stage, line)
			}
		}
		if !strings.Contains(string(text), "\n["+stage+".global.parameters]\nstack_name = \"ventana-"+stage+"\"\n") {
			t.Errorf("samconfig.toml: stage %s has no stack ventana-%s, whose outputs make deploy reads", stage, stage)
		}
		if confirmed := strings.Contains(section, "confirm_changeset = true"); confirmed != (stage == "prod") {
			t.Errorf("samconfig.toml: somebody must say yes to a change set in prod, and nobody elsewhere: stage %s", stage)
		}
	}
}
