package whole

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"sync"
	"sync/atomic"
	"time"

	"golang.org/x/sync/errgroup"

	"ventana/infra/bench"
)

// Load is how much is sent through the system.
type Load struct {
	Customers int // who write; each has a ticket
	Messages  int // of them, and as many again of the floor
	AtOnce    int // how many are on their way
	Alone     int // besides, one after the other, for the time that one takes
}

// DefaultLoad takes about a minute on two processors.
func DefaultLoad() Load { return Load{Customers: 64, Messages: 1500, AtOnce: 32, Alone: 100} }

// targetMemory is the most that a function's process may take under load, in MB.
const targetMemory = 64

// Throughput sends messages and replies as fast as they are taken, and the same
// requests without the functions, and looks at the functions' memory afterwards.
func Throughput(ctx context.Context, options Options, load Load) (figures []bench.Figure, err error) {
	options.parameters = map[string]string{"CanaryMinutes": "15"} // its memory counts too
	s, err := start(ctx, options)
	if err != nil {
		return nil, err
	}
	defer func() { err = firstOf(err, s.close()) }()
	tickets, err := s.meets(ctx, load.Customers, options.tell)
	if err != nil {
		return nil, err
	}
	for _, one := range []struct {
		name string
		send func(ctx context.Context, i int) (time.Duration, error)
	}{
		{"customers' texts", func(ctx context.Context, i int) (time.Duration, error) { return s.arrives(ctx, i%load.Customers) }},
		{"agents' replies", func(ctx context.Context, i int) (time.Duration, error) {
			return s.leaves(ctx, tickets[i%load.Customers])
		}},
	} {
		told, err := s.pour(ctx, one.name, load, one.send, options.tell)
		if err != nil {
			return nil, err
		}
		figures = append(figures, told...)
	}
	fraction, err := s.fraction(ctx, figures[0].Value, load, tickets, options.tell)
	if err != nil {
		return nil, err
	}
	memory, err := s.memories(ctx, load, tickets, options.tell)
	figures = append(append(figures, fraction...), memory...)
	for i := range figures {
		figures[i].Name = LoadPrefix + figures[i].Name
	}
	return figures, err
}

// pour sends one after the other, then many at once.
func (s *system) pour(ctx context.Context, name string, load Load, send func(context.Context, int) (time.Duration, error), tell func(int, int, string)) ([]bench.Figure, error) {
	alone, _, err := crowded(ctx, load.Alone, 1, send, func(done int) { tell(done, load.Alone, name+", one at a time") })
	if err != nil {
		return nil, err
	}
	together, took, err := crowded(ctx, load.Messages, load.AtOnce, send, func(done int) { tell(done, load.Messages, fmt.Sprintf("%s, %d at a time", name, load.AtOnce)) })
	if err != nil {
		return nil, err
	}
	if err := s.settle(ctx); err != nil {
		return nil, err
	}
	many := fmt.Sprintf("%s, %d at once", name, load.AtOnce)
	return []bench.Figure{
		{Name: many + ": throughput", Value: float64(len(together)) / took.Seconds(), Unit: "messages/s"},
		{Name: many + ": p50", Value: milliseconds(middle(together)), Unit: "ms"},
		{Name: many + ": p99", Value: milliseconds(at(together, 99)), Unit: "ms"},
		{Name: name + ", one at a time: p50", Value: milliseconds(middle(alone)), Unit: "ms"},
		{Name: name + ", one at a time: p99", Value: milliseconds(at(alone, 99)), Unit: "ms"},
		{Name: name + ": p99 of one at a time against p50", Value: float64(at(alone, 99)) / float64(middle(alone)), Unit: "ratio"},
	}, nil
}

// crowded does something so many times, so many at once, and gives how long each
// and how long all took.
func crowded(ctx context.Context, count, atOnce int, do func(context.Context, int) (time.Duration, error), done func(int)) (each []time.Duration, all time.Duration, err error) {
	each = make([]time.Duration, count)
	var over atomic.Int64
	var one sync.Mutex
	work, ctx := errgroup.WithContext(ctx)
	work.SetLimit(atOnce)
	begun := time.Now()
	for i := range count {
		work.Go(func() error {
			if ctx.Err() != nil {
				return ctx.Err()
			}
			var err error
			each[i], err = do(ctx, i)
			one.Lock()
			defer one.Unlock()
			done(int(over.Add(1)))
			return err
		})
	}
	err = work.Wait()
	return each, time.Since(begun), err
}

// largeFile is what files weigh under load, in bytes.
const largeFile = 10 << 20

// files is how many files go each way under load, some at once.
const files = 20

// memories sends files both ways, lets the schedules run for an hour, and gives the
// peak of each function since its beginning.
func (s *system) memories(ctx context.Context, load Load, tickets []int64, tell func(int, int, string)) ([]bench.Figure, error) {
	_, _, err := crowded(ctx, 2*files, 4, func(ctx context.Context, i int) (time.Duration, error) {
		who := i % load.Customers
		if i%2 == 0 {
			return 0, s.says(ctx, phone(who), document("Mi factura.", largeFile))
		}
		return s.leaves(ctx, tickets[who], map[string]any{"name": "plano.pdf", "size": largeFile})
	}, func(done int) { tell(done, 2*files, "files of 10 MB, both ways") })
	if err != nil {
		return nil, err
	}
	tell(1, 2, "an hour of schedules")
	err = errors.Join(s.settle(ctx), s.Call(ctx, http.MethodPost, "/sim/clock", map[string]string{"advance": "61m", "step": "1m"}, nil))
	if err != nil {
		return nil, err
	}
	now, err := s.overview(ctx)
	if err == nil {
		err = now.parked()
	}
	if err != nil {
		return nil, err
	}
	var figures []bench.Figure
	for _, one := range now.Functions {
		if one.Invocations == 0 && one.Name == "forward" {
			continue // it works while a roll-out keeps somebody out
		}
		if one.Invocations == 0 {
			return nil, fmt.Errorf("bench: %s has not run", one.Name)
		}
		figures = append(figures, bench.Figure{
			Name: one.Name + ": peak memory", Value: float64(one.MaxMemory) / (1 << 20), Unit: "MB", Target: fmt.Sprintf("<= %d", targetMemory),
		})
	}
	slices.SortFunc(figures, func(a, b bench.Figure) int { return int(b.Value*100) - int(a.Value*100) })
	return figures, nil
}
