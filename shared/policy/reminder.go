package policy

import "time"

const (
	// reminderRoom is how long a window must still be open at the end of a quiet
	// time for a reminder to be worth while then: the customer has to see it, and
	// to write.
	reminderRoom = 30 * time.Minute
	// reminderSlack is how late a reminder that was put at the beginning of a quiet
	// time may leave.
	reminderSlack = 10 * time.Minute
)

// ReminderAt is when the customer of a window is reminded that the message of
// lastInbound opened and that closes at closesAt; false for never.
//
// A reminder that falls in quiet time goes out at its end, if the window is then
// open for half an hour more; else when the quiet time starts, if the customer
// wrote before. Where neither is possible there is none: other than a warning, it
// would wake somebody.
func ReminderAt(p Policy, lastInbound, closesAt time.Time) (time.Time, bool) {
	at := closesAt.Add(-p.Window.Reminder.Before)
	if !p.Window.Reminder.On() || !at.After(lastInbound) {
		return time.Time{}, false
	}
	start, end, quiet := p.Window.Quiet.period(at)
	switch {
	case !quiet:
		return at, true
	case closesAt.Sub(end) >= reminderRoom:
		return end, true
	case start.After(lastInbound):
		return start, true
	}
	return time.Time{}, false
}

// ReminderFits reports whether a reminder that was due at a time may leave now:
// one that was held up does not leave in quiet time.
func ReminderFits(p Policy, due, now time.Time) bool {
	_, _, quiet := p.Window.Quiet.period(now)
	return !quiet || now.Sub(due) < reminderSlack
}
