package dynamostore_test

import (
	"context"
	"testing"
	"time"

	"ventana/shared/conversation"
)

// What moves the clock of a conversation only moves it forward, and makes no
// conversation that nobody knows.
func TestForward_neverGoesBack(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	noon := time.Date(2026, 11, 22, 12, 0, 0, 0, time.UTC)
	for name, word := range map[string]struct {
		note func(ctx context.Context, contact, number string, at time.Time) error
		read func(talk conversation.Conversation) time.Time
	}{
		"refused":  {w.CloseWindow, func(talk conversation.Conversation) time.Time { return talk.RefusedAt }},
		"answered": {w.Answered, func(talk conversation.Conversation) time.Time { return talk.AnsweredAt }},
		"free":     {w.FreeUntil, func(talk conversation.Conversation) time.Time { return talk.FreeUntil }},
	} {
		if err := word.note(t.Context(), name, "main", noon); err != nil {
			t.Fatal(err)
		}
		if talk, _, err := w.Conversation(t.Context(), name, "main"); err != nil || talk.Contact != "" {
			t.Errorf("%s: got %+v, %v of somebody whom nobody knows", name, talk, err)
		}
		if _, err := w.AcquireConversation(t.Context(), name, "main", "a"); err != nil {
			t.Fatal(err)
		}
		for _, at := range []time.Time{noon, noon.Add(-time.Hour), noon.Add(time.Hour), noon} {
			if err := word.note(t.Context(), name, "main", at); err != nil {
				t.Fatal(err)
			}
		}
		talk, _, err := w.Conversation(t.Context(), name, "main")
		if got := word.read(talk); err != nil || !got.Equal(noon.Add(time.Hour)) {
			t.Errorf("%s: got %s, %v, want the latest", name, got, err)
		}
		if due := name == "refused"; talk.DueAt.IsZero() == due {
			t.Errorf("%s: got %s due: what is refused is to be shown, and nothing else", name, talk.DueAt)
		}
	}
}
