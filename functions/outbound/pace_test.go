package main

import (
	"fmt"
	"testing"
	"time"

	"ventana/shared/conversation"
	"ventana/shared/failure"
	"ventana/shared/limit"
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

// A number that is used on a phone as well carries few messages a second: what is
// above them waits for the next second, without a claim, and none is lost.
func TestThroughput_restWaitsForTheNextSecond(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	if _, err := w.store.PutNumber(t.Context(), "main", limit.Number{Throughput: "STANDARD", OnApp: true, At: w.at}); err != nil {
		t.Fatal(err)
	}
	if left := w.pour(t, 20); left != 16 {
		t.Fatalf("%d left in a second, want 16: four fifths of 20", left)
	}
	w.waits(t, time.Second)
	if got := w.store.Unfinished(); len(got) != 0 {
		t.Errorf("got %+v, want no claim of what waits", got)
	}
	w.pass(time.Second)
	w.done(t)
	if len(w.line.sent) != 20 || len(w.notes()) != 0 {
		t.Errorf("got %d messages and notes %q, want all, untold", len(w.line.sent), w.notes())
	}
}

// What the number's other program sends makes WhatsApp refuse us: nothing was
// sent, and we send less for a while.
func TestThroughput_refusalMakesUsSlower(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.reply("refused")
	w.failsAt("Send before", refusal(failure.Later, "130429", time.Second))
	w.waits(t, time.Second)
	w.pass(time.Second)
	if left := w.pour(t, 40); left != 31 {
		t.Errorf("%d left in a second after a refusal, want 31: half of the share of 21, and half of 43", left)
	}
	w.pass(time.Minute)
	w.done(t)
	if got := len(w.line.sent); got != 41 {
		t.Errorf("got %d messages, want each once", got)
	}
}

func TestThroughput_tableThatFailsHoldsTheReplyUp(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.reply("hola")
	w.failsAt("Number before", errStore)
	if got := w.look(t); !got.Holds() {
		t.Errorf("got %+v, want the reply to come again", got)
	}
	w.done(t)
	if got := w.line.texts(); len(got) != 1 {
		t.Errorf("got %q, want the reply once", got)
	}
}
