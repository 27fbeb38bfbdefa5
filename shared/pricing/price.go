package pricing

import "time"

// The categories of a message, as WhatsApp's statuses name them.
const (
	Marketing      = "marketing"
	Utility        = "utility"
	Authentication = "authentication"
	// Service is every message that is no template.
	Service = "service"
)

// FreeService is how many service messages of a number and a calendar month are
// free of charge.
const FreeService = 1000

// ServiceChargedFrom is when Meta began to charge service messages, and utility
// templates inside the window.
func ServiceChargedFrom() time.Time { return time.Date(2026, 10, 1, 0, 0, 0, 0, time.UTC) }

// Message is what decides on a message's price.
type Message struct {
	Category string
	Market   Market
	At       time.Time // when it is delivered
	// Reaction: neither charged nor counted.
	Reaction bool
	// WindowOpen: the customer service window is open.
	WindowOpen bool
	// EntryPoint: a free entry point is open.
	EntryPoint bool
	// ServiceBefore is how many service messages the number has delivered in this
	// calendar month before this one.
	ServiceBefore int
	// VolumeBefore is how many messages of this category and market the portfolio was
	// charged for in this calendar month before this one.
	VolumeBefore int
}

// Basis is why a message costs what it costs.
type Basis string

// The bases.
const (
	BasisRate       Basis = "rate"             // the card's rate
	BasisVolume     Basis = "volume rate"      // the card's rate of a volume
	BasisFreeTier   Basis = "free tier"        // within the month's free service messages
	BasisEntryPoint Basis = "free entry point" //
	BasisWindow     Basis = "inside window"    // free until service messages were charged
	BasisReaction   Basis = "reaction"         //
	BasisUnknown    Basis = "no rate known"    // of this market, category or day
)

// Price is what WhatsApp charges for a message that is delivered. With
// BasisUnknown the amount means nothing: it is not free, nobody knows.
func Price(cards []Card, m Message) (Money, Basis) {
	charged := !m.At.Before(ServiceChargedFrom())
	switch {
	case m.Reaction:
		return 0, BasisReaction
	case m.EntryPoint:
		return 0, BasisEntryPoint
	case !charged && m.Category == Service, !charged && m.Category == Utility && m.WindowOpen:
		return 0, BasisWindow
	case m.Category == Service && m.ServiceBefore < FreeService:
		return 0, BasisFreeTier
	}
	return Rate(cards, m)
}

// Rate is what a message costs that is charged, whatever it would be free for:
// BasisRate, BasisVolume or BasisUnknown.
func Rate(cards []Card, m Message) (Money, Basis) {
	card, known := CardAt(cards, m.At)
	if !known {
		return 0, BasisUnknown
	}
	category := m.Category
	if category == Service {
		category = Utility // what service messages cost since they are charged, without its volumes
	}
	amount, known := card.Rates[m.Market][category]
	if !known {
		return 0, BasisUnknown
	}
	basis := BasisRate
	if m.Category != Service {
		for _, step := range card.Volume[m.Market][category] {
			if m.VolumeBefore >= step.After {
				amount, basis = step.Rate, BasisVolume
			}
		}
	}
	return amount, basis
}
