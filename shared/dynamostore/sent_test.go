package dynamostore_test

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"ventana/shared/conversation"
	"ventana/shared/dynamostore"
	"ventana/shared/envelope"
)

func climb(t *testing.T, w *world, status envelope.Status) dynamostore.Sent {
	t.Helper()
	status.ID, status.At = "wamid.1", w.now()
	sent, _, known, err := w.Climb(t.Context(), status)
	if err != nil || !known {
		t.Fatalf("climb to %s: known %v, %v", status.State, known, err)
	}
	return sent
}

func recordSent(t *testing.T, w *world, sent dynamostore.Sent) {
	t.Helper()
	sent.MessageID, sent.Effect, sent.SentAt = "wamid.1", "e", w.now()
	if err := w.RecordSent(t.Context(), sent); err != nil {
		t.Fatal(err)
	}
}

func TestClimb_tellsOfAFailureThatWasNone(t *testing.T) {
	t.Parallel()
	failed, withoutCode := envelope.Status{State: "failed", ErrorCode: "131026"}, envelope.Status{State: "failed"}
	delivered, read := envelope.Status{State: "delivered"}, envelope.Status{State: "read"}
	for name, test := range map[string]struct {
		arrive []envelope.Status
		before bool
		code   string
	}{
		"it stands at failed":                     {[]envelope.Status{failed}, false, "131026"},
		"failed, told twice":                      {[]envelope.Status{failed, failed}, false, "131026"},
		"delivered after all":                     {[]envelope.Status{failed, delivered}, true, "131026"},
		"and read":                                {[]envelope.Status{failed, delivered, read}, true, "131026"},
		"delivered after all, told twice":         {[]envelope.Status{failed, delivered, delivered}, true, "131026"},
		"a failure without a code":                {[]envelope.Status{withoutCode, delivered}, true, ""},
		"a late failure was never where it stood": {[]envelope.Status{delivered, failed, read}, false, ""},
		"never failed":                            {[]envelope.Status{delivered}, false, ""},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := newWorld(t)
			recordSent(t, w, dynamostore.Sent{})
			var last dynamostore.Sent
			for _, status := range test.arrive {
				last = climb(t, w, status)
			}
			if last.FailedBefore != test.before || last.ErrorCode != test.code {
				t.Errorf("got failed before %v with code %q, want %v with %q", last.FailedBefore, last.ErrorCode, test.before, test.code)
			}
			if stored, _, err := w.SentMessage(t.Context(), "wamid.1"); err != nil || stored != last {
				t.Errorf("got %+v, %v, want what the last status told: %+v", stored, err, last)
			}
		})
	}
}

func TestClimb_keepsTheThreadAsFarAsStatusesTell(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	recordSent(t, w, dynamostore.Sent{})
	ends := time.Date(2026, 11, 25, 10, 0, 0, 0, time.UTC)
	if got := climb(t, w, envelope.Status{State: "delivered"}); got.Thread != (envelope.Thread{}) {
		t.Errorf("got thread %+v, want none", got.Thread)
	}
	late := climb(t, w, envelope.Status{State: "sent", Thread: &envelope.Thread{ID: "t1", ExpiresAt: ends}})
	if want := (envelope.Thread{ID: "t1", ExpiresAt: ends}); late.Thread != want || late.State != conversation.StateDelivered {
		t.Errorf("got %+v, want what the late status tells", late)
	}
	climb(t, w, envelope.Status{State: "read", Thread: &envelope.Thread{Origin: "referral_conversion"}})
	climb(t, w, envelope.Status{State: "played", Thread: &envelope.Thread{ID: "t1"}})
	last := climb(t, w, envelope.Status{State: "played"})
	if want := (envelope.Thread{ID: "t1", Origin: "referral_conversion", ExpiresAt: ends}); last.Thread != want {
		t.Errorf("got thread %+v, want %+v: what a status leaves out was known", last.Thread, want)
	}
}

func TestSentMessage_tellsWhatWasRecorded(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	if _, known, err := w.SentMessage(t.Context(), "wamid.1"); err != nil || known {
		t.Fatalf("got known %v, %v for a stranger's message", known, err)
	}
	recordSent(t, w, dynamostore.Sent{Helpdesk: "zendesk", Ticket: "35", Contact: "c1", Number: "main", Comment: "801", Kind: "image"})
	recordSent(t, w, dynamostore.Sent{Helpdesk: "zendesk", Ticket: "35", Contact: "c1", Number: "main"}) // by a status, which knows less
	got, known, err := w.SentMessage(t.Context(), "wamid.1")
	want := dynamostore.Sent{
		MessageID: "wamid.1", Effect: "e", Helpdesk: "zendesk", Ticket: "35", Contact: "c1", Number: "main",
		Comment: "801", Kind: "image", State: conversation.StateAccepted, SentAt: w.now(),
	}
	if diff := cmp.Diff(want, got); err != nil || !known || diff != "" {
		t.Errorf("known %v, %v (-want +got):\n%s", known, err, diff)
	}
}
