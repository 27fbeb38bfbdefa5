package main

import (
	"testing"
	"time"

	"ventana/shared/dynamostore"
	"ventana/shared/envelope"
)

// entry is a status that tells of a free entry point.
func entry(state string, until time.Time) envelope.Status {
	s := status(state, "")
	s.Thread = &envelope.Thread{ID: "t", Origin: "referral_conversion", ExpiresAt: until}
	return s
}

func (w *world) freeUntil(t *testing.T, contact string) time.Time {
	t.Helper()
	talk, _, err := w.store.Conversation(t.Context(), contact, "main")
	if err != nil {
		t.Fatal(err)
	}
	return talk.FreeUntil
}

// What WhatsApp tells of a free entry point is kept, and never goes back; it
// opens no window.
func TestStatus_freeEntryPointIsKept(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.sent(t)
	until := w.at.Add(72 * time.Hour)
	other := entry("sent", w.at.Add(96*time.Hour))
	other.Thread.Origin = "service"
	untold := entry("delivered", time.Time{})
	for _, s := range []envelope.Status{other, untold, entry("sent", until), entry("sent", until.Add(-time.Hour)), untold, status("read", "")} {
		w.done(t, s)
	}
	if got := w.freeUntil(t, "c1"); !got.Equal(until) {
		t.Errorf("got free until %s, want %s", got, until)
	}
	w.done(t, entry("sent", until.Add(time.Hour)))
	if got := w.freeUntil(t, "c1"); !got.Equal(until.Add(time.Hour)) {
		t.Errorf("got free until %s, want the later word", got)
	}
	w.pass(24 * time.Hour)
	if talk, _, err := w.store.Conversation(t.Context(), "c1", "main"); err != nil || talk.Open(w.at) {
		t.Errorf("got %+v, %v, want the window closed all the same", talk, err)
	}
}

// A message that was sent when the entry point was known costs no write for it.
func TestStatus_knownEntryPointCostsNoWrite(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	until := w.at.Add(72 * time.Hour)
	err := w.store.RecordSent(t.Context(), dynamostore.Sent{
		MessageID: "wamid.1", Effect: "e1", Helpdesk: "zendesk", Ticket: w.ticket, Contact: "c1", Number: "main", SentAt: w.at, FreeUntil: until,
	})
	if err != nil {
		t.Fatal(err)
	}
	writes := 0
	w.store.Fault(func(point string) error {
		if point == "FreeUntil before" || point == "TicketLink before" {
			writes++
		}
		return nil
	})
	w.done(t, entry("sent", until))
	if writes != 0 {
		t.Errorf("got %d requests for what was known", writes)
	}
	w.done(t, entry("sent", until.Add(time.Second)))
	if writes != 2 {
		t.Errorf("got %d requests for what is new, want the look for whose it is and the write", writes)
	}
}

// A run that dies before it has kept the entry point keeps it when the status
// comes again, although that moves the message no more.
func TestStatus_freeEntryPointIsKeptWhateverFails(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.sent(t)
	until := w.at.Add(72 * time.Hour)
	w.store.Fault(func(point string) error {
		if point == "FreeUntil before" {
			return dynamostore.ErrLeaseLost
		}
		return nil
	})
	if got := w.handle(t, entry("sent", until)); !got.Holds() {
		t.Fatalf("got %+v, want it to come again", got)
	}
	w.store.Fault(nil)
	w.done(t, entry("sent", until))
	if got := w.freeUntil(t, "c1"); !got.Equal(until) {
		t.Errorf("got free until %s", got)
	}
}

// The clock is the person's: what is told of a message that was sent before two
// contacts were joined counts for the one that goes on.
func TestStatus_afterAJoinTheClockIsThePersons(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	ctx := t.Context()
	w.sent(t)
	if err := w.store.LinkTicket(ctx, dynamostore.TicketLink{Helpdesk: "zendesk", Ticket: w.ticket, Contact: "c1", Number: "main"}); err != nil {
		t.Fatal(err)
	}
	talk, err := w.store.AcquireConversation(ctx, "c2", "main", "inbound")
	if err != nil {
		t.Fatal(err)
	}
	talk.Heard("wamid.2", w.at.Add(-time.Minute))
	if err := w.store.SaveConversation(ctx, talk, "inbound", true); err != nil {
		t.Fatal(err)
	}
	if err := w.store.MoveTicket(ctx, "zendesk", w.ticket, "c2"); err != nil {
		t.Fatal(err)
	}
	until := w.at.Add(72 * time.Hour)
	w.done(t, entry("sent", until))
	w.done(t, status("failed", "131047"))
	if got := w.freeUntil(t, "c2"); !got.Equal(until) {
		t.Errorf("got free until %s", got)
	}
	if talk, _, err := w.store.Conversation(ctx, "c2", "main"); err != nil || talk.Open(w.at) {
		t.Errorf("got %+v, %v, want the window of the contact that goes on closed", talk, err)
	}
}
