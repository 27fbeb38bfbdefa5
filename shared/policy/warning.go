package policy

import "time"

// Warning tells agents that a window closes.
type Warning struct {
	// Level is the place in Window.Warn, from 1.
	Level int
	At    time.Time
	// Before is how long the window is open from At: the level's own time, or
	// another where the warning was moved.
	Before time.Duration
}

// Levels are the warnings of a window that the customer's message of
// lastInbound opened and that closes at closesAt, in the order of their time.
//
// A warning that falls in quiet time goes out at its end, if the window is then
// open for longer than the next level says: the next one would follow at once
// else. If not, it goes out when the quiet time starts. Where the customer wrote
// in that same quiet time, its start is past, and the warning goes out at its
// end while the window is open then, else at its own time after all: an agent
// who is on duty shall not be surprised. Of several that come to the same moment
// only the last level is left. No level comes twice, none at or before
// lastInbound, none at or after closesAt.
func Levels(p Policy, lastInbound, closesAt time.Time) []Warning {
	var list []Warning
	for i, before := range p.Window.Warn {
		own := closesAt.Add(-before)
		if !own.After(lastInbound) || !own.Before(closesAt) {
			continue
		}
		var next time.Duration
		if i+1 < len(p.Window.Warn) {
			next = p.Window.Warn[i+1]
		}
		at := p.Window.Quiet.moved(own, lastInbound, closesAt, next)
		if last := len(list) - 1; last >= 0 && !at.After(list[last].At) {
			list = list[:last]
		}
		list = append(list, Warning{Level: i + 1, At: at, Before: closesAt.Sub(at)})
	}
	return list
}

// moved is when a warning goes out whose own time is given.
func (q Quiet) moved(own, lastInbound, closesAt time.Time, next time.Duration) time.Time {
	start, end, quiet := q.period(own)
	switch {
	case !quiet:
		return own
	case closesAt.Sub(end) > next:
		return end
	case start.After(lastInbound):
		return start
	case end.Before(closesAt):
		return end
	default:
		return own
	}
}

// NextWarning is the first of Levels whose time is after the given one; false
// when there is none. Pass the time of the last warning of this window, or
// lastInbound when there was none. What it gives may be past already: then it is
// due, unless a later level is due too.
func NextWarning(p Policy, lastInbound, closesAt, after time.Time) (Warning, bool) {
	for _, warning := range Levels(p, lastInbound, closesAt) {
		if warning.At.After(after) {
			return warning, true
		}
	}
	return Warning{}, false
}

// Closing is the time of a window's last warning: after it only the closed note
// comes. It is lastInbound where the window has none.
func Closing(p Policy, lastInbound, closesAt time.Time) time.Time {
	levels := Levels(p, lastInbound, closesAt)
	if len(levels) == 0 {
		return lastInbound
	}
	return levels[len(levels)-1].At
}

// ClosedNote is when the note is due that the window has closed: at once, or at
// the end of the quiet time. A customer who writes before it makes it needless.
func ClosedNote(p Policy, closesAt time.Time) time.Time {
	if _, end, quiet := p.Window.Quiet.period(closesAt); quiet {
		return end
	}
	return closesAt
}
