package policy_test

import (
	"testing"
	"time"

	"ventana/shared/policy"
)

func digest(t *testing.T, at, zone string) policy.Policy {
	t.Helper()
	clock, err := policy.ParseClock(at)
	if err != nil {
		t.Fatal(err)
	}
	p := policy.Default()
	p.Window.Digest = policy.Digest{Hours: 12, At: clock, Zone: zone}
	return p
}

func TestDigestDue(t *testing.T) {
	t.Parallel()
	const madrid = "Europe/Madrid"
	for name, row := range map[string]struct {
		at, now, day string
		due, missed  bool
	}{
		"the minute before":                          {"09:00", "2026-11-24 08:59", "", false, false},
		"its minute":                                 {"09:00", "2026-11-24 09:00", "2026-11-24", true, false},
		"late, and still useful":                     {"09:00", "2026-11-24 10:59", "2026-11-24", true, false},
		"too late":                                   {"09:00", "2026-11-24 11:00", "2026-11-24", false, true},
		"so long ago that nobody is told":            {"09:00", "2026-11-24 21:00", "", false, false},
		"after midnight it is still yesterday's":     {"23:30", "2026-11-25 00:10", "2026-11-24", true, false},
		"after midnight yesterday's was missed":      {"23:30", "2026-11-25 03:00", "2026-11-24", false, true},
		"the hour that does not exist":               {"02:30", "2026-03-29 03:30", "2026-03-29", true, false},
		"the next day is another day":                {"09:00", "2026-11-25 09:00", "2026-11-25", true, false},
		"midnight is a time":                         {"00:00", "2026-11-25 00:00", "2026-11-25", true, false},
		"just before midnight it was yesterday's at": {"00:00", "2026-11-24 23:59", "", false, false},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			day, due, missed := policy.DigestDue(digest(t, row.at, madrid), in(t, madrid, row.now))
			if day != row.day || due != row.due || missed != row.missed {
				t.Errorf("got %q, due %t, missed %t; want %q, %t, %t", day, due, missed, row.day, row.due, row.missed)
			}
		})
	}
	if day, due, missed := policy.DigestDue(policy.Default(), time.Now()); day != "" || due || missed {
		t.Error("a policy without a digest has one")
	}
}

// TestDigestDue_onceADayWhateverTheClockDoes walks through the days on which the
// clocks are moved: each day is due for two hours in a row.
func TestDigestDue_onceADayWhateverTheClockDoes(t *testing.T) {
	t.Parallel()
	for _, zone := range []string{"Europe/Madrid", "America/New_York", "Australia/Lord_Howe", "UTC"} {
		for _, at := range []string{"00:00", "01:30", "02:00", "02:30", "03:00", "09:00", "23:30"} {
			p, tens := digest(t, at, zone), map[string]int{}
			var last string
			for _, from := range []string{"2026-03-06 12:00", "2026-03-28 12:00", "2026-10-03 12:00", "2026-10-24 12:00", "2026-10-31 12:00"} {
				start := in(t, zone, from)
				for step := range 48 * 6 {
					if day, due, _ := policy.DigestDue(p, start.Add(time.Duration(step)*10*time.Minute)); due {
						if tens[day] > 0 && day != last {
							t.Errorf("%s at %s: %s is due again after %s", zone, at, day, last)
						}
						tens[day]++
						last = day
					}
				}
			}
			for day, due := range tens {
				if due != int(policy.DigestPatience/(10*time.Minute)) {
					t.Errorf("%s at %s: %s is due for %d minutes", zone, at, day, due*10)
				}
			}
		}
	}
}

func TestWorth(t *testing.T) {
	t.Parallel()
	fields := map[string]string{"ticket.field.7": "1.250,50", "ticket.field.8": "soon", "ticket.id": "12"}
	for source, want := range map[string]policy.Amount{
		"{{ticket.field.7}}": 125050, `{{ticket.field.9 | "5"}}`: 500, "{{ticket.field.7}} EUR": 125050, "{{ticket.id}}": 1200,
	} {
		if got, ok := (policy.Digest{Value: source}).Worth(fields); !ok || got != want {
			t.Errorf("%s: got %d, %t, want %d", source, got, ok, want)
		}
	}
	for _, source := range []string{"", "{{ticket.field.8}}", "{{ticket.field.9}}"} {
		if got, ok := (policy.Digest{Value: source}).Worth(fields); ok {
			t.Errorf("%s: got %d, want nothing", source, got)
		}
	}
}
