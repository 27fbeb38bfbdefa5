package policy_test

import (
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"ventana/shared/policy"
)

func TestParse_takesTheExamples(t *testing.T) {
	t.Parallel()
	for name, text := range examples(t) {
		if _, err := policy.Parse(text); err != nil {
			t.Errorf("%s:\n%v", name, err)
		}
	}
}

func TestParse_readsDefaultYamlAsTheDefault(t *testing.T) {
	t.Parallel()
	if diff := cmp.Diff(policy.Default(), example(t, "default.yaml")); diff != "" {
		t.Errorf("default.yaml is not Default (-want +got):\n%s", diff)
	}
}

func TestParse_keepsTheDefaultOfWhatIsLeftOut(t *testing.T) {
	t.Parallel()
	if diff := cmp.Diff(policy.Default(), parse(t, "version: 1")); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

func TestParse_replacesListsAndMapsAsAWhole(t *testing.T) {
	t.Parallel()
	got := parse(t, "version: 1\nwindow: {warn: [2h]}\nlanguages: {customers: {es: [es_MX]}}")
	want := policy.Default()
	want.Window.Warn = []time.Duration{2 * time.Hour}
	want.Languages.Customers = map[string][]string{"es": {"es_MX"}}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

func TestParse_takesAWordForAListOfOne(t *testing.T) {
	t.Parallel()
	got := parse(t, "version: 1\nrollout: {numbers: 360001, allow: +34600000000}").Rollout
	if diff := cmp.Diff(policy.Rollout{Mode: policy.Live, Numbers: []string{"360001"}, Share: 1, Allow: []string{"+34600000000"}}, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

// problems is what a document with the version in its first line is told.
func problems(t *testing.T, text string) []policy.Problem {
	t.Helper()
	_, err := policy.Parse([]byte(text))
	var all *policy.Problems
	if !errors.As(err, &all) {
		t.Fatalf("got %v, want *Problems", err)
	}
	return all.List
}

func TestParse_saysWhatToMendAndWhere(t *testing.T) {
	t.Parallel()
	rule := func(when, value string) string {
		return "templates:\n  rules:\n    - name: a\n      template: t\n      when: {" + when + "}\n      values: {a: " + value + "}"
	}
	for name, test := range map[string]struct{ text, want string }{
		"a number for a duration":     {"window:\n  warn: [4h, 90]", "line 3, column 14: window.warn[1]: 90 is no duration: write 90m for minutes or 90h for hours"},
		"a word for a duration":       {"window:\n  warn: [soon]", `line 3, column 10: window.warn[0]: "soon" is no duration: write it as 4h, 90m or 1h30m`},
		"a warning of a whole day":    {"window:\n  warn: [24h]", "line 3, column 10: window.warn[0]: a window lasts 24 hours and is looked at each minute: write from 1m to less than 24h"},
		"warnings out of order":       {"window:\n  warn: [1h, 4h]", "line 3, column 14: window.warn[1]: 4h does not follow 1h: list the longest first, each once"},
		"a key misspelt":              {"windows: {}", "line 2, column 1: windows: unknown key (did you mean window?): known here are version, languages, window, templates, survey, rollout, notes, money, fees"},
		"a key like no other":         {"window:\n  colour: red", "line 3, column 3: window.colour: unknown key: known here are warn, quiet, closed_reply, warn_waiting, closing_field, reminder, digest"},
		"a key twice":                 {"notes: {}\nnotes: {}", "line 3, column 1: notes: written twice, first in line 2: keep one"},
		"an empty value":              {"window:", "line 2, column 8: window: empty: write a value or take the key out"},
		"a value for a mapping":       {"window: open", "line 2, column 9: window: a mapping is needed: write key: value lines below it"},
		"a mapping for a list":        {"templates:\n  rules: {name: a}", "line 3, column 10: templates.rules: a list is needed: write - before each item"},
		"a list for a value":          {"survey:\n  sample: [1]", "line 3, column 11: survey.sample: one value is needed here, not a list or a mapping"},
		"an alias":                    {"notes: &n {}\nmoney: *n", "line 3, column 8: money: YAML aliases are not understood: write the value out"},
		"a word for a switch":         {"survey:\n  enabled: yes", `line 3, column 12: survey.enabled: "yes" is neither true nor false`},
		"a switch for a word":         {"languages: {default: true}", `line 2, column 22: languages.default: a text is needed: write "true" in quotes`},
		"a mode misspelt":             {"window:\n  closed_reply: sugest", `line 3, column 17: window.closed_reply: "sugest" is not known (did you mean suggest?): write one of suggest, send, keep`},
		"sending without a rule":      {"window:\n  closed_reply: send", "line 3, column 17: window.closed_reply: send needs a template: write a rule of purpose reply in templates.rules, or suggest"},
		"quiet without its end":       {"window:\n  quiet: {from: 22:00, zone: UTC}", "line 3, column 10: window.quiet.to: required where window.quiet is written"},
		"a zone of nowhere":           {"window:\n  quiet: {from: 22:00, to: 08:00, zone: Madrid}", `line 3, column 41: window.quiet.zone: "Madrid" is no time zone: write it as Europe/Madrid or America/Sao_Paulo`},
		"the machine's own zone":      {"window:\n  quiet: {from: 22:00, to: 08:00, zone: Local}", `line 3, column 41: window.quiet.zone: "Local" is no time zone: write it as Europe/Madrid or America/Sao_Paulo`},
		"quiet without length":        {"window:\n  quiet: {from: 22:00, to: 22:00, zone: UTC}", "line 3, column 28: window.quiet.to: the quiet time ends when it begins: write another time, or take quiet out"},
		"a time of no day":            {"window:\n  digest: {hours: 3, at: 25:00, zone: UTC}", `line 3, column 26: window.digest.at: "25:00" is no time of day: write it as 09:00`},
		"a value that is none":        {"window:\n  digest: {hours: 3, at: 09:00, zone: UTC, value: 12}", `line 3, column 51: window.digest.value: "12" names no field, so every ticket would be worth the same: write '{{ticket.field.360002}}'`},
		"a value of an unknown field": {"window:\n  digest: {hours: 3, at: 09:00, zone: UTC, value: '{{ticket.field.}}'}", `line 3, column 51: window.digest.value: {{ticket.field.}} lacks the field's id: write {{ticket.field.360001}}`},
		"a unit of nothing":           {"window:\n  digest: {hours: 3, at: 09:00, zone: UTC, unit: EUR}", "line 3, column 50: window.digest.unit: a unit of nothing: write value too, or take unit out"},
		"a digest of two days":        {"window:\n  digest: {hours: 48, at: 09:00, zone: UTC}", "line 3, column 19: window.digest.hours: a window lasts 24 hours: write more than 0 and at most 24"},
		"a reminder without template": {"window:\n  reminder: {before: 2h}", "line 3, column 13: window.reminder.template: required: no rule of templates.rules has the purpose reminder"},
		"a language with a hyphen":    {"languages:\n  customers: {es: [es-MX]}", `line 3, column 20: languages.customers.es[0]: "es-MX" is no language of templates: write it as es or es_MX`},
		"a customer's with a line":    {"languages:\n  customers: {pt_BR: pt_BR}", `line 3, column 22: languages.customers.pt_BR: "pt_BR" is no language of a customer: write it as es or pt-BR, or "" for an unknown one`},
		"a rule without purpose":      {rule("", "b"), "line 6, column 13: templates.rules[0].when.purpose: required where templates.rules[0].when is written"},
		"a purpose unknown":           {rule("purpose: replay", "b"), `line 6, column 23: templates.rules[0].when.purpose[0]: "replay" is not known (did you mean reply?): write one of reply, waiting, closed, reminder, survey`},
		"a tag on both sides":         {rule("purpose: reply, tags: {any: [a], none: [a]}", "b"), `line 6, column 53: templates.rules[0].when.tags.none: "a" is in any and in none: keep it in one of them`},
		"hours that never are":        {rule("purpose: reply, hours_since_customer: {over: 5, under: 4}", "b"), "line 6, column 69: templates.rules[0].when.hours_since_customer.under: nothing is over 5 and under 4: write under larger than over"},
		"a name taken":                {"templates:\n  rules:\n    - {name: a, template: t, when: {purpose: reply}}\n    - {name: a, template: t, when: {purpose: reply}}", `line 5, column 14: templates.rules[1].name: "a" is the name of templates.rules[0] already: give each its own`},
		"a template's name":           {"window: {reminder: {before: 1h, template: Come Back}}", `line 2, column 43: window.reminder.template: "Come Back" is no name of a template: small letters, digits and _ only`},
		"a field unquoted":            {rule("purpose: reply", "{{ticket.id}}"), `line 7, column 19: templates.rules[0].values.a: YAML takes { for a mapping: write the value in quotes, as '{{contact.first_name | "cliente"}}'`},
		"a field unknown":             {rule("purpose: reply", "'{{contact.firstname}}'"), "line 7, column 19: templates.rules[0].values.a: {{contact.firstname}} is no field (did you mean contact.first_name?): write one of contact.first_name, contact.name, ticket.id, ticket.subject, agent.name, ticket.field.ID"},
		"a field unclosed":            {rule("purpose: reply", "'{{ticket.id'"), "line 7, column 19: templates.rules[0].values.a: {{ is not closed: write {{ticket.id}}"},
		"a fallback without quotes":   {rule("purpose: reply", "'{{agent.name | we}}'"), `line 7, column 19: templates.rules[0].values.a: a fallback stands in quotes: write {{agent.name | "cliente"}}`},
		"a custom field without id":   {rule("purpose: reply", "'{{ticket.field.}}'"), "line 7, column 19: templates.rules[0].values.a: {{ticket.field.}} lacks the field's id: write {{ticket.field.360001}}"},
		"a value of nothing":          {rule("purpose: reply", "' '"), "line 7, column 19: templates.rules[0].values.a: empty: WhatsApp takes no empty parameter"},
		"a survey of nothing":         {"survey:\n  enabled: true", "line 3, column 12: survey.enabled: there is nothing to ask with: write question and choices, template, or a rule of purpose survey"},
		"a question without choices":  {"survey:\n  question: {es: Bien}\n  choices: {pt: [Sim, Não]}", `line 3, column 18: survey.question.es: the question has no choices: write them under survey.choices, by this language or ""`},
		"choices of other numbers":    {"survey:\n  choices: {es: [a, b], pt: [a, b, c]}", "line 3, column 29: survey.choices.pt: 3 choices, and survey.choices.es has another number: the place of a choice is its score"},
		"a long button":               {"survey:\n  choices: {es: [a, aaaaaaaaaaaaaaaaaaaaa]}", "line 3, column 21: survey.choices.es[1]: 21 characters: WhatsApp takes from 1 to 20 where there are 2 choices"},
		"a choice twice":              {"survey:\n  choices: {es: [a, a]}", "line 3, column 21: survey.choices.es[1]: listed twice: the answer could not be told apart"},
		"a share in per cent":         {"survey:\n  sample: 20", "line 3, column 11: survey.sample: 20 is no share: write it from 0 to 1, as 0.2 for a fifth"},
		"a share of no number":        {"survey:\n  sample: .nan", `line 3, column 11: survey.sample: ".nan" is no number`},
		"a phone, which is not told":  {"rollout:\n  allow: ['600 000 000']", "line 3, column 11: rollout.allow[0]: neither a phone, as +34600000000, nor a BSUID, as ES.1234"},
		"a language of notes":         {"notes: {numbers: {main: fr}}", `line 2, column 25: notes.numbers.main: "fr" is not known: write one of en, es, pt`},
		"an amount with its currency": {"money: {monthly_limit: 250 USD, currency: USD}", `line 2, column 24: money.monthly_limit: "250 USD" is no amount: write it as 250.00, without the currency`},
		"an amount of no currency":    {"money: {monthly_limit: 250}", "line 2, column 8: money.currency: required where a limit is written"},
		"a day's amount alone":        {"money: {daily_limit: 50}", "line 2, column 8: money.currency: required where a limit is written"},
		"a currency of nothing":       {"money: {currency: USD}", "line 2, column 8: money.monthly_limit: this or daily_limit is required where currency is written"},
		"a day above its month":       {"money: {monthly_limit: 40, daily_limit: 50, currency: USD}", "line 2, column 41: money.daily_limit: 50 is more than monthly_limit: it would hold nothing"},
		"a purpose stopped twice":     {"money: {stop_first: [survey, survey]}", "line 2, column 30: money.stop_first[1]: survey is listed twice"},
		"a fee from no day":           {"fees:\n  - {from: October, sent: \"0.005\"}", `line 3, column 12: fees[0].from: "October" is no day: write it as 2026-10-01`},
		"a fee without a day":         {"fees:\n  - {sent: \"0.005\"}", "line 3, column 5: fees[0].from: required: write the first day, as 2026-10-01"},
		"a fee in cents":              {"fees:\n  - {from: 2026-10-01, received: 5 ct}", `line 3, column 34: fees[0].received: "5 ct" is no amount in dollars: write it as 0.005`},
		"no YAML":                     {"window: [", "line 2, column 1: this is no YAML: did not find expected node content"},
		"a second document":           {"---\nversion: 1", "line 2, column 1: a second document begins here: a policy is one"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			got := problems(t, "version: 1\n"+test.text)
			if len(got) != 1 || got[0].String() != test.want {
				t.Errorf("got  %v\nwant %s", got, test.want)
			}
		})
	}
}

func TestParse_wantsTheVersion(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		"":           "line 1, column 1: the document is empty: begin with version: 1",
		"# nothing":  "line 1, column 1: the document is empty: begin with version: 1",
		"- version":  "line 1, column 1: a policy is a mapping: begin with version: 1",
		"notes: {}":  "line 1, column 1: version: required: write version: 1",
		"version: 2": "line 1, column 10: version: 2 is not known here: write version: 1",
	} {
		if got := problems(t, text); len(got) != 1 || got[0].String() != want {
			t.Errorf("%q: got %v, want %s", text, got, want)
		}
	}
}

func TestParse_refusesWhatTheTableCannotHold(t *testing.T) {
	t.Parallel()
	got := problems(t, "version: 1\n#"+strings.Repeat("x", policy.MaxBytes))
	if len(got) != 1 || !strings.Contains(got[0].What, "262156 bytes") {
		t.Errorf("got %v", got)
	}
}

func TestParse_tellsAllProblemsAtOnceInTheirOrder(t *testing.T) {
	t.Parallel()
	got := problems(t, "survey:\n  sample: 7\nwindow:\n  warn: [x, 25h]\n  nag: 1\nversion: one")
	var fields []string
	for _, problem := range got {
		fields = append(fields, problem.Field)
	}
	if diff := cmp.Diff([]string{"survey.sample", "window.warn[0]", "window.warn[1]", "window.nag", "version"}, fields); diff != "" {
		t.Errorf("(-want +got):\n%s\n%v", diff, got)
	}
}

func FuzzParse_readsWhatMarshalWrites(f *testing.F) {
	for _, seed := range []string{
		"version: 1", "version: 1\nwindow: {warn: []}", "version: 1\nwindow: {quiet: {from: 22:00, to: 00:00, zone: UTC}}",
		"version: 1\nrollout: {allow: [+34600000000], numbers: [no, 1e3, '']}", "version: 1\n? [a]\n: b", "version: 1\nnotes: {numbers: {}}", "!!binary x", "a: &a [*a]",
		"version: 1\nsurvey: {after: 1h0m1s, choices: {'': ['1', '2']}, question: {'': '#?'}}", "version: 1\nlanguages: {default: \"\", customers: {\"\": es}}",
	} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, text []byte) {
		first, err := policy.Parse(text)
		if err != nil {
			return
		}
		written, err := policy.Marshal(first)
		if err != nil {
			t.Fatal(err)
		}
		second, err := policy.Parse(written)
		if err != nil {
			t.Fatalf("parse what was written: %v\n%s", err, written)
		}
		if diff := cmp.Diff(first, second); diff != "" {
			t.Errorf("(-first +second):\n%s", diff)
		}
	})
}

func TestMarshal_writesWhatParseReads(t *testing.T) {
	t.Parallel()
	for name := range examples(t) {
		want := example(t, name)
		text, err := policy.Marshal(want)
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(want, parse(t, string(text))); diff != "" {
			t.Errorf("%s (-want +got):\n%s", name, diff)
		}
	}
}
