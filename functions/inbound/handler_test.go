package main

import (
	"errors"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"ventana/shared/deadletter"
	"ventana/shared/envelope"
	"ventana/shared/failure"
	"ventana/shared/note"
	"ventana/shared/sqsqueue"
)

func TestHandleGroup_firstMessageOpensTheTicketAlone(t *testing.T) {
	t.Parallel()
	w := newWorld()
	done(t, w.handle(t, w.message(1), w.message(2), w.message(3)), 3)
	tickets := w.desk.Tickets()
	if len(tickets) != 1 {
		t.Fatalf("got %d tickets, want 1", len(tickets))
	}
	ticket := tickets[0]
	if ticket.Subject != "WhatsApp: Ana R" || ticket.ExternalID != "ventana:c1:main:1" || !slices.Equal(ticket.Tags, []string{"whatsapp"}) || ticket.FollowupOf != "" {
		t.Errorf("got ticket %+v", ticket.NewTicket)
	}
	if diff := cmp.Diff([]string{"message 1", "message 2\nmessage 3"}, w.bodies(t, 0)); diff != "" {
		t.Errorf("the ticket must be opened by one message alone, so that a repeat is the same bytes (-want +got):\n%s", diff)
	}
	if got := ticket.Comments[0].Markers; !slices.Equal(got, []string{marker(1)}) {
		t.Errorf("got markers %v on the first comment", got)
	}
	link, linked, err := w.store.TicketLink(t.Context(), "zendesk", ticket.ID)
	if err != nil || !linked || link.Contact != "c1" || link.Number != "main" || link.Cursor != ticket.Comments[0].ID {
		t.Errorf("got link %+v, %t, %v", link, linked, err)
	}
	if left := w.store.Unfinished(); len(left) > 0 {
		t.Errorf("got unfinished effects %+v", left)
	}
}

func TestHandleGroup_burstIsOneCommentWithAMarkerForEachMessage(t *testing.T) {
	t.Parallel()
	w := newWorld()
	done(t, w.handle(t, w.message(1)), 1)
	done(t, w.handle(t, w.message(2), w.message(3), w.message(4)), 3)
	comments := w.desk.Tickets()[0].Comments
	if len(comments) != 2 || w.desk.Calls("AddComment") != 1 {
		t.Fatalf("got %d comments by %d calls, want the burst as one", len(comments), w.desk.Calls("AddComment"))
	}
	burst := comments[1]
	if burst.Plain != "message 2\nmessage 3\nmessage 4" || !burst.Public || burst.Author != comments[0].Author || burst.Author == "" {
		t.Errorf("got %+v, want the customer's messages, in order", burst)
	}
	if want := []string{marker(2), marker(3), marker(4)}; !slices.Equal(burst.Markers, want) {
		t.Errorf("got markers %v, want %v", burst.Markers, want)
	}
	if w.desk.Calls("EnsureUser") != 1 || w.desk.Calls("Trace") != 0 || w.desk.Calls("FindTicket") != 0 {
		t.Error("a steady conversation costs one call of the helpdesk")
	}
}

func TestHandleGroup_textArrivesToTheLetter(t *testing.T) {
	t.Parallel()
	w := newWorld()
	const text = "  *bold*  <b>&amp;</b>\n\n_x_ 📦 \u200f \ttab  "
	e := w.message(1)
	e.Message.Text = text
	done(t, w.handle(t, e), 1)
	if got := w.bodies(t, 0)[0]; got != text {
		t.Errorf("got %q, want %q", got, text)
	}
}

func TestHandleGroup_whatIsNoTextIsShownWithItsType(t *testing.T) {
	t.Parallel()
	tests := []struct{ name, kind, raw, want string }{
		{"a caption", "image", `{"type":"image","image":{"id":"5001","caption":"llegó *rota*"}}`, "[image] (the file cannot be fetched)\nllegó *rota*"},
		{"a choice", "interactive", `{"type":"interactive","interactive":{"type":"button_reply","button_reply":{"id":"yes-1","title":"Yes"}}}`, "[interactive] Yes"},
		{"an unknown type", "hologram", `{"type":"hologram","hologram":{"depth":3}}`, "[hologram] This message cannot be shown here yet.\n{\"depth\":3}"},
		{"an unknown type without its object", "hologram", "", "[hologram] This message cannot be shown here yet."},
		{"an image without its object", "image", "", "[image] This message cannot be shown here yet."},
		{"a reaction without its object", "reaction", "", "[reaction] This message cannot be shown here yet."},
		{"an unsupported one without its object", "unsupported", "", "[unsupported] WhatsApp does not hand over this kind of message."},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			w := newWorld()
			e := w.message(1)
			e.Message.Type, e.Message.Text, e.Message.Raw = tt.kind, "", []byte(tt.raw)
			done(t, w.handle(t, e), 1)
			if got := w.bodies(t, 0)[0]; got != tt.want {
				t.Errorf("got %q, want %q", got, tt.want)
			}
		})
	}
}

func TestHandleGroup_emptyTextIsShownAsAPlaceholder(t *testing.T) {
	t.Parallel()
	w := newWorld()
	e := w.message(1)
	e.Message.Text = " \n\t"
	done(t, w.handle(t, e), 1)
	if got := w.bodies(t, 0)[0]; got != note.Blank("en") {
		t.Errorf("got %q: a helpdesk refuses an empty comment", got)
	}
}

func TestHandleGroup_redelivery(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name    string
		deliver func(t *testing.T, w *world, e envelope.Envelope)
	}{
		{"one after the other", func(t *testing.T, w *world, e envelope.Envelope) {
			for range 5 {
				done(t, w.handle(t, e), 1)
			}
		}},
		{"all in one batch", func(t *testing.T, w *world, e envelope.Envelope) {
			done(t, w.handle(t, e, e, e, e, e), 5)
		}},
		{"days later", func(t *testing.T, w *world, e envelope.Envelope) {
			done(t, w.handle(t, e), 1)
			w.pass(30 * 24 * time.Hour)
			done(t, w.handle(t, e), 1)
		}},
		{"side by side", func(t *testing.T, w *world, e envelope.Envelope) {
			var runs sync.WaitGroup
			for range 5 {
				group := []sqsqueue.Record{record(t, e)}
				runs.Go(func() {
					for _, outcome := range w.HandleGroup(t.Context(), group) {
						if outcome != sqsqueue.Done() && outcome.WaitOf() != 2*time.Second {
							t.Errorf("got %+v, want done, or a wait for whoever is at it", outcome)
						}
					}
				})
			}
			runs.Wait()
			done(t, w.handle(t, e), 1)
		}},
	}
	for _, tt := range tests {
		for _, known := range []bool{false, true} {
			name := tt.name + " to a new ticket"
			if known {
				name = tt.name + " to a known ticket"
			}
			t.Run(name, func(t *testing.T) {
				t.Parallel()
				w := newWorld()
				want := []string{"message 7"}
				if known {
					done(t, w.handle(t, w.message(1)), 1)
					want = []string{"message 1", "message 7"}
				}
				tt.deliver(t, w, w.message(7))
				if diff := cmp.Diff(want, w.bodies(t, 0)); diff != "" || len(w.desk.Tickets()) != 1 {
					t.Errorf("%d tickets, comments (-want +got):\n%s", len(w.desk.Tickets()), diff)
				}
			})
		}
	}
}

func TestHandleGroup_repetitionInABatchSharesTheFateOfItsFirst(t *testing.T) {
	t.Parallel()
	w := newWorld()
	done(t, w.handle(t, w.message(1)), 1)
	w.failsAt("AddComment before", later(7*time.Second))
	waits(t, w.handle(t, w.message(2), w.message(2), w.message(3)), 7*time.Second)
	w.pass(7 * time.Second)
	done(t, w.handle(t, w.message(2), w.message(2), w.message(3), w.message(2)), 4)
	if diff := cmp.Diff([]string{"message 1", "message 2\nmessage 3"}, w.bodies(t, 0)); diff != "" {
		t.Errorf("comments (-want +got):\n%s", diff)
	}
}

func TestHandleGroup_parksWhatNobodyCanHandleAndGoesOn(t *testing.T) {
	t.Parallel()
	w := newWorld()
	stranger := w.message(2)
	stranger.Message.Number = "999"
	foreign := w.message(3)
	foreign.Connection = "twilio"
	status := envelope.Envelope{Version: envelope.Version, Kind: envelope.KindStatus, Status: &envelope.Status{ID: "x"}}
	group := []sqsqueue.Record{
		{ID: "r0", Body: []byte("{")},
		record(t, w.message(1)),
		record(t, envelope.NewUnreadable("whatsapp", "d", w.now(), []byte("x"), "entry[0]: not an object")),
		record(t, stranger),
		record(t, foreign),
		record(t, status),
		record(t, w.message(4)),
	}
	got := w.HandleGroup(t.Context(), group)
	want := []sqsqueue.Outcome{
		sqsqueue.ParkFor(deadletter.Release, "decode envelope: unexpected end of JSON input"),
		sqsqueue.Done(),
		sqsqueue.ParkFor(deadletter.Unreadable, "entry[0]: not an object"),
		sqsqueue.ParkFor(deadletter.Number, "number 999 is not in the call secret, under connection whatsapp"),
		sqsqueue.ParkFor(deadletter.Connection, "connection twilio is not in the call secret"),
		sqsqueue.ParkFor(deadletter.Release, "inbound does not handle envelopes of kind status"),
		sqsqueue.Done(),
	}
	if !slices.Equal(got, want) {
		t.Errorf("got\n%+v\nwant\n%+v", got, want)
	}
	if diff := cmp.Diff([]string{"message 1", "message 4"}, w.bodies(t, 0)); diff != "" {
		t.Errorf("comments (-want +got):\n%s", diff)
	}
}

func TestHandleGroup_secretThatCannotBeReadIsTriedAgain(t *testing.T) {
	t.Parallel()
	w := newWorld()
	w.secret = errors.New("throttled")
	if got := w.handle(t, w.message(1), w.message(2)); len(got) != 1 || !got[0].Holds() {
		t.Fatalf("got %+v, want the group held", got)
	}
}

func TestHandleGroup_windowMovesWithTheProvidersTimeEvenWhenTheHelpdeskIsDown(t *testing.T) {
	t.Parallel()
	w := newWorld()
	w.failsAt("EnsureUser before", later(time.Minute))
	waits(t, w.handle(t, w.message(1), w.message(5)), time.Minute)
	if got, want := w.lastInbound(t), w.message(5).Message.At; !got.Equal(want) {
		t.Errorf("got the window counting from %s, want %s", got, want)
	}
	w.pass(time.Minute)
	done(t, w.handle(t, w.message(1), w.message(5)), 2)
	done(t, w.handle(t, w.message(3)), 1)
	if got, want := w.lastInbound(t), w.message(5).Message.At; !got.Equal(want) {
		t.Errorf("a late message moved the window to %s, want it at %s", got, want)
	}
}

func TestHandleGroup_windowThatCouldNotBeSavedIsSavedByTheRepetition(t *testing.T) {
	t.Parallel()
	w := newWorld()
	done(t, w.handle(t, w.message(1)), 1)
	w.failsAt("SaveConversation before", errStore)
	got := w.handle(t, w.message(2), w.message(3))
	if len(got) != 1 || got[0] != sqsqueue.Retry(errStore) {
		t.Fatalf("got %+v, want a retry: an agent's reply would be refused while the window is open", got)
	}
	w.pass(visibility)
	done(t, w.handle(t, w.message(2), w.message(3)), 2)
	if got, want := w.lastInbound(t), w.message(3).Message.At; !got.Equal(want) {
		t.Errorf("got the window counting from %s, want %s", got, want)
	}
	if diff := cmp.Diff([]string{"message 1", "message 2\nmessage 3"}, w.bodies(t, 0)); diff != "" {
		t.Errorf("comments (-want +got):\n%s", diff)
	}
}

// A trigger of the helpdesk answers as soon as the comment stands.
func TestHandleGroup_windowThatOpensAgainIsKnownBeforeTheTicketShowsIt(t *testing.T) {
	t.Parallel()
	w := newWorld()
	done(t, w.handle(t, w.message(1)), 1)
	w.pass(30 * time.Hour)
	again := w.message(2)
	again.Message.At = w.now().Add(-time.Second)
	var known []time.Time
	w.desk.Fault(func(point string) error {
		if point == "AddComment before" {
			known = append(known, w.lastInbound(t))
		}
		return nil
	})
	done(t, w.handle(t, again), 1)
	if len(known) != 1 || !known[0].Equal(again.Message.At) {
		t.Errorf("got the window counting from %v when the comment was added, want %s", known, again.Message.At)
	}
}

func TestHandleGroup_remarkOfWhatsAppOpensNoWindow(t *testing.T) {
	t.Parallel()
	w := newWorld()
	done(t, w.handle(t, w.message(1)), 1)
	system := w.message(9)
	system.Message.Type = "system"
	done(t, w.handle(t, system), 1)
	if got, want := w.lastInbound(t), w.message(1).Message.At; !got.Equal(want) {
		t.Errorf("got the window counting from %s, want %s", got, want)
	}
	reaction := w.reaction(12)
	done(t, w.handle(t, reaction), 1)
	if got, want := w.lastInbound(t), reaction.Message.At; !got.Equal(want) {
		t.Errorf("got the window counting from %s, want %s: the customer tapped", got, want)
	}
}

func TestHandleGroup_numberChangeStaysInTheConversation(t *testing.T) {
	t.Parallel()
	w := newWorld()
	done(t, w.handle(t, w.message(1)), 1)
	moved := w.message(2)
	moved.Message.Type = "system"
	moved.Message.From = envelope.Sender{BSUID: "ES.new", PreviousBSUID: "ES.ana", Phone: "34600000009"}
	done(t, w.handle(t, moved), 1)
	byPhone := w.message(3)
	byPhone.Message.From = envelope.Sender{Phone: "34600000009"}
	done(t, w.handle(t, byPhone), 1)
	if len(w.desk.Tickets()) != 1 {
		t.Errorf("got %d tickets, want one person", len(w.desk.Tickets()))
	}
}

func TestHandleGroup_heldConversationWaits(t *testing.T) {
	t.Parallel()
	w := newWorld()
	done(t, w.handle(t, w.message(1)), 1)
	if _, err := w.store.AcquireConversation(t.Context(), "c1", "main", "another run"); err != nil {
		t.Fatal(err)
	}
	waits(t, w.handle(t, w.message(2), w.message(3)), 2*time.Second)
	w.pass(visibility)
	done(t, w.handle(t, w.message(2), w.message(3)), 2)
}

func TestHandleGroup_nobodyIsParked(t *testing.T) {
	t.Parallel()
	w := newWorld()
	w.failsAt("FindContact before", &failure.Error{Class: failure.Permanent, Op: "find contact", Code: "nobody"})
	got := w.handle(t, w.message(1))
	if len(got) != 1 || !got[0].IsParked() {
		t.Errorf("got %+v, want it parked", got)
	}
}

func TestHandleGroup_logsTellNothingOfPeople(t *testing.T) {
	t.Parallel()
	w := newWorld()
	done(t, w.handle(t, w.message(1)), 1)
	w.failsAt("Postpone before", errStore)
	w.desk.Fault(func(string) error { return later(time.Second) })
	w.handle(t, w.message(2))
	w.store.Fault(func(point string) error {
		if point == "SaveConversation before" {
			return errStore
		}
		return nil
	})
	w.handle(t, w.message(3))
	logged := w.log.String()
	if !strings.Contains(logged, "claim not given back") || !strings.Contains(logged, "conversation not saved") {
		t.Fatalf("got log %q", logged)
	}
	for _, word := range []string{phone, "message 2", "message 3", "Ana", "ES.ana", "wamid"} {
		if strings.Contains(logged, word) {
			t.Errorf("the log holds %q", word)
		}
	}
}
