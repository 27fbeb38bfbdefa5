package conversation_test

import (
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"ventana/shared/conversation"
	"ventana/shared/policy"
	"ventana/shared/provider"
	"ventana/shared/template"
)

// caseUpdate is an approved template in a language, with one named parameter.
func caseUpdate(language, status string) template.Template {
	return template.Template{
		Name: "case_update", Language: language, Category: "UTILITY", Status: status, Named: true,
		Components: []template.Component{{Type: template.TypeBody, Text: "Hola {{first_name}}, hay novedades en su caso {{ticket}}, por favor responda."}},
	}
}

func means(templates ...template.Template) conversation.Means {
	rules := policy.Default()
	rules.Languages = policy.Languages{Default: "en", Customers: map[string][]string{"es": {"es"}}}
	rules.Templates.Rules = []policy.Rule{{
		Name: "news", When: policy.When{Purpose: []policy.Purpose{policy.PurposeReply}, Status: []string{"open"}}, Template: "case_update",
		Values: map[string]string{"first_name": `{{contact.first_name | "cliente"}}`, "ticket": "{{ticket.id}}"},
	}}
	return conversation.Means{
		Catalogue: template.NewCatalogue(templates), Policy: rules,
		Facts: policy.Facts{Purpose: policy.PurposeReply, Status: "open", Language: "es", Fields: map[string]string{"contact.first_name": "Ana", "ticket.id": "35"}},
	}
}

// body is what the template says with its values, or empty for no template.
func body(content provider.Content) string {
	if filled, ok := content.(provider.Template); ok {
		return filled.Language + ": " + filled.Text
	}
	return ""
}

func TestDecideTemplate(t *testing.T) {
	t.Parallel()
	spanish, english := caseUpdate("es", "APPROVED"), caseUpdate("en", "APPROVED")
	tests := []struct {
		name, rest string
		templates  []template.Template
		want       string
	}{
		{"the policy fills what is left out", "case_update", []template.Template{spanish, english}, "es: Hola Ana, hay novedades en su caso 35, por favor responda."},
		{"a value that is given counts", "case_update first_name=Luis", []template.Template{spanish}, "es: Hola Luis, hay novedades en su caso 35, por favor responda."},
		{"a value of several words", `case_update first_name="Ana María"`, []template.Template{spanish}, "es: Hola Ana María, hay novedades en su caso 35, por favor responda."},
		{"curly quotation marks", "case_update first_name=“Ana María”", []template.Template{spanish}, "es: Hola Ana María, hay novedades en su caso 35, por favor responda."},
		{"a language that is given", "case_update en", []template.Template{spanish, english}, "en: Hola Ana, hay novedades en su caso 35, por favor responda."},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			decision := conversation.DecideTemplate(means(tt.templates...), tt.rest)
			if decision.Act != conversation.ActSay || body(decision.Content) != tt.want {
				t.Errorf("got %+v, want %q sent", decision, tt.want)
			}
		})
	}
}

// Nothing unapproved, unknown or wrongly filled is ever sent, and never in a
// language that nobody asked for.
func TestDecideTemplate_sendsNothingDoubtful(t *testing.T) {
	t.Parallel()
	spanish := caseUpdate("es", "APPROVED")
	tests := []struct {
		name, rest string
		template   template.Template
		wrong      any
	}{
		{"no name", " ", spanish, nil},
		{"no such template", "case_updat", spanish, new(*template.NoChoiceError)},
		{"paused", "case_update", caseUpdate("es", "PAUSED"), new(*template.NoChoiceError)},
		{"in review", "case_update", caseUpdate("es", "PENDING"), new(*template.NoChoiceError)},
		{"another language only", "case_update pt_BR", spanish, new(*template.NoChoiceError)},
		{"a key that it has not", "case_update name=Ana", spanish, new(*template.FormError)},
		{"an empty value", "case_update first_name=", spanish, new(*template.FormError)},
		{"a stray word", "case_update es Ana", spanish, new(*conversation.StrayWordError)},
		{"the language of a country, where only the language is there", "case_update es_MX", spanish, new(*template.NoChoiceError)},
		{"a quotation mark that nothing closes", `case_update first_name="Ana ticket=35`, spanish, new(*conversation.StrayWordError)},
		{"a value given twice", "case_update first_name=Ana first_name=Luis", spanish, new(*conversation.StrayWordError)},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			decision := conversation.DecideTemplate(means(tt.template), tt.rest)
			if decision.Act != conversation.ActWrongTemplate || decision.Content != nil {
				t.Fatalf("got %+v, want it refused", decision)
			}
			if tt.wrong != nil && !errors.As(decision.Wrong, tt.wrong) {
				t.Errorf("got %T: %v, want %T", decision.Wrong, decision.Wrong, tt.wrong)
			}
		})
	}
}

func TestDecideClosed(t *testing.T) {
	t.Parallel()
	const command = "/wa template case_update es first_name=Ana ticket=35"
	suggested := means(caseUpdate("es", "APPROVED"))
	if got := conversation.DecideClosed(suggested); got.Act != conversation.ActSuggest || got.Command != command || got.Rule != "news" {
		t.Errorf("got %+v, want %q offered", got, command)
	}
	sent := suggested
	sent.Policy.Window.ClosedReply = policy.Send
	if got := conversation.DecideClosed(sent); got.Act != conversation.ActSay || body(got.Content) == "" {
		t.Errorf("got %+v, want the template sent, as the policy says", got)
	}
	other := suggested
	other.Facts.Status = "pending"
	kept := suggested
	kept.Policy.Window.ClosedReply = policy.Keep
	if got := conversation.DecideClosed(kept); got.Act != conversation.ActKeep || got.Command != command {
		t.Errorf("got %+v, want the reply kept and %q offered", got, command)
	}
	kept.Facts.Status = "pending"
	if got := conversation.DecideClosed(kept); got.Act != conversation.ActKeep || got.Command != "" || got.Content != nil {
		t.Errorf("got %+v, want the reply kept without an offer", got)
	}
	for name, m := range map[string]conversation.Means{"no rule fits": other, "it is not approved": means(caseUpdate("es", "REJECTED")), "nothing is known": {}} {
		if got := conversation.DecideClosed(m); got.Act != conversation.ActRefuseClosed || got.Content != nil {
			t.Errorf("%s: got %+v, want the refusal alone", name, got)
		}
	}
}

// In a closed window the policy keeps and replaces replies; a command is told,
// with the template that may be sent instead.
func TestComplete_commandInAClosedWindowIsNoReply(t *testing.T) {
	t.Parallel()
	note := conversation.Remark{Staff: true, Text: "/wa react 👍"}
	talk := conversation.Conversation{LastInboundAt: noon.Add(-30 * time.Hour), LastMessage: "wamid.1"}
	for _, reply := range []policy.ClosedReply{policy.Suggest, policy.Send, policy.Keep} {
		m := means(caseUpdate("es", "APPROVED"))
		m.Policy.Window.ClosedReply = reply
		if got := conversation.DecideAll(talk, note, m, noon); got.Act != conversation.ActSuggest || got.Command == "" {
			t.Errorf("%s: got %+v, want the template offered", reply, got)
		}
		if got := conversation.DecideAll(talk, note, conversation.Means{Policy: m.Policy}, noon); got.Act != conversation.ActRefuseClosed {
			t.Errorf("%s, without templates: got %+v, want the refusal alone", reply, got)
		}
	}
}

// A rule whose values WhatsApp would refuse is passed over like one whose values
// are not known: a general rule stands in for it.
func TestOffer_ruleThatCannotBeFilledIsPassedOver(t *testing.T) {
	t.Parallel()
	plain := template.Template{Name: "plain", Language: "es", Status: "APPROVED", Components: []template.Component{{Type: template.TypeBody, Text: "Hay novedades."}}}
	m := means(caseUpdate("es", "APPROVED"), plain)
	m.Facts.Fields["contact.first_name"] = "Ana\nMaría"
	if got := conversation.Offer(m); got.Act != conversation.ActRefuseClosed || got.Wrong == nil {
		t.Errorf("got %+v, want the refusal with its reason", got)
	}
	m.Policy.Templates.Rules = append(m.Policy.Templates.Rules, policy.Rule{Name: "any", When: policy.When{Purpose: []policy.Purpose{policy.PurposeReply}}, Template: "plain"})
	if got := conversation.Offer(m); got.Act != conversation.ActSuggest || got.Rule != "any" || body(got.Content) != "es: Hay novedades." {
		t.Errorf("got %+v, want the later rule's template", got)
	}
}

// A command that is offered does what it says when it is pasted.
func TestCommandFor_isReadBack(t *testing.T) {
	t.Parallel()
	spanish := caseUpdate("es", "APPROVED")
	values := map[string]string{"first_name": `Ana "la" María`, "ticket": "35"}
	for _, odd := range []string{"50”", "„a“", "«b»", "a\u00a0b", ""} {
		filled := conversation.CommandFor(spanish, map[string]string{"first_name": odd, "ticket": "35"})
		if !strings.HasSuffix(filled, " ticket=35") || strings.Count(strings.TrimPrefix(filled, "/wa"), "\"")%2 != 0 || odd != "" && strings.ContainsAny(filled, "”“„«»") {
			t.Errorf("got %q for %q", filled, odd)
		}
	}
	command := conversation.CommandFor(spanish, values)
	decision := conversation.Decide(conversation.Conversation{}, conversation.Remark{Staff: true, Text: command}, noon)
	if decision.Act != conversation.ActTemplate {
		t.Fatalf("got %+v for %q", decision, command)
	}
	got := conversation.DecideTemplate(means(spanish), decision.Command)
	if diff := cmp.Diff("es: Hola Ana 'la' María, hay novedades en su caso 35, por favor responda.", body(got.Content)); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}
