package graph

import "time"

// Pricing categories and types of a status. Source: Pricing on the WhatsApp
// Business Platform.
const (
	categoryService      = "service"
	categoryUtility      = "utility"
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
// sent before in this month.
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
