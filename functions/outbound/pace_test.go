package main

import (
	"fmt"
	"testing"
	"time"

	"ventana/shared/conversation"
	"ventana/shared/failure"
)

// pour writes so many replies and sends all that may go; how many left comes back.
func (w *world) pour(t *testing.T, replies int) int {
	t.Helper()
	for i := range replies {
		w.reply(fmt.Sprintf("reply %d", i))
	}
	w.look(t)
	return len(w.line.sent)
}

func TestPair_repliesWaitExactlyUntilTheyMayGo(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	if left := w.pour(t, conversation.PairBurst+2); left != conversation.PairBurst {
		t.Fatalf("%d left at once, want %d", left, conversation.PairBurst)
	}
	w.waits(t, conversation.PairEvery)
	if got := w.store.Unfinished(); len(got) != 0 {
		t.Errorf("got %+v, want no claim of what waits", got)
	}
	w.pass(2500 * time.Millisecond)
	w.waits(t, 3500*time.Millisecond)
	w.pass(3500 * time.Millisecond)
	w.waits(t, conversation.PairEvery)
	w.pass(conversation.PairEvery)
	w.done(t)
	for i, text := range w.line.texts() {
		if text != fmt.Sprintf("reply %d", i) {
			t.Errorf("got %q in place %d, want all in order", text, i)
		}
	}
	if len(w.line.sent) != conversation.PairBurst+2 || len(w.notes()) != 0 {
		t.Errorf("got %d messages and notes %q", len(w.line.sent), w.notes())
	}
}

// An emoji is a message, too.
func TestPair_countsEveryKindOfMessage(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	for range conversation.PairBurst {
		w.remark("/wa react 👍")
	}
	w.done(t)
	w.reply("one more")
	w.waits(t, conversation.PairEvery)
}

// What WhatsApp refuses although we counted otherwise slows every later message
// down, and each further refusal more.
func TestPair_refusalMovesTheTimeForward(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.reply("hola")
	limited := func() error { return refusal(failure.Later, "131056", 6*time.Second) }
	w.failsAt("Send before", limited(), limited(), limited())
	for _, wait := range []time.Duration{6 * time.Second, 6 * time.Second, 16 * time.Second} {
		w.waits(t, wait)
		w.pass(wait - time.Second)
		w.waits(t, time.Second) // too early: nothing is asked
		w.pass(time.Second)
	}
	w.done(t)
	if got := w.line.texts(); len(got) != 1 {
		t.Errorf("got %q, want the reply once", got)
	}
}

// A part in doubt is decided by its status or its time, however long the pace
// would have the next one wait.
func TestPair_doubtIsNotHeldUp(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.pour(t, conversation.PairBurst-1)
	comment := w.reply("in doubt")
	w.failsAt("Send after", lostAnswer())
	w.waits(t, glance)
	talk, _, err := w.store.Conversation(t.Context(), "c1", "main")
	if err != nil {
		t.Fatal(err)
	}
	for range 10 {
		talk.Pair = talk.Pair.Refused(w.at)
	}
	if err := w.store.Pace(t.Context(), "c1", "main", talk.Pair); err != nil {
		t.Fatal(err)
	}
	w.pass(hold)
	w.done(t)
	if effect := w.effect(t, comment, "0"); effect.Result != unconfirmed {
		t.Errorf("got %+v, want it given up in its time", effect)
	}
}
