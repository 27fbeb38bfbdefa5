package pricing

import (
	"embed"
	"encoding/json"
	"fmt"
	"path"
	"slices"
	"time"
)

// Card is a rate card.
type Card struct {
	// From is the first day on which it holds, at midnight UTC.
	From time.Time
	// Rates are what a delivered message costs in a market, by its category. One
	// that is not published is not there.
	Rates map[Market]map[string]Money
	// Volume are the lower rates of those who send much, where they are known: by
	// market and category, the smallest volume first. They count what a portfolio was
	// charged for in the calendar month before.
	Volume map[Market]map[string][]Step
	// Source says where the figures come from.
	Source string
}

// Step is the rate from a volume on.
type Step struct {
	After int // messages of the month at the higher rates
	Rate  Money
}

//go:embed cards/*.json
var cardFiles embed.FS

// Cards are the rate cards of this release, oldest first.
func Cards() ([]Card, error) {
	entries, err := cardFiles.ReadDir("cards")
	if err != nil {
		return nil, fmt.Errorf("read rate cards: %w", err)
	}
	var cards []Card
	for _, entry := range entries {
		text, err := cardFiles.ReadFile(path.Join("cards", entry.Name()))
		if err != nil {
			return nil, fmt.Errorf("read rate card %s: %w", entry.Name(), err)
		}
		card, err := ParseCard(text)
		if err != nil {
			return nil, fmt.Errorf("rate card %s: %w", entry.Name(), err)
		}
		cards = append(cards, card)
	}
	slices.SortFunc(cards, func(a, b Card) int { return a.From.Compare(b.From) })
	return cards, nil
}

// ParseCard reads a card as those in cards/ are written.
func ParseCard(text []byte) (Card, error) {
	var file struct {
		From   string                       `json:"from"`
		Source string                       `json:"source"`
		Rates  map[Market]map[string]string `json:"rates"`
		Volume map[Market]map[string][]struct {
			After int    `json:"after"`
			Rate  string `json:"rate"`
		} `json:"volume"`
	}
	if err := json.Unmarshal(text, &file); err != nil {
		return Card{}, fmt.Errorf("not readable as JSON: %w", err)
	}
	from, err := time.Parse(time.DateOnly, file.From)
	if err != nil {
		return Card{}, fmt.Errorf("from: write a day as 2026-10-01: %w", err)
	}
	card := Card{From: from, Source: file.Source, Rates: map[Market]map[string]Money{}}
	for market, rates := range file.Rates {
		card.Rates[market] = map[string]Money{}
		for category, text := range rates {
			amount, err := ParseMoney(text)
			if err != nil {
				return Card{}, fmt.Errorf("rates.%s.%s: %w", market, category, err)
			}
			card.Rates[market][category] = amount
		}
	}
	for market, categories := range file.Volume {
		card.put(market)
		for category, steps := range categories {
			for i, step := range steps {
				amount, err := ParseMoney(step.Rate)
				if err != nil {
					return Card{}, fmt.Errorf("volume.%s.%s[%d].rate: %w", market, category, i, err)
				}
				if step.After <= 0 || i > 0 && step.After <= steps[i-1].After {
					return Card{}, fmt.Errorf("volume.%s.%s[%d].after: give volumes above 0, the smallest first", market, category, i)
				}
				card.Volume[market][category] = append(card.Volume[market][category], Step{step.After, amount})
			}
		}
	}
	return card, nil
}

// put makes room for a market's volumes.
func (c *Card) put(market Market) {
	if c.Volume == nil {
		c.Volume = map[Market]map[string][]Step{}
	}
	c.Volume[market] = map[string][]Step{}
}

// CardAt is the card that holds at a time; false before the first.
func CardAt(cards []Card, at time.Time) (Card, bool) {
	found, known := Card{}, false
	for _, card := range cards {
		if !at.Before(card.From) {
			found, known = card, true
		}
	}
	return found, known
}
