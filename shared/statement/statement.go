package statement

import (
	"cmp"
	"fmt"
	"slices"
	"strconv"
	"time"
)

// Kind is what is wrong with a message or a comment.
type Kind string

const (
	// Lost: a customer's message that was written on a ticket and is not there.
	Lost Kind = "lost"
	// Doubled: a second comment holds what another one holds.
	Doubled Kind = "doubled"
	// Orphaned: a comment says that it is ours, and nothing of ours knows it.
	Orphaned Kind = "orphaned"
	// Stuck: somebody set out to carry it and never said how that ended.
	Stuck Kind = "stuck"
	// Unsent: an agent's reply that nobody sent, and that nobody told of.
	Unsent Kind = "unsent"
)

// What was done about a finding. None is the empty text.
const (
	LookedAgain = "looked at again" // the ticket is looked at, and the reply leaves
	Finished    = "finished"        // it stood on the ticket, and that is written down now
	Told        = "told"            // an internal note on the ticket
	TakenBack   = "taken back"      // the agent hid it from customers meanwhile
	Refused     = "refused"         // the helpdesk took no note
	Redrive     = "redrive"         // look among the dead letters: ventana redrive list
)

// Finding is one thing that is not as it should be. It holds ids and no words.
type Finding struct {
	Kind     Kind      `json:"kind"`
	Number   string    `json:"number,omitempty"`
	Helpdesk string    `json:"helpdesk,omitempty"`
	Ticket   string    `json:"ticket,omitempty"`
	Comment  string    `json:"comment,omitempty"` // the one that is wrong
	Other    string    `json:"other,omitempty"`   // of a double: the one that was first
	Effect   string    `json:"effect,omitempty"`
	What     string    `json:"what,omitempty"` // the kind of effect
	At       time.Time `json:"at"`
	Repair   string    `json:"repair,omitempty"` // what was done about it
}

// Repaired reports whether the message is where it belongs, or on its way, by
// now. A note to an agent repairs nothing.
func (f Finding) Repaired() bool {
	return f.Repair == LookedAgain || f.Repair == Finished || f.Repair == TakenBack
}

// Missing reports whether a message is not where it belongs; doubles and orphans
// are too much, not too little.
func (f Finding) Missing() bool { return f.Kind == Lost || f.Kind == Stuck || f.Kind == Unsent }

// Line is a number's day.
type Line struct {
	Number string `json:"number"`
	// Messages are those of customers that were taken in hand. Each stands on a
	// ticket, or passed without one (a remark where none is open), or was removed
	// with its ticket, or is being worked on, or is among the findings.
	Messages int `json:"messages"`
	OnTicket int `json:"on_ticket"`
	Passed   int `json:"passed,omitempty"`
	Removed  int `json:"removed,omitempty"`
	UnderWay int `json:"under_way,omitempty"`
	// Replies are agents' public comments; Sends the messages that Ventana set out
	// to send, of which no public comment asked for Others (commands, templates),
	// Refused were told to agents as not sent, and WhatsApp has never said a word
	// about Silent.
	Replies int `json:"replies"`
	Sends   int `json:"sends"`
	Others  int `json:"others,omitempty"`
	Refused int `json:"refused,omitempty"`
	Silent  int `json:"silent,omitempty"`
	// The findings, by kind, and how many of the missing are repaired.
	Lost     int       `json:"lost"`
	Doubled  int       `json:"doubled"`
	Orphaned int       `json:"orphaned"`
	Stuck    int       `json:"stuck"`
	Unsent   int       `json:"unsent"`
	Repaired int       `json:"repaired"`
	Findings []Finding `json:"findings,omitempty"` // MaxFindings at most
}

// MaxFindings is how many findings a line names; the counts count all.
const MaxFindings = 200

// All is how many messages there were to account for, both ways.
func (l Line) All() int { return l.Messages + l.Replies + l.Others }

// Unaccounted is how many of them are missing.
func (l Line) Unaccounted() int { return l.Lost + l.Stuck + l.Unsent - l.Repaired }

// Requests is what the comparison has asked for.
type Requests struct {
	Table    int `json:"table"`    // DynamoDB
	Helpdesk int `json:"helpdesk"` // of its API
}

// Statement is a day's.
type Statement struct {
	Day    string    `json:"day"` // 2026-11-22, by UTC
	DoneAt time.Time `json:"done_at"`
	Lines  []Line    `json:"lines"` // by number; findings of nobody's number under ""
	// Parked is what lay among the dead letters at DoneAt, by queue; none, no member.
	Parked   []Parked `json:"parked,omitempty"`
	Requests Requests `json:"requests"`
}

// Total is the day in one line.
func (s Statement) Total() Line {
	total := Line{}
	for _, line := range s.Lines {
		total.add(line)
		total.Findings = append(total.Findings, line.Findings...)
	}
	return total
}

// Sentence is the day in a few words: 0 of 48,112 unaccounted. What was repaired,
// doubled or parked is told where there was any.
func (s Statement) Sentence() string {
	total := s.Total()
	text := fmt.Sprintf("%s of %s unaccounted", Grouped(total.Unaccounted()), Grouped(total.All()))
	if total.Repaired > 0 {
		text += fmt.Sprintf(", %s repaired", Grouped(total.Repaired))
	}
	if total.Doubled > 0 {
		text += fmt.Sprintf(", %s doubled", Grouped(total.Doubled))
	}
	return text + parkedWords(s.Parked)
}

// PerThousand is n for each thousand messages of the day, rounded up.
func (s Statement) PerThousand(n int) int {
	all := max(s.Total().All(), 1)
	return (n*1000 + all - 1) / all
}

// Grouped writes a number with commas.
func Grouped(n int) string {
	digits := strconv.Itoa(n)
	for at := len(digits) - 3; at > 0 && digits[at-1] != '-'; at -= 3 {
		digits = digits[:at] + "," + digits[at:]
	}
	return digits
}

// Sum is the statement of a day's pages, with the findings as they are after the
// repairs.
func Sum(day string, pages []Page, findings []Finding) Statement {
	lines := map[string]*Line{}
	of := func(number string) *Line {
		if lines[number] == nil {
			lines[number] = &Line{Number: number}
		}
		return lines[number]
	}
	replied := map[string]bool{}
	for _, page := range pages {
		for _, line := range page.Lines {
			of(line.Number).add(line)
		}
		for _, reply := range page.Replies {
			if !replied[reply.Comment] {
				replied[reply.Comment] = true
				of(reply.Number).Replies++
			}
		}
	}
	for _, finding := range byTime(slices.Clone(findings)) {
		of(finding.Number).find(finding)
	}
	told := Statement{Day: day}
	for _, line := range lines {
		told.Lines = append(told.Lines, *line)
	}
	slices.SortFunc(told.Lines, func(a, b Line) int { return cmp.Compare(a.Number, b.Number) })
	return told
}

// find counts a finding.
func (l *Line) find(finding Finding) {
	switch finding.Kind {
	case Lost:
		l.Lost++
	case Doubled:
		l.Doubled++
	case Orphaned:
		l.Orphaned++
	case Stuck:
		l.Stuck++
	case Unsent:
		l.Unsent++
	}
	if finding.Missing() && finding.Repaired() {
		l.Repaired++
	}
	if len(l.Findings) < MaxFindings {
		l.Findings = append(l.Findings, finding)
	}
}

// add adds the counts of another line.
func (l *Line) add(other Line) {
	l.Messages += other.Messages
	l.OnTicket += other.OnTicket
	l.Passed += other.Passed
	l.Removed += other.Removed
	l.UnderWay += other.UnderWay
	l.Replies += other.Replies
	l.Sends += other.Sends
	l.Others += other.Others
	l.Refused += other.Refused
	l.Silent += other.Silent
	l.Lost += other.Lost
	l.Doubled += other.Doubled
	l.Orphaned += other.Orphaned
	l.Stuck += other.Stuck
	l.Unsent += other.Unsent
	l.Repaired += other.Repaired
}
