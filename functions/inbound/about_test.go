package main

import (
	"strings"
	"testing"

	"ventana/shared/dynamostore"
	"ventana/shared/envelope"
	"ventana/shared/helpdesk"
	"ventana/shared/helpdesk/helpdesktest"
)

// answering is the nth message, about another.
func (w *world) answering(n int, about string) envelope.Envelope {
	e := w.message(n)
	e.Message.Context = &envelope.Context{About: about}
	return e
}

// last is the newest comment of the only ticket.
func (w *world) last() string {
	comments := w.desk.Tickets()[0].Comments
	return comments[len(comments)-1].Plain
}

func TestAbout_quotesWhatTheMessageAnswers(t *testing.T) {
	t.Parallel()
	w := newWorld()
	done(t, w.handle(t, w.message(1)), 1)
	ticket := w.desk.Tickets()[0].ID
	reply := w.desk.Write(ticket, helpdesk.Comment{Public: true, Staff: true, Plain: "¿Cuándo le viene bien?"})
	quoting := w.desk.Write(ticket, helpdesk.Comment{
		Public: true, Staff: true, Plain: "message 1\n\nA las nueve.", HTML: "<blockquote>message 1</blockquote><p>A las nueve.</p>",
	})
	asked := w.desk.Write(ticket, helpdesk.Comment{Staff: true, Plain: "/wa buttons ¿Le llamo? | Sí | No"})
	for message, comment := range map[string]string{"wamid.out": reply, "wamid.buttons": asked, "wamid.quoting": quoting} {
		if err := w.store.RecordSent(t.Context(), dynamostore.Sent{
			MessageID: message, Effect: message, Helpdesk: "zendesk", Ticket: ticket, Comment: comment, Contact: "c1", Number: "main", SentAt: w.now(),
		}); err != nil {
			t.Fatal(err)
		}
	}
	tests := []struct{ name, about, quote string }{
		{"our reply", "wamid.out", "¿Cuándo le viene bien?"},
		{"our buttons, without the command", "wamid.buttons", "¿Le llamo?"},
		{"our reply, without what it quotes", "wamid.quoting", "A las nueve."},
		{"the customer's own message", "wamid.1", "message 1"},
	}
	for i, tt := range tests {
		done(t, w.handle(t, w.answering(10+i, tt.about)), 1)
		if got := w.last(); !strings.Contains(got, "[reply]") || !strings.Contains(got, "“"+tt.quote+"”") || !strings.HasSuffix(got, "\n"+w.text(10+i)) {
			t.Errorf("%s: got %q, want it above the words", tt.name, got)
		}
	}
}

func TestAbout_quotesTheRightMessageOfABurst(t *testing.T) {
	t.Parallel()
	w := newWorld()
	done(t, w.handle(t, w.message(1)), 1)
	done(t, w.handle(t, w.message(2), w.message(3), w.message(4)), 3)
	done(t, w.handle(t, w.answering(5, "wamid.3")), 1)
	if got := w.last(); !strings.Contains(got, "“message 3”") {
		t.Errorf("got %q, want the third message quoted", got)
	}
}

// What cannot be found never holds a message up.
func TestAbout_messageGoesOnWithoutWhatIsNotFound(t *testing.T) {
	t.Parallel()
	for _, point := range []string{"Newest before", "SentMessage before", "Effect before", ""} {
		t.Run(point, func(t *testing.T) {
			t.Parallel()
			w := newWorld()
			done(t, w.handle(t, w.message(1)), 1)
			about := "wamid.1"
			if point == "" {
				about = "wamid.stranger"
			}
			w.failsAt(point, errStore)
			done(t, w.handle(t, w.answering(2, about)), 1)
			if got := w.last(); !strings.HasPrefix(got, "[reply]") || !strings.HasSuffix(got, "\nmessage 2") || strings.Contains(got, "“") {
				t.Errorf("got %q, want the words, and that they answer something", got)
			}
		})
	}
}

// A look that fails is not repeated for each message of a burst: the time that
// it takes is the burst's own.
func TestAbout_failedLookIsNotRepeatedInATurn(t *testing.T) {
	t.Parallel()
	w := newWorld()
	done(t, w.handle(t, w.message(1)), 1)
	looks := 0
	w.desk.Fault(func(point string) error {
		if point == "Newest before" {
			looks++
			return errStore
		}
		return nil
	})
	done(t, w.handle(t, w.answering(2, "wamid.1"), w.answering(3, "wamid.1"), w.answering(4, "wamid.1")), 3)
	if looks != 1 {
		t.Errorf("got %d looks for three messages, want one", looks)
	}
}

func TestReopens_onlyWhenTheCustomerSpeaks(t *testing.T) {
	t.Parallel()
	for kind, want := range map[string]string{
		"text": helpdesktest.StatusOpen, "edit": helpdesktest.StatusOpen, "image": helpdesktest.StatusOpen,
		"reaction": helpdesktest.StatusSolved, "revoke": helpdesktest.StatusSolved, "system": helpdesktest.StatusSolved,
	} {
		t.Run(kind, func(t *testing.T) {
			t.Parallel()
			w := newWorld()
			done(t, w.handle(t, w.message(1)), 1)
			w.desk.Set(w.desk.Tickets()[0].ID, helpdesktest.StatusSolved)
			e := w.message(2)
			if e.Message.Type = kind; kind != "text" {
				e.Message.Text = ""
			}
			done(t, w.handle(t, e), 1)
			if got := w.desk.Tickets()[0]; got.Status != want || len(got.Comments) != 2 {
				t.Errorf("got the ticket %s with %d comments, want it %s with two", got.Status, len(got.Comments), want)
			}
		})
	}
}
