package delivery

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io"
	"net/http"
	"slices"
	"strconv"
	"sync"
	"time"
)

const (
	listLimit        = 5_000
	concurrentLimit  = 64
	defaultTimeout   = 10 * time.Second
	answerLimitBytes = 1 << 20 // of an answer given back by PostNow
	keptAnswerBytes  = 2_000   // of an answer in the list
)

// Poster posts webhooks. Make it with New; all methods may be called by many
// goroutines.
type Poster struct {
	now    func() time.Time
	client *http.Client
	slots  chan struct{}

	ctx    context.Context
	cancel context.CancelFunc
	group  sync.WaitGroup

	mu      sync.Mutex
	closed  bool
	serial  int
	pending int
	list    []*Delivery
}

// New returns a poster; now tells the simulated time of attempts.
func New(now func() time.Time) *Poster {
	ctx, cancel := context.WithCancel(context.Background())
	return &Poster{
		now:    now,
		ctx:    ctx,
		cancel: cancel,
		slots:  make(chan struct{}, concurrentLimit),
		client: &http.Client{
			Transport: &http.Transport{MaxIdleConnsPerHost: concurrentLimit, IdleConnTimeout: 30 * time.Second},
			CheckRedirect: func(*http.Request, []*http.Request) error {
				return http.ErrUseLastResponse
			},
		},
	}
}

// Post sends the request at once and repeats it as its Retry says. It does not
// wait. After Close it does nothing.
func (p *Poster) Post(r Request) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.closed {
		return
	}
	d := p.add(r)
	p.pending++
	p.group.Go(func() { p.run(d, r) })
}

// PostNow makes one attempt and returns status and body as answered; err is
// set when there was no answer. Retry is not asked.
func (p *Poster) PostNow(ctx context.Context, r Request) (status int, body string, err error) {
	p.mu.Lock()
	d := p.add(r)
	p.pending++
	p.mu.Unlock()
	a := p.attempt(ctx, r, 1)
	p.record(d, a.Attempt, false)
	if r.Answered != nil {
		r.Answered(1, a.Attempt)
	}
	if a.err != nil {
		return 0, "", fmt.Errorf("post webhook %s: %w", d.ID, a.err)
	}
	return a.Status, a.text, nil
}

// List is every delivery kept, newest last.
func (p *Poster) List() []Delivery {
	p.mu.Lock()
	defer p.mu.Unlock()
	list := make([]Delivery, 0, len(p.list))
	for _, d := range p.list {
		kept := *d
		kept.Attempts = append([]Attempt{}, d.Attempts...)
		list = append(list, kept)
	}
	return list
}

// Pending is how many deliveries are being tried or wait for their next try.
func (p *Poster) Pending() int {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.pending
}

// Close cuts running attempts off, stops retries and waits for both.
func (p *Poster) Close() {
	p.mu.Lock()
	p.closed = true
	p.mu.Unlock()
	p.cancel()
	p.group.Wait()
	p.client.CloseIdleConnections()
}

// add puts a new delivery on the list. The caller holds the lock.
func (p *Poster) add(r Request) *Delivery {
	p.serial++
	digest := sha256.Sum256(r.Body)
	d := &Delivery{
		ID:         "delivery-" + strconv.Itoa(p.serial),
		Connection: r.Connection,
		URL:        r.URL,
		Digest:     hex.EncodeToString(digest[:]),
		Pending:    true,
	}
	p.list = append(p.list, d)
	if extra := len(p.list) - listLimit; extra > 0 {
		p.list = slices.Delete(p.list, 0, extra)
	}
	return d
}

// record notes an attempt; without another to come the delivery is over.
func (p *Poster) record(d *Delivery, a Attempt, again bool) {
	p.mu.Lock()
	defer p.mu.Unlock()
	d.Attempts = append(d.Attempts, a)
	if d.Pending && !again {
		d.Pending = false
		p.pending--
	}
}

// run makes the attempts of one delivery.
func (p *Poster) run(d *Delivery, r Request) {
	for number := 1; ; number++ {
		select {
		case p.slots <- struct{}{}:
		case <-p.ctx.Done():
			return
		}
		a := p.attempt(p.ctx, r, number)
		<-p.slots
		if p.ctx.Err() != nil {
			p.record(d, a.Attempt, false)
			return
		}
		if r.Answered != nil {
			r.Answered(number, a.Attempt)
		}
		wait, again := time.Duration(0), false
		if r.Retry != nil {
			wait, again = r.Retry(number, a.Status, a.header, a.err)
		}
		p.record(d, a.Attempt, again)
		if !again || !p.sleep(wait) {
			return
		}
	}
}

// sleep waits in real time and answers false when the poster closes first.
func (p *Poster) sleep(wait time.Duration) bool {
	timer := time.NewTimer(wait)
	defer timer.Stop()
	select {
	case <-timer.C:
		return true
	case <-p.ctx.Done():
		return false
	}
}

// outcome is an attempt with what is not kept of it.
type outcome struct {
	Attempt
	text   string
	header http.Header
	err    error
}

func (p *Poster) attempt(ctx context.Context, r Request, number int) outcome {
	timeout := r.Timeout
	if timeout == 0 {
		timeout = defaultTimeout
	}
	ctx, cancel := context.WithTimeout(ctx, timeout)
	defer cancel()
	at, start := p.now(), time.Now()
	o := p.send(ctx, r, number, at)
	o.At, o.TookMS = at, time.Since(start).Milliseconds()
	o.Body = o.text[:min(len(o.text), keptAnswerBytes)]
	if o.err != nil {
		o.Error = o.err.Error()
	}
	return o
}

func (p *Poster) send(ctx context.Context, r Request, number int, at time.Time) outcome {
	request, err := http.NewRequestWithContext(ctx, http.MethodPost, r.URL, bytes.NewReader(r.Body))
	if err != nil {
		return outcome{err: fmt.Errorf("make request: %w", err)}
	}
	if r.Header != nil {
		request.Header = r.Header(number, at)
	}
	response, err := p.client.Do(request)
	if err != nil {
		return outcome{err: err}
	}
	defer func() { _ = response.Body.Close() }() // read to its end or given up
	text, err := io.ReadAll(io.LimitReader(response.Body, answerLimitBytes))
	if err != nil {
		return outcome{err: fmt.Errorf("read answer: %w", err)}
	}
	return outcome{Attempt: Attempt{Status: response.StatusCode}, text: string(text), header: response.Header}
}
