package estimate

import (
	"time"

	"ventana/infra/price"
	"ventana/shared/pricing"
)

// Estimate is what a plan would cost in a month.
type Estimate struct {
	Plan Plan `json:"plan"`
	// CardFrom is the first day of the rate card that holds; nil without one.
	CardFrom *time.Time `json:"card_from"`
	Source   string     `json:"source,omitempty"`  // of the card
	PricesOf string     `json:"aws_prices_of"`     // region and month
	WhatsApp Part       `json:"whatsapp"`          // what Meta charges
	AWS      Part       `json:"aws"`               // what the messages cost there
	Fixed    Part       `json:"fixed"`             // what AWS charges without any message
	Total    float64    `json:"total_usd"`         // of what is known
	Unknown  int        `json:"unknown,omitempty"` // messages whose price is not in the total
}

// Part is a list of lines with their sum.
type Part struct {
	Lines []Line  `json:"lines"`
	USD   float64 `json:"usd"` // of the lines with an amount
}

// Of works an estimate out. The plan must be whole (Check).
func Of(p Plan, cards []pricing.Card, list price.List, usage Usage) (Estimate, error) {
	e := Estimate{Plan: p, PricesOf: list.Region + " " + list.AsOf}
	for _, card := range cards {
		if !p.On.Before(card.From) {
			from := card.From
			e.CardFrom, e.Source = &from, card.Source
		}
	}
	e.WhatsApp = sum(whatsApp(p, cards))
	requests, err := aws(p, usage, list)
	if err != nil {
		return Estimate{}, err
	}
	month, err := fixed(usage, list)
	if err != nil {
		return Estimate{}, err
	}
	e.AWS, e.Fixed = sum(requests), sum(month)
	e.Total = e.WhatsApp.USD + e.AWS.USD + e.Fixed.USD
	for _, line := range e.WhatsApp.Lines {
		e.Unknown += line.Unknown
	}
	return e, nil
}

func sum(lines []Line) Part {
	part := Part{Lines: lines}
	for _, line := range lines {
		if line.USD != nil {
			part.USD += *line.USD
		}
	}
	return part
}
