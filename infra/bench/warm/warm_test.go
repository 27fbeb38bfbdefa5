package warm

import (
	"strings"
	"testing"
	"time"
)

// TestRun_bothTakeTheSameDeliveries is the measure in small: each answers 200 to
// each delivery, or Run fails. How long they take is no matter here.
func TestRun_bothTakeTheSameDeliveries(t *testing.T) {
	t.Parallel()
	figures, err := Run(t.Context(), Options{Root: "../../..", Runs: 5, Progress: func(int, int, string) {}})
	if err != nil {
		t.Fatal(err)
	}
	if len(figures) != 6 {
		t.Errorf("got %d figures", len(figures))
	}
	for _, figure := range figures {
		if !strings.HasPrefix(figure.Name, Prefix) || figure.Value <= 0 || figure.Unit == "" {
			t.Errorf("got %+v", figure)
		}
	}
}

func TestCompare_isRatiosOfTheSameHundredth(t *testing.T) {
	t.Parallel()
	var slow, quick []time.Duration
	for i := range 100 {
		slow, quick = append(slow, time.Duration(i+1)*3*time.Millisecond), append(quick, time.Duration(i+1)*2*time.Millisecond)
	}
	got := compare(slow, quick)
	if got[0].Value != 1.5 || got[1].Value != 1.5 || got[2].Value != 153 || got[5].Value != 200 {
		t.Errorf("got %+v", got)
	}
}
