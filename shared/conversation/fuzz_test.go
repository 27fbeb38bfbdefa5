package conversation_test

import (
	"errors"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"
	"unicode"
	"unicode/utf8"

	"ventana/shared/conversation"
	"ventana/shared/policy"
	"ventana/shared/provider"
	"ventana/shared/template"
)

// FuzzDecideAll: whatever an agent writes, whatever a field holds and whatever
// state a template is in, what leaves is approved, in a language that was asked
// for, and filled as WhatsApp takes it; words leave through an open window alone.
// What WhatsApp takes is said here once more, without a look at how Fill does it.
func FuzzDecideAll(f *testing.F) {
	f.Add("/wa template case_update es first_name=Ana ticket=35", false, "Ana", "APPROVED", "es", "suggest", uint(0))
	f.Add("/wa template case_update first_name=“Ana María”", false, "a\nb", "PAUSED", "es_MX", "send", uint(30))
	f.Add("/wa template case_update es_MX first_name=\"Ana ticket=1", false, "", "APPROVED", "en", "keep", uint(23))
	f.Add("hola", true, "     ", "APPROVED", "es", "send", uint(24))
	f.Add("/wa react 👍", false, "{{ticket}}", "APPROVED", "es", "send", uint(25))
	f.Fuzz(func(t *testing.T, text string, public bool, field, status, language, reply string, hours uint) {
		m := means(caseUpdate(language, status))
		m.Policy.Window.ClosedReply = policy.ClosedReply(reply)
		m.Facts.Fields["contact.first_name"] = field
		talk := conversation.Conversation{LastInboundAt: noon.Add(-time.Duration(hours%100) * time.Hour), LastMessage: "wamid.1"}
		remark := conversation.Remark{Public: public, Staff: true, Text: text}
		decision := conversation.DecideAll(talk, remark, m, noon)
		filled, isTemplate := decision.Content.(provider.Template)
		switch {
		case isTemplate:
			mayLeave(t, filled, text, public, status, language)
		case decision.Act == conversation.ActSend || decision.Act == conversation.ActSay:
			if hours%100 >= 24 {
				t.Fatalf("words leave %d hours after the customer's: %+v", hours%100, decision)
			}
		}
		if decision.Act == conversation.ActSay && isTemplate && public && reply != "send" {
			t.Fatalf("a template leaves for a reply, with closed_reply %q", reply)
		}
		if decision.Act == conversation.ActWrongTemplate && decision.Wrong == nil {
			t.Fatalf("refused without a reason: %+v", decision)
		}
		if decision.Act == conversation.ActSuggest {
			pasted := conversation.DecideAll(talk, conversation.Remark{Staff: true, Text: decision.Command}, m, noon)
			if again, ok := pasted.Content.(provider.Template); pasted.Act != conversation.ActSay || !ok || again.Name != filled.Name || again.Language != filled.Language {
				t.Fatalf("the offered %q comes to %+v", decision.Command, pasted)
			}
		}
	})
}

// mayLeave holds a template that leaves, or is offered, to WhatsApp's rules.
func mayLeave(t *testing.T, filled provider.Template, text string, public bool, status, language string) {
	t.Helper()
	if status != "APPROVED" || filled.Name != "case_update" || filled.Language != language {
		t.Fatalf("%s in %s leaves; there is one in %s, which is %s", filled.Name, filled.Language, language, status)
	}
	asked := []string{"es", "en"} // the policy's
	if words := strings.Fields(text); !public && len(words) > 3 && strings.EqualFold(words[1], "template") && !strings.Contains(words[3], "=") {
		if code := template.Code(strings.Trim(words[3], "\"“”„«»")); template.IsLanguage(code) {
			asked = []string{code}
		}
	}
	if !slices.Contains(asked, language) {
		t.Fatalf("it leaves in %s; asked for were %v by %q", language, asked, text)
	}
	if len(filled.Body) != 2 || filled.Body[0].Name != "first_name" || filled.Body[1].Name != "ticket" || filled.Header != nil || filled.Buttons != nil {
		t.Fatalf("filled with %+v", filled.Filled)
	}
	whole := "Hola {{first_name}}, hay novedades en su caso {{ticket}}, por favor responda."
	for _, v := range filled.Body {
		if strings.TrimSpace(v.Text) == "" || strings.ContainsFunc(v.Text, unicode.IsControl) || strings.Contains(v.Text, "     ") || !utf8.ValidString(v.Text) {
			t.Fatalf("WhatsApp takes no %q", v.Text)
		}
	}
	whole = regexp.MustCompile(`\{\{\w+\}\}`).ReplaceAllStringFunc(whole, func(name string) string {
		return map[string]string{"{{first_name}}": filled.Body[0].Text, "{{ticket}}": filled.Body[1].Text}[name]
	})
	if filled.Text != whole || utf8.RuneCountInString(whole) > 1024 {
		t.Fatalf("the customer reads %q, on the ticket stands %q", whole, filled.Text)
	}
}

// FuzzDecideTemplate: every command is carried out or refused with one of the
// reasons that a note can tell.
func FuzzDecideTemplate(f *testing.F) {
	f.Add("case_update")
	f.Add(`case_update es first_name="Ana María" ticket=`)
	f.Add("case_update =x")
	f.Add("“case_update” en\u00a0first_name=a=b")
	f.Fuzz(func(t *testing.T, rest string) {
		decision := conversation.DecideTemplate(means(caseUpdate("es", "APPROVED")), rest)
		if decision.Act == conversation.ActSay {
			mayLeave(t, decision.Content.(provider.Template), "/wa template "+rest, false, "APPROVED", "es")
			return
		}
		var choice *template.NoChoiceError
		var form *template.FormError
		var stray *conversation.StrayWordError
		told := errors.Is(decision.Wrong, conversation.ErrNoTemplateNamed) || errors.As(decision.Wrong, &choice) || errors.As(decision.Wrong, &form) || errors.As(decision.Wrong, &stray)
		if decision.Act != conversation.ActWrongTemplate || decision.Content != nil || !told {
			t.Fatalf("%q comes to %+v", rest, decision)
		}
	})
}
