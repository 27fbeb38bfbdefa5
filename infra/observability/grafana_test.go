package observability

//lint:file-ignore SA1019 as in grafana.go

import (
	"encoding/json"
	"slices"
	"strings"
	"testing"

	"github.com/grafana/grafana-foundation-sdk/go/cog/plugins"
	"github.com/grafana/grafana-foundation-sdk/go/dashboard"
)

// drawn is Grafana's dashboard as it stands in the file, parsed without its types.
func drawn(t *testing.T) (raw []byte, root map[string]any) {
	t.Helper()
	stack, board := described(t)
	d, err := stack.Grafana(board)
	if err != nil {
		t.Fatal(err)
	}
	if raw, err = json.Marshal(d); err != nil {
		t.Fatal(err)
	}
	if err := json.Unmarshal(raw, &root); err != nil {
		t.Fatal(err)
	}
	return raw, root
}

// TestGrafana_isWhatGrafanasSchemaSays: the SDK's strict reader, made from
// Grafana's schemas, refuses members and values that these do not know, in the
// dashboard, in each panel's options and fields, and in each query.
func TestGrafana_isWhatGrafanasSchemaSays(t *testing.T) {
	t.Parallel()
	plugins.RegisterDefaultPlugins()
	raw, _ := drawn(t)
	var read dashboard.Dashboard
	if problem := said(read.UnmarshalJSONStrict(raw)); problem != "" {
		t.Error(problem)
	}
	if problem := said(read.Validate()); problem != "" {
		t.Error(problem)
	}
	for _, member := range []string{"metricName", "fillOpacity", "showLegend", "gridPos", "graphMode", "templating"} {
		broken := strings.Replace(string(raw), `"`+member+`"`, `"x`+member+`"`, 1)
		if problem := said(new(dashboard.Dashboard).UnmarshalJSONStrict([]byte(broken))); !strings.Contains(problem, member) {
			t.Errorf("the strict reader says %q of a misspelt %s: it proves nothing of it", problem, member)
		}
	}
}

// said is what a reader of the SDK objects to. Without any objection it returns an
// empty list, which is an error with no words.
func said(err error) string {
	if err == nil {
		return ""
	}
	return err.Error()
}

// TestGrafana_isWellMade asks what Grafana's own dashboard linter asks: a data
// source that the reader chooses and that everything uses, titles, descriptions,
// units, targets, and nothing that can be edited by mistake.
func TestGrafana_isWellMade(t *testing.T) {
	t.Parallel()
	_, root := drawn(t)
	if uid := text(root, "uid"); uid == "" || len(uid) > 40 || root["editable"] != false || root["schemaVersion"] != 42.0 {
		t.Errorf("uid %q, editable %v, schema %v", uid, root["editable"], root["schemaVersion"])
	}
	ids, taken := map[float64]bool{}, map[[2]int]string{}
	for _, one := range list(root["panels"]) {
		panel, _ := one.(map[string]any)
		title, kind := text(panel, "title"), text(panel, "type")
		id, _ := number(panel, "id")
		if id == 0 || ids[id] || title == "" {
			t.Errorf("panel %q has id %v, want one of its own", title, id)
		}
		ids[id] = true
		stands(t, title, mapping(panel, "gridPos"), taken)
		if kind == "row" || kind == "alertlist" {
			continue
		}
		if text(panel, "description") == "" || text(mapping(panel, "datasource"), "uid") != "${datasource}" {
			t.Errorf("panel %q lacks a description or the chosen data source", title)
		}
		unit := text(mapping(mapping(panel, "fieldConfig"), "defaults"), "unit")
		if !slices.Contains([]string{"short", "s", "ms", "m", "d", "percent", "currencyUSD"}, unit) {
			t.Errorf("panel %q has unit %q", title, unit)
		}
		checkTargets(t, title, list(panel["targets"]))
	}
}

func stands(t *testing.T, title string, at map[string]any, taken map[[2]int]string) {
	t.Helper()
	of := func(name string) int { n, _ := number(at, name); return int(n) }
	if of("w") < 1 || of("h") < 1 || of("x")+of("w") > 24 {
		t.Errorf("panel %q stands at %v, outside the 24 columns", title, at)
	}
	for x := of("x"); x < of("x")+of("w"); x++ {
		for y := of("y"); y < of("y")+of("h"); y++ {
			if other := taken[[2]int{x, y}]; other != "" {
				t.Fatalf("panels %q and %q overlap", other, title)
			}
			taken[[2]int{x, y}] = title
		}
	}
}

// checkTargets: queries have names of their own, and metrics that exist.
func checkTargets(t *testing.T, title string, targets []any) {
	t.Helper()
	if len(targets) == 0 {
		t.Errorf("panel %q asks nothing", title)
	}
	names := map[string]bool{}
	for _, target := range targets {
		id, refID := text(target, "id"), text(target, "refId")
		if names[id] || names[refID] || id == "" || refID == "" || text(mapping(target, "datasource"), "uid") != "${datasource}" {
			t.Errorf("panel %q: query %q (%q) is named twice, or asks another data source", title, id, refID)
		}
		names[id], names[refID] = true, true
		if text(target, "expression") != "" {
			continue
		}
		var dimensions []string
		for name := range mapping(target, "dimensions") {
			dimensions = append(dimensions, name)
		}
		check(t, title, text(target, "namespace"), text(target, "metricName"), dimensions)
	}
}

// TestGrafana_variablesAreAllDefined: a name that nothing fills makes an empty
// graph.
func TestGrafana_variablesAreAllDefined(t *testing.T) {
	t.Parallel()
	raw, root := drawn(t)
	defined := map[string]bool{}
	for _, variable := range list(mapping(root, "templating")["list"]) {
		defined[text(variable, "name")] = true
	}
	for part := range strings.SplitSeq(string(raw), "${") {
		name, _, closed := strings.Cut(part, "}")
		if closed && !strings.HasPrefix(part, `{"`) && !defined[name] {
			t.Errorf("${%s} is no variable of the dashboard", name)
		}
	}
}
