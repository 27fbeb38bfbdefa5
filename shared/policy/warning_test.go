package policy_test

import (
	"math/rand/v2"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"ventana/shared/policy"
)

func quiet(t *testing.T, from, to, zone string, warn ...time.Duration) policy.Policy {
	t.Helper()
	p := policy.Default()
	if len(warn) > 0 {
		p.Window.Warn = warn
	}
	begin, err := policy.ParseClock(from)
	if err != nil {
		t.Fatal(err)
	}
	end, err := policy.ParseClock(to)
	if err != nil {
		t.Fatal(err)
	}
	p.Window.Quiet = policy.Quiet{From: begin, To: end, Zone: zone}
	return p
}

// in reads a wall clock's time, as 2026-11-22 14:00.
func in(t *testing.T, zone, text string) time.Time {
	t.Helper()
	location, err := time.LoadLocation(zone)
	if err != nil {
		t.Fatal(err)
	}
	at, err := time.ParseInLocation("2006-01-02 15:04", text, location)
	if err != nil {
		t.Fatal(err)
	}
	return at
}

// told gives levels with their time of day in the zone.
func told(t *testing.T, levels []policy.Warning, zone string) map[int]string {
	t.Helper()
	location, err := time.LoadLocation(zone)
	if err != nil {
		t.Fatal(err)
	}
	found := map[int]string{}
	for _, warning := range levels {
		found[warning.Level] = warning.At.In(location).Format("2 15:04") + ", " + warning.Before.String()
	}
	return found
}

func TestLevels_keepQuietHours(t *testing.T) {
	t.Parallel()
	const madrid = "Europe/Madrid"
	for name, test := range map[string]struct {
		from, to, opened, closes string
		want                     map[int]string
	}{
		"by day each has its time": {"22:00", "08:00", "2026-11-22 18:00", "2026-11-23 18:00",
			map[int]string{1: "23 14:00, 4h0m0s", 2: "23 17:00, 1h0m0s", 3: "23 17:45, 15m0s"}},
		"one waits for the end, while the next is still to come": {"22:00", "08:00", "2026-11-22 11:00", "2026-11-23 11:00",
			map[int]string{1: "23 08:00, 3h0m0s", 2: "23 10:00, 1h0m0s", 3: "23 10:45, 15m0s"}},
		"at the end the next would follow at once: the start": {"22:00", "08:00", "2026-11-22 09:00", "2026-11-23 09:00",
			map[int]string{1: "22 22:00, 11h0m0s", 2: "23 08:00, 1h0m0s", 3: "23 08:45, 15m0s"}},
		"a window that closes at night is told once, as the last": {"22:00", "08:00", "2026-11-22 03:00", "2026-11-23 03:00",
			map[int]string{3: "22 22:00, 5h0m0s"}},
		"the moments at both ends are not quiet": {"17:00", "17:45", "2026-11-22 18:00", "2026-11-23 18:00",
			map[int]string{1: "23 14:00, 4h0m0s", 2: "23 17:00, 1h0m0s", 3: "23 17:45, 15m0s"}},
		"an hour within the day": {"14:00", "16:00", "2026-11-22 19:00", "2026-11-23 19:00",
			map[int]string{1: "23 16:00, 3h0m0s", 2: "23 18:00, 1h0m0s", 3: "23 18:45, 15m0s"}},
		"a start before the message is none: the end, however short": {"20:00", "19:50", "2026-11-22 20:00", "2026-11-23 19:55",
			map[int]string{3: "23 19:50, 5m0s"}},
		"no other time: its own, in quiet time": {"18:00", "17:30", "2026-11-22 18:30", "2026-11-23 17:20",
			map[int]string{1: "23 13:20, 4h0m0s", 2: "23 16:20, 1h0m0s", 3: "23 17:05, 15m0s"}},
		"a level older than the window is left out": {"22:00", "23:00", "2026-11-23 09:00", "2026-11-23 10:00",
			map[int]string{3: "23 09:45, 15m0s"}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			levels := policy.Levels(quiet(t, test.from, test.to, madrid), in(t, madrid, test.opened), in(t, madrid, test.closes))
			if diff := cmp.Diff(test.want, told(t, levels, madrid)); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
		})
	}
}

// In Madrid summer time ended on 2026-10-25 and began on 2026-03-29, both at
// night; in Lord Howe the clock moves by half an hour.
func TestLevels_followTheZonesClock(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		zone, opened, closes string
		want                 map[int]string
	}{
		"a longer night":              {"Europe/Madrid", "2026-10-24 11:00", "2026-10-25 10:00", map[int]string{1: "25 08:00, 2h0m0s", 2: "25 09:00, 1h0m0s", 3: "25 09:45, 15m0s"}},
		"a shorter night":             {"Europe/Madrid", "2026-03-28 11:00", "2026-03-29 12:00", map[int]string{2: "29 11:00, 1h0m0s", 1: "29 08:00, 4h0m0s", 3: "29 11:45, 15m0s"}},
		"back to the evening before":  {"Europe/Madrid", "2026-03-28 02:00", "2026-03-29 03:30", map[int]string{3: "28 22:00, 4h30m0s"}},
		"half an hour":                {"Australia/Lord_Howe", "2026-04-04 11:00", "2026-04-05 10:30", map[int]string{1: "5 08:00, 2h30m0s", 2: "5 09:30, 1h0m0s", 3: "5 10:15, 15m0s"}},
		"another zone has other days": {"Asia/Tokyo", "2026-11-22 06:00", "2026-11-23 06:00", map[int]string{3: "22 22:00, 8h0m0s"}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			levels := policy.Levels(quiet(t, "22:00", "08:00", test.zone), in(t, test.zone, test.opened), in(t, test.zone, test.closes))
			if diff := cmp.Diff(test.want, told(t, levels, test.zone)); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
		})
	}
}

// isQuiet tells by the wall clock what the package finds by moments.
func isQuiet(q policy.Quiet, at time.Time, location *time.Location) bool {
	now := policy.Clock(at.In(location).Hour()*60 + at.In(location).Minute())
	if q.From < q.To {
		return q.From < now && now < q.To
	}
	return q.From != q.To && (now > q.From || now < q.To)
}

// steady tells whether the zone's clock is moved in none of the days around a
// window: where it is, a moment and the wall clock may mean different things.
func steady(location *time.Location, opened, closes time.Time) bool {
	_, before := opened.Add(-24 * time.Hour).In(location).Zone()
	_, after := closes.Add(24 * time.Hour).In(location).Zone()
	return before == after
}

// anyWindow makes a policy and a window of whole minutes.
func anyWindow(random *rand.Rand) (p policy.Policy, opened, closes time.Time) {
	zones := []string{"UTC", "Europe/Madrid", "America/Sao_Paulo", "America/Mexico_City", "America/New_York", "Asia/Kathmandu", "Australia/Lord_Howe"}
	p = policy.Default()
	p.Window.Warn = nil
	for before := 24 * time.Hour; len(p.Window.Warn) < 6; {
		before -= time.Duration(random.IntN(400)+1) * time.Minute
		if before < time.Minute {
			break
		}
		p.Window.Warn = append(p.Window.Warn, before)
	}
	p.Window.Quiet = policy.Quiet{From: policy.Clock(random.IntN(1440)), To: policy.Clock(random.IntN(1440)), Zone: zones[random.IntN(len(zones))]}
	opened = time.Date(2026, 1, 1, 0, random.IntN(366*1440), 0, 0, time.UTC)
	length := 24 * time.Hour
	if random.IntN(2) == 0 {
		length = time.Duration(random.IntN(1440)+1) * time.Minute
	}
	return p, opened, opened.Add(length)
}

func TestLevels_holdForAnyPolicyAndWindow(t *testing.T) {
	t.Parallel()
	random := rand.New(rand.NewPCG(1, 2))
	moved, forced := 0, 0
	for range 4000 {
		p, opened, closes := anyWindow(random)
		location, err := time.LoadLocation(p.Window.Quiet.Zone)
		if err != nil {
			t.Fatal(err)
		}
		levels := policy.Levels(p, opened, closes)
		if last := len(p.Window.Warn) - 1; (len(levels) > 0) != (p.Window.Warn[last] < closes.Sub(opened)) {
			t.Fatalf("%+v: opened %s, closes %s: %d warnings", p.Window, opened, closes, len(levels))
		}
		previous := policy.Warning{At: opened}
		for _, warning := range levels {
			own := p.Window.Warn[warning.Level-1]
			switch {
			case warning.Level <= previous.Level || !warning.At.After(previous.At):
				t.Fatalf("%+v: %+v follows %+v", p.Window, warning, previous)
			case !warning.At.Before(closes) || warning.Before != closes.Sub(warning.At):
				t.Fatalf("%+v: %+v, closes %s", p.Window, warning, closes)
			case warning.Before != own:
				moved++
			}
			previous = warning
			if !steady(location, opened, closes) {
				continue
			}
			if warning.Before != own && !isQuiet(p.Window.Quiet, closes.Add(-own), location) {
				t.Fatalf("%+v: %+v was moved without need", p.Window, warning)
			}
			if !isQuiet(p.Window.Quiet, warning.At, location) {
				continue
			}
			forced++
			for minute := opened.Add(time.Minute); minute.Before(closes); minute = minute.Add(time.Minute) {
				if !isQuiet(p.Window.Quiet, minute, location) {
					t.Fatalf("%+v: %+v is in quiet time, and %s is not", p.Window, warning, minute)
				}
			}
		}
	}
	if moved < 500 || forced < 200 {
		t.Errorf("moved %d and forced %d: the test looks at too few", moved, forced)
	}
}

func TestNextWarning_givesEachLevelOnce(t *testing.T) {
	t.Parallel()
	p := policy.Default()
	opened := time.Date(2026, 11, 22, 9, 0, 0, 0, time.UTC)
	closes := opened.Add(24 * time.Hour)
	var levels []int
	for after := opened; len(levels) < 10; { // one given twice would never end
		warning, ok := policy.NextWarning(p, opened, closes, after)
		if !ok {
			break
		}
		levels, after = append(levels, warning.Level), warning.At
	}
	if diff := cmp.Diff([]int{1, 2, 3}, levels); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

func TestClosing_isTheLastWarning(t *testing.T) {
	t.Parallel()
	opened := time.Date(2026, 11, 22, 9, 0, 0, 0, time.UTC)
	closes := opened.Add(24 * time.Hour)
	p := policy.Default()
	if got, want := policy.Closing(p, opened, closes), closes.Add(-15*time.Minute); !got.Equal(want) {
		t.Errorf("got %s, want %s", got, want)
	}
	p.Window.Warn = nil
	if got := policy.Closing(p, opened, closes); !got.Equal(opened) {
		t.Errorf("without warnings got %s, want %s", got, opened)
	}
}

func TestClosedNote_waitsForTheMorning(t *testing.T) {
	t.Parallel()
	p := quiet(t, "22:00", "08:00", "Europe/Madrid")
	for closes, want := range map[string]string{
		"2026-11-22 21:59": "2026-11-22 21:59",
		"2026-11-22 22:00": "2026-11-22 22:00",
		"2026-11-22 22:01": "2026-11-23 08:00",
		"2026-11-23 03:00": "2026-11-23 08:00",
		"2026-11-23 08:00": "2026-11-23 08:00",
	} {
		if got := policy.ClosedNote(p, in(t, "Europe/Madrid", closes)); !got.Equal(in(t, "Europe/Madrid", want)) {
			t.Errorf("closed at %s: got %s, want %s", closes, got, want)
		}
	}
}

func TestParseClock_takesTimesOfDayOnly(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{"00:00": "00:00", "9:05": "09:05", "23:59": "23:59", "24:00": "", "12:60": "", "12": "", "12:5": "", "-1:00": "", "+1:00": "", "": ""} {
		got, err := policy.ParseClock(text)
		if (err != nil) != (want == "") || err == nil && got.String() != want {
			t.Errorf("%q: got %s, %v, want %q", text, got, err, want)
		}
	}
}
