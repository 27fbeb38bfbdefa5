package statement

import (
	"strconv"
	"time"
)

// Work is how far the comparison of a day has come.
type Work struct {
	// Run names this comparison of the day; another one makes pages of its own.
	Run string `json:"run"`
	// Read is how far each helpdesk's export was read, by connection.
	Read map[string]Reading `json:"read"`
	// Matched: what the table knows was laid beside what was read.
	Matched bool `json:"matched"`
	// MatchedSends is how many pieces of our own messages were; what customers' messages
	// were looked for, and what was repaired, stands on the pages.
	MatchedSends int `json:"matched_sends,omitempty"`
	// BookedPages is how many pages of customers' messages the ledger has, Booked that
	// it has all.
	BookedPages int  `json:"booked_pages,omitempty"`
	Booked      bool `json:"booked,omitempty"`
	// Done: the statement stands.
	Done     bool     `json:"done"`
	Requests Requests `json:"requests"`
}

// Begun is when this comparison of the day was begun; zero for one that was not.
func (w Work) Begun() time.Time {
	at, err := strconv.ParseInt(w.Run, 10, 64)
	if err != nil {
		return time.Time{}
	}
	return time.UnixMilli(at).UTC()
}

// RunOf names a comparison that begins at a time.
func RunOf(at time.Time) string { return strconv.FormatInt(at.UnixMilli(), 10) }

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
