package main

import (
	"slices"
	"strings"
	"testing"
	"time"

	"ventana/shared/dynamostore"
	"ventana/shared/failure"
	"ventana/shared/helpdesk"
	"ventana/shared/note"
	"ventana/shared/provider"
	"ventana/shared/secret"
)

func TestCommand_isSentOnce(t *testing.T) {
	t.Parallel()
	tests := []struct {
		note string
		want provider.Content
	}{
		{"/wa react 👍", provider.Reaction{To: "wamid.heard", Emoji: "👍"}},
		{"/wa react off", provider.Reaction{To: "wamid.heard"}},
		{"/wa contact", provider.Request{Wish: provider.WishContact, Body: note.ContactQuestion("es")}},
		{"/wa contact ¿Su número?", provider.Request{Wish: provider.WishContact, Body: "¿Su número?"}},
		{"/wa location", provider.Request{Wish: provider.WishLocation, Body: note.LocationQuestion("es")}},
	}
	for _, tt := range tests {
		t.Run(tt.note, func(t *testing.T) {
			t.Parallel()
			w := newWorld(t)
			w.remark(tt.note)
			w.done(t)
			w.done(t)
			if got := w.contents(); len(got) != 1 || got[0] != tt.want {
				t.Errorf("got %+v sent, want %+v", got, tt.want)
			}
			if notes := w.notes(); len(notes) != 0 {
				t.Errorf("got notes %q, want none", notes)
			}
		})
	}
}

func TestCommand_buttonsAndLists(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.remark("/wa buttons ¿Resuelto? | Sí | No")
	w.remark("/wa list ¿Tema? | Ver | Pagos - facturas | Otro")
	w.done(t)
	got := w.contents()
	if len(got) != 2 {
		t.Fatalf("got %d messages, want two", len(got))
	}
	if buttons, ok := got[0].(provider.Buttons); !ok || !slices.Equal(buttons.Titles, []string{"Sí", "No"}) {
		t.Errorf("got %+v", got[0])
	}
	if list, ok := got[1].(provider.List); !ok || len(list.Rows) != 2 || list.Button != "Ver" {
		t.Errorf("got %+v", got[1])
	}
}

func TestCommand_withASlipIsAnsweredWithTheRightForm(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.remark("/wa buttons ¿Resuelto? | " + strings.Repeat("x", 21))
	w.done(t)
	if len(w.line.sent) != 0 {
		t.Fatalf("got %+v sent", w.line.sent)
	}
	if notes := w.notes(); len(notes) != 1 || notes[0] != note.WrongForm("es", "buttons", "button", 20) {
		t.Errorf("got notes %q", notes)
	}
}

func TestCommand_inAClosedWindowIsTold(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.pass(23 * time.Hour)
	w.remark("/wa buttons ¿Resuelto? | Sí | No")
	w.done(t)
	if len(w.line.sent) != 0 || len(w.notes()) != 1 {
		t.Errorf("got %d sent and notes %q, want none and one", len(w.line.sent), w.notes())
	}
}

// An agent who quotes a customer's message answers it in context.
func TestQuote_customersMessageIsAnsweredInContext(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.claimed(t, "m1", "wamid.in.1")
	w.claimed(t, "m2", "wamid.in.2")
	w.desk.Write(w.ticket, helpdesk.Comment{Public: true, Plain: "¿Cuándo llega?\n¿Y cuánto cuesta?", Markers: []string{"m1", "m2"}})
	w.reply("> ¿Cuándo llega?\n\nMañana.")
	w.done(t)
	if len(w.line.sent) != 1 || w.line.sent[0].Quote != "wamid.in.1" || w.line.sent[0].Content != (provider.Text{Body: "Mañana."}) {
		t.Errorf("got %+v sent, want the answer alone, in context of the first question", w.line.sent)
	}
}

func TestQuote_ofAnythingElseStaysInTheText(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.claimed(t, "m1", "wamid.in.1")
	w.desk.Write(w.ticket, helpdesk.Comment{Public: true, Plain: "¿Cuándo llega?", Markers: []string{"m1"}})
	w.desk.Write(w.ticket, helpdesk.Comment{Staff: true, Plain: "internal words", Markers: []string{"m1"}})
	text := "> internal words\n\nMañana."
	w.reply(text)
	w.done(t)
	if len(w.line.sent) != 1 || w.line.sent[0].Quote != "" || w.line.sent[0].Content != (provider.Text{Body: text}) {
		t.Errorf("got %+v sent, want the text as it is", w.line.sent)
	}
}

// claimed is the effect of a customer's message that stands in the ticket.
func (w *world) claimed(t *testing.T, marker, message string) {
	t.Helper()
	effect := dynamostore.Effect{Kind: dynamostore.EffectComment, ID: marker, Message: message, Helpdesk: "zendesk", Ticket: w.ticket, Contact: "c1", Number: "main"}
	if _, err := w.store.Claim(t.Context(), effect, "inbound"); err != nil {
		t.Fatal(err)
	}
	if err := w.store.FinishIn(t.Context(), dynamostore.EffectComment, marker, w.ticket, "c"); err != nil {
		t.Fatal(err)
	}
}

// A message that WhatsApp sends to phone numbers only asks the customer for
// theirs, once on a ticket, and tells the agent.
func TestRefused_messageThatNeedsAPhoneAsksForIt(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.reply("one")
	w.reply("two")
	w.failsAt("Send before", refusal(failure.Permanent, "131062", 0))
	w.done(t)
	want := []provider.Content{provider.Request{Wish: provider.WishContact, Body: note.ContactQuestion("es")}, provider.Text{Body: "two"}}
	if got := w.contents(); !slices.Equal(got, want) {
		t.Errorf("got %+v sent, want %+v", got, want)
	}
	if notes := w.notes(); len(notes) != 1 || notes[0] != note.AskedForNumber("es") {
		t.Errorf("got notes %q", notes)
	}
}

func TestRefused_numberThatCannotBeAskedForIsToldAsARefusal(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.reply("one")
	w.failsAt("Send before", refusal(failure.Permanent, "131062", 0), refusal(failure.Permanent, "131062", 0))
	w.done(t)
	if len(w.line.sent) != 0 {
		t.Errorf("got %+v sent", w.line.sent)
	}
	if notes := w.notes(); !slices.Contains(notes, note.Failed("es", "131062")) {
		t.Errorf("got notes %q", notes)
	}
	if w.count["SendsFailed 131062"] != 2 {
		t.Errorf("got %v, want the reply and the question counted with their code", w.count)
	}
}

func TestAccess_refusedTokenIsCounted(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.reply("one")
	w.failsAt("Send before", refusal(failure.Later, "190", time.Minute))
	w.waits(t, time.Minute)
	if w.count["AccessRefused 190"] != 1 {
		t.Errorf("got counts %v", w.count)
	}
}

func TestGreet_marksAsReadWhenTheNumberAsksForIt(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.reply("one")
	w.done(t)
	if len(w.line.read) != 0 {
		t.Fatalf("got %v marked as read unasked", w.line.read)
	}
	w.number.ReadReceipts = secret.ReadReply
	w.reply("two")
	w.reply("three")
	w.done(t)
	if !slices.Equal(w.line.read, []receipt{{"wamid.heard", false}}) {
		t.Errorf("got %v, want the customer's last message once", w.line.read)
	}
}

func TestGreet_showsTypingWhileAFileIsPrepared(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.number.Typing = true
	w.replyWith("vea", photo())
	w.waits(t, time.Second)
	if !slices.Equal(w.line.read, []receipt{{"wamid.heard", true}}) {
		t.Errorf("got %v, want typing shown", w.line.read)
	}
}

func TestCommand_costIsShown(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.remark("/wa cost")
	w.done(t)
	w.done(t)
	notes := w.notes()
	if len(w.line.sent) != 0 || len(notes) != 1 || !strings.Contains(notes[0], "Spain") || !strings.Contains(notes[0], "$0.02") {
		t.Errorf("got %v sent and notes %q, want Spain's prices", w.line.sent, notes)
	}
}
