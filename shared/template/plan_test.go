package template_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"ventana/shared/template"
)

// noon is when the plans of these tests are made.
func noon() time.Time { return time.Date(2026, 11, 22, 12, 0, 0, 0, time.UTC) }

// held is the account's template that answers the definition of rich.yaml in
// Spanish, with a change.
func held(t *testing.T, change func(*template.Template)) template.Template {
	t.Helper()
	have, err := rich(t).Template("es")
	if err != nil {
		t.Fatal(err)
	}
	have.ID, have.Status, have.Reason = "1600", template.StatusApproved, "NONE"
	change(&have)
	return have
}

// shown is a plan as lines, the times as hours from noon.
func shown(actions []template.Action) string {
	var lines []string
	for _, a := range actions {
		line := fmt.Sprintf("%s %s (%s)", a.Kind, a.Name, a.Language)
		if !a.After.IsZero() {
			line += fmt.Sprintf(" after %s", a.After.Sub(noon()))
		}
		if a.Reason != "" {
			line += ": " + a.Reason
		}
		for _, d := range a.Diff {
			line += fmt.Sprintf("\n  %s: %q -> %q", d.Field, d.Have, d.Want)
		}
		lines = append(lines, line)
	}
	return strings.Join(lines, "\n") + "\n"
}

func TestPlan_isTheWayFromTheAccountToTheDefinitions(t *testing.T) {
	t.Parallel()
	other := func(name, status string) template.Template {
		one := entry(name, "es", status)
		one.ID = "1"
		return one
	}
	reworded := func(h *template.Template) {
		h.Components[1].Text = "Su pedido {{order}} llegó. Pase hasta el {{until}} por la tienda."
	}
	status := func(value string) func(*template.Template) {
		return func(h *template.Template) { reworded(h); h.Status = value }
	}
	edited := func(before ...time.Duration) []template.Did {
		var all []template.Did
		for _, b := range before {
			all = append(all, template.Did{Kind: template.ActionEdit, Name: "order_ready", Language: "es", At: noon().Add(-b)})
		}
		return all
	}
	const day = 24 * time.Hour
	deleted := func(language string, before time.Duration) []template.Did {
		return []template.Did{{Kind: template.ActionDelete, Name: "order_ready", Language: language, At: noon().Add(-before)}}
	}
	one := func(change func(*template.Template)) []template.Template { return []template.Template{held(t, change)} }
	tests := []struct {
		name    string
		have    []template.Template
		history []template.Did
		options template.PlanOptions
	}{
		{name: "an empty account"},
		{name: "deleted 29 days ago", history: deleted("", 29*day)},
		{name: "deleted in this language 29 days ago", history: deleted("es", 29*day)},
		{name: "deleted in another language 29 days ago", history: deleted("en", 29*day)},
		{name: "deleted 30 days ago", history: deleted("", 30*day)},
		{name: "as defined", have: one(func(*template.Template) {})},
		{name: "as defined and rejected", have: one(func(h *template.Template) { h.Status, h.Reason = "REJECTED", "INVALID_FORMAT" })},
		{name: "as defined and paused", have: one(func(h *template.Template) { h.Status = "PAUSED" })},
		{name: "as defined with other samples and spaces", have: one(func(h *template.Template) {
			h.Components[1].Text += "\r\n"
			h.Components[1].Examples = nil
			h.Components[3].Buttons[1].Example = "https://example.com/o/7"
			h.Components[3].Buttons[3].Text = "Copy offer code"
		})},
		{name: "another wording", have: one(reworded)},
		{name: "another wording, edited 23 hours ago", have: one(reworded), history: edited(23 * time.Hour)},
		{name: "another wording, edited 24 hours ago", have: one(reworded), history: edited(24 * time.Hour)},
		{name: "another wording, edited ten times", have: one(reworded), history: edited(2*day, 3*day, 4*day, 5*day, 6*day, 7*day, 8*day, 9*day, 10*day, 29*day)},
		{name: "another wording, edited nine times", have: one(reworded), history: edited(2*day, 3*day, 4*day, 5*day, 6*day, 7*day, 8*day, 9*day, 10*day, 30*day)},
		{name: "rejected, edited an hour ago", have: one(status("REJECTED")), history: edited(time.Hour)},
		{name: "another wording in review", have: one(status("PENDING"))},
		{name: "another wording, disabled", have: one(status("DISABLED"))},
		{name: "being deleted", have: one(status("PENDING_DELETION"))},
		{name: "recategorised", have: one(func(h *template.Template) { h.Category = "MARKETING" })},
		{name: "recategorised, with another wording", have: one(func(h *template.Template) { reworded(h); h.Category = "MARKETING" })},
		{name: "recategorised and paused", have: one(func(h *template.Template) { h.Category, h.Status = "MARKETING", "PAUSED" })},
		{name: "numbered", have: one(func(h *template.Template) { h.Named = false })},
		{name: "other parts", have: one(func(h *template.Template) {
			h.TTLSeconds = -1
			h.Components[0] = template.Component{Type: "HEADER", Format: "IMAGE"}
			h.Components[3].Buttons = h.Components[3].Buttons[:1]
			h.Components = append(h.Components, template.Component{Type: "LIMITED_TIME_OFFER"})
		})},
		{name: "others, kept", have: []template.Template{other("hello", "APPROVED"), other("old", "DISABLED"), other("gone", "PENDING_DELETION")}},
		{
			name: "others, to be deleted", have: []template.Template{other("hello", "APPROVED"), other("old", "DISABLED"), other("gone", "PENDING_DELETION")},
			options: template.PlanOptions{Delete: true},
		},
	}
	var all strings.Builder
	spanish := rich(t)
	spanish.Wordings = spanish.Wordings[:1]
	for _, tt := range tests {
		plan := template.Plan([]template.Definition{spanish}, template.NewCatalogue(tt.have), noon(), tt.history, tt.options)
		fmt.Fprintf(&all, "# %s\n%s\n", tt.name, shown(plan))
	}
	golden(t, "plan.golden", []byte(all.String()))
}

func TestPlan_createsAHundredInAnHour(t *testing.T) {
	t.Parallel()
	var definitions []template.Definition
	for i := range 60 {
		d := rich(t)
		d.Name = fmt.Sprintf("order_%02d", i)
		definitions = append(definitions, d)
	}
	history := []template.Did{
		{Kind: template.ActionCreate, Name: "x", Language: "es", At: noon().Add(-59 * time.Minute)},
		{Kind: template.ActionCreate, Name: "y", Language: "es", At: noon().Add(-time.Hour)},
	}
	created, blocked := 0, 0
	for _, a := range template.Plan(definitions, template.Catalogue{}, noon(), history, template.PlanOptions{}) {
		switch a.Kind {
		case template.ActionCreate:
			created++
		case template.ActionBlocked:
			blocked++
		}
	}
	if created != 99 || blocked != 21 {
		t.Errorf("%d to create, %d blocked; want 99 and 21", created, blocked)
	}
}

func TestPlan_isEmptyAfterItWasApplied(t *testing.T) {
	t.Parallel()
	var applied []template.Template
	for _, a := range template.Plan([]template.Definition{rich(t)}, template.Catalogue{}, noon(), nil, template.PlanOptions{}) {
		a.Want.Status = template.StatusApproved
		applied = append(applied, a.Want)
	}
	for _, a := range template.Plan([]template.Definition{rich(t)}, template.NewCatalogue(applied), noon(), nil, template.PlanOptions{}) {
		if a.Kind != template.ActionKeep || a.Reason != "" {
			t.Errorf("%s %s: %s", a.Kind, a.Language, a.Reason)
		}
	}
}

func TestBodies_areWhatTheAPITakes(t *testing.T) {
	t.Parallel()
	var all []byte
	add := func(title string, raw []byte, err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
		all = append(all, []byte("# "+title+"\n"+string(raw)+"\n")...)
	}
	for _, language := range []string{"es", "en"} {
		want, err := rich(t).Template(language)
		if err != nil {
			t.Fatal(err)
		}
		raw, err := template.CreateBody(want)
		add("create "+language, raw, err)
	}
	want, err := rich(t).Template("es")
	if err != nil {
		t.Fatal(err)
	}
	for title, change := range map[string]func(*template.Template){
		"nothing":                           func(*template.Template) {},
		"the footer":                        func(h *template.Template) { h.Components[2].Text = "Other" },
		"the ttl":                           func(h *template.Template) { h.TTLSeconds = 0 },
		"the category of a rejected one":    func(h *template.Template) { h.Category, h.Status = "MARKETING", "REJECTED" },
		"the category of an approved one":   func(h *template.Template) { h.Category = "MARKETING" },
		"the form when nothing is numbered": func(h *template.Template) { h.Named = true },
	} {
		raw, err := template.EditBody(want, held(t, change))
		if err != nil {
			t.Fatal(err)
		}
		got := string(raw)
		if len(got) > 200 {
			got = "all components"
		}
		expected := map[string]string{
			"nothing": `{}`, "the footer": "all components", "the ttl": `{"message_send_ttl_seconds":43200}`,
			"the category of a rejected one": `{"category":"UTILITY"}`, "the category of an approved one": `{}`, "the form when nothing is numbered": `{}`,
		}
		if got != expected[title] {
			t.Errorf("%s: %s, want %s", title, got, expected[title])
		}
	}
	raw, err := template.EditBody(want, held(t, func(h *template.Template) { h.Components[2].Text = "Other" }))
	add("edit es", raw, err)
	golden(t, "bodies.golden", all)
}

func TestDefinition_hasNoOtherLanguage(t *testing.T) {
	t.Parallel()
	if got, err := rich(t).Template("es_MX"); err == nil {
		t.Errorf("es_MX is %+v", got)
	}
}

func TestDiff_ofATemplateWithItselfIsEmpty(t *testing.T) {
	t.Parallel()
	for _, one := range list(t) {
		if one.Name == "numbered_header" {
			one.Components = one.Components[:2] // a definition cannot ask for the rest
		}
		if diff := cmp.Diff([]template.Difference(nil), template.Diff(one, one)); diff != "" {
			t.Errorf("%s: %s", one.Name, diff)
		}
	}
}

func TestDiff_leavesATTLThatNobodyAskedFor(t *testing.T) {
	t.Parallel()
	have, want := approved(true, body("a")), approved(true, body("a"))
	have.TTLSeconds = 600
	if diff := template.Diff(have, want); len(diff) > 0 {
		t.Errorf("differs in %+v", diff)
	}
}
