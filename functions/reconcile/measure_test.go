package main

import (
	"errors"
	"fmt"
	"testing"

	"github.com/google/go-cmp/cmp"

	"ventana/shared/dynamostore"
	"ventana/shared/limit"
)

// reads are what the gauges showed.
type reads map[string]float64

func (r reads) Percent(name, reason string, value float64) { r[name+" "+reason] = value }
func (r reads) Minutes(name, reason string, value float64) { r[name+" "+reason] = value }

// reached is a portfolio that reached so many people in this hour.
func (w *world) reached(t *testing.T, tier string, people int) {
	t.Helper()
	if _, err := w.store.PutNumber(t.Context(), "main", limit.Number{Tier: tier, At: w.at}); err != nil {
		t.Fatal(err)
	}
	for i := range people {
		if _, err := w.store.Reach(t.Context(), "p", dynamostore.Contact{ID: fmt.Sprint(i)}, w.at, 10_000); err != nil {
			t.Fatal(err)
		}
	}
}

func TestMeasure_tellsWhatIsUsedAndWhenItIsFull(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		name   string
		tier   string
		people int
		want   reads
	}{
		{"a quiet portfolio", "TIER_2K", 0, reads{"MessagingLimitUsed p": 0}},
		{"a busy one", "TIER_250", 100, reads{"MessagingLimitUsed p": 40, "MessagingLimitFullIn p": 180}}, // 100 in two hours
		{"a full one", "TIER_250", 250, reads{"MessagingLimitUsed p": 100, "MessagingLimitFullIn p": 0}},
		{"one without a limit", "TIER_UNLIMITED", 300, reads{}},
		{"one whose limit nobody knows", "", 300, reads{}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			w := newWorld()
			w.reached(t, tt.tier, tt.people)
			if err := w.Handle(t.Context(), Task{Do: "sweep"}); err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(tt.want, w.gauges); diff != "" {
				t.Errorf("gauges (-want +got):\n%s", diff)
			}
		})
	}
}

// What cannot be measured makes the run fail, and holds up no sweep.
func TestMeasure_tableThatFailsHoldsUpNoSweep(t *testing.T) {
	t.Parallel()
	w := newWorld()
	w.store.Fault(func(point string) error {
		if point == "Reached before" {
			return errors.New("throttled")
		}
		return nil
	})
	if err := w.Handle(t.Context(), Task{Do: "sweep"}); err == nil {
		t.Error("got no error")
	}
	if since, err := w.store.Watermark(t.Context(), "zendesk"); err != nil || since.IsZero() {
		t.Errorf("got %s, %v, want the sweep to have gone on", since, err)
	}
}
