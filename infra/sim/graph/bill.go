package graph

import (
	"slices"
	"strings"
	"time"
)

// Why a delivery is free.
const (
	freeTier       = "free tier"
	freeEntryPoint = "free entry point"
	freeWindow     = "inside the window" // until service messages were charged
)

// billCurrency is the account's.
const billCurrency = "USD"

// charge is what Meta charges for one delivery of a message. A message to a group
// has one for each member: Meta charges each delivery, at the rate of who gets it.
// Source: Groups API pricing.
type charge struct {
	At       int64  `json:"at"` // of the delivery, Unix seconds
	Member   string `json:"member,omitempty"`
	Country  string `json:"country,omitempty"`
	Market   string `json:"market,omitempty"`
	Category string `json:"category"` // as the status says it
	Type     string `json:"type"`     // likewise
	Micros   int64  `json:"micros"`
	Free     string `json:"free,omitempty"`
	// Unpriced: Meta charges for it and publishes no rate that this table has.
	Unpriced bool `json:"unpriced,omitempty"`
}

// Bill is what Meta would charge for the messages delivered in a time.
type Bill struct {
	// TotalMicros is in millionths of Currency, without what is Unpriced.
	TotalMicros int64      `json:"total_micros"`
	Currency    string     `json:"currency"`
	Unpriced    int        `json:"unpriced"`
	Messages    []BillLine `json:"messages"`
}

// BillLine is one delivery, in order of delivery.
type BillLine struct {
	ID       string    `json:"id"`
	Number   string    `json:"number"` // phone number id
	Category string    `json:"category"`
	Market   string    `json:"market"` // empty when the calling code is in no table
	At       time.Time `json:"at"`
	Micros   int64     `json:"micros"`
	Free     string    `json:"free"` // the reason, or empty
	Unpriced bool      `json:"unpriced,omitempty"`
}

// Bill lists what was delivered from one time up to another, that one not
// included; zero times leave that end open.
func (g *Graph) Bill(from, to time.Time) Bill {
	g.lock()
	defer g.unlock()
	bill := Bill{Currency: billCurrency, Messages: []BillLine{}}
	for _, m := range g.state.messages {
		for _, c := range m.Charges {
			at := unix(c.At)
			if at.Before(from) || !to.IsZero() && !at.Before(to) {
				continue
			}
			bill.Messages = append(bill.Messages, BillLine{
				ID: m.ID, Number: m.Number, Category: c.Category, Market: c.Market, At: at, Micros: c.Micros, Free: c.Free, Unpriced: c.Unpriced,
			})
			bill.TotalMicros += c.Micros
			if c.Unpriced {
				bill.Unpriced++
			}
		}
	}
	slices.SortStableFunc(bill.Messages, func(a, b BillLine) int { return a.At.Compare(b.At) })
	return bill
}

// charges are those of a message that is delivered at a time, which its status tells
// too, one for each person who gets it. The caller holds the lock.
func (g *Graph) charges(m *message, at time.Time) []charge {
	if m.Pricing == nil {
		return nil
	}
	served := g.state.service[month(at)]
	if m.Group == "" {
		return []charge{g.charge(m, g.state.byKey[m.Customer], served, at)}
	}
	var all []charge
	for _, key := range g.state.groups[m.Group].members {
		c := g.charge(m, g.state.byKey[key], served, at)
		c.Member = key
		all = append(all, c)
		if c.counts() {
			served++
		}
	}
	return all
}

// charge is that of a message delivered at a time to one person, after so many
// service messages of the month. The caller holds the lock.
func (g *Graph) charge(m *message, to *customer, served int, now time.Time) charge {
	price := g.priceOf(m, served, now)
	phone, userID := m.Phone, m.UserID
	if to != nil {
		phone, userID = to.Phone, to.UserID
	}
	where := g.tariff.regionOf(phone, userID)
	c := charge{At: now.Unix(), Country: where.country, Market: where.market, Category: price.Category, Type: price.Type, Free: freeReason(price, now)}
	if c.Free != "" {
		return c
	}
	micros, known := g.tariff.rate(where.market, strings.TrimPrefix(price.Category, groupPrefix), now)
	c.Micros, c.Unpriced = micros, !known
	return c
}

// freeReason says why a price is none; empty when there is one.
func freeReason(p *pricing, now time.Time) string {
	switch {
	case p.Type == pricingFreeEntry:
		return freeEntryPoint
	case p.Billable:
		return ""
	case now.Before(serviceChargedFrom()):
		return freeWindow
	default:
		return freeTier
	}
}

// counts says whether a delivery uses up one of the month's free service messages.
func (c charge) counts() bool { return (&pricing{Category: c.Category}).service() }

// pricing is the charge as a status tells it.
func (c charge) pricing() *pricing {
	return &pricing{Billable: c.Type == pricingRegular, Model: pricingModel, Type: c.Type, Category: c.Category}
}

// told is the price that a status of a message tells: of "sent" what it would cost
// now, of "delivered" what it costs. member is of a group's.
func (m *message) told(status, member string) *pricing {
	if status == statusDelivered {
		for _, c := range m.Charges {
			if c.Member == member {
				return c.pricing()
			}
		}
	}
	return m.Pricing
}
