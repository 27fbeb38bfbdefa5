package week

import (
	"testing"
	"time"
)

func TestBeginning_isThreeDaysBeforeTheClocksChange(t *testing.T) {
	t.Parallel()
	for now, want := range map[string]string{
		"2026-11-22T10:00:00Z": "2027-03-25T05:00:00Z", // six in Madrid; the clocks change on the 28th
		"2027-03-25T03:00:00Z": "2027-03-25T05:00:00Z",
		"2027-03-25T04:30:00Z": "2027-10-28T04:00:00Z", // too late to prepare
	} {
		at, err := time.Parse(time.RFC3339, now)
		if err != nil {
			t.Fatal(err)
		}
		got, err := beginning(at)
		if err != nil || got.Format(time.RFC3339) != want {
			t.Errorf("prepared at %s: %s, %v, want %s", now, got.Format(time.RFC3339), err, want)
		}
	}
}
