package main

import (
	"bytes"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"ventana/infra/local"
	"ventana/infra/local/template"
	"ventana/infra/meter"
)

const repositoryTemplate = "../../template.yaml"

// TestDashboardPage_knowsTheNamesOfTheLocalSystem: a number that the host counts
// under its names is drawn, and each alarm of the template is judged.
func TestDashboardPage_knowsTheNamesOfTheLocalSystem(t *testing.T) {
	t.Parallel()
	const stack = "ventana-local"
	system, err := template.Load(repositoryTemplate, nil, template.Local{Stack: stack, Region: "us-east-1", Account: "000000000000", QueueEndpoint: "http://127.0.0.1"})
	if err != nil {
		t.Fatal(err)
	}
	now := time.Date(2026, 11, 22, 10, 0, 30, 0, time.UTC)
	source := &meter.Meter{}
	var want []string
	add := func(value float64, written, namespace, name string, dimensions ...string) {
		source.Add(meter.Of(namespace, name, dimensions...), now, value)
		source.Add(meter.Of(namespace, name, dimensions...), now.Add(-time.Minute), value)
		want = append(want, written)
	}
	add(4321, "<b>4321</b>", "AWS/ApiGateway", "Count", "ApiId", system.API)
	add(77_001, "77k", "AWS/Lambda", "Invocations", "FunctionName", system.Functions[1].Name, "Resource", system.Functions[1].Name+":live")
	add(88, "88 ms", "AWS/DynamoDB", "SuccessfulRequestLatency", "TableName", system.Tables[0].Name, "Operation", "GetItem")
	add(66, "66 %", "Ventana/"+stack, "MessagingLimitUsed")
	parked := 0
	for _, queue := range system.Queues {
		if strings.HasSuffix(queue.LogicalID, "DLQ") {
			source.Add(meter.Of("AWS/SQS", "ApproximateNumberOfMessagesVisible", "QueueName", queue.Name), now.Add(-time.Minute), 55)
			parked++
		}
	}
	page, err := dashboardPage(repositoryTemplate, local.Watched{Stack: stack, Now: func() time.Time { return now }, Alarms: system.Alarms}, source)
	if err != nil {
		t.Fatal(err)
	}
	for _, look := range []string{"cloudwatch", "grafana"} {
		answer := httptest.NewRecorder()
		page.ServeHTTP(answer, httptest.NewRequest(http.MethodGet, "/dashboard?look="+look, nil))
		text := answer.Body.String()
		for _, one := range want {
			if !strings.Contains(text, one) {
				t.Errorf("%s: %s is not on the page", look, one)
			}
		}
		if got := strings.Count(text, "<strong>55</strong>"); got != parked {
			t.Errorf("%s: %d of %d dead-letter queues are shown", look, got, parked)
		}
		if ringing := strings.Count(text, `class="ALARM"`); ringing < parked || strings.Count(text, `class="OK"`)+ringing < 30 {
			t.Errorf("%s: %d alarms ring, want at least those of the dead letters", look, ringing)
		}
	}
}

func TestWithDashboard_tellsWhatItCannotShow(t *testing.T) {
	t.Parallel()
	options := local.Options{Template: filepath.Join(t.TempDir(), "none.yaml")}
	withDashboard(&options)
	answer := httptest.NewRecorder()
	options.Dashboard(local.Watched{}).ServeHTTP(answer, httptest.NewRequest(http.MethodGet, "/dashboard", nil))
	if answer.Code != http.StatusInternalServerError || !strings.Contains(answer.Body.String(), "none.yaml") {
		t.Errorf("%d %s, want the reason", answer.Code, answer.Body)
	}
}

func TestDashboards_writesWhatTheRepositoryHas(t *testing.T) {
	t.Parallel()
	folder := t.TempDir()
	var out bytes.Buffer
	command := newRootCommand()
	command.SetOut(&out)
	command.SetArgs([]string{"dashboards", "--template", repositoryTemplate, "--grafana", folder, "--cloudwatch"})
	if err := command.Execute(); err != nil {
		t.Fatal(err)
	}
	if !strings.HasPrefix(out.String(), `{"start":`) || !strings.Contains(out.String(), "4 files in") {
		t.Errorf("printed %.80s", out.String())
	}
	for _, name := range []string{"dashboards/ventana.json", "provisioning/alerting/ventana.yaml"} {
		want, err := os.ReadFile(filepath.Join("../observability/grafana", name))
		got, wrote := os.ReadFile(filepath.Join(folder, name))
		if err != nil || wrote != nil || !bytes.Equal(want, got) {
			t.Errorf("%s: %v, %v, or another text", name, err, wrote)
		}
	}
}
