package main

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"ventana/shared/conversation"
	"ventana/shared/envelope"
	"ventana/shared/failure"
	"ventana/shared/helpdesk/helpdesktest"
	"ventana/shared/note"
	"ventana/shared/policy"
	"ventana/shared/sqsqueue"
)

// asked hands a chore over.
func (w *world) asked(t *testing.T, chore envelope.Chore) sqsqueue.Outcome {
	t.Helper()
	body, err := envelope.Encode(envelope.NewChore(chore, w.at))
	if err != nil {
		t.Fatal(err)
	}
	outcomes := w.HandleGroup(t.Context(), []sqsqueue.Record{{ID: "r", Group: "g", Body: body, Receives: 1, SentAt: w.at}})
	if len(outcomes) != 1 {
		t.Fatalf("got %d outcomes, want 1", len(outcomes))
	}
	return outcomes[0]
}

// reminder is the chore of the window that is open.
func (w *world) reminder() envelope.Chore {
	return envelope.Chore{
		Purpose: "reminder", Contact: "c1", Number: "main", Helpdesk: "zendesk", Ticket: w.ticket,
		Occasion: conversation.ReminderOccasion(time.Date(2026, 11, 22, 9, 0, 0, 0, time.UTC)),
	}
}

// reminds is a world in which the customer of 9:00 was answered, and is due a
// reminder now, two hours before the window closes.
func reminds(t *testing.T, change func(p *policy.Policy)) *world {
	t.Helper()
	w := newWorld(t)
	w.approve(t, "APPROVED")
	rules := policy.Default()
	rules.Window.Reminder = policy.Reminder{Before: 2 * time.Hour, Template: "case_update"}
	rules.Templates.Rules = []policy.Rule{{
		Name: "remind", Template: "case_update", Values: map[string]string{"first_name": "cliente"},
		When: policy.When{Purpose: []policy.Purpose{policy.PurposeReminder}, Tags: policy.Tags{None: []string{"no_whatsapp"}}},
	}}
	if change != nil {
		change(&rules)
	}
	text, err := policy.Marshal(rules)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := w.store.PutPolicy(t.Context(), string(text), "test", 0); err != nil {
		t.Fatal(err)
	}
	if err := w.store.Answered(t.Context(), "c1", "main", w.at); err != nil {
		t.Fatal(err)
	}
	w.at = time.Date(2026, 11, 23, 7, 0, 0, 0, time.UTC)
	return w
}

func TestReminder_leavesOnceAndStandsOnTheTicket(t *testing.T) {
	t.Parallel()
	w := reminds(t, nil)
	for range 2 {
		if got := w.asked(t, w.reminder()); got != sqsqueue.Done() {
			t.Fatalf("got %+v, want done", got)
		}
	}
	texts := w.sentTemplates()
	if len(texts) != 1 {
		t.Fatalf("got %q sent, want one", texts)
	}
	if notes := w.notes(); len(notes) != 1 || notes[0] != note.ReminderSent("es", "case_update", "es", texts[0]) {
		t.Errorf("got notes %q, want what the customer was told", notes)
	}
	entries, err := w.store.AuditOf(t.Context(), w.at)
	if err != nil || len(entries) != 1 || entries[0].Who != "policy" || entries[0].Why != "reminder" || !entries[0].Priced || entries[0].Rule != "remind" {
		t.Errorf("got audit %+v, %v", entries, err)
	}
	if got := w.cursor(t); got == "" {
		t.Error("the ticket's cursor is lost")
	}
}

// What makes no sense any more is left: nothing is sent, and the agents are not
// bothered.
func TestReminder_outOfDateIsLeft(t *testing.T) {
	t.Parallel()
	tests := map[string]struct {
		why    string
		policy func(p *policy.Policy)
		story  func(t *testing.T, w *world)
	}{
		"the customer wrote":   {why: "wrote meanwhile", story: func(t *testing.T, w *world) { w.hear(t, w.at.Add(-time.Minute)) }},
		"the window closed":    {why: "window is closed", story: func(_ *testing.T, w *world) { w.pass(2 * time.Hour) }},
		"the ticket is solved": {why: "solved", story: func(_ *testing.T, w *world) { w.desk.Set(w.ticket, helpdesktest.StatusSolved) }},
		"the ticket is closed": {why: "solved", story: func(_ *testing.T, w *world) { w.desk.Set(w.ticket, helpdesktest.StatusClosed) }},
		"the ticket is gone":   {why: "solved", story: func(_ *testing.T, w *world) { w.desk.Set(w.ticket, helpdesktest.StatusDeleted) }},
		"somebody answered a moment ago": {why: "a moment ago", story: func(t *testing.T, w *world) {
			if err := w.store.Answered(t.Context(), "c1", "main", w.at.Add(-10*time.Minute)); err != nil {
				t.Fatal(err)
			}
		}},
		"they were switched off": {why: "off", policy: func(p *policy.Policy) { p.Window.Reminder = policy.Reminder{} }},
		"the template may not be sent": {why: "no template", policy: func(p *policy.Policy) {
			p.Templates.Rules, p.Window.Reminder.Template = nil, "paused"
		}},
		"it was held up into the night": {why: "quiet", policy: func(p *policy.Policy) {
			p.Window.Quiet = policy.Quiet{From: policy.Clock(7*60 + 20), To: policy.Clock(8*60 + 50), Zone: "UTC"}
		}, story: func(_ *testing.T, w *world) { w.pass(time.Hour) }},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := reminds(t, tt.policy)
			if tt.story != nil {
				tt.story(t, w)
			}
			if got := w.asked(t, w.reminder()); got != sqsqueue.Done() {
				t.Fatalf("got %+v, want done", got)
			}
			if len(w.line.sent) != 0 || len(w.notes()) != 0 {
				t.Errorf("got %d messages and notes %q, want nothing", len(w.line.sent), w.notes())
			}
			if !strings.Contains(w.log.String(), tt.why) {
				t.Errorf("the log does not say %q: %s", tt.why, w.log.String())
			}
		})
	}
}

// A death at any point leaves one message, one note and one line of the audit; a
// message of which nobody knows is told as such.
func TestReminder_onceWhereverTheProcessDies(t *testing.T) {
	t.Parallel()
	var points []string
	w := reminds(t, nil)
	w.fault(func(point string) error {
		if !slices.Contains(points, point) {
			points = append(points, point)
		}
		return nil
	})
	w.asked(t, w.reminder())
	if len(points) < 10 {
		t.Fatalf("got %v, want every call", points)
	}
	for _, point := range points {
		t.Run(point, func(t *testing.T) {
			t.Parallel()
			w := reminds(t, nil)
			w.crashesAt(point)
			func() {
				defer func() {
					if cause := recover(); cause != nil && cause != (crash{}) {
						panic(cause)
					}
				}()
				w.asked(t, w.reminder())
			}()
			for range 40 {
				w.pass(visibility)
				if w.asked(t, w.reminder()) == sqsqueue.Done() {
					break
				}
			}
			lost := point == "Claim after" || point == "Send before" || point == "Send after" || point == "Finish before"
			if len(w.line.sent) > 1 || (len(w.line.sent) == 0 && !lost) {
				t.Fatalf("got %d messages", len(w.line.sent))
			}
			want := note.ReminderSent("es", "case_update", "es", "Hola cliente, hay novedades en su caso, por favor responda.")
			if lost {
				want = note.ChoreUnconfirmed("es", false)
			}
			if notes := w.notes(); len(notes) != 1 || notes[0] != want {
				t.Errorf("got notes %q, want %q", notes, want)
			}
		})
	}
}

func TestReminder_whatWhatsAppRefusesIsTold(t *testing.T) {
	t.Parallel()
	w := reminds(t, nil)
	w.failsAt("Send before", refusal(failure.Permanent, "131026", 0))
	for range 2 {
		if got := w.asked(t, w.reminder()); got != sqsqueue.Done() {
			t.Fatalf("got %+v, want done", got)
		}
	}
	if notes := w.notes(); len(notes) != 1 || notes[0] != note.ChoreFailed("es", false, "131026") {
		t.Errorf("got %q, want it told once", notes)
	}
}

func TestChore_unknownPurposeIsParked(t *testing.T) {
	t.Parallel()
	w := reminds(t, nil)
	chore := w.reminder()
	chore.Purpose = "greeting"
	if got := w.asked(t, chore); !got.IsParked() {
		t.Errorf("got %+v, want it parked", got)
	}
}

// A chore that has to wait holds up those behind it, and a look behind a chore is
// still one look.
func TestChore_standsInTheSameGroupAsLooks(t *testing.T) {
	t.Parallel()
	w := reminds(t, nil)
	w.reply("hola")
	body, err := envelope.Encode(envelope.NewChore(w.reminder(), w.at))
	if err != nil {
		t.Fatal(err)
	}
	look := w.record(t, envelope.Ticket{ID: w.ticket})
	outcomes := w.HandleGroup(t.Context(), []sqsqueue.Record{{ID: "c", Group: "g", Body: body, Receives: 1, SentAt: w.at}, look, look})
	if fmt.Sprint(outcomes) != fmt.Sprint(slices.Repeat([]sqsqueue.Outcome{sqsqueue.Done()}, 3)) || len(w.line.sent) != 2 {
		t.Errorf("got %v and %d messages, want the reminder and the reply", outcomes, len(w.line.sent))
	}
}
