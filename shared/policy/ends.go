package policy

import "slices"

// Ends reports whether a ticket's status is one after which the survey asks.
func Ends(p Policy, status string) bool {
	return p.Survey.Enabled && slices.Contains(p.Survey.Statuses, status)
}
