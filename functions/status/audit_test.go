package main

import (
	"errors"
	"testing"

	"ventana/shared/dynamostore"
	"ventana/shared/sqsqueue"
)

// sentTemplate is a template that was sent now, with its entry of the audit.
func (w *world) sentTemplate(t *testing.T) {
	t.Helper()
	sent := dynamostore.Sent{
		MessageID: "wamid.1", Effect: "e1", Helpdesk: "zendesk", Ticket: w.ticket, Contact: "c1", Number: "main", SentAt: w.at,
		Template: "news", Language: "es", Category: "UTILITY",
	}
	entry := dynamostore.AuditEntry{At: w.at, Effect: "e1", Template: "news", Language: "es", Outcome: "accepted"}
	if err := errors.Join(w.store.Audit(t.Context(), entry), w.store.RecordSent(t.Context(), sent)); err != nil {
		t.Fatal(err)
	}
}

func (w *world) audit(t *testing.T) string {
	t.Helper()
	entries, err := w.store.AuditOf(t.Context(), w.at)
	if err != nil || len(entries) != 1 {
		t.Fatalf("got %+v, %v", entries, err)
	}
	return entries[0].Outcome
}

func TestStatus_auditTellsWhatBecameOfATemplate(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.sentTemplate(t)
	for _, step := range []struct{ state, code, want string }{
		{"sent", "", "accepted"}, {"failed", "131049", "failed 131049"}, {"delivered", "", "delivered"}, {"sent", "", "delivered"}, {"read", "", "read"}, {"delivered", "", "read"},
	} {
		w.done(t, status(step.state, step.code))
		if got := w.audit(t); got != step.want {
			t.Errorf("after %s: got %q, want %q", step.state, got, step.want)
		}
	}
}

// TestStatus_auditIsToldWhateverFails: a run that dies before or after the audit
// leaves a record that comes again, and the note stands once.
func TestStatus_auditIsToldWhateverFails(t *testing.T) {
	t.Parallel()
	for _, point := range []string{"AuditOutcome before", "AuditOutcome after", "Climb after", "Finish after"} {
		t.Run(point, func(t *testing.T) {
			t.Parallel()
			w := newWorld(t)
			w.sentTemplate(t)
			w.store.Fault(func(at string) error {
				if at == point {
					return errors.New("table is away")
				}
				return nil
			})
			if got := w.handle(t, status("failed", "131049")); got == sqsqueue.Done() {
				t.Fatal("the record is done although its outcome is not noted")
			}
			w.store.Fault(nil)
			w.done(t, status("failed", "131049"))
			if got := w.audit(t); got != "failed 131049" {
				t.Errorf("the audit tells %q", got)
			}
			if notes := w.notes(); len(notes) != 1 {
				t.Errorf("notes %q, want one", notes)
			}
		})
	}
}
