package estimate

import (
	"fmt"
	"slices"

	"ventana/shared/pricing"
)

// Line is one amount with its arithmetic.
type Line struct {
	Name       string `json:"name"`
	Arithmetic string `json:"arithmetic"`
	// USD is nil where nobody knows the amount.
	USD *float64 `json:"usd"`
	// Unknown is how many messages it lacks a rate for.
	Unknown int `json:"unknown,omitempty"`
}

// batch are the messages of one kind to one country.
type batch struct {
	country  string
	market   pricing.Market
	category string
	count    int // delivered and not free by an entry point
	entry    int // free by one
}

// whatsApp lists what WhatsApp charges.
func whatsApp(p Plan, cards []pricing.Card) []Line {
	batches := p.batches()
	free := p.freeTier(batches, cards)
	var lines []Line
	for i, b := range batches {
		if b.count+b.entry == 0 {
			continue
		}
		lines = append(lines, b.line(p, cards, free[i]))
	}
	return lines
}

// batches of a plan: service messages and templates by country. Messages of people
// who came by a free entry point stand apart.
func (p Plan) batches() []batch {
	var all []batch
	for _, country := range p.countries() {
		conversations := p.Conversations[country]
		each := map[string]float64{pricing.Service: p.Replies}
		for category, count := range p.Templates {
			each[category] = count
		}
		for _, category := range []string{pricing.Service, pricing.Utility, pricing.Authentication, pricing.Marketing} {
			count := times(conversations, each[category])
			entry := times(count, p.Entry)
			all = append(all, batch{country, pricing.MarketOf("", country+"."), category, count - entry, entry})
		}
	}
	return all
}

// freeTier shares the month's free service messages out among the countries, in
// proportion and with the rest to the first; nothing before they were charged.
func (p Plan) freeTier(batches []batch, cards []pricing.Card) map[int]int {
	free, total := map[int]int{}, 0
	charged := func(b batch) bool {
		_, basis := pricing.Price(cards, pricing.Message{Category: b.category, At: p.On, WindowOpen: true})
		return b.category == pricing.Service && basis == pricing.BasisFreeTier
	}
	for _, b := range batches {
		if charged(b) {
			total += b.count
		}
	}
	left := min(total, p.Numbers*pricing.FreeService)
	for i, b := range batches {
		if charged(b) && total > 0 {
			free[i] = min(left, p.Numbers*pricing.FreeService) * b.count / total
		}
	}
	for _, share := range free {
		left -= share
	}
	for i, b := range batches { // what rounding left
		if more := min(left, b.count-free[i]); charged(b) && more > 0 {
			free[i] += more
			left -= more
		}
	}
	return free
}

// line is the amount of a batch, of which so many are in the free tier.
func (b batch) line(p Plan, cards []pricing.Card, free int) Line {
	line := Line{Name: fmt.Sprintf("%s, %s", b.category, b.country)}
	if b.market != "" && string(b.market) != b.country {
		line.Name = fmt.Sprintf("%s, %s (%s)", b.category, b.country, b.market)
	}
	taken := count(b.count + b.entry)
	if b.entry > 0 {
		taken += " - " + count(b.entry) + " by a free entry point"
	}
	rate, basis := pricing.Price(cards, pricing.Message{
		Category: b.category, Market: b.market, At: p.On, WindowOpen: b.category == pricing.Service, ServiceBefore: pricing.FreeService,
	})
	if free > 0 {
		taken += " - " + count(free) + " in the free tier"
	}
	paid := b.count - free
	switch {
	case basis == pricing.BasisWindow:
		line.Arithmetic, line.USD = taken+", free until "+pricing.ServiceChargedFrom().AddDate(0, 0, -1).Format("2 January 2006"), new(float64)
	case paid == 0:
		line.Arithmetic, line.USD = taken+" = 0", new(float64)
	case basis == pricing.BasisUnknown:
		line.Arithmetic, line.Unknown = fmt.Sprintf("%s = %s x ?, no rate is known", taken, count(paid)), paid
	default:
		usd := float64(rate) * float64(paid) / float64(pricing.Dollar)
		line.Arithmetic, line.USD = fmt.Sprintf("%s = %s x %s", taken, count(paid), rate), &usd
		if taken == count(paid) {
			line.Arithmetic = fmt.Sprintf("%s x %s", taken, rate)
		}
	}
	return line
}

// count writes a number with commas between thousands.
func count(n int) string {
	digits := []byte(fmt.Sprint(n))
	for at := len(digits) - 3; at > 0; at -= 3 {
		digits = slices.Insert(digits, at, ',')
	}
	return string(digits)
}
