package main

import (
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"ventana/shared/conversation"
	"ventana/shared/deadletter"
	"ventana/shared/dynamostore"
	"ventana/shared/envelope"
	"ventana/shared/helpdesk"
	"ventana/shared/helpdesk/helpdesktest"
	"ventana/shared/note"
	"ventana/shared/sqsqueue"
)

func TestLook_sendsEveryUnseenReplyInOrderOnce(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.reply("one")
	w.reply("two")
	last := w.reply("three")
	w.done(t)
	w.done(t)
	w.pass(time.Hour)
	w.done(t)
	if diff := cmp.Diff([]string{"one", "two", "three"}, w.line.texts()); diff != "" {
		t.Errorf("messages (-want +got):\n%s", diff)
	}
	if got := w.cursor(t); got != last {
		t.Errorf("got the cursor at %s, want %s", got, last)
	}
	if len(w.notes()) != 0 {
		t.Errorf("got notes %v, want none", w.notes())
	}
}

func TestLook_lostEventsHealWithTheNext(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.reply("one, whose event was lost")
	w.pass(3 * time.Hour)
	w.reply("two")
	w.done(t)
	if got := w.line.texts(); len(got) != 2 {
		t.Errorf("got %v, want both", got)
	}
}

func TestLook_ownCommentsAreKnownByTheirMarkerAlone(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name    string
		markers []string
		sent    int
	}{
		{"one with the marker of a customer's message stays", []string{"known-comment"}, 0},
		{"one with the marker of a note stays", []string{"known-note"}, 0},
		{"one of several markers is enough", []string{"stranger", "known-comment"}, 0},
		{"one by the same author without a marker goes out", nil, 1},
		{"one with a marker that nobody registered goes out", []string{"forged"}, 1},
		{"one with the marker of a message that we sent goes out", []string{"known-send"}, 1},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			w := newWorld(t)
			for kind, id := range map[string]string{
				dynamostore.EffectComment: "known-comment", dynamostore.EffectNote: "known-note", dynamostore.EffectSend: "known-send",
			} {
				if _, err := w.store.Claim(t.Context(), dynamostore.Effect{Kind: kind, ID: id}, "another run"); err != nil {
					t.Fatal(err)
				}
			}
			w.desk.Write(w.ticket, helpdesk.Comment{Public: true, Staff: true, Plain: "words", Markers: tt.markers})
			w.done(t)
			if got := len(w.line.texts()); got != tt.sent {
				t.Errorf("got %d sent, want %d", got, tt.sent)
			}
		})
	}
}

func TestLook_whatIsNoReplyStays(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.remark("between us: he is angry")
	w.remark("see /wa help")
	w.desk.Write(w.ticket, helpdesk.Comment{Public: true, Plain: "a customer by mail"})
	last := w.desk.Write(w.ticket, helpdesk.Comment{Plain: "an end user's private comment"})
	w.done(t)
	if len(w.line.texts()) != 0 || len(w.notes()) != 0 {
		t.Errorf("got %v sent and notes %v, want nothing", w.line.texts(), w.notes())
	}
	if got := w.cursor(t); got != last {
		t.Errorf("got the cursor at %s, want it moved to %s", got, last)
	}
}

func TestLook_commandsAreAnsweredOnce(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name    string
		command string
		want    func(w *world) string
	}{
		{"help", "/wa help", func(*world) string { return note.Help("es") }},
		{"a bare command asks for help", "/wa", func(*world) string { return note.Help("es") }},
		{"window", "/wa window", func(w *world) string { return note.Window("es", w.at.Add(23*time.Hour), w.at) }},
		{"what is no command", "/wa sned hello", func(*world) string { return note.UnknownCommand("es", "sned hello") }},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			w := newWorld(t)
			want := tt.want(w)
			w.remark(tt.command)
			w.failsAt("MoveCursor before", errStore) // so that the second look sees it again
			w.done(t)
			w.pass(visibility)
			w.done(t)
			if diff := cmp.Diff([]string{want}, w.notes()); diff != "" || len(w.line.texts()) != 0 {
				t.Errorf("%v sent, notes (-want +got):\n%s", w.line.texts(), diff)
			}
		})
	}
}

func TestLook_closedWindowIsTold(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	heard := w.at.Add(-time.Hour)
	w.pass(23 * time.Hour)
	w.reply("too late")
	w.failsAt("MoveCursor before", errStore)
	w.done(t)
	w.pass(visibility)
	w.done(t)
	want := []string{note.WindowClosed("es", heard.Add(24*time.Hour))}
	if diff := cmp.Diff(want, w.notes()); diff != "" || len(w.line.texts()) != 0 {
		t.Errorf("%v sent, notes (-want +got):\n%s", w.line.texts(), diff)
	}
	w.hear(t, w.at)
	w.reply("again")
	w.done(t)
	if diff := cmp.Diff([]string{"again"}, w.line.texts()); diff != "" {
		t.Errorf("messages after the customer wrote (-want +got):\n%s", diff)
	}
}

func TestLook_lastSecondOfTheWindow(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.pass(23*time.Hour - time.Second)
	w.reply("just in time")
	w.done(t)
	w.pass(time.Second)
	w.reply("too late")
	w.done(t)
	if diff := cmp.Diff([]string{"just in time"}, w.line.texts()); diff != "" {
		t.Errorf("messages (-want +got):\n%s", diff)
	}
}

func TestLook_emptyReplyIsTold(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.desk.Write(w.ticket, helpdesk.Comment{Public: true, Staff: true, HTML: "<p> <br></p>", Plain: " "})
	w.done(t)
	if diff := cmp.Diff([]string{note.Empty("es")}, w.notes()); diff != "" || len(w.line.texts()) != 0 {
		t.Errorf("%v sent, notes (-want +got):\n%s", w.line.texts(), diff)
	}
}

func TestLook_replyIsWrittenAsWhatsAppWrites(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.desk.Write(w.ticket, helpdesk.Comment{Public: true, Staff: true, HTML: "<p>Hola <b>Ana</b></p>", Plain: "Hola Ana"})
	w.done(t)
	if diff := cmp.Diff([]string{"Hola *Ana*"}, w.line.texts()); diff != "" {
		t.Errorf("messages (-want +got):\n%s", diff)
	}
}

func TestLook_goneTicketIsDone(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.reply("words")
	w.desk.Set(w.ticket, helpdesktest.StatusDeleted)
	w.done(t)
	if len(w.line.texts()) != 0 {
		t.Errorf("got %v sent, want nothing", w.line.texts())
	}
}

func TestLook_closedTicketTakesNoNoteAndTheLookEnds(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.remark("/wa help")
	w.desk.Set(w.ticket, helpdesktest.StatusClosed)
	w.done(t)
}

func TestLook_stopsAtTheFirstThatHasToWait(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	first := w.reply("one")
	w.reply("two")
	w.reply("three")
	w.failsAt("Claim before", nil, errStore)
	if got := w.look(t); got != sqsqueue.Retry(errStore) {
		t.Fatalf("got %+v, want a retry", got)
	}
	if got := w.cursor(t); got != first || len(w.line.texts()) != 1 {
		t.Errorf("got the cursor at %s and %v sent, want it after the first", got, w.line.texts())
	}
	w.done(t)
	if diff := cmp.Diff([]string{"one", "two", "three"}, w.line.texts()); diff != "" {
		t.Errorf("messages (-want +got):\n%s", diff)
	}
}

func TestHandleGroup_oneLookServesAllRecords(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.reply("one")
	ticket := w.record(t, envelope.Ticket{ID: w.ticket})
	message, err := envelope.Encode(envelope.Envelope{Version: envelope.Version, Kind: envelope.KindMessage, Message: &envelope.Message{}})
	if err != nil {
		t.Fatal(err)
	}
	unreadable, err := envelope.Encode(envelope.NewUnreadable("zendesk", "d", w.at, []byte("x"), "no JSON object of a known shape"))
	if err != nil {
		t.Fatal(err)
	}
	got := w.HandleGroup(t.Context(), []sqsqueue.Record{{Body: []byte("{")}, ticket, {Body: unreadable}, ticket, {Body: message}, ticket})
	want := []sqsqueue.Outcome{
		sqsqueue.ParkFor(deadletter.Release, "decode envelope: unexpected end of JSON input"), sqsqueue.Done(),
		sqsqueue.ParkFor(deadletter.Unreadable, "no JSON object of a known shape"), sqsqueue.Done(),
		sqsqueue.ParkFor(deadletter.Release, "outbound does not handle envelopes of kind message"), sqsqueue.Done(),
	}
	if diff := cmp.Diff(fmt.Sprintf("%+v", want), fmt.Sprintf("%+v", got)); diff != "" {
		t.Errorf("outcomes (-want +got):\n%s", diff)
	}
	if looks := w.desk.Calls("CommentsAfter"); looks != 1 || len(w.line.texts()) != 1 {
		t.Errorf("got %d looks and %v sent, want one", looks, w.line.texts())
	}
}

func TestHandleGroup_whatIsMisconfigured(t *testing.T) {
	t.Parallel()
	t.Run("an unknown helpdesk is parked", func(t *testing.T) {
		t.Parallel()
		w := newWorld(t)
		body, err := envelope.Encode(envelope.Envelope{Version: envelope.Version, Kind: envelope.KindTicket, Connection: "freshdesk", Ticket: &envelope.Ticket{ID: "1"}})
		if err != nil {
			t.Fatal(err)
		}
		got := w.HandleGroup(t.Context(), []sqsqueue.Record{{Body: body}})
		if len(got) != 1 || got[0] != sqsqueue.ParkFor(deadletter.Connection, "connection freshdesk is not in the call secret") {
			t.Errorf("got %+v", got)
		}
	})
	t.Run("a number that is missing is waited for, with the reply", func(t *testing.T) {
		t.Parallel()
		w := newWorld(t)
		ticket := w.desk.Seed()
		w.desk.Write(ticket, helpdesk.Comment{Public: true, Staff: true, Plain: "words"})
		if err := w.store.LinkTicket(t.Context(), dynamostore.TicketLink{Helpdesk: "zendesk", Ticket: ticket, Contact: "c1", Number: "old"}); err != nil {
			t.Fatal(err)
		}
		got := w.HandleGroup(t.Context(), []sqsqueue.Record{w.record(t, envelope.Ticket{ID: ticket})})
		if len(got) != 1 || got[0].WaitOf() != time.Minute || !strings.Contains(fmt.Sprint(got[0]), "number old is not in the call secret") {
			t.Errorf("got %+v, want a wait with its reason", got)
		}
		if link, _, err := w.store.TicketLink(t.Context(), "zendesk", ticket); err != nil || link.Cursor != "" {
			t.Errorf("got cursor %q, %v: the reply was passed over", link.Cursor, err)
		}
	})
}

func TestHandleGroup_secretThatCannotBeReadIsTriedAgain(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.secret = errors.New("throttled")
	if got := w.look(t); !got.Holds() {
		t.Errorf("got %+v, want it tried again", got)
	}
}

func TestHandleGroup_heldTicketWaits(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.reply("one")
	if _, err := w.store.AcquireTicket(t.Context(), "zendesk", w.ticket, "another run"); err != nil {
		t.Fatal(err)
	}
	ticket := w.record(t, envelope.Ticket{ID: w.ticket})
	got := w.HandleGroup(t.Context(), []sqsqueue.Record{ticket, ticket})
	if len(got) != 1 || got[0].WaitOf() != 2*time.Second || len(w.line.texts()) != 0 {
		t.Fatalf("got %+v, want a wait", got)
	}
	w.pass(visibility)
	w.done(t)
	if len(w.line.texts()) != 1 {
		t.Errorf("got %v sent after the lease ended, want one", w.line.texts())
	}
}

func TestHandleGroup_ticketWithoutALink(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name     string
		external string
		age      time.Duration
		wait     time.Duration
	}{
		{"one of ours waits for its link", "ventana:c1:main:1", 0, 2 * time.Second},
		{"one of ours waits while its opening may be in doubt", "ventana:c1:main:1", 50 * time.Minute, 2 * time.Second},
		{"a digest's is nobody's", conversation.DigestPrefix + "zendesk:2026-11-24", 0, 0},
		{"one of ours waits through an outage", "ventana:c1:main:1", 7 * time.Hour, 2 * time.Second},
		{"one of ours waits for eight hours only", "ventana:c1:main:1", 8 * time.Hour, 0},
		{"one of somebody else's is none of our business", "order-77", 0, 0},
		{"one without an external id is none of our business", "", 0, 0},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			w := newWorld(t)
			record := w.record(t, envelope.Ticket{ID: "999", ExternalID: tt.external})
			w.pass(tt.age)
			got := w.HandleGroup(t.Context(), []sqsqueue.Record{record})
			if len(got) != 1 || got[0].WaitOf() != tt.wait || got[0].IsParked() || (tt.wait == 0) != (got[0] == sqsqueue.Done()) {
				t.Errorf("got %+v, want a wait of %s", got, tt.wait)
			}
		})
	}
}
