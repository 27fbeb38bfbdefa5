package main

import (
	"testing"
	"time"

	"ventana/shared/conversation"
	"ventana/shared/dynamostore"
	"ventana/shared/envelope"
	"ventana/shared/helpdesk/helpdesktest"
	"ventana/shared/policy"
)

func asking(p *policy.Policy) {
	p.Survey.Enabled, p.Survey.Template = true, "how_was_it"
}

func (w *world) arm(t *testing.T, ticket string, in time.Duration) {
	t.Helper()
	if err := w.store.ArmSurvey(t.Context(), dynamostore.DueSurvey{Helpdesk: "zendesk", Ticket: ticket, At: w.now().Add(in)}, time.Time{}, true); err != nil {
		t.Fatal(err)
	}
}

func TestSurvey_isAskedForOnceWhenItIsDue(t *testing.T) {
	t.Parallel()
	w := newWorld()
	w.apply(t, asking)
	w.arm(t, "35", 10*time.Minute)
	w.walk(t, 9*time.Minute)
	if len(w.bulk.chores) != 0 {
		t.Fatal("it is asked for too early")
	}
	w.walk(t, 5*time.Minute)
	want := envelope.Chore{Purpose: "survey", Helpdesk: "zendesk", Ticket: "35", Occasion: conversation.SurveyOccasion(start().Add(10 * time.Minute))}
	if len(w.bulk.chores) != 1 || w.bulk.chores[0] != want {
		t.Errorf("got %+v, want once %+v", w.bulk.chores, want)
	}
}

func TestSurvey_nothingIsAskedForWhileTheyAreOff(t *testing.T) {
	t.Parallel()
	w := newWorld()
	w.arm(t, "35", time.Minute)
	w.walk(t, 5*time.Minute)
	if len(w.bulk.chores) != 0 {
		t.Errorf("got %+v", w.bulk.chores)
	}
}

// A run that fails between queue and table asks again, for the same occasion.
func TestSurvey_queueThatRefusesIsAskedAgain(t *testing.T) {
	t.Parallel()
	w := newWorld()
	w.apply(t, asking)
	w.arm(t, "35", time.Minute)
	w.bulk.failing = 2
	for range 2 {
		w.pass(time.Minute)
		if err := w.Handle(t.Context(), Task{Do: "sweep"}); err == nil {
			t.Fatal("the failure is not visible")
		}
	}
	w.walk(t, 3*time.Minute)
	if len(w.bulk.chores) != 1 {
		t.Errorf("got %+v, want one", w.bulk.chores)
	}
}

// An event of the status that was lost: the look at the window's end finds the
// ticket solved, answered or not.
func TestSurvey_lostEventHealsWhenTheWindowCloses(t *testing.T) {
	t.Parallel()
	for name, answered := range map[string]bool{"answered": true, "not answered": false} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := newWorld()
			w.apply(t, asking)
			ticket := w.writes(t, "c1")
			if answered {
				w.answers(t, "c1")
			}
			w.desk.Set(ticket, helpdesktest.StatusSolved)
			w.stroll(t, 25*time.Hour)
			if len(w.bulk.chores) != 1 || w.bulk.chores[0].Ticket != ticket {
				t.Errorf("got %+v, want one for ticket %s", w.bulk.chores, ticket)
			}
		})
	}
}
