package dynamostore_test

import (
	"encoding/json"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"ventana/shared/dynamostore"
	"ventana/shared/envelope"
)

func keep(t *testing.T, w *world, notice envelope.Notice, delivery string) {
	t.Helper()
	if err := w.KeepNotice(t.Context(), "whatsapp", notice, delivery); err != nil {
		t.Fatal(err)
	}
}

func TestKeepNotice_standsOnceHoweverOftenItComes(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	at := w.now()
	banned := envelope.Notice{Field: "account_update", Event: "DISABLED_UPDATE", Account: "200", Number: "100", At: at, Raw: json.RawMessage(`{"event":"DISABLED_UPDATE"}`)}
	older := envelope.Notice{Field: "security", Event: "PIN_CHANGED", Account: "200", At: at.Add(-time.Hour)}
	stranger := banned
	stranger.Account = "201"
	for range 2 {
		keep(t, w, banned, "d1")
		keep(t, w, older, "d1")
		keep(t, w, stranger, "d1")
		w.pass(time.Minute)
	}
	got, err := w.Notices(t.Context(), "whatsapp", "200", time.Time{})
	if diff := cmp.Diff([]envelope.Notice{older, banned}, got); err != nil || diff != "" {
		t.Errorf("%v (-want +got):\n%s", err, diff)
	}
	if got, err := w.Notices(t.Context(), "whatsapp", "200", at); err != nil || len(got) != 1 {
		t.Errorf("got %d notices since the newest, %v, want 1", len(got), err)
	}
	if got, err := w.Notices(t.Context(), "other", "200", time.Time{}); err != nil || len(got) != 0 {
		t.Errorf("got %d notices of another connection, %v", len(got), err)
	}
}

func TestKeepNotice_twoOfOneSecondAreTwo(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	notice := envelope.Notice{Field: "account_alerts", Account: "200", At: w.now()}
	keep(t, w, notice, "d1")
	for _, change := range []func(*envelope.Notice){
		func(n *envelope.Notice) { n.Event = "A" }, func(n *envelope.Notice) { n.Number = "100" },
		func(n *envelope.Notice) { n.Raw = json.RawMessage(`{}`) }, func(n *envelope.Notice) { n.Field = "security" },
	} {
		other := notice
		change(&other)
		keep(t, w, other, "d1")
	}
	keep(t, w, notice, "d2")
	if got, err := w.Notices(t.Context(), "whatsapp", "200", w.now()); err != nil || len(got) != 6 {
		t.Errorf("got %d notices, %v, want 6", len(got), err)
	}
}

func TestKeepNotice_standsWithoutAValueThatIsTooLong(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	long := envelope.Notice{Field: "account_update", Event: "E", Account: "200", At: w.now(), Raw: json.RawMessage(`"` + strings.Repeat("x", 1<<20) + `"`)}
	keep(t, w, long, "d1")
	got, err := w.Notices(t.Context(), "whatsapp", "200", w.now())
	if err != nil || len(got) != 1 || got[0].Event != "E" || len(got[0].Raw) != 0 {
		t.Errorf("got %d notices, %v; want it kept without the value, which no item can hold", len(got), err)
	}
	long.Raw = long.Raw[:dynamostore.MaxNoticeBytes]
	keep(t, w, long, "d2")
	if got, err := w.Notices(t.Context(), "whatsapp", "200", w.now()); err != nil || len(got) != 2 {
		t.Errorf("got %d notices, %v, want 2", len(got), err)
	}
}
