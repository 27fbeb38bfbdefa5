package limit

import (
	"context"
	"sync"
	"time"
)

// Pool is what processes share of a number's second.
type Pool interface {
	// LeaseTokens takes up to want of the tokens of a number's second, of which
	// there are most, and tells how many it took.
	LeaseTokens(ctx context.Context, number string, second time.Time, want, most int) (int, error)
}

// Of the messages a second that a number may carry we send four fifths: what
// customers write counts too. A third of that is shared out among all processes
// that may run, who use it without asking; the rest is leased by whoever needs it,
// in blocks that double from one message up to an eighth of it: whoever is busy
// asks seldom, and many who want one message each leave none unused.
const (
	oursOf5   = 4
	sharedOut = 3
	blocks    = 8
	easedFor  = time.Minute
)

// Pacer keeps a number's messages a second, among processes that do not know of
// each other. A quiet number costs nothing, and a busy one a write a block.
//
// A second is one of the clock's. Between the end of one and the beginning of the
// next more may leave at once than in any second; what WhatsApp refuses then
// (130429) was not sent, waits, and makes this process send less for a minute.
//
// It may be used by many goroutines.
type Pacer struct {
	pool      Pool
	processes int
	jitter    func(time.Duration) time.Duration

	mu      sync.Mutex
	numbers map[string]*pace
}

// NewPacer returns a pacer of one of at most so many processes. jitter draws a
// wait below the one that it is given.
func NewPacer(pool Pool, processes int, jitter func(time.Duration) time.Duration) *Pacer {
	return &Pacer{pool: pool, processes: max(processes, 1), jitter: jitter, numbers: map[string]*pace{}}
}

// pace is what this process has of one number's second.
type pace struct {
	mu     sync.Mutex
	second int64
	own    int // used of its share
	leased int // left of what it leased
	leases int
	empty  bool // the pool has no more
	easing time.Time
}

// portion is how a number's second is divided.
type portion struct {
	own   int // of each process
	pool  int // shared by all
	block int // leased at once, at most
}

func divide(perSecond, processes int) portion {
	ours := perSecond * oursOf5 / 5
	own := ours / sharedOut / processes
	pool := ours - own*processes
	return portion{own: own, pool: pool, block: max(pool/blocks, 1)}
}

// Take takes the right to send one message of a number that may carry perSecond,
// or says how long to wait before asking again; then nothing was taken.
//
// Requests: none within the process's share, else one write a block.
func (p *Pacer) Take(ctx context.Context, number string, perSecond int, now time.Time) (wait time.Duration, err error) {
	mine := p.of(number)
	mine.mu.Lock()
	defer mine.mu.Unlock()
	if second := now.Unix(); second != mine.second {
		mine.second, mine.own, mine.leased, mine.leases, mine.empty = second, 0, 0, 0, false
	}
	parts := divide(perSecond, p.processes)
	if now.Before(mine.easing) {
		parts.own, parts.pool = parts.own/2, parts.pool/2
	}
	if mine.own < parts.own {
		mine.own++
		return 0, nil
	}
	if mine.leased == 0 && !mine.empty {
		want := min(1<<min(mine.leases, 16), parts.block)
		if mine.leased, err = p.pool.LeaseTokens(ctx, number, time.Unix(mine.second, 0).UTC(), want, parts.pool); err != nil {
			return 0, err
		}
		mine.leases++
		mine.empty = mine.leased < want
	}
	if mine.leased == 0 {
		next := time.Unix(mine.second+1, 0)
		return next.Sub(now) + p.jitter(time.Second), nil
	}
	mine.leased--
	return 0, nil
}

// Refused notes that WhatsApp refused a message of a number for its throughput:
// for a minute this process uses half of its share, and leases only while half of
// the pool is left.
func (p *Pacer) Refused(number string, now time.Time) {
	mine := p.of(number)
	mine.mu.Lock()
	defer mine.mu.Unlock()
	mine.easing, mine.leased, mine.empty = now.Add(easedFor), 0, true
}

func (p *Pacer) of(number string) *pace {
	p.mu.Lock()
	defer p.mu.Unlock()
	mine := p.numbers[number]
	if mine == nil {
		mine = &pace{}
		p.numbers[number] = mine
	}
	return mine
}
