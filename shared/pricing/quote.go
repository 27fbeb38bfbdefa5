package pricing

import "time"

// Quote is what messages to one customer cost at a time, once they are delivered.
type Quote struct {
	Market Market
	// CardFrom is the first day of the rate card that holds; zero without one.
	CardFrom time.Time
	// Rates are the prices by category. One that nobody knows is not there. A service
	// message is priced as one beyond the free ones of the month.
	Rates map[string]Money
	// FreeTier: the first FreeService service messages of a number and month are free.
	FreeTier bool
	// EntryPoint: a free entry point is open, so that all prices are zero.
	EntryPoint bool
}

// QuoteFor prices a message of each category; its own category and what was sent
// before it in the month do not count.
func QuoteFor(cards []Card, m Message) Quote {
	quote := Quote{Market: m.Market, Rates: map[string]Money{}, EntryPoint: m.EntryPoint}
	if card, known := CardAt(cards, m.At); known {
		quote.CardFrom = card.From
	}
	m.ServiceBefore, m.Reaction = FreeService, false
	for _, category := range []string{Service, Utility, Marketing, Authentication} {
		m.Category = category
		price, basis := Price(cards, m)
		if basis != BasisUnknown {
			quote.Rates[category] = price
		}
		quote.FreeTier = quote.FreeTier || category == Service && basis == BasisRate
	}
	return quote
}

// Of is the price of a message of a category; false when nobody knows it.
func (q Quote) Of(category string) (Money, bool) {
	price, known := q.Rates[category]
	return price, known
}
