package whole

import (
	"context"
	"fmt"
	"time"

	"ventana/infra/bench"
	"ventana/infra/bench/fill"
	"ventana/infra/price"
)

// Growth is over how many conversations a message is measured.
type Growth struct {
	Conversations []int // ascending; one case for each
	Messages      int   // of each case, one after the other
}

// DefaultGrowth is what the target names. Filling the table takes most of its time.
func DefaultGrowth() Growth { return Growth{Conversations: []int{1, 1000, 100_000}, Messages: 200} }

// flat bounds how much more a message may take among many conversations.
const flat = 1.2

// far is when the first of the filled conversations will be due: after the end.
const far = 12 * time.Hour

// grown is what a message took with so many conversations in the table.
type grown struct {
	requests, units, dollars float64
	took                     time.Duration
}

// Flatness measures a customer's text among more and more conversations of others.
func Flatness(ctx context.Context, options Options, growth Growth) (figures []bench.Figure, err error) {
	s, err := start(ctx, options)
	if err != nil {
		return nil, err
	}
	defer func() { err = firstOf(err, s.close()) }()
	list, err := price.AWS()
	if err != nil {
		return nil, err
	}
	if _, err := s.meets(ctx, crowd, options.tell); err != nil {
		return nil, err
	}
	pattern, err := fill.NewPattern(ctx, s.Database, s.Attached.Table, s.Clock.Now)
	if err != nil {
		return nil, err
	}
	var first grown
	filled := crowd
	for i, count := range growth.Conversations {
		if err := s.fill(ctx, pattern, filled, count, options.tell); err != nil {
			return nil, err
		}
		filled = max(filled, count)
		one, err := s.among(ctx, list, growth.Messages, func(done int) {
			options.tell(done, growth.Messages, fmt.Sprintf("messages among %d conversations", count))
		})
		if err != nil {
			return nil, err
		}
		if i == 0 {
			first = one
		}
		figures = append(figures, one.figures(count, first, growth.Conversations[0])...)
	}
	return figures, nil
}

// fill brings the table to so many conversations, none of them due before the end.
func (s *system) fill(ctx context.Context, pattern fill.Pattern, from, to int, tell func(int, int, string)) error {
	now := s.Clock.Now()
	return pattern.Fill(ctx, s.Database, max(to-from, 0), func(i int) fill.Talk {
		due := now.Add(far + 10*time.Hour*time.Duration(i)/time.Duration(to-from))
		return fill.Talk{Contact: fmt.Sprintf("OPEN%022d", from+i), Heard: now, Due: due, Level: 1, Ticket: fmt.Sprint(10_000_000 + i), Linked: true}
	}, func(done int) { tell(done, to-from, "conversations filled in") })
}

// rounds is how often a case is measured; the quickest counts, since what else runs
// on the machine makes one slower and never quicker.
const rounds = 3

// among measures messages one after the other.
func (s *system) among(ctx context.Context, list price.List, messages int, tell func(done int)) (grown, error) {
	var best grown
	for round := range rounds {
		if err := s.begin(ctx); err != nil {
			return grown{}, err
		}
		each, _, err := crowded(ctx, messages, 1, func(ctx context.Context, i int) (time.Duration, error) { return s.arrives(ctx, i%crowd) }, tell)
		if err != nil {
			return grown{}, err
		}
		uses, err := s.count(ctx)
		if err != nil {
			return grown{}, err
		}
		story := Story{Times: messages}
		for name, use := range uses {
			if carries(name) {
				story.Use = story.Use.plus(use)
			}
		}
		dollars, err := story.perMillion(list, s.memory, s.chip)
		if err != nil {
			return grown{}, err
		}
		one := grown{
			requests: story.Each(float64(story.Use.Table.Requests())), units: story.Each(story.Use.Table.ReadUnits + story.Use.Table.WriteUnits),
			dollars: dollars, took: middle(each),
		}
		if round == 0 || one.took < best.took {
			best = one
		}
	}
	return best, nil
}

// figures are those of a case, beside the first.
func (g grown) figures(count int, first grown, least int) []bench.Figure {
	among := fmt.Sprintf("%samong %d conversations: ", GrowthPrefix, count)
	figures := []bench.Figure{
		{Name: among + "table requests", Value: g.requests, Unit: "requests"},
		{Name: among + "table units", Value: g.units, Unit: "units"},
		{Name: among + "cost of a million", Value: g.dollars, Unit: "USD"},
		{Name: among + "p50", Value: milliseconds(g.took), Unit: "ms"},
	}
	if count == least {
		return figures
	}
	against, target := fmt.Sprintf(" against %d", least), fmt.Sprintf("<= %.1f", flat)
	return append(figures,
		bench.Figure{Name: among + "requests" + against, Value: g.requests / first.requests, Unit: "ratio", Target: "<= 1.05"},
		bench.Figure{Name: among + "cost" + against, Value: g.dollars / first.dollars, Unit: "ratio", Target: target},
		bench.Figure{Name: among + "p50" + against, Value: float64(g.took) / float64(first.took), Unit: "ratio", Target: target})
}
