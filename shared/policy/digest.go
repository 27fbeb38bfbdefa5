package policy

import (
	"strings"
	"time"
	"unicode/utf8"
)

// Digest is a list, once a day, of the windows that close soon and whose
// customers wait. The zero value is off.
type Digest struct {
	Hours float64 `yaml:"hours"` // windows that close within so many hours
	At    Clock   `yaml:"at"`
	Zone  string  `yaml:"zone"` // as Europe/Madrid
	// Value is the source of what a ticket is worth, as that of a rule's value:
	// {{ticket.field.360002}}. Empty: the list has no values and is ordered by time.
	Value string `yaml:"value,omitempty"`
	// Unit is written after each value, as EUR. It changes nothing.
	Unit string `yaml:"unit,omitempty"`
	// Group is the name in the helpdesk of the group that gets the list. Empty: the
	// helpdesk decides.
	Group string `yaml:"group,omitempty"`
}

// On reports whether the digest is written.
func (d Digest) On() bool { return d.Hours > 0 }

// Ahead is how far the digest looks.
func (d Digest) Ahead() time.Duration { return time.Duration(d.Hours * float64(time.Hour)) }

// Location is the zone of its times.
func (d Digest) Location() *time.Location { return zone(d.Zone) }

const (
	// DigestPatience is how long after its time a digest is still written.
	DigestPatience = 2 * time.Hour
	// digestTold is how long after its time somebody is told that it was not
	// written: long enough that a night's trouble is seen, and over before the next.
	digestTold = 12 * time.Hour
	// maxUnit is how long a unit is, in characters.
	maxUnit = 12
)

// DigestDue is the day of the last digest before now, as 2026-11-24 in the
// digest's zone, and whether it is to be written now or was missed. Each day has
// one, whatever its hours do: where the clock is put back the day stays the same,
// and where it skips the digest's time another moment stands for it. Of one that
// is neither due nor missed there is no day.
func DigestDue(p Policy, now time.Time) (day string, due, missed bool) {
	digest := p.Window.Digest
	if !digest.On() {
		return "", false, false
	}
	local := now.In(digest.Location())
	// What was to be written late yesterday may still be.
	for _, days := range []int{0, -1} {
		date := time.Date(local.Year(), local.Month(), local.Day()+days, 12, 0, 0, 0, local.Location())
		switch age := now.Sub(digest.At.on(date)); {
		case age < 0:
		case age < DigestPatience:
			return date.Format(time.DateOnly), true, false
		case age < digestTold:
			return date.Format(time.DateOnly), false, true
		}
	}
	return "", false, false
}

// Worth is what a ticket of these fields (Facts.Fields) is worth; false where
// the digest has no value, or its source gives none or no number.
func (d Digest) Worth(fields map[string]string) (Amount, bool) {
	if d.Value == "" {
		return 0, false
	}
	text, err := expand(d.Value, fields)
	if err != nil {
		return 0, false
	}
	return ReadAmount(text)
}

func checkDigest(d Digest, r *reader) {
	requireKeys(r, "window.digest", "hours", "at", "zone")
	r.written("window.digest.hours", d.Hours > 0 && d.Hours <= 24, "a window lasts 24 hours: write more than 0 and at most 24")
	checkZone(r, "window.digest.zone", d.Zone)
	_, err := parseSource(d.Value)
	r.written("window.digest.value", err == nil, "%v", err)
	r.written("window.digest.value", err != nil || strings.Contains(d.Value, "{{"), "%q names no field, so every ticket would be worth the same: write '{{ticket.field.360002}}'", d.Value)
	r.written("window.digest.unit", strings.TrimSpace(d.Unit) != "" && utf8.RuneCountInString(d.Unit) <= maxUnit, "write from 1 to %d characters, as EUR", maxUnit)
	r.written("window.digest.unit", !r.wrote("window.digest.unit") || r.wrote("window.digest.value"), "a unit of nothing: write value too, or take unit out")
	r.written("window.digest.group", strings.TrimSpace(d.Group) != "", "empty: write the group's name in the helpdesk, or take the key out")
}
