package statement

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"time"
)

// SeeParked is the command that shows what is parked, and why.
const SeeParked = "ventana redrive list"

// Parked is what lay among the dead letters of a queue when a statement was made,
// of whatever day the records were.
type Parked struct {
	Queue string `json:"queue"` // inbound, outbound, …
	Count int    `json:"count"` // of records, as SQS estimates it
	// Codes are why, the most frequent first; empty where that is not known. What SQS
	// or Scheduler put there themselves has no code here, so they may be fewer.
	Codes []ParkedCode `json:"codes,omitempty"`
	// OldestAt is when the oldest of those with a code was parked.
	OldestAt time.Time `json:"oldest_at,omitzero"`
}

// ParkedCode is how many records were parked for one reason.
type ParkedCode struct {
	Code  string `json:"code"`
	Count int    `json:"count"`
}

// ParkedNote is what a function noted when it parked a record.
type ParkedNote struct {
	Record string // SQS's id of it
	Code   string
	At     time.Time
}

// ParkedIn lays what functions noted beside what the queue holds. More notes than
// records mean that somebody took records away with another tool than ours; nobody
// knows then which are left, so no reason is named.
func ParkedIn(queue string, count int, notes []ParkedNote) Parked {
	parked := Parked{Queue: queue, Count: count}
	if len(notes) > count {
		return parked
	}
	for _, note := range notes {
		at := slices.IndexFunc(parked.Codes, func(one ParkedCode) bool { return one.Code == note.Code })
		if at < 0 {
			at = len(parked.Codes)
			parked.Codes = append(parked.Codes, ParkedCode{Code: note.Code})
		}
		parked.Codes[at].Count++
		if parked.OldestAt.IsZero() || note.At.Before(parked.OldestAt) {
			parked.OldestAt = note.At
		}
	}
	slices.SortFunc(parked.Codes, func(a, b ParkedCode) int { return cmp.Or(b.Count-a.Count, cmp.Compare(a.Code, b.Code)) })
	return parked
}

// Reasons are the codes with their counts: number 2, died 1. What has no code, and
// everything where none is known, is unknown.
func (p Parked) Reasons() string {
	var words []string
	rest := p.Count
	for _, one := range p.Codes {
		words, rest = append(words, one.Code+" "+Grouped(one.Count)), rest-one.Count
	}
	if rest > 0 {
		words = append(words, "unknown "+Grouped(rest))
	}
	return strings.Join(words, ", ")
}

// parkedWords end a statement's sentence when records were parked: how many, where,
// since when, and how to see them. Empty when there were none.
func parkedWords(all []Parked) string {
	if len(all) == 0 {
		return ""
	}
	count, oldest := 0, time.Time{}
	var queues []string
	for _, one := range all {
		count += one.Count
		queues = append(queues, one.Queue+" "+Grouped(one.Count))
		if !one.OldestAt.IsZero() && (oldest.IsZero() || one.OldestAt.Before(oldest)) {
			oldest = one.OldestAt
		}
	}
	since := ""
	if !oldest.IsZero() {
		since = ", since " + oldest.UTC().Format("2006-01-02 15:04 MST")
	}
	return fmt.Sprintf(", %s parked (%s%s: %s)", Grouped(count), strings.Join(queues, ", "), since, SeeParked)
}
