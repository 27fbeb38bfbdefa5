package settle

import (
	"cmp"
	"math"
	"slices"
	"strings"
	"time"

	"ventana/infra/ledger"
	"ventana/shared/pricing"
)

// day is what a day of both sides lasts.
const day = 24 * time.Hour

// Key is what both sides count apart.
type Key struct {
	Day      string `json:"day"`
	Number   string `json:"number"`
	Country  string `json:"country"`
	Category string `json:"category"`
}

// Count is what one side has of a key.
type Count struct {
	Key
	Deliveries int
	Micros     pricing.Money
	Unpriced   int // of the ledger's: charged at a rate that nobody published
}

// Row is a key with both sides.
type Row struct {
	Key
	Ours        int           `json:"ours"`
	Theirs      int           `json:"whatsapp"`
	OursMicros  pricing.Money `json:"ours_micros"`
	TheirMicros pricing.Money `json:"whatsapp_micros"`
	// Reasons explain so many of the deliveries in which the sides differ, and so much
	// of the money.
	Reasons []Reason `json:"reasons,omitempty"`
	// Unexplained is what is left: above zero WhatsApp has more.
	Unexplained       int           `json:"unexplained"`
	UnexplainedMicros pricing.Money `json:"unexplained_micros"`

	unpriced int
}

// Differs reports whether the sides differ, explained or not.
func (r Row) Differs() bool { return r.Ours != r.Theirs || r.OursMicros != r.TheirMicros }

// Reason is what explains a part of a difference.
type Reason struct {
	Why        string        `json:"why"`
	Deliveries int           `json:"deliveries,omitempty"`
	Micros     pricing.Money `json:"micros,omitempty"`
}

// The reasons.
const (
	whyDayBefore = "counted on the day before on the other side"
	whyDayAfter  = "counted on the day after on the other side"
	whyNotTold   = "sent by us, and no delivery was told"
	whyOthers    = "other programs send on this number"
	whyNoRate    = "a rate that nobody published"
	whyMoney     = "the money of the deliveries above"
)

// Question is what else is known.
type Question struct {
	// Shared are our ids of the numbers on which other programs send too.
	Shared []string
	// NoMoney: the account is not billed in dollars, so that money is not compared.
	NoMoney bool
	// Rate is what one delivery is charged, where a card says it.
	Rate func(Key) (pricing.Money, bool)
}

// Compare lays the sides beside each other. untold are messages of ours of which no
// delivery was told, by the day of sending.
func Compare(ours, theirs, untold []Count, q Question) []Row {
	rows := map[Key]*Row{}
	at := func(key Key) *Row {
		if rows[key] == nil {
			rows[key] = &Row{Key: key}
		}
		return rows[key]
	}
	for _, c := range ours {
		row := at(c.Key)
		row.Ours += c.Deliveries
		row.OursMicros += c.Micros
		row.unpriced += c.Unpriced
	}
	for _, c := range theirs {
		row := at(c.Key)
		row.Theirs += c.Deliveries
		row.TheirMicros += c.Micros
	}
	all := make([]*Row, 0, len(rows))
	for _, row := range rows {
		if q.NoMoney {
			row.OursMicros, row.TheirMicros = 0, 0
		}
		row.Unexplained = row.Theirs - row.Ours
		row.UnexplainedMicros = row.TheirMicros - row.OursMicros
		all = append(all, row)
	}
	slices.SortFunc(all, func(a, b *Row) int { return a.compare(b.Key) })
	overMidnight(all, rows)
	notTold(all, untold)
	for _, row := range all {
		row.rest(q)
	}
	result := make([]Row, 0, len(all))
	for _, row := range all {
		result = append(result, *row)
	}
	return result
}

func (k Key) compare(other Key) int {
	return cmp.Or(strings.Compare(k.Day, other.Day), strings.Compare(k.Number, other.Number), strings.Compare(k.Country, other.Country), strings.Compare(k.Category, other.Category))
}

// plus is the same key some days later.
func (k Key) plus(later time.Duration) Key {
	if at, err := time.Parse(time.DateOnly, k.Day); err == nil {
		k.Day = at.Add(later).Format(time.DateOnly)
	}
	return k
}

// overMidnight pairs what one side has too much on a day with what it lacks on the
// next. Money goes with it as far as both days have it.
func overMidnight(all []*Row, rows map[Key]*Row) {
	for _, row := range all {
		later := rows[row.plus(day)]
		if later == nil || row.Unexplained == 0 || later.Unexplained == 0 || (row.Unexplained > 0) == (later.Unexplained > 0) {
			continue
		}
		moved := min(abs(row.Unexplained), abs(later.Unexplained))
		money := pricing.Money(0)
		if (row.UnexplainedMicros > 0) != (later.UnexplainedMicros > 0) {
			money = min(abs(row.UnexplainedMicros), abs(later.UnexplainedMicros))
		}
		row.explain(whyDayAfter, moved, money)
		later.explain(whyDayBefore, moved, money)
	}
}

// notTold explains what WhatsApp has more by messages of ours that were sent on that
// day or the one before and of which no delivery was told.
func notTold(all []*Row, untold []Count) {
	left := map[Key]int{}
	for _, c := range untold {
		left[c.Key] += c.Deliveries
	}
	for _, row := range all {
		for _, key := range []Key{row.Key, row.plus(-day)} {
			if row.Unexplained > 0 && left[key] > 0 {
				found := min(row.Unexplained, left[key])
				left[key] -= found
				row.explain(whyNotTold, found, 0)
			}
		}
	}
}

// rest explains by what is known besides, and money by the deliveries that were.
func (r *Row) rest(q Question) {
	if r.Unexplained > 0 && slices.Contains(q.Shared, r.Number) {
		r.explain(whyOthers, r.Unexplained, 0)
	}
	if q.NoMoney || r.UnexplainedMicros == 0 {
		return
	}
	if r.unpriced > 0 && r.UnexplainedMicros > 0 {
		r.explain(whyNoRate, 0, r.UnexplainedMicros)
		return
	}
	// Deliveries that WhatsApp has more and that are explained cost at most the rate
	// each; free ones among them cost less.
	extra := 0
	for _, reason := range r.Reasons {
		if reason.Why == whyNotTold || reason.Why == whyOthers {
			extra += reason.Deliveries
		}
	}
	if rate, known := q.Rate(r.Key); known && extra > 0 && r.UnexplainedMicros > 0 {
		r.explain(whyMoney, 0, min(r.UnexplainedMicros, rate*pricing.Money(extra)))
	}
}

// explain takes so much out of what is unexplained.
func (r *Row) explain(why string, deliveries int, money pricing.Money) {
	r.Reasons = append(r.Reasons, Reason{Why: why, Deliveries: deliveries, Micros: money})
	r.Unexplained -= sign(r.Unexplained) * deliveries
	r.UnexplainedMicros -= sign(r.UnexplainedMicros) * money
}

func abs[N int | pricing.Money](n N) N {
	if n < 0 {
		return -n
	}
	return n
}

func sign[N int | pricing.Money](n N) N {
	switch {
	case n < 0:
		return -1
	case n > 0:
		return 1
	}
	return 0
}

// Ours counts the ledger's lines: what was delivered, and what was sent and of which
// no delivery was told. offset is how long after midnight UTC the other side's days
// begin.
func Ours(lines []ledger.Line, offset time.Duration) (delivered, untold []Count) {
	for _, l := range lines {
		key := Key{Day: l.At.UTC().Add(-offset).Format(time.DateOnly), Number: l.Number, Country: l.Country, Category: l.Category}
		switch l.State {
		case ledger.Delivered:
			one := Count{Key: key, Deliveries: 1, Micros: l.Charge}
			if l.Unpriced {
				one.Unpriced = 1
			}
			if l.Free != pricing.BasisReaction { // WhatsApp counts none
				delivered = append(delivered, one)
			}
		case ledger.OnItsWay:
			untold = append(untold, Count{Key: key, Deliveries: 1})
		}
	}
	return delivered, untold
}

// Micros is an amount as WhatsApp tells it, in whole millionths.
func Micros(cost float64) pricing.Money {
	return pricing.Money(math.Round(cost * float64(pricing.Dollar)))
}
