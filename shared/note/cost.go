package note

import (
	"fmt"
	"strings"
	"time"

	"ventana/shared/pricing"
)

// Texts about prices.
const (
	costOf       key = "cost of"        // with the market, above the prices
	costReply    key = "cost reply"     // with the price
	costShut     key = "cost shut"      // instead of costReply, in a closed window
	costTemplate key = "cost template"  // with utility, marketing and authentication
	costFree     key = "cost free"      // of who came by an advertisement
	costFreeTier key = "cost free tier" // with the count
	costUnknown  key = "cost unknown"   // in the place of a price
	costNowhere  key = "cost nowhere"   // no market is known
	costCard     key = "cost card"      // with the card's first day
	priceNow     key = "price now"      // in a warning, with the price of a reply
	priceLater   key = "price later"    // in a warning, with the price of a template
)

// Cost answers "/wa cost": what WhatsApp charges for each message to this
// customer, once it is delivered. open tells whether free text can be sent now.
func Cost(lang string, quote pricing.Quote, open bool) string {
	if quote.EntryPoint {
		return text(lang, costFree)
	}
	if quote.Market == "" {
		return text(lang, costNowhere)
	}
	reply := text(lang, costShut)
	if open {
		reply = fmt.Sprintf(text(lang, costReply), price(lang, quote, pricing.Service)) + freeTier(lang, quote)
	}
	lines := []string{
		fmt.Sprintf(text(lang, costOf), string(quote.Market)), reply,
		fmt.Sprintf(text(lang, costTemplate), price(lang, quote, pricing.Utility), price(lang, quote, pricing.Marketing), price(lang, quote, pricing.Authentication)),
	}
	if !quote.CardFrom.IsZero() {
		lines = append(lines, fmt.Sprintf(text(lang, costCard), quote.CardFrom.Format(time.DateOnly)))
	}
	return strings.Join(lines, "\n")
}

func price(lang string, quote pricing.Quote, category string) string {
	amount, known := quote.Of(category)
	if !known {
		return text(lang, costUnknown)
	}
	return amount.String()
}

func freeTier(lang string, quote pricing.Quote) string {
	if !quote.FreeTier {
		return ""
	}
	return " " + fmt.Sprintf(text(lang, costFreeTier), pricing.FreeService)
}

// Prices are what a warning tells of prices: of a reply before the window closes,
// and of a template after it, each where it is known.
type Prices struct {
	Quote pricing.Quote
	// Template is the price of the template that the command sends; only with Known.
	Template pricing.Money
	Known    bool
}

// told is the sentences about the prices, or empty.
func (p Prices) told(lang string, open bool) string {
	if p.Quote.EntryPoint {
		return text(lang, costFree)
	}
	var sentences []string
	if reply, known := p.Quote.Of(pricing.Service); known && open {
		sentences = append(sentences, fmt.Sprintf(text(lang, priceNow), reply)+freeTier(lang, p.Quote))
	}
	if p.Known {
		sentences = append(sentences, fmt.Sprintf(text(lang, priceLater), p.Template))
	}
	return strings.Join(sentences, " ")
}
