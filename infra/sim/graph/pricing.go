package graph

import "time"

// Pricing categories and types of a status. Source: Pricing on the WhatsApp
// Business Platform.
const (
	categoryService        = "service"
	categoryUtility        = "utility"
	categoryMarketing      = "marketing"
	categoryAuthentication = "authentication"
	groupPrefix            = "group_" // of the categories of messages to groups

	pricingFreeGroup     = "free_group_customer_service"
	pricingModel         = "PMP"
	pricingRegular       = "regular"
	pricingFreeService   = "free_customer_service"
	serviceFreeEachMonth = 1_000 // service messages a number sends free in a calendar month
)

// pricing is the block of that name in a status.
type pricing struct {
	Billable bool   `json:"billable"`
	Model    string `json:"pricing_model"`
	Type     string `json:"type"`
	Category string `json:"category"`
}

// serviceChargedFrom is when service messages, and utility templates inside the
// window, began to cost money.
func serviceChargedFrom() time.Time { return time.Date(2026, time.October, 1, 0, 0, 0, 0, time.UTC) }

// price says what a message costs: category as Meta writes it in statuses,
// whether the window is open, and how many service messages the number has
// delivered before in this month.
func price(category string, windowOpen bool, served int, now time.Time) *pricing {
	p := &pricing{Model: pricingModel, Type: pricingRegular, Category: category, Billable: true}
	charged := !now.Before(serviceChargedFrom())
	free := category == categoryService && (!charged || served < serviceFreeEachMonth) ||
		category == categoryUtility && !charged && windowOpen
	if free {
		p.Type, p.Billable = pricingFreeService, false
	}
	return p
}

// forGroup is the price as it is told of a message to a group.
func (p *pricing) forGroup() {
	p.Category = groupPrefix + p.Category
	if p.Type == pricingFreeService {
		p.Type = pricingFreeGroup
	}
}

// service says whether a message counts against the free ones of the month:
// those to customers and to groups share them.
func (p *pricing) service() bool {
	return p.Category == categoryService || p.Category == groupPrefix+categoryService
}

// priceOf is the price of a message now, after so many service messages that the
// number delivered in this month. The caller holds the lock.
func (g *Graph) priceOf(m *message, served int, at time.Time) *pricing {
	if m.Thread != nil {
		return freeEntryPrice()
	}
	p := price(m.Category, g.windowOpen(m.Number, m.chat()), served, at)
	if m.Group != "" {
		p.forGroup()
	}
	return p
}

// freeEntryPrice is that of every message while a free entry point is open.
func freeEntryPrice() *pricing {
	return &pricing{Model: pricingModel, Type: pricingFreeEntry, Category: categoryReferral}
}
