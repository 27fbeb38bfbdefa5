package main

import (
	"strings"
	"testing"
	"time"

	"ventana/shared/failure"
	"ventana/shared/note"
	"ventana/shared/policy"
	"ventana/shared/provider"
	"ventana/shared/sqsqueue"
	"ventana/shared/template"
)

// approve puts a template into the catalogue, in a state.
func (w *world) approve(t *testing.T, status string) {
	t.Helper()
	_, _, err := w.store.ReplaceCatalogue(t.Context(), "waba", []template.Template{{
		WABA: "waba", Name: "case_update", Language: "es", Category: "UTILITY", Status: status, Named: true,
		Components: []template.Component{{Type: template.TypeBody, Text: "Hola {{first_name}}, hay novedades en su caso, por favor responda."}},
	}}, w.at)
	if err != nil {
		t.Fatal(err)
	}
	w.pass(offerFresh)
}

// offerFresh lets what was read of policy and catalogue grow old.
const offerFresh = time.Minute

// rule makes the policy choose the template for every reply into a closed window.
func (w *world) rule(t *testing.T, reply policy.ClosedReply) {
	t.Helper()
	rules := policy.Default()
	rules.Window.ClosedReply = reply
	rules.Languages.Customers = map[string][]string{"es": {"es"}}
	rules.Templates.Rules = []policy.Rule{{
		Name: "news", When: policy.When{Purpose: []policy.Purpose{policy.PurposeReply}}, Template: "case_update",
		Values: map[string]string{"first_name": `{{contact.first_name | "cliente"}}`},
	}}
	text, err := policy.Marshal(rules)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := w.store.PutPolicy(t.Context(), string(text), "test", 0); err != nil {
		t.Fatal(err)
	}
	w.pass(offerFresh)
}

// sentTemplates are the texts of the templates that left.
func (w *world) sentTemplates() []string {
	texts := []string{}
	for _, content := range w.contents() {
		if filled, ok := content.(provider.Template); ok {
			texts = append(texts, filled.Text)
		}
	}
	return texts
}

func TestTemplate_commandSendsInAnyWindow(t *testing.T) {
	t.Parallel()
	const price = "$0.02" // utility, of 2026-10-01
	for name, later := range map[string]time.Duration{"open": 0, "closed": 30 * time.Hour} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := newWorld(t)
			w.approve(t, "APPROVED")
			w.pass(later)
			w.remark("/wa template case_update es first_name=Ana")
			w.done(t)
			w.done(t)
			texts := w.sentTemplates()
			if len(texts) != 1 || texts[0] != "Hola Ana, hay novedades en su caso, por favor responda." {
				t.Fatalf("got %q sent, want the template once", texts)
			}
			if notes := w.notes(); len(notes) != 1 || notes[0] != note.TemplateSent("es", "case_update", "es", texts[0], false) {
				t.Errorf("got notes %q, want what the customer was told on record", notes)
			}
			entries, err := w.store.AuditOf(t.Context(), w.at)
			if err != nil || len(entries) != 1 || entries[0].Template != "case_update" || entries[0].Why != "command" {
				t.Errorf("got audit %+v, %v", entries, err)
			}
			if got := entries[0].Price.String(); !entries[0].Priced || got != price {
				t.Errorf("got %s, priced %v, want the rate of Spain's card %s", got, entries[0].Priced, price)
			}
		})
	}
}

// Nothing unapproved ever leaves.
func TestTemplate_unapprovedIsNeverSent(t *testing.T) {
	t.Parallel()
	for _, status := range []string{"PENDING", "REJECTED", "PAUSED", "DISABLED", "DELETED", "NEW_STATUS"} {
		t.Run(status, func(t *testing.T) {
			t.Parallel()
			w := newWorld(t)
			w.approve(t, status)
			w.rule(t, policy.Send)
			w.remark("/wa template case_update es first_name=Ana")
			w.pass(30 * time.Hour)
			w.reply("hola")
			w.done(t)
			if len(w.line.sent) != 0 {
				t.Fatalf("got %+v sent", w.line.sent)
			}
			if notes := w.notes(); len(notes) != 2 {
				t.Errorf("got notes %q, want both told", notes)
			}
		})
	}
}

func TestTemplate_wrongCommandIsAnsweredWithTheRightForm(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.approve(t, "APPROVED")
	w.remark("/wa template case_update name=Ana")
	w.remark("/wa template case_updat")
	w.done(t)
	notes := w.notes()
	if len(w.line.sent) != 0 || len(notes) != 2 || !strings.Contains(notes[0], "/wa template case_update es first_name=…") || !strings.Contains(notes[1], "case_update") {
		t.Errorf("got %d sent and notes %q", len(w.line.sent), notes)
	}
}

func TestClosed_templateIsOfferedWithItsCommand(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.approve(t, "APPROVED")
	w.rule(t, policy.Suggest)
	w.pass(30 * time.Hour)
	w.reply("hola")
	w.done(t)
	if notes := w.notes(); len(w.line.sent) != 0 || len(notes) != 1 || !strings.Contains(notes[0], "/wa template case_update es first_name=cliente") {
		t.Errorf("got %d sent and notes %q, want the command offered", len(w.line.sent), notes)
	}
}

// A policy that sends does it once for each time that the window has closed.
func TestClosed_policySendsTheTemplateOnce(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.approve(t, "APPROVED")
	w.rule(t, policy.Send)
	w.pass(30 * time.Hour)
	w.reply("hola")
	w.reply("are you there?")
	w.done(t)
	if texts := w.sentTemplates(); len(texts) != 1 || len(w.line.texts()) != 0 {
		t.Fatalf("got %q and %q sent, want the template once and no words", texts, w.line.texts())
	}
	if notes := w.notes(); len(notes) != 2 {
		t.Errorf("got notes %q, want each reply told", notes)
	}
	w.hear(t, w.at)
	w.pass(30 * time.Hour)
	w.reply("and again")
	w.done(t)
	if texts := w.sentTemplates(); len(texts) != 2 {
		t.Errorf("got %q, want another one after another window", texts)
	}
}

// What a command asks for is no reply: no policy sends a template in its place.
func TestClosed_commandMakesNoTemplateLeave(t *testing.T) {
	t.Parallel()
	for _, reply := range []policy.ClosedReply{policy.Send, policy.Keep} {
		w := newWorld(t)
		w.approve(t, "APPROVED")
		w.rule(t, reply)
		w.pass(30 * time.Hour)
		w.remark("/wa react 👍")
		w.done(t)
		if notes := w.notes(); len(w.line.sent) != 0 || len(notes) != 1 || !strings.Contains(notes[0], "/wa template case_update es") {
			t.Errorf("%s: got %+v sent and notes %q, want the command offered", reply, w.line.sent, notes)
		}
	}
}

// A template that only a phone number may get is refused in a closed window:
// the customer cannot be asked for it there, and nothing else leaves instead.
func TestRefused_numberIsNotAskedForInAClosedWindow(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.approve(t, "APPROVED")
	w.rule(t, policy.Send)
	w.pass(30 * time.Hour)
	w.remark("/wa template case_update first_name=Ana")
	w.failsAt("Send before", refusal(failure.Permanent, "131062", 0))
	w.done(t)
	if notes := w.notes(); len(w.line.sent) != 0 || len(notes) != 1 || notes[0] != note.Failed("es", "131062") {
		t.Errorf("got %+v sent and notes %q, want the refusal told alone", w.line.sent, notes)
	}
}

// The template that stands in for replies is refused for good, or may not have
// left: each reply is told all the same, and no second one leaves.
func TestClosed_templateThatDoesNotLeaveHidesNoReply(t *testing.T) {
	t.Parallel()
	for name, failed := range map[string]error{
		"refused": &failure.Error{Class: failure.Permanent, Op: "send", Code: "131049"},
		"doubted": lostAnswer(),
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := newWorld(t)
			w.approve(t, "APPROVED")
			w.rule(t, policy.Send)
			w.pass(30 * time.Hour)
			w.failsAt("Send after", failed)
			w.reply("hola")
			w.settle(t)
			w.reply("are you there?")
			w.settle(t)
			if len(w.line.texts()) != 0 || len(w.sentTemplates()) > 1 {
				t.Fatalf("got %q and %q sent", w.sentTemplates(), w.line.texts())
			}
			closed := 0
			for _, text := range w.notes() {
				if strings.Contains(text, "La ventana de atención se cerró") {
					closed++
				}
			}
			if closed != 2 {
				t.Errorf("got notes %q, want each reply told that the window is closed", w.notes())
			}
		})
	}
}

// settle looks until nothing has to be waited for.
func (w *world) settle(t *testing.T) {
	t.Helper()
	for range 10 {
		if w.look(t) == sqsqueue.Done() {
			return
		}
		w.pass(time.Minute)
	}
	t.Fatal("still waiting after ten minutes")
}

// WhatsApp says of two messages of one closed window when it was closed: one
// template stands in for all replies.
func TestClosed_templateLeavesOnceHoweverOftenWhatsAppRefuses(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.approve(t, "APPROVED")
	w.rule(t, policy.Send)
	w.pass(2 * time.Hour)
	for range 2 {
		w.pass(7 * time.Second)
		if err := w.store.CloseWindow(t.Context(), "c1", "main", w.at); err != nil {
			t.Fatal(err)
		}
		w.reply("hola")
		w.done(t)
	}
	if texts := w.sentTemplates(); len(texts) != 1 {
		t.Errorf("got %q sent, want one", texts)
	}
}
