package statement

import "time"

// Work is how far the comparison of a day has come.
type Work struct {
	// Run names this comparison of the day; another one makes pages of its own.
	Run string `json:"run"`
	// Read is how far each helpdesk's export was read, by connection.
	Read map[string]Reading `json:"read"`
	// Matched: what the table knows was laid beside what was read.
	Matched bool `json:"matched"`
	// Done: the statement stands.
	Done     bool     `json:"done"`
	Requests Requests `json:"requests"`
}

// Reading is how far one helpdesk's export was read.
type Reading struct {
	Next  time.Time `json:"next"`  // where the export goes on
	Pages int       `json:"pages"` // so far
	Done  bool      `json:"done"`
}

// Layout is how a day is written.
const Layout = time.DateOnly

// DayOf is the day of a time.
func DayOf(at time.Time) string { return at.UTC().Format(Layout) }
