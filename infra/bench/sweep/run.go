package sweep

import (
	"context"
	"fmt"
	"time"

	"ventana/infra/price"
)

// NoLimits is the plan of a helpdesk that takes everything.
const NoLimits = "none"

// Options say how much is measured.
type Options struct {
	Project
	Open []int // numbers of open conversations, ascending; one case for each
	Due  int   // conversations due in the minute
	// Plans of the helpdesk, whose limits count in a case each; NoLimits has none.
	Plans []string
	// Answer is how long each call to the helpdesk takes in those cases.
	Answer time.Duration
	// Progress is told how far it is; it may be called by several goroutines, one
	// at a time.
	Progress func(done, total int, what string)
}

// Run measures every case in one table that grows from one to the next.
func Run(ctx context.Context, options Options) (*Report, error) {
	list, err := price.AWS()
	if err != nil {
		return nil, err
	}
	options.Progress(0, 1, "building the function")
	s, err := start(ctx, options.Project)
	defer s.close()
	if err != nil {
		return nil, err
	}
	b := newSeries(s, options.Progress)
	report := &Report{Prices: fmt.Sprintf("%s, %s", list.Region, list.AsOf)}
	for _, open := range options.Open {
		one, err := b.quickest(ctx, list, Case{Open: open, Due: options.Due})
		if err != nil {
			return nil, err
		}
		report.Growth = append(report.Growth, one)
	}
	for _, plan := range options.Plans {
		one, err := b.priced(ctx, list, Case{Open: b.open, Due: options.Due, Plan: plan, Answer: options.Answer})
		if err != nil {
			return nil, err
		}
		report.Plans = append(report.Plans, one)
	}
	report.FillRate = b.fillRate()
	return report, nil
}

func (b *series) priced(ctx context.Context, list price.List, c Case) (Result, error) {
	result, err := b.measure(ctx, c)
	if err != nil {
		return result, err
	}
	return result, result.bill(list, b.function.MemoryMB, b.function.Architecture)
}

// repeats is how often a case of the growth is measured.
const repeats = 3

// quickest measures a case some times and gives the quickest: what else runs on
// the machine makes a case slower, and never quicker.
func (b *series) quickest(ctx context.Context, list price.List, c Case) (Result, error) {
	var best Result
	for i := range repeats {
		one, err := b.priced(ctx, list, c)
		if err != nil {
			return one, err
		}
		if i == 0 || one.Work.BilledMS < best.Work.BilledMS {
			best = one
		}
	}
	return best, nil
}
