package policy_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"ventana/shared/policy"
)

// approved is a catalogue: the languages in which each template may be sent.
type approved map[string][]string

func (a approved) lookup(name string, languages []string) (string, bool) {
	for _, language := range languages {
		if slices.Contains(a[name], language) {
			return language, true
		}
	}
	return "", false
}

func shop() approved {
	return approved{
		"refund_update": {"es_MX", "pt_BR"}, "order_update": {"es_MX", "pt_BR"}, "still_interested": {"es_MX"},
		"cart_still_here": {"es_MX"},
	}
}

func TestChoose_takesTheFirstRuleThatFits(t *testing.T) {
	t.Parallel()
	fields := map[string]string{"contact.first_name": "Ana", "ticket.field.360001": "A-17"}
	for name, test := range map[string]struct {
		facts policy.Facts
		want  string // rule, template, language
	}{
		"a tag leads to the special rule":   {policy.Facts{Purpose: "reply", Status: "open", Tags: []string{"vip", "return"}, Language: "es"}, "refund refund_update es_MX"},
		"without it to the general":         {policy.Facts{Purpose: "closed", Status: "open", Language: "pt-BR"}, "order order_update pt_BR"},
		"an unknown language is spoken to":  {policy.Facts{Purpose: "reply", Status: "new"}, "order order_update es_MX"},
		"a status of no rule":               {policy.Facts{Purpose: "reply", Status: "solved", Language: "es"}, ""},
		"a purpose of no rule":              {policy.Facts{Purpose: "survey", Status: "open", Language: "es"}, ""},
		"two days ago":                      {policy.Facts{Purpose: "waiting", SinceCustomer: 48 * time.Hour}, "come back still_interested es_MX"},
		"just the day is not over it":       {policy.Facts{Purpose: "waiting", SinceCustomer: 24 * time.Hour}, ""},
		"just three days are not under it":  {policy.Facts{Purpose: "waiting", SinceCustomer: 72 * time.Hour}, ""},
		"one who never wrote is not under":  {policy.Facts{Purpose: "waiting", SinceCustomer: -1}, ""},
		"a tag that forbids":                {policy.Facts{Purpose: "waiting", SinceCustomer: 48 * time.Hour, Tags: []string{"no_whatsapp"}}, ""},
		"a section's own template, at last": {policy.Facts{Purpose: "reminder", Language: "es"}, "window.reminder.template cart_still_here es_MX"},
		"not in a language without it":      {policy.Facts{Purpose: "reminder", Language: "pt-BR"}, "window.reminder.template cart_still_here es_MX"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			test.facts.Fields = fields
			choice, ok := policy.Choose(example(t, "shop.yaml"), test.facts, shop().lookup)
			if got := strings.TrimSpace(choice.Rule + " " + choice.Template + " " + choice.Language); got != test.want || ok != (test.want != "") {
				t.Errorf("got %q, %t, want %q\n%s", got, ok, test.want, strings.Join(choice.Why, "\n"))
			}
		})
	}
}

func TestChoose_matchesGroupNumberAndLanguage(t *testing.T) {
	t.Parallel()
	all := approved{"t": {"pt_BR"}}
	facts := policy.Facts{Purpose: "reply", Group: "360001", Number: "main", Language: "pt-BR"}
	for condition, want := range map[string]bool{
		"group: 360001": true, "group: [1, 2]": false,
		"number: main": true, "number: other": false,
		"language: pt-BR": true, "language: pt": true, "language: es": false, "language: pt-PT": false, `language: ""`: false,
	} {
		p := parse(t, "version: 1\ntemplates: {rules: [{name: a, template: t, when: {purpose: reply, "+condition+"}}]}")
		if choice, got := policy.Choose(p, facts, all.lookup); got != want {
			t.Errorf("%s: got %t, want %t: %v", condition, got, want, choice.Why)
		}
	}
}

func TestChoose_passesOverARuleWhoseValueIsNotKnown(t *testing.T) {
	t.Parallel()
	facts := policy.Facts{Purpose: "reply", Status: "open", Tags: []string{"refund"}, Language: "es", Fields: map[string]string{"ticket.field.360001": " "}}
	choice, ok := policy.Choose(example(t, "shop.yaml"), facts, shop().lookup)
	want := policy.Choice{
		Rule: "order", Template: "order_update", Language: "es_MX", Values: map[string]string{"first_name": "cliente"},
		Why: []string{
			`rule "refund": values.order: ticket.field.360001 is not known and has no fallback`,
			`rule "order" fits: template order_update in es_MX`,
		},
	}
	if diff := cmp.Diff(want, choice); diff != "" || !ok {
		t.Errorf("%t (-want +got):\n%s", ok, diff)
	}
}

func TestChoose_fillsValuesFromFields(t *testing.T) {
	t.Parallel()
	fields := map[string]string{"contact.first_name": "Ana", "contact.name": "Ana Ruiz", "ticket.id": "17", "ticket.subject": "{{ticket.id}}", "agent.name": "", "ticket.field.9": "x"}
	for source, want := range map[string]string{
		"hola":                                   "hola",
		"{{contact.first_name}}":                 "Ana",
		"{{ contact.name }}":                     "Ana Ruiz",
		"#{{ticket.id}}: {{ticket.subject}}":     "#17: {{ticket.id}}", // a customer's words are never read as a source
		`{{agent.name | "equipo"}}`:              "equipo",
		`{{agent.name|'el "equipo"'}}`:           `el "equipo"`,
		`{{contact.first_name | "cliente"}}`:     "Ana",
		`{{ticket.field.9}}{{ticket.field.9}} `:  "xx ",
		`Sra. {{contact.name | "cliente"}} {ok}`: "Sra. Ana Ruiz {ok}",
	} {
		p := policy.Default()
		p.Templates.Rules = []policy.Rule{{Name: "a", When: policy.When{Purpose: []policy.Purpose{"reply"}}, Template: "t", Values: map[string]string{"1": source}}}
		choice, ok := policy.Choose(p, policy.Facts{Purpose: "reply", Fields: fields}, approved{"t": {"en"}}.lookup)
		if got := choice.Values["1"]; !ok || got != want {
			t.Errorf("%s: got %q, %t, want %q", source, got, ok, want)
		}
	}
}

func TestChoose_saysWhyThereIsNone(t *testing.T) {
	t.Parallel()
	facts := policy.Facts{Purpose: "reply", Status: "pending", Number: "cards", Language: "es", Tags: []string{"fraud"}, Fields: map[string]string{"ticket.id": "1", "contact.name": "Ana"}}
	choice, ok := policy.Choose(example(t, "bank.yaml"), facts, approved{}.lookup)
	want := []string{`rule "cards": it has a tag of fraud, legal_hold`, `rule "accounts in Brazil": it has a tag of fraud, legal_hold`, `rule "survey": it is not for reply`}
	if diff := cmp.Diff(want, choice.Why); diff != "" || ok {
		t.Errorf("%t (-want +got):\n%s", ok, diff)
	}
	facts.Tags = nil
	choice, _ = policy.Choose(example(t, "bank.yaml"), facts, approved{}.lookup)
	want = []string{
		`rule "cards": template cards_case_update may not be sent in any of es`,
		`rule "accounts in Brazil": it is another number's`,
		`rule "survey": it is not for reply`,
	}
	if diff := cmp.Diff(want, choice.Why); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	choice, _ = policy.Choose(policy.Default(), facts, approved{}.lookup)
	if diff := cmp.Diff([]string{"the policy has no rule"}, choice.Why); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

func TestLanguagesFor_goesFromNearToFar(t *testing.T) {
	t.Parallel()
	p := parse(t, "version: 1\nlanguages: {default: en_US, customers: {es: [es_MX, es], pt: [pt_PT], \"\": [es]}}")
	for customer, want := range map[string][]string{
		"es":    {"es_MX", "es", "en_US"},
		"es-CL": {"es_MX", "es", "en_US"},
		"pt-BR": {"pt_PT", "en_US"},
		"fr-CA": {"fr_CA", "fr", "en_US"},
		"de":    {"de", "en_US"},
		"":      {"es", "en_US"},
	} {
		if diff := cmp.Diff(want, policy.LanguagesFor(p, customer)); diff != "" {
			t.Errorf("%q (-want +got):\n%s", customer, diff)
		}
	}
	p.Languages = policy.Languages{}
	if got := policy.LanguagesFor(p, ""); got != nil {
		t.Errorf("nothing is known: got %v", got)
	}
}

func TestLanguagesFor_leavesThePolicyAlone(t *testing.T) {
	t.Parallel()
	p := policy.Default()
	list := make([]string, 1, 4) // room for what an append would write over
	list[0] = "es"
	p.Languages.Customers = map[string][]string{"es": list}
	policy.LanguagesFor(p, "es")
	if diff := cmp.Diff([]string{"es", ""}, list[:2]); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

func TestSurvey_asksInTheCustomersLanguage(t *testing.T) {
	t.Parallel()
	survey := parse(t, "version: 1\nsurvey: {question: {es: a, pt: b, '': c}, choices: {pt: ['1', '2'], '': ['3', '4']}}").Survey
	for language, want := range map[string]string{"es": "a34", "pt": "b12", "pt-BR": "b12", "fr": "c34", "": "c34"} {
		question, choices, ok := survey.In(language)
		if got := question + strings.Join(choices, ""); !ok || got != want {
			t.Errorf("%q: got %s, %t, want %s", language, got, ok, want)
		}
	}
	if _, _, ok := policy.Default().Survey.In("es"); ok {
		t.Error("the default has a question")
	}
}

func TestSampled_keepsItsShareAndItsMind(t *testing.T) {
	t.Parallel()
	p := policy.Default()
	p.Survey.Enabled = true
	counts := map[float64]int{}
	for i := range 10000 {
		ticket := time.Duration(i).String()
		was := false
		for _, share := range []float64{0, 0.1, 0.5, 1} {
			p.Survey.Sample = share
			in := policy.Sampled(p, ticket)
			if was && !in {
				t.Fatalf("ticket %s was in a smaller share and is not in %g", ticket, share)
			}
			if was = in; in {
				counts[share]++
			}
		}
	}
	if counts[0] != 0 || counts[1] != 10000 || counts[0.1] < 900 || counts[0.1] > 1100 || counts[0.5] < 4800 || counts[0.5] > 5200 {
		t.Errorf("of 10000 tickets got %v", counts)
	}
	p.Survey.Enabled = false
	if policy.Sampled(p, "1") {
		t.Error("a survey that is off asks")
	}
}

// TestSampled_isTheSameInEveryRelease: another digest would ask people twice.
func TestSampled_isTheSameInEveryRelease(t *testing.T) {
	t.Parallel()
	p := policy.Default()
	p.Survey.Enabled, p.Survey.Sample = true, 0.5
	var in []string
	for _, ticket := range []string{"1", "2", "3", "4", "5", "6", "7", "8"} {
		if policy.Sampled(p, ticket) {
			in = append(in, ticket)
		}
	}
	if diff := cmp.Diff([]string{"2", "4", "5", "6"}, in); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}
