package ledger

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"ventana/shared/pricing"
	"ventana/shared/provider"
)

// Terms are what messages are priced by.
type Terms struct {
	Cards []pricing.Card // oldest first
	Fees  []Fee
}

// Line is a message with what it costs.
type Line struct {
	Message
	Category string         `json:"category"` // by which it is priced
	Market   pricing.Market `json:"market,omitempty"`
	// Charge is WhatsApp's. Unpriced: it is charged, and nobody published the rate;
	// Charge is then zero and means nothing.
	Charge   pricing.Money `json:"charge_micros"`
	Unpriced bool          `json:"unpriced,omitempty"`
	// Told: WhatsApp said itself whether and as what the message is charged. Else
	// that was concluded here, and the charge is an estimate.
	Told bool `json:"told"`
	// Free says why a delivered message costs nothing; empty for one that is charged.
	Free pricing.Basis `json:"free,omitempty"`
	// Basis is on what grounds, in words.
	Basis string `json:"basis"`
	// Differs is what the rules would have said where WhatsApp said otherwise.
	Differs string        `json:"differs,omitempty"`
	Fee     pricing.Money `json:"fee_micros"`
}

// WhatsApp's words for why a message is charged or not.
// https://developers.facebook.com/documentation/business-messaging/whatsapp/pricing
const (
	typeRegular   = "regular"
	typeFree      = "free_customer_service"
	typeFreeGroup = "free_group_customer_service"
	typeEntry     = "free_entry_point"
	// categoryEntry is told in the place of the category while a free entry point is
	// open.
	categoryEntry = "referral_conversion"
)

// Price gives each message its price, in the order of delivery: by time, and within
// a second by name. Give all of a calendar month's messages from its first day on,
// because free messages and volumes are counted from there.
func Price(messages []Message, terms Terms) []Line {
	ordered := slices.SortedFunc(slices.Values(messages), func(a, b Message) int {
		return cmp.Or(a.At.Compare(b.At), strings.Compare(a.Name, b.Name))
	})
	counted := counts{service: map[string]int{}, volume: map[string]int{}}
	lines := make([]Line, len(ordered))
	for i, m := range ordered {
		lines[i] = terms.line(m, &counted)
	}
	return lines
}

// counts are how many messages came before, by what they share.
type counts struct {
	service map[string]int // delivered service messages, by number and month
	volume  map[string]int // charged messages, by portfolio, market, category and month
}

// line prices one message and counts it.
func (t Terms) line(m Message, counted *counts) Line {
	l := Line{Message: m, Category: m.SentAs, Market: pricing.MarketIn(m.Country), Fee: feeOf(t.Fees, m)}
	switch m.State {
	case Received:
		l.Category, l.Told, l.Basis = "", true, "what customers write is free"
		return l
	case Failed:
		l.Told, l.Basis = true, "not delivered: "+cmp.Or(m.ErrorWas, "no reason given")
		return l
	case OnItsWay:
		l.Told, l.Basis = true, "no delivery was told"
		return l
	}
	if m.Pricing != nil && m.Pricing.Category != "" && m.Pricing.Category != categoryEntry {
		l.Category = plainCategory(m.Pricing.Category)
	}
	month := m.At.UTC().Format("2006-01")
	service := strings.Join([]string{m.Number, month}, " ")
	volume := strings.Join([]string{m.Portfolio, string(l.Market), l.Category, month}, " ")
	question := pricing.Message{
		Category: l.Category, Market: l.Market, At: m.At, Reaction: m.Kind == provider.KindReaction, WindowOpen: !m.Closed, EntryPoint: m.Entry,
		ServiceBefore: counted.service[service], VolumeBefore: counted.volume[volume],
	}
	t.judge(&l, question)
	if l.Category == pricing.Service && l.Free != pricing.BasisEntryPoint && l.Free != pricing.BasisReaction {
		counted.service[service]++
	}
	if l.Free == "" && l.Category != pricing.Service {
		counted.volume[volume]++
	}
	return l
}

// plainCategory is a category as rate cards write it: groups' are those of their
// members, and of one the two spellings are one.
func plainCategory(told string) string {
	return strings.ReplaceAll(strings.TrimPrefix(strings.ToLower(told), "group_"), "_", "-")
}

// judge finds the charge of a delivered message: WhatsApp's word decides whether it
// is charged, the card how much; without a word the rules decide both.
func (t Terms) judge(l *Line, question pricing.Message) {
	ruled, basis := pricing.Price(t.Cards, question)
	free, told := l.toldFree()
	if !told {
		l.Charge, l.Basis = ruled, "estimate, WhatsApp said nothing of its price: "
		switch basis {
		case pricing.BasisUnknown:
			l.Unpriced = true
			l.Basis += "no rate is known"
		case pricing.BasisRate, pricing.BasisVolume:
			l.Basis += t.rateWords(l, question, basis)
		default:
			l.Free = basis
			l.Basis += freeWords(basis, question)
		}
		return
	}
	l.Told = true
	ruledFree := basis != pricing.BasisRate && basis != pricing.BasisVolume && basis != pricing.BasisUnknown
	if free != "" {
		l.Free, l.Basis = free, "WhatsApp: "+l.Pricing.Type+"; "+freeWords(free, question)
		if !ruledFree {
			l.Differs = "the rules would charge it"
		}
		return
	}
	if ruledFree {
		l.Differs = "the rules would not charge it: " + freeWords(basis, question)
	}
	l.Charge, basis = pricing.Rate(t.Cards, question)
	if l.Unpriced = basis == pricing.BasisUnknown; l.Unpriced {
		l.Basis = fmt.Sprintf("WhatsApp: charged as %s; no rate is known", l.Category)
		return
	}
	l.Basis = "WhatsApp: charged; " + t.rateWords(l, question, basis)
}

// toldFree is why WhatsApp says that a message is free, empty where it says that it
// is charged; false where it says neither, or with a word that nobody knows.
func (l *Line) toldFree() (free pricing.Basis, told bool) {
	if l.Pricing == nil {
		return "", false
	}
	switch l.Pricing.Type {
	case typeRegular:
		return "", true
	case typeEntry:
		return pricing.BasisEntryPoint, true
	case typeFree, typeFreeGroup:
		if l.At.Before(pricing.ServiceChargedFrom()) {
			return pricing.BasisWindow, true
		}
		return pricing.BasisFreeTier, true
	}
	return "", false
}

// freeWords says why a message costs nothing.
func freeWords(basis pricing.Basis, m pricing.Message) string {
	switch basis {
	case pricing.BasisFreeTier:
		return fmt.Sprintf("number %d of the month's %d free service messages of its number, as counted here", m.ServiceBefore+1, pricing.FreeService)
	case pricing.BasisWindow:
		return "inside the window, before 1 October 2026"
	case pricing.BasisEntryPoint:
		return "a free entry point was open"
	case pricing.BasisReaction:
		return "reactions are free"
	}
	return string(basis)
}

// rateWords says which rate was taken.
func (t Terms) rateWords(l *Line, m pricing.Message, basis pricing.Basis) string {
	card, _ := pricing.CardAt(t.Cards, m.At) // there is a rate, so there is a card
	words := fmt.Sprintf("rate card of %s, %s, %s", card.From.Format("2006-01-02"), l.Market, l.Category)
	if basis == pricing.BasisVolume {
		words += fmt.Sprintf(", after %d of the month", m.VolumeBefore)
	}
	rate, _ := pricing.Rate(t.Cards, m)
	return words + ": " + rate.String()
}
