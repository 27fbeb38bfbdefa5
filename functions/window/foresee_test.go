package main

import (
	"testing"
	"time"

	"ventana/shared/policy"
	"ventana/shared/rollout"
)

// hears is a customer's message without a ticket, at a time.
func (w *world) hears(t *testing.T, contact string, at time.Time) {
	t.Helper()
	talk, err := w.store.AcquireConversation(t.Context(), contact, "main", "inbound")
	if err != nil {
		t.Fatal(err)
	}
	talk.Helpdesk = "zendesk"
	talk.Heard("wamid."+contact, at)
	if err := w.store.SaveConversation(t.Context(), talk, "inbound", true); err != nil {
		t.Fatal(err)
	}
}

// warned is how many warnings were foreseen, on the days of the story.
func (w *world) warned(t *testing.T) int64 {
	t.Helper()
	var total rollout.Counts
	for day := range 3 {
		counts, err := w.store.RolloutCounts(t.Context(), rollout.Day(start().AddDate(0, 0, day)))
		if err != nil {
			t.Fatal(err)
		}
		total = total.Add(counts["main"])
	}
	return total.WouldWarn
}

func TestForesee_countsTheWarningsThatATicketWouldGet(t *testing.T) {
	t.Parallel()
	w := newWorld()
	w.apply(t, func(p *policy.Policy) { p.Rollout.Mode = policy.Shadow })
	w.hears(t, "c1", w.now())
	w.hears(t, "answered", w.now())
	if err := w.store.Answered(t.Context(), "answered", "main", w.now().Add(time.Minute)); err != nil {
		t.Fatal(err)
	}
	w.walk(t, 22*time.Hour)
	if got := w.warned(t); got != 1 {
		t.Errorf("got %d after the first level, want 1: who was answered needs none", got)
	}
	w.walk(t, 4*time.Hour)
	if got := w.warned(t); got != 3 {
		t.Errorf("got %d in a window, want one for each level", got)
	}
	if len(w.desk.Tickets()) != 0 || w.desk.Calls("ReadTicket") != 0 {
		t.Error("shadow touched the helpdesk")
	}
	left, _, err := w.store.Conversation(t.Context(), "c1", "main")
	if err != nil || !left.DueAt.IsZero() {
		t.Errorf("got %+v due, %v, want nothing after the window", left.DueAt, err)
	}
}

func TestForesee_ticketsFromBeforeAreWarnedForReal(t *testing.T) {
	t.Parallel()
	w := newWorld()
	ticket := w.writes(t, "c1")
	w.apply(t, func(p *policy.Policy) { p.Rollout.Mode = policy.Shadow })
	w.walk(t, 23*time.Hour+30*time.Minute)
	if texts, at := w.notes(ticket); len(texts) != 2 || w.warned(t) != 0 {
		t.Errorf("got notes at %v and %d foreseen", at, w.warned(t))
	}
}
