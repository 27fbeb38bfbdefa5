package redrive

import (
	"context"
	"errors"
	"slices"
	"sync"
	"time"

	"golang.org/x/sync/errgroup"

	"ventana/shared/deadletter"
)

const (
	// lookTime ends a look before what it hid first comes back by itself.
	lookTime = hidden - 30*time.Second
	// lookMost is how many letters of a queue a look reads; more than a person
	// judges one by one, and a minute's work.
	lookMost = 10_000
)

// Found is what a look saw.
type Found struct {
	Letters []Letter
	// Unseen is how many letters stood out of sight: behind others of their group,
	// in somebody's hands, or beyond the most that a look reads. SQS estimates it.
	Unseen map[string]int // by queue
}

// Look reads what can be seen in the queues, and shows it again.
func Look(ctx context.Context, api API, queues []Queue) (Found, error) {
	found := Found{Unseen: map[string]int{}}
	var mu sync.Mutex
	var work errgroup.Group
	for _, queue := range queues {
		work.Go(func() error {
			letters, unseen, err := lookInto(ctx, newShelf(api, queue, nil))
			mu.Lock()
			defer mu.Unlock()
			found.Letters = append(found.Letters, letters...)
			if unseen > 0 {
				found.Unseen[queue.Name] = unseen
			}
			return err
		})
	}
	err := work.Wait()
	found.Letters = inOrder(found.Letters)
	return found, err
}

func lookInto(ctx context.Context, s *shelf) (letters []Letter, unseen int, err error) {
	total, err := s.total(ctx)
	if err != nil {
		return nil, 0, err
	}
	letters, err = s.take(ctx, lookMost, time.Now().Add(lookTime))
	return letters, total - len(letters), errors.Join(err, s.show(ctx))
}

// Choice says which letters are meant. Its members narrow it together; the zero
// value is all of them.
type Choice struct {
	Names         []string // ids, ids in logs, or their beginnings
	Code          deadletter.Code
	Before, After time.Time // parked; zero is open
}

// Has reports whether a letter is meant.
func (c Choice) Has(letter Letter) bool {
	at := letter.At()
	return (len(c.Names) == 0 || slices.ContainsFunc(c.Names, letter.named)) &&
		(c.Code == "" || c.Code == letter.Code) &&
		(c.Before.IsZero() || at.Before(c.Before)) &&
		(c.After.IsZero() || !at.Before(c.After))
}

// Of are the letters that are meant. A name that fits none or several is an error.
func (c Choice) Of(letters []Letter) ([]Letter, error) {
	var problems []error
	for _, name := range c.Names {
		fitting := 0
		for _, letter := range letters {
			if letter.named(name) {
				fitting++
			}
		}
		if fitting != 1 {
			problems = append(problems, &NameError{Name: name, Fitting: fitting})
		}
	}
	if err := errors.Join(problems...); err != nil {
		return nil, err
	}
	return slices.DeleteFunc(slices.Clone(letters), func(letter Letter) bool { return !c.Has(letter) }), nil
}

// Pile is the letters of one queue that need the same.
type Pile struct {
	Queue   string
	Code    deadletter.Code
	Letters []Letter // oldest first
	// Returned is how many of them were sent back before and came again.
	Returned int
}

// Piles sorts letters by what they need, in the queues' order.
func Piles(letters []Letter) []Pile {
	var piles []Pile
	for _, letter := range letters {
		at := slices.IndexFunc(piles, func(p Pile) bool { return p.Queue == letter.Queue && p.Code == letter.Code })
		if at < 0 {
			at = len(piles)
			piles = append(piles, Pile{Queue: letter.Queue, Code: letter.Code})
		}
		piles[at].Letters = append(piles[at].Letters, letter)
		if letter.Redriven > 0 {
			piles[at].Returned++
		}
	}
	order := Names()
	slices.SortStableFunc(piles, func(a, b Pile) int { return slices.Index(order, a.Queue) - slices.Index(order, b.Queue) })
	for _, pile := range piles {
		slices.SortStableFunc(pile.Letters, func(a, b Letter) int { return a.At().Compare(b.At()) })
	}
	return piles
}
