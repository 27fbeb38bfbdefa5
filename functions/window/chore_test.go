package main

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"sync"
	"testing"
	"time"

	"ventana/shared/conversation"
	"ventana/shared/envelope"
	"ventana/shared/policy"
)

// letterbox is a queue that keeps what was put into it.
type letterbox struct {
	mu      sync.Mutex
	chores  []envelope.Chore
	failing int // so many sends fail
}

func (l *letterbox) Send(_ context.Context, queueURL string, envelopes []envelope.Envelope) error {
	l.mu.Lock()
	defer l.mu.Unlock()
	if !strings.HasSuffix(queueURL, "/bulk.fifo") {
		return fmt.Errorf("sent to %s", queueURL)
	}
	if l.failing > 0 {
		l.failing--
		return errors.New("throttled")
	}
	for _, one := range envelopes {
		l.chores = append(l.chores, *one.Chore)
	}
	return nil
}

// answers is a reply of the business now.
func (w *world) answers(t *testing.T, contact string) {
	t.Helper()
	if err := w.store.Answered(t.Context(), contact, "main", w.now()); err != nil {
		t.Fatal(err)
	}
}

// stride is how much time passes between two runs here: a day by the minute is long.
const stride = 5 * time.Minute

// stroll lets time pass, a run each stride.
func (w *world) stroll(t *testing.T, d time.Duration) {
	t.Helper()
	for range int(d / stride) {
		w.pass(stride)
		w.sweep(t)
	}
}

// walkUntilAsked lets time pass until a chore is asked for, and tells when.
func (w *world) walkUntilAsked(t *testing.T, most time.Duration) (after time.Duration) {
	t.Helper()
	for range int(most / stride) {
		w.stroll(t, stride)
		if len(w.bulk.chores) > 0 {
			return w.now().Sub(start())
		}
	}
	return 0
}

func reminders(before time.Duration) func(p *policy.Policy) {
	return func(p *policy.Policy) {
		p.Window.Reminder = policy.Reminder{Before: before, Template: "still_there"}
	}
}

func TestReminder_isAskedForOnceAtItsMinute(t *testing.T) {
	t.Parallel()
	w := newWorld()
	w.apply(t, reminders(2*time.Hour))
	ticket := w.writes(t, "c1")
	w.pass(5 * time.Minute)
	w.answers(t, "c1")
	if at := w.walkUntilAsked(t, 30*time.Hour); at != 22*time.Hour {
		t.Fatalf("got it after %s, want 22h", at)
	}
	w.stroll(t, 4*time.Hour)
	want := envelope.Chore{
		Purpose: "reminder", Contact: "c1", Number: "main", Helpdesk: "zendesk", Ticket: ticket,
		Occasion: conversation.ReminderOccasion(start()),
	}
	if len(w.bulk.chores) != 1 || w.bulk.chores[0] != want {
		t.Errorf("got %+v, want once %+v", w.bulk.chores, want)
	}
}

func TestReminder_notForWhoHasNoAnswerNorByDefault(t *testing.T) {
	t.Parallel()
	for name, story := range map[string]func(t *testing.T, w *world){
		"without a rule of the policy": func(t *testing.T, w *world) {
			w.apply(t, func(*policy.Policy) {})
			w.writes(t, "c1")
			w.answers(t, "c1")
		},
		"who was not answered": func(t *testing.T, w *world) {
			w.apply(t, reminders(2*time.Hour))
			w.writes(t, "c1")
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := newWorld()
			story(t, w)
			if at := w.walkUntilAsked(t, 26*time.Hour); at != 0 {
				t.Errorf("got one after %s, want none", at)
			}
		})
	}
}

// A customer who writes again gets the reminder of the new window alone.
func TestReminder_movesWithTheWindow(t *testing.T) {
	t.Parallel()
	w := newWorld()
	w.apply(t, reminders(2*time.Hour))
	w.writes(t, "c1")
	w.answers(t, "c1")
	w.stroll(t, 21*time.Hour)
	w.writes(t, "c1")
	w.answers(t, "c1")
	if at := w.walkUntilAsked(t, 30*time.Hour); at != 43*time.Hour {
		t.Errorf("got it after %s, want 43h", at)
	}
}

func TestReminder_warningsGoOnBesideIt(t *testing.T) {
	t.Parallel()
	w := newWorld()
	w.apply(t, reminders(2*time.Hour))
	ticket := w.writes(t, "c1") // nobody answers
	w.stroll(t, 26*time.Hour)
	if _, at := w.notes(ticket); len(at) != 4 {
		t.Errorf("got notes at %v, want the four of a window without reminders", at)
	}
}

func TestReminder_queueThatRefusesIsAskedAgain(t *testing.T) {
	t.Parallel()
	w := newWorld()
	w.apply(t, reminders(2*time.Hour))
	w.writes(t, "c1")
	w.answers(t, "c1")
	w.stroll(t, 22*time.Hour-stride)
	w.walk(t, stride-time.Minute)
	w.bulk.failing = 3
	for range 3 {
		w.pass(time.Minute)
		if err := w.Handle(t.Context(), Task{Do: "sweep"}); err == nil {
			t.Fatal("the failure is not visible")
		}
	}
	w.walk(t, 2*time.Minute)
	if len(w.bulk.chores) != 1 {
		t.Errorf("got %d reminders, want the one", len(w.bulk.chores))
	}
}
