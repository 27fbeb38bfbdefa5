package ledger

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"time"

	"ventana/shared/pricing"
)

// By is what a report puts together.
type By string

// Bys are the values of By.
func Bys() []By {
	return []By{"message", "conversation", "ticket", "agent", "tag", "template", "number", "country", "day"}
}

// none stands for messages that have no such thing.
const none = "–"

// Sum is what some messages cost together.
type Sum struct {
	Received  int `json:"received"`
	Delivered int `json:"delivered"`
	Free      int `json:"free"` // of those delivered
	Failed    int `json:"failed"`
	OnItsWay  int `json:"on_its_way"`
	// Charge is what WhatsApp charges for messages of which it said itself whether
	// and as what; Estimate for the others, which Estimated counts.
	Charge    pricing.Money `json:"charge_micros"`
	Estimate  pricing.Money `json:"estimate_micros"`
	Estimated int           `json:"estimated"`
	// Unpriced are charged, and nobody published the rate: they are in no sum.
	Unpriced int           `json:"unpriced"`
	Fee      pricing.Money `json:"fee_micros"`
	AWS      *Nano         `json:"aws_nanos,omitempty"` // nil when nobody said
}

// Row is the sum of one conversation, ticket, day and so on.
type Row struct {
	Key string `json:"key"`
	Sum
	// Line is the message itself, in a report by message.
	Line *Line `json:"line,omitempty"`
}

// Report is what messages cost from a day to a day, by UTC, both included.
type Report struct {
	From   string    `json:"from"`
	To     string    `json:"to"`
	By     By        `json:"by"`
	MadeAt time.Time `json:"made_at"`
	Total  Sum       `json:"total"`
	Rows   []Row     `json:"rows"`
	Days   []Row     `json:"days"`
	// Categories are WhatsApp's charges and estimates by category.
	Categories []Row  `json:"categories"`
	Cards      []Card `json:"cards"`
	AWS        *AWS   `json:"aws,omitempty"`
	// Differing counts lines where WhatsApp's word and the rules differ. The charge
	// follows WhatsApp.
	Differing int `json:"differing"`
}

// Card says which rate card was used, and whose figures it has.
type Card struct {
	From   string `json:"from"`
	Source string `json:"source"`
}

// Question is what a report is asked for.
type Question struct {
	From, To time.Time // midnight UTC
	By       By
	MadeAt   time.Time
	AWS      *AWS // nil: nobody said
}

// Make sums up lines, which Price gave.
func Make(lines []Line, terms Terms, q Question) Report {
	report := Report{From: q.From.Format(time.DateOnly), To: q.To.Format(time.DateOnly), By: q.By, MadeAt: q.MadeAt.UTC(), AWS: q.AWS}
	lines = Within(lines, q.From, q.To)
	rows, days, categories := newRows(q.AWS), newRows(q.AWS), newRows(q.AWS)
	for day := q.From; !day.After(q.To); day = day.AddDate(0, 0, 1) {
		days.row(day.Format(time.DateOnly))
	}
	if q.AWS != nil {
		report.Total.AWS = new(Nano)
	}
	for i, l := range lines {
		report.Total.add(l, q.AWS)
		for _, key := range l.keys(q.By) {
			row := rows.row(key)
			row.add(l, q.AWS)
			if q.By == "message" {
				row.Line = &lines[i]
			}
		}
		days.row(l.At.UTC().Format(time.DateOnly)).add(l, q.AWS)
		if l.State == Delivered {
			categories.row(l.Category).add(l, q.AWS)
		}
		if l.Differs != "" {
			report.Differing++
		}
		report.use(terms.Cards, l)
	}
	report.Rows, report.Days, report.Categories = rows.sorted(q.By), days.sorted("day"), categories.sorted("category")
	if q.By == "day" {
		report.Rows = report.Days // those without a message too
	}
	return report
}

// use notes the card that a line was priced by.
func (r *Report) use(cards []pricing.Card, l Line) {
	card, known := pricing.CardAt(cards, l.At)
	if !known || l.State != Delivered || l.Free != "" {
		return
	}
	one := Card{card.From.Format(time.DateOnly), card.Source}
	if !slices.Contains(r.Cards, one) {
		r.Cards = append(r.Cards, one)
	}
}

// keys are the rows that a message belongs to: one, except that a ticket's message
// counts for each of its tags.
func (l Line) keys(by By) []string {
	one := func(key string) []string { return []string{cmp.Or(key, none)} }
	switch by {
	case "message":
		return one(string(l.State) + " " + l.Name)
	case "conversation":
		return one(l.Conversation)
	case "ticket":
		return one(l.Ticket)
	case "agent":
		return one(l.Agent)
	case "tag":
		if len(l.Tags) > 0 {
			return l.Tags
		}
		return one("")
	case "template":
		return one(l.Template)
	case "number":
		return one(l.Number)
	case "country":
		return one(l.Country)
	default:
		return one(l.At.UTC().Format(time.DateOnly))
	}
}

func (s *Sum) add(l Line, aws *AWS) {
	switch l.State {
	case Received:
		s.Received++
	case Delivered:
		s.Delivered++
	case Failed:
		s.Failed++
	case OnItsWay:
		s.OnItsWay++
	}
	if l.Free != "" {
		s.Free++
	}
	switch {
	case l.Unpriced:
		s.Unpriced++
	case l.Told:
		s.Charge += l.Charge
	default:
		s.Estimate += l.Charge
	}
	if !l.Told {
		s.Estimated++
	}
	s.Fee += l.Fee
	if aws != nil {
		*s.AWS += aws.of(l)
	}
}

// Sent is how many messages of ours left, whatever became of them.
func (s Sum) Sent() int { return s.Delivered + s.Failed + s.OnItsWay }

// All is what WhatsApp charges and the provider takes, with estimates.
func (s Sum) All() pricing.Money { return s.Charge + s.Estimate + s.Fee }

// rows are the rows of a report while it is made.
type rows struct {
	byKey map[string]*Row
	aws   *AWS
}

func newRows(aws *AWS) rows { return rows{map[string]*Row{}, aws} }

func (r rows) row(key string) *Row {
	row := r.byKey[key]
	if row == nil {
		row = &Row{Key: key}
		if r.aws != nil {
			row.AWS = new(Nano)
		}
		r.byKey[key] = row
	}
	return row
}

// sorted has days and messages in the order of time, all others by cost, the
// dearest first.
func (r rows) sorted(by By) []Row {
	var list []Row
	for _, row := range r.byKey {
		list = append(list, *row)
	}
	slices.SortFunc(list, func(a, b Row) int {
		switch {
		case by == "day":
			return strings.Compare(a.Key, b.Key)
		case a.Line != nil && b.Line != nil:
			return cmp.Or(a.Line.At.Compare(b.Line.At), strings.Compare(a.Key, b.Key))
		}
		return cmp.Or(cmp.Compare(b.All(), a.All()), cmp.Compare(b.Delivered+b.Received, a.Delivered+a.Received), strings.Compare(a.Key, b.Key))
	})
	return list
}

// Notes say what a reader has to know about the figures.
func (r Report) Notes() []string {
	notes := []string{"Amounts are US dollars, days are by UTC. WhatsApp's charge is that of messages of which WhatsApp said itself that they were delivered, and whether and as what they are charged, at the rate card's rate of their day. Meta's invoice is the truth."}
	for _, card := range r.Cards {
		notes = append(notes, fmt.Sprintf("Rate card from %s: %s.", card.From, strings.TrimSuffix(card.Source, ".")))
	}
	if r.Total.Estimated > 0 {
		notes = append(notes, fmt.Sprintf("Estimated: of %d delivered messages WhatsApp said nothing of the price. Their charge, %s, follows from the rules and stands in a column of its own.", r.Total.Estimated, r.Total.Estimate))
	}
	if r.Total.Unpriced > 0 {
		notes = append(notes, fmt.Sprintf("Without a rate: %d messages are charged at a rate that no card has. They are in no sum.", r.Total.Unpriced))
	}
	if r.Differing > 0 {
		notes = append(notes, fmt.Sprintf("Of %d messages WhatsApp said otherwise than its rules do. The charge follows WhatsApp's word; --by message names them.", r.Differing))
	}
	if r.By == "tag" {
		notes = append(notes, "A message counts for each tag of its ticket, as the tags are now: rows may add up to more than the total.")
	}
	if r.AWS != nil {
		kind := "computed"
		if r.AWS.Measured {
			kind = "measured"
		}
		notes = append(notes, fmt.Sprintf("AWS's share is %s: %s.", kind, strings.TrimSuffix(r.AWS.Basis, ".")))
	}
	return notes
}
