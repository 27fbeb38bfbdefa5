package dynamostore_test

import (
	"reflect"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"ventana/shared/conversation"
	"ventana/shared/dynamostore"
	"ventana/shared/pricing"
)

// TestAudit_keepsEveryField fails for a field that somebody adds and the item
// does not learn about.
func TestAudit_keepsEveryField(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	want := dynamostore.AuditEntry{At: w.now(), Price: 6800, Priced: true}
	fields := reflect.ValueOf(&want).Elem()
	for i := range fields.NumField() {
		if field, ok := fields.Field(i).Addr().Interface().(*string); ok {
			*field = "the " + fields.Type().Field(i).Name
		}
	}
	bare := dynamostore.AuditEntry{At: want.At, Effect: want.Effect}
	for _, one := range []dynamostore.AuditEntry{want, want, bare} { // a repeat may know less
		if err := w.Audit(t.Context(), one); err != nil {
			t.Fatal(err)
		}
	}
	got, err := w.AuditOf(t.Context(), w.now())
	if diff := cmp.Diff([]dynamostore.AuditEntry{want}, got); err != nil || diff != "" {
		t.Errorf("%v (-want +got):\n%s", err, diff)
	}
}

func TestAuditOf_aDayByUTCInOrder(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	madrid := time.FixedZone("CET", 3600)
	for effect, at := range map[string]time.Time{
		"before": time.Date(2026, 11, 22, 0, 30, 0, 0, madrid), "first": time.Date(2026, 11, 22, 1, 0, 0, 0, madrid),
		"second": time.Date(2026, 11, 22, 9, 0, 0, 0, time.UTC), "last": time.Date(2026, 11, 22, 23, 59, 59, 999, time.UTC),
		"after": time.Date(2026, 11, 23, 0, 0, 0, 0, time.UTC),
	} {
		if err := w.Audit(t.Context(), dynamostore.AuditEntry{At: at, Effect: effect, Price: pricing.Dollar}); err != nil {
			t.Fatal(err)
		}
	}
	entries, err := w.AuditOf(t.Context(), time.Date(2026, 11, 22, 12, 0, 0, 0, time.UTC))
	var effects []string
	for _, one := range entries {
		effects = append(effects, one.Effect)
		if one.Price != 0 || one.Priced {
			t.Errorf("got %+v, want no price where none was told", one)
		}
	}
	if diff := cmp.Diff([]string{"first", "second", "last"}, effects); err != nil || diff != "" {
		t.Errorf("%v (-want +got):\n%s", err, diff)
	}
}

// TestAuditOutcome_climbs: in whatever order statuses come, the entry tells the
// furthest, and a repeat of what was sent takes nothing back.
func TestAuditOutcome_climbs(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	entry := dynamostore.AuditEntry{At: w.now(), Effect: "e1", Template: "news", Outcome: "accepted"}
	sent := dynamostore.Sent{MessageID: "wamid.1", Effect: "e1", Template: "news", SentAt: w.now()}
	stands := func() string {
		t.Helper()
		entries, err := w.AuditOf(t.Context(), w.now())
		if err != nil || len(entries) > 1 {
			t.Fatalf("got %+v, %v", entries, err)
		}
		if len(entries) == 0 {
			return ""
		}
		return entries[0].Outcome
	}
	tell := func(state conversation.State, code string) {
		t.Helper()
		sent.State, sent.ErrorCode = state, code
		if err := w.AuditOutcome(t.Context(), sent); err != nil {
			t.Fatal(err)
		}
	}
	tell(conversation.StateRead, "")
	if got := stands(); got != "" {
		t.Fatalf("an outcome of nothing: %q", got)
	}
	if err := w.Audit(t.Context(), entry); err != nil {
		t.Fatal(err)
	}
	for _, step := range []struct {
		state      conversation.State
		code, want string
	}{
		{conversation.StateSent, "", "accepted"},
		{conversation.StateFailed, "131049", "failed 131049"},
		{conversation.StateFailed, "131026", "failed 131049"},
		{conversation.StateDelivered, "131049", "delivered"}, // it arrived after all
		{conversation.StateFailed, "131049", "delivered"},
		{conversation.StateRead, "", "read"},
		{conversation.StateDelivered, "", "read"},
	} {
		tell(step.state, step.code)
		if got := stands(); got != step.want {
			t.Errorf("%s %s: got %q, want %q", step.state, step.code, got, step.want)
		}
	}
	if err := w.Audit(t.Context(), entry); err != nil || stands() != "read" {
		t.Errorf("a repeat made it %q, %v", stands(), err)
	}
	sent.Template, sent.Effect = "", "e2"
	tell(conversation.StateRead, "")
}
