package week

import (
	"slices"
	"time"
)

// Bound is how late a warning may be before the week counts as failed. The
// schedule comes each minute, so one that nothing hinders is up to a minute late.
// Where the run that has claimed it dies, its lease lasts another minute, and
// the run that finds the lease ended may come up to a minute after that. The
// rest is what three runs take themselves, on a machine that does other things.
const Bound = 3*time.Minute + 15*time.Second

// moment is what a second is worth in comparisons: WhatsApp and Zendesk tell
// whole seconds, and the clock goes on while a call is made.
const moment = 2 * time.Second

// event is an act that has happened.
type event struct {
	at     time.Time
	do     doing
	status string // of sets
	token  string // of writes and answers: stands in the text
}

// closed is the level of the note that the window has closed.
const closed = 0

// warning is a note that has to stand, or may.
type warning struct {
	heard  time.Time // the customer's message whose window it is
	token  string    // of that message
	closes time.Time
	level  int // from 1, or closed
	due    time.Time
	moved  bool // by quiet hours
	fate   fate
}

// fate is what becomes of a warning.
type fate int

const (
	stands    fate = iota // it has to stand
	chance                // it may: which of two things came first decides
	overtaken             // the customer wrote before it was due
	answered              // the business did
	idle                  // nobody is waited for on a ticket of this status
)

// levels are the notes of a window, should nothing happen in it, by their time.
func (r rules) levels(heard time.Time, token string) []warning {
	closes := heard.Add(windowLength)
	var all []warning
	for i, before := range r.warn {
		var after time.Duration
		if i+1 < len(r.warn) {
			after = r.warn[i+1]
		}
		own := closes.Add(-before)
		due := r.quiet.due(own, heard, closes, after)
		all = append(all, warning{heard: heard, token: token, closes: closes, level: i + 1, due: due, moved: !due.Equal(own)})
	}
	due := closes
	if _, end, in := r.quiet.around(closes); in {
		due = end
	}
	all = append(all, warning{heard: heard, token: token, closes: closes, level: closed, due: due, moved: !due.Equal(closes)})
	// Of several of one moment only the last level is written.
	later := slices.Clone(all)
	all = slices.DeleteFunc(all, func(w warning) bool {
		return slices.ContainsFunc(later, func(o warning) bool {
			return w.level != closed && o.level > w.level && o.due.Equal(w.due)
		})
	})
	slices.SortStableFunc(all, func(a, b warning) int { return a.due.Compare(b.due) })
	return all
}

// fates are the warnings of every window of a conversation that are due by the
// end, with what becomes of them. events are in the order of their time.
func (r rules) fates(events []event, end time.Time) []warning {
	var all []warning
	for i, heard := range events {
		if heard.do != writes {
			continue
		}
		levels := r.levels(heard.at, heard.token)
		for l, w := range levels {
			if w.due.After(end.Add(Bound)) {
				break // nobody looks any more
			}
			w.fate = w.decide(events, i)
			// What was overslept is not made up for: of two that one late run finds
			// due only the last is written.
			followed := l+1 < len(levels) && levels[l+1].due.Before(w.due.Add(Bound))
			if w.fate == stands && (followed || w.due.After(end)) {
				w.fate = chance
			}
			all = append(all, w)
		}
	}
	return all
}

// expected are those of fates that stand or may.
func expected(fates []warning) []warning {
	return slices.DeleteFunc(slices.Clone(fates), func(w warning) bool { return w.fate != stands && w.fate != chance })
}

// decide says what becomes of a warning of the window that the event of a place
// has opened.
func (w warning) decide(events []event, place int) fate {
	status, touched := "", false
	for i, e := range events {
		if !e.at.Before(w.due.Add(-moment)) {
			touched = touched || e.do != remarks && e.at.Before(w.due.Add(Bound))
			continue
		}
		switch {
		case e.do == sets:
			status = e.status
		case e.do == writes && i > place:
			return overtaken
		case e.do == writes:
			status = "" // open again, or new
		case e.do == answers && i > place:
			return answered
		}
	}
	switch {
	case touched:
		return chance
	case !waits(status):
		return idle
	}
	return stands
}

// waits: an agent is waited for on a ticket of this status.
func waits(status string) bool {
	return !slices.Contains([]string{"solved", "closed", "pending", "hold"}, status)
}
