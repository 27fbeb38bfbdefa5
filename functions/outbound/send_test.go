package main

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"ventana/shared/dynamostore"
	"ventana/shared/failure"
	"ventana/shared/markup"
	"ventana/shared/note"
	"ventana/shared/provider"
	"ventana/shared/sqsqueue"
)

// long is a reply of three parts.
func long() (text string, parts []string) {
	text = strings.Repeat("word ", 2*provider.MaxTextRunes/5+100)
	return text, markup.Split(text, provider.MaxTextRunes)
}

func (w *world) effect(t *testing.T, comment, part string) dynamostore.Effect {
	t.Helper()
	w.fault(nil)
	effect, _, err := w.store.Effect(t.Context(), dynamostore.EffectSend, w.part(comment, part))
	if err != nil {
		t.Fatal(err)
	}
	return effect
}

func TestSend_saysWhoWhatAndWhose(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	comment := w.reply("hola")
	w.done(t)
	want := []provider.Message{{
		Number: "100000000000001", Recipient: provider.Recipient{Phone: phone, BSUID: "ES.ana"},
		Content: provider.Text{Body: "hola"}, Marker: dynamostore.SendMarker(w.part(comment, "0")),
	}}
	if diff := cmp.Diff(want, w.line.sent); diff != "" {
		t.Errorf("message (-want +got):\n%s", diff)
	}
	sent, known := w.store.Sent("wamid.out.1")
	if !known || sent.Effect != w.part(comment, "0") || sent.Ticket != w.ticket || sent.Contact != "c1" || sent.Number != "main" || !sent.SentAt.Equal(w.at) {
		t.Errorf("got %+v, %t, want the message remembered", sent, known)
	}
	if effect := w.effect(t, comment, "0"); !effect.Done || effect.Lost || effect.Result != "wamid.out.1" {
		t.Errorf("got effect %+v, want it done", effect)
	}
}

func TestSend_longReplyGoesInPartsEachOnce(t *testing.T) {
	t.Parallel()
	text, parts := long()
	if len(parts) != 3 {
		t.Fatalf("got %d parts, want 3", len(parts))
	}
	w := newWorld(t)
	comment := w.reply(text)
	w.failsAt("Send before", nil, refusal(failure.Later, "131056", 6*time.Second))
	w.waits(t, 6*time.Second)
	if diff := cmp.Diff(parts[:1], w.line.texts()); diff != "" {
		t.Fatalf("messages (-want +got):\n%s", diff)
	}
	w.pass(6 * time.Second)
	w.waits(t, 6*time.Second) // the second part left; after a refusal there is no burst
	w.pass(6 * time.Second)
	w.done(t)
	if diff := cmp.Diff(parts, w.line.texts()); diff != "" {
		t.Errorf("messages (-want +got):\n%s", diff)
	}
	for i := range parts {
		if !w.effect(t, comment, fmt.Sprint(i)).Done {
			t.Errorf("part %d has no effect of its own", i)
		}
	}
}

func TestSend_refusalForNowWaitsAsAskedAndIsNoDoubt(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	comment := w.reply("one")
	w.reply("two")
	w.failsAt("Send before", refusal(failure.Later, "131056", 6*time.Second), refusal(failure.Later, "130429", 0), refusal(failure.Later, "190", time.Minute))
	w.waits(t, 6*time.Second)
	w.pass(6 * time.Second)
	w.waits(t, 10*time.Second)
	w.pass(10 * time.Second)
	w.waits(t, time.Minute)
	if claims := w.effect(t, comment, "0").Claims; claims != 0 {
		t.Errorf("got %d claims, want 0: nothing was sent", claims)
	}
	w.pass(time.Hour)
	w.done(t)
	if diff := cmp.Diff([]string{"one", "two"}, w.line.texts()); diff != "" || len(w.notes()) != 0 {
		t.Errorf("notes %v, messages (-want +got):\n%s", w.notes(), diff)
	}
}

// TestSend_lostAnswer: WhatsApp knows no idempotency key, so what may have been
// sent is never sent again. A status tells its fate, or the agent is told.
func TestSend_lostAnswer(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name   string
		lose   func(t *testing.T, w *world)
		status bool
	}{
		{"of a message that was sent, and a status comes", func(t *testing.T, w *world) {
			w.failsAt("Send after", lostAnswer())
			w.waits(t, 5*time.Second)
		}, true},
		{"of a message that was sent, and no status comes", func(t *testing.T, w *world) {
			w.failsAt("Send after", lostAnswer())
			w.waits(t, 5*time.Second)
		}, false},
		{"of nobody knows what", func(t *testing.T, w *world) {
			w.failsAt("Send after", errStore)
			w.waits(t, 5*time.Second)
		}, false},
		{"by a process that died after the send, and a status comes", func(t *testing.T, w *world) {
			w.crashesAt("Send after")
			w.dies(t)
			w.waits(t, 5*time.Second)
		}, true},
		{"by a process that died after the send, and no status comes", func(t *testing.T, w *world) {
			w.crashesAt("Send after")
			w.dies(t)
			w.waits(t, 5*time.Second)
		}, false},
		{"by a table that did not remember the message", func(t *testing.T, w *world) {
			w.failsAt("Finish before", errStore)
			if got := w.look(t); got != sqsqueue.Retry(errStore) {
				t.Fatalf("got %+v, want a retry", got)
			}
			w.pass(visibility)
			w.waits(t, 5*time.Second)
		}, false},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			w := newWorld(t)
			comment := w.reply("one")
			w.reply("two")
			began := w.at
			tt.lose(t, w)
			w.fault(nil)
			want := []string{}
			if tt.status {
				w.pass(10 * time.Second)
				if err := w.store.Finish(t.Context(), dynamostore.EffectSend, w.part(comment, "0"), "wamid.out.1"); err != nil {
					t.Fatal(err)
				}
			} else {
				for w.at.Sub(began) < hold-5*time.Second {
					w.pass(5 * time.Second)
					w.waits(t, 5*time.Second)
				}
				w.pass(5 * time.Second)
				want = append(want, note.Unconfirmed("es"))
			}
			w.done(t)
			w.done(t)
			if diff := cmp.Diff([]string{"one", "two"}, w.line.texts()); diff != "" {
				t.Errorf("messages (-want +got):\n%s", diff)
			}
			if diff := cmp.Diff(want, w.notes()); diff != "" {
				t.Errorf("notes (-want +got):\n%s", diff)
			}
			if effect := w.effect(t, comment, "0"); !effect.Done || effect.Lost == tt.status {
				t.Errorf("got effect %+v, want it done, and lost only when no status came", effect)
			}
		})
	}
}

func TestSend_deathBeforeTheSendIsToldAfterTheHold(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.reply("one")
	w.crashesAt("Send before")
	w.dies(t)
	w.pass(time.Minute)
	w.done(t)
	if len(w.line.texts()) != 0 || !slices.Equal(w.notes(), []string{note.Unconfirmed("es")}) {
		t.Errorf("got %v sent and notes %v, want the agent told", w.line.texts(), w.notes())
	}
}

func TestSend_noteOfALostAnswerIsWrittenOnce(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.reply("one")
	w.failsAt("Send after", lostAnswer())
	w.waits(t, 5*time.Second)
	w.pass(hold)
	w.failsAt("AddComment after", refusal(failure.Ambiguous, "Timeout", time.Minute))
	w.waits(t, time.Minute)
	w.pass(time.Minute)
	w.done(t)
	if diff := cmp.Diff([]string{note.Unconfirmed("es")}, w.notes()); diff != "" || len(w.line.texts()) != 1 {
		t.Errorf("%v sent, notes (-want +got):\n%s", w.line.texts(), diff)
	}
}

// TestSend_doubtOutlivesTheWindow: a reply whose answer was lost is not told to
// be unsent because the window closed meanwhile.
func TestSend_doubtOutlivesTheWindow(t *testing.T) {
	t.Parallel()
	for _, status := range []bool{true, false} {
		t.Run(fmt.Sprintf("status comes: %t", status), func(t *testing.T) {
			t.Parallel()
			w := newWorld(t)
			w.pass(23*time.Hour - time.Second)
			comment := w.reply("just in time")
			w.failsAt("Send after", lostAnswer())
			w.waits(t, 5*time.Second)
			w.pass(5 * time.Second)
			w.waits(t, 5*time.Second)
			want := []string{note.Unconfirmed("es")}
			if status {
				want = []string{}
				if err := w.store.Finish(t.Context(), dynamostore.EffectSend, w.part(comment, "0"), "wamid.out.1"); err != nil {
					t.Fatal(err)
				}
			}
			w.pass(hold)
			w.done(t)
			if diff := cmp.Diff(want, w.notes()); diff != "" || len(w.line.texts()) != 1 {
				t.Errorf("%v sent, notes (-want +got):\n%s", w.line.texts(), diff)
			}
		})
	}
}

func TestSend_windowThatClosesWhileAReplyWaitsIsTold(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	closes := w.at.Add(23 * time.Hour)
	w.pass(23*time.Hour - time.Second)
	w.reply("just in time")
	w.failsAt("Send before", refusal(failure.Later, "131056", 6*time.Second))
	w.waits(t, 6*time.Second)
	w.pass(6 * time.Second)
	w.done(t)
	if diff := cmp.Diff([]string{note.WindowClosed("es", closes)}, w.notes()); diff != "" || len(w.line.texts()) != 0 {
		t.Errorf("%v sent, notes (-want +got):\n%s", w.line.texts(), diff)
	}
}

func TestSend_refusalForGoodIsToldOnceAndEndsTheReply(t *testing.T) {
	t.Parallel()
	for _, point := range []string{"no fault", "MoveCursor before"} {
		t.Run(point, func(t *testing.T) {
			t.Parallel()
			text, _ := long()
			w := newWorld(t)
			comment := w.reply(text)
			w.reply("next")
			refused := false
			w.fault(func(at string) error {
				if at == "Send before" && !refused {
					refused = true
					return refusal(failure.Permanent, "131026", 0)
				}
				if at == point {
					return errStore
				}
				return nil
			})
			w.done(t)
			w.fault(nil)
			w.pass(visibility)
			w.done(t)
			if diff := cmp.Diff([]string{"next"}, w.line.texts()); diff != "" {
				t.Errorf("the rest of a refused reply makes no sense alone (-want +got):\n%s", diff)
			}
			if diff := cmp.Diff([]string{note.Failed("es", "131026")}, w.notes()); diff != "" {
				t.Errorf("notes (-want +got):\n%s", diff)
			}
			if effect := w.effect(t, comment, "0"); !effect.Lost || effect.Result != "131026" {
				t.Errorf("got effect %+v, want it given up with its code", effect)
			}
		})
	}
}

// TestSend_windowThatOnlyWhatsAppKnowsToBeClosed: 131047 closes the window, and
// no further reply is tried until the customer writes.
func TestSend_windowThatOnlyWhatsAppKnowsToBeClosed(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.reply("one")
	w.reply("two")
	w.failsAt("Send before", refusal(failure.Permanent, "131047", 0))
	w.done(t)
	talk, _, err := w.store.Conversation(t.Context(), "c1", "main")
	if err != nil || talk.Open(w.at) || !talk.RefusedAt.Equal(w.at) {
		t.Errorf("got %+v, %v, want the window closed", talk, err)
	}
	closed := note.WindowClosed("es", w.at)
	if diff := cmp.Diff([]string{closed, closed}, w.notes()); diff != "" || len(w.line.texts()) != 0 {
		t.Errorf("%v sent, notes (-want +got):\n%s", w.line.texts(), diff)
	}
	w.pass(time.Minute)
	w.hear(t, w.at)
	w.reply("three")
	w.done(t)
	if diff := cmp.Diff([]string{"three"}, w.line.texts()); diff != "" {
		t.Errorf("messages after the customer wrote (-want +got):\n%s", diff)
	}
}

func TestSend_refusalThatCouldNotBeToldIsToldLater(t *testing.T) {
	t.Parallel()
	for _, point := range []string{"AddComment before", "CloseWindow before"} {
		t.Run(point, func(t *testing.T) {
			t.Parallel()
			w := newWorld(t)
			w.reply("one")
			busy := true
			w.fault(func(at string) error {
				switch {
				case at == "Send before":
					return refusal(failure.Permanent, "131047", 0)
				case at == point && busy:
					return refusal(failure.Later, "429", 8*time.Second)
				}
				return nil
			})
			w.waits(t, 8*time.Second)
			busy = false
			w.pass(8 * time.Second)
			w.done(t)
			if len(w.notes()) != 1 || len(w.line.texts()) != 0 {
				t.Errorf("got %v sent and notes %v, want one note", w.line.texts(), w.notes())
			}
		})
	}
}

func TestSend_logsTellNothingOfPeople(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.reply("secret words")
	w.fault(func(point string) error {
		if point == "Postpone before" || point == "MoveCursor before" {
			return errStore
		}
		if point == "Send after" {
			return lostAnswer()
		}
		return nil
	})
	w.look(t)
	w.pass(hold)
	w.fault(nil)
	w.done(t)
	logged := w.log.String()
	if !strings.Contains(logged, "claim not given back") || !strings.Contains(logged, "cursor not moved") || !strings.Contains(logged, "given up") {
		t.Fatalf("got log %q", logged)
	}
	for _, word := range []string{phone, "secret words", "ES.ana", "wamid"} {
		if strings.Contains(logged, word) {
			t.Errorf("the log holds %q", word)
		}
	}
}

// TestSend_neverTwiceWhateverFails: with calls that fail, lose their answers or
// kill the process, every reply is sent at most once, in order, and one that
// was not is told.
func TestSend_neverTwiceWhateverFails(t *testing.T) {
	t.Parallel()
	for seed := range uint64(150) {
		t.Run(fmt.Sprintf("seed %d", seed), func(t *testing.T) {
			t.Parallel()
			random := rand.New(rand.NewPCG(seed, 3))
			w := newWorld(t)
			left := 4 + random.IntN(30)
			w.fault(func(point string) error { return strike(random, &left, point) })
			var replies []string
			for n := range 2 + random.IntN(6) {
				replies = append(replies, fmt.Sprintf("reply %d", n))
				w.reply(replies[n])
				if random.IntN(2) == 0 {
					step(t, w)
				}
			}
			for range 400 {
				if step(t, w) == sqsqueue.Done() && left == 0 {
					break
				}
			}
			w.fault(nil)
			w.pass(visibility)
			w.done(t)
			sent := w.line.texts()
			if !slices.IsSorted(sent) || len(slices.Compact(slices.Clone(sent))) != len(sent) {
				t.Errorf("got %v sent, want each at most once, in order", sent)
			}
			if told := len(w.notes()); len(sent)+told < len(replies) {
				t.Errorf("got %d of %d replies sent and %d told", len(sent), len(replies), told)
			}
			if unfinished := w.store.Unfinished(); len(unfinished) > 0 {
				t.Errorf("got unfinished effects %+v", unfinished)
			}
		})
	}
}

// strike is one call's fate.
func strike(random *rand.Rand, left *int, point string) error {
	if *left == 0 || random.IntN(9) > 0 {
		return nil
	}
	*left--
	switch random.IntN(4) {
	case 0:
		panic(crash{})
	case 1:
		if strings.HasSuffix(point, "before") {
			return refusal(failure.Later, "429", 2*time.Second)
		}
		return lostAnswer()
	case 2:
		return lostAnswer()
	default:
		return errStore
	}
}

// step looks once, and lets the time pass that the outcome asks for.
func step(t *testing.T, w *world) (outcome sqsqueue.Outcome) {
	t.Helper()
	defer func() {
		switch cause := recover(); cause {
		case nil:
			w.pass(max(outcome.WaitOf(), time.Second))
		case crash{}:
			outcome = sqsqueue.Retry(errStore)
			w.pass(visibility)
		default:
			panic(cause)
		}
	}()
	return w.look(t)
}
