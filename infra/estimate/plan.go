package estimate

import (
	"errors"
	"fmt"
	"maps"
	"math"
	"slices"
	"strings"
	"time"

	"ventana/shared/pricing"
)

// Plan is a month as somebody expects it.
type Plan struct {
	// On is the day whose rate card holds.
	On time.Time `json:"on"`
	// Conversations a month, by customers' countries as ISO 3166 writes them. One
	// conversation is one person who writes or is written to.
	Conversations map[string]int `json:"conversations"`
	// Inbound and Replies are messages for each conversation, from the customer and,
	// as free text, from agents.
	Inbound float64 `json:"inbound"`
	Replies float64 `json:"replies"`
	// Templates for each conversation, by category.
	Templates map[string]float64 `json:"templates,omitempty"`
	// Entry is the share of conversations that came by an ad or a page's button and
	// are free while that entry point is open, 0 to 1.
	Entry float64 `json:"entry"`
	// New is the share of conversations with somebody who never wrote before, 0 to 1.
	New float64 `json:"new"`
	// Numbers is how many business numbers share the conversations; each has free
	// service messages of its own.
	Numbers int `json:"numbers"`
	// Statuses for each message that leaves.
	Statuses float64 `json:"statuses"`
}

// most is a bound far above any business, which keeps the arithmetic exact.
const most = 1_000_000_000

// Check finds everything that is wrong with a plan.
func (p Plan) Check() error {
	var problems []error
	wrong := func(bad bool, text string, values ...any) {
		if bad {
			problems = append(problems, fmt.Errorf(text, values...))
		}
	}
	wrong(len(p.Conversations) == 0, "conversations: give at least one country, as MX=24000")
	total := 0
	for country, count := range p.Conversations {
		wrong(len(country) != 2, "conversations: %q is no country; write two letters, as MX", country)
		wrong(count < 0 || count > most, "conversations: %d of %s is no number of conversations up to %d", count, country, most)
		total += count
	}
	wrong(len(p.Conversations) > 0 && total == 0, "conversations: there are none")
	for name, value := range map[string]float64{"inbound": p.Inbound, "replies": p.Replies, "statuses": p.Statuses} {
		wrong(!(value >= 0 && value <= 1000), "%s: %v is not between 0 and 1000", name, value)
	}
	for name, share := range map[string]float64{"entry": p.Entry, "new": p.New} {
		wrong(!(share >= 0 && share <= 1), "%s: %v is no share between 0 and 1", name, share)
	}
	for category, count := range p.Templates {
		known := slices.Contains([]string{pricing.Marketing, pricing.Utility, pricing.Authentication}, category)
		wrong(!known, "templates: %q is no category; there are marketing, utility and authentication", category)
		wrong(!(count >= 0 && count <= 1000), "templates: %v of %s is not between 0 and 1000", count, category)
	}
	wrong(p.Numbers < 1, "numbers: at least one")
	wrong(p.On.IsZero(), "on: give a day, as 2026-11-22")
	slices.SortFunc(problems, func(a, b error) int { // maps have no order
		return strings.Compare(a.Error(), b.Error())
	})
	return errors.Join(problems...)
}

// countries of the plan, in order.
func (p Plan) countries() []string { return slices.Sorted(maps.Keys(p.Conversations)) }

// total of the conversations.
func (p Plan) total() int {
	sum := 0
	for _, count := range p.Conversations {
		sum += count
	}
	return sum
}

// times is a count for each of so many conversations, in whole messages.
func times(conversations int, each float64) int {
	return int(math.Round(float64(conversations) * each))
}
