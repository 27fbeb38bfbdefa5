package whole

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"strings"

	"ventana/infra/bench"
	"ventana/infra/price"
)

// Story is what one kind of message takes.
type Story struct {
	Name  string
	Times int // performed
	Use   Use // of all performances
}

// The stories that are counted, in the order in which they are told.
const (
	storyText       = "customer's text"
	storyBurst      = "ten texts of a customer at once"
	storyReply      = "agent's reply"
	storyStatuses   = "its three statuses"
	storyFileIn     = "customer's file"
	storyFileOut    = "agent's file"
	fileBytes       = 100_000
	burst           = 10
	statusesOfReply = 3
)

// performances is how often each story is played: what is read once a minute, such
// as the policy, then counts for little, as it does under load.
const performances = 20

// crowd is how many customers play, in turn.
const crowd = 5

// Messages counts what each kind of message takes, one at a time, at steady state.
func Messages(ctx context.Context, options Options) (figures []bench.Figure, err error) {
	s, err := start(ctx, options)
	if err != nil {
		return nil, err
	}
	defer func() { err = firstOf(err, s.close()) }()
	tickets, err := s.meets(ctx, crowd, options.tell)
	if err != nil {
		return nil, err
	}
	var stories []Story
	plays := s.plays(tickets)
	for i, one := range plays {
		options.tell(i, len(plays), one.name)
		told, err := s.play(ctx, one, performances)
		if err != nil {
			return nil, err
		}
		stories = append(stories, told...)
	}
	return s.bill(stories)
}

// firstOf is the error that came first.
func firstOf(first, then error) error {
	if first != nil {
		return first
	}
	return then
}

// play is how a story is performed once, with the customer of that place.
type play struct {
	name string
	// before is what happens each time before, uncounted. Nil is nothing.
	before func(ctx context.Context, customer int) error
	act    func(ctx context.Context, customer int) error
	// statuses tells that what WhatsApp posts is a story of its own.
	statuses bool
}

func (s *system) plays(tickets []int64) []play {
	says := func(ctx context.Context, customer int) error {
		_, err := s.arrives(ctx, customer)
		return err
	}
	return []play{
		{name: storyText, act: says},
		{name: storyBurst, act: s.bursts},
		{name: storyReply, statuses: true, before: says, act: func(ctx context.Context, customer int) error {
			_, err := s.leaves(ctx, tickets[customer])
			return err
		}},
		{name: storyFileIn, act: func(ctx context.Context, customer int) error {
			return s.says(ctx, phone(customer), document("Mi factura.", fileBytes))
		}},
		{name: storyFileOut, before: says, act: func(ctx context.Context, customer int) error {
			_, err := s.leaves(ctx, tickets[customer], map[string]any{"name": "plano.pdf", "size": fileBytes})
			return err
		}},
	}
}

// bursts has a customer write ten texts one right after the other.
func (s *system) bursts(ctx context.Context, customer int) error {
	for range burst {
		if err := s.says(ctx, phone(customer), text("Y otra cosa.")); err != nil {
			return err
		}
	}
	return nil
}

// play performs a story so many times, each alone, and counts it.
func (s *system) play(ctx context.Context, one play, times int) ([]Story, error) {
	story := Story{Name: one.name, Times: times}
	statuses := Story{Name: storyStatuses, Times: times}
	for i := range crowd { // what the first of each takes besides is none of it
		if _, err := s.perform(ctx, one, i); err != nil {
			return nil, fmt.Errorf("%s: %w", one.name, err)
		}
	}
	for i := range times {
		uses, err := s.perform(ctx, one, i%crowd)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", one.name, err)
		}
		for _, name := range slices.Sorted(maps.Keys(uses)) {
			switch {
			case !carries(name):
			case one.statuses && (name == "status" || name == webhookOf(whatsApp)):
				statuses.Use = statuses.Use.plus(uses[name])
			default:
				story.Use = story.Use.plus(uses[name])
			}
		}
	}
	if !one.statuses {
		return []Story{story}, nil
	}
	if statuses.Use.API != statusesOfReply*times {
		return nil, fmt.Errorf("bench: WhatsApp posted %d statuses of %d replies, want %d of each", statuses.Use.API, times, statusesOfReply)
	}
	return []Story{story, statuses}, nil
}

// perform performs a story once and gives what each function has asked for.
func (s *system) perform(ctx context.Context, one play, customer int) (map[string]Use, error) {
	if one.before != nil {
		if err := one.before(ctx, customer); err != nil {
			return nil, err
		}
	}
	if err := s.begin(ctx); err != nil {
		return nil, err
	}
	if err := one.act(ctx, customer); err != nil {
		return nil, err
	}
	return s.count(ctx)
}

// carries tells the functions that messages go through from those that the
// schedules run, which cost the same without any message.
func carries(function string) bool {
	return strings.HasPrefix(function, webhook) || slices.Contains([]string{"inbound", "outbound", "status", "media"}, function)
}

// Each is a number of one performance.
func (t Story) Each(total float64) float64 { return total / float64(t.Times) }

// PerMillion is what a million performances cost.
func (t Story) perMillion(list price.List, memoryMB int, chip string) (float64, error) {
	dollars, err := list.Dollars(t.Use.billed(memoryMB, chip))
	return dollars / float64(t.Times) * 1e6, err
}
