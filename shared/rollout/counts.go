package rollout

import "time"

// Counts is what a day of a roll-out came to on one number. A run that dies
// between an event and its count, and is repeated, may count the event twice.
type Counts struct {
	// Here and Former count customers' messages, calls and the business's echoes by
	// who was given them.
	Here, Former int64
	// Statuses are those of messages that Ventana did not send, News what was told
	// of accounts and numbers and what nobody here could read: both went to the
	// former endpoint.
	Statuses, News int64
	// WouldOpen, WouldComment and WouldWarn count what Ventana would have done in
	// shadow mode: tickets, messages on tickets, and warnings if nobody answered.
	WouldOpen, WouldComment, WouldWarn int64
}

// Add adds up.
func (c Counts) Add(more Counts) Counts {
	return Counts{
		Here: c.Here + more.Here, Former: c.Former + more.Former, Statuses: c.Statuses + more.Statuses, News: c.News + more.News,
		WouldOpen: c.WouldOpen + more.WouldOpen, WouldComment: c.WouldComment + more.WouldComment, WouldWarn: c.WouldWarn + more.WouldWarn,
	}
}

// Day is the UTC day under which a moment is counted.
func Day(at time.Time) string { return at.UTC().Format(time.DateOnly) }
