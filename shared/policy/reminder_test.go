package policy_test

import (
	"testing"
	"time"

	"ventana/shared/policy"
)

// TestReminderAt is the table of when a customer is reminded, with quiet hours
// from 22:00 to 08:00.
func TestReminderAt(t *testing.T) {
	t.Parallel()
	day := func(hour, minute int) time.Time { return time.Date(2026, 11, 22, hour, minute, 0, 0, time.UTC) }
	tests := []struct {
		name   string
		before time.Duration
		wrote  time.Time
		want   time.Time
	}{
		{"by day it is so long before closing", 2 * time.Hour, day(16, 0), day(14, 0).AddDate(0, 0, 1)},
		{"at night it waits for the morning while the window is open then", 4 * time.Hour, day(10, 0), day(8, 0).AddDate(0, 0, 1)},
		{"where the morning leaves less than half an hour it goes out in the evening", 2 * time.Hour, day(8, 20), day(22, 0)},
		{"half an hour is enough", 2 * time.Hour, day(8, 30), day(8, 0).AddDate(0, 0, 1)},
		{"who wrote in the same night, for a window that closes in it, is not reminded", 20 * time.Hour, day(4, 20), time.Time{}},
		{"it is off by default", 0, day(16, 0), time.Time{}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			p := policy.Default()
			p.Window.Quiet = policy.Quiet{From: policy.Clock(22 * 60), To: policy.Clock(8 * 60), Zone: "UTC"}
			p.Window.Reminder.Before = tt.before
			if tt.before == 20*time.Hour { // a night of nearly a whole day
				p.Window.Quiet = policy.Quiet{From: policy.Clock(4 * 60), To: policy.Clock(4*60 - 1), Zone: "UTC"}
			}
			got, ok := policy.ReminderAt(p, tt.wrote, tt.wrote.Add(24*time.Hour))
			if ok != !tt.want.IsZero() || !got.Equal(tt.want) {
				t.Errorf("got %s, %t, want %s", got, ok, tt.want)
			}
		})
	}
}

func TestReminderFits_notInTheNightThatItWasHeldUpInto(t *testing.T) {
	t.Parallel()
	p := policy.Default()
	p.Window.Quiet = policy.Quiet{From: policy.Clock(22 * 60), To: policy.Clock(8 * 60), Zone: "UTC"}
	evening := time.Date(2026, 11, 22, 22, 0, 0, 0, time.UTC)
	for _, tt := range []struct {
		due, now time.Time
		want     bool
	}{
		{evening, evening.Add(2 * time.Minute), true},
		{evening, evening.Add(time.Hour), false},
		{evening.Add(-3 * time.Hour), evening.Add(-time.Hour), true},
		{evening.Add(-3 * time.Hour), evening.Add(11 * time.Hour), true},
	} {
		if got := policy.ReminderFits(p, tt.due, tt.now); got != tt.want {
			t.Errorf("due %s, now %s: got %t", tt.due, tt.now, got)
		}
	}
}
