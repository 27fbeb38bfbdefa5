package graph

import (
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"net/http"
	"strconv"
	"time"

	"ventana/infra/sim/delivery"
)

// retryFor is how long Meta repeats a webhook, in simulated time. Source: the
// pages Webhooks overview and Throughput.
const retryFor = 7 * 24 * time.Hour

// webhookTimeout of one attempt. Meta does not publish its own.
const webhookTimeout = 10 * time.Second

// signatureHeader carries "sha256=" and the HMAC-SHA256 of the exact body.
const signatureHeader = "X-Hub-Signature-256"

// retrySchedule compresses Meta's falling frequency of repeats into real
// seconds; the last wait repeats.
func retrySchedule() []time.Duration {
	return []time.Duration{
		time.Second, 2 * time.Second, 5 * time.Second, 10 * time.Second, 20 * time.Second, 30 * time.Second,
	}
}

// post is a webhook until it is answered 200 or given up.
type post struct {
	Seq   int64     `json:"seq"`
	ID    string    `json:"id"`
	Lane  string    `json:"lane"`            // webhooks of one lane keep their order
	Loose bool      `json:"loose,omitempty"` // in no order at all
	Body  []byte    `json:"body"`
	First time.Time `json:"first"` // simulated time of the event
	// Messages are the ids of the customers' messages that it carries.
	Messages []string `json:"messages,omitempty"`
}

// lane holds the webhooks that wait for the first attempt of the one before.
// It exists while one is under way.
type lane struct{ waiting []*post }

// send posts a webhook, now or in its turn, if the app is subscribed. The
// caller holds the lock.
func (g *Graph) send(p *post) {
	if !g.state.subscribed || g.callback() == "" {
		return
	}
	p.Seq = g.state.postSerial + 1
	p.ID = strconv.FormatInt(p.Seq, 10)
	p.First = g.now()
	g.commit(record{Post: p})
	g.enqueue(p)
}

// enqueue puts a kept webhook on its way. The caller holds the lock.
func (g *Graph) enqueue(p *post) {
	if p.Loose {
		g.soon(g.seams.jitter(), func() { g.post(p) })
		return
	}
	if l := g.lanes[p.Lane]; l != nil {
		l.waiting = append(l.waiting, p)
		return
	}
	g.lanes[p.Lane] = &lane{}
	g.post(p)
}

// post hands a webhook to the poster. What it tells of is kept first: a
// receiver must not know of a message that a crash has taken from the phone. The
// caller holds the lock.
func (g *Graph) post(p *post) {
	g.keep()
	request := g.request(p.Body)
	request.Answered = func(attempt int, a delivery.Attempt) { g.answered(p, attempt, a.Status == http.StatusOK) }
	request.Retry = func(attempt, status int, _ http.Header, _ error) (time.Duration, bool) {
		return g.retry(p, attempt, status == http.StatusOK)
	}
	g.options.Poster.Post(request)
}

// request signs a body and addresses it.
func (g *Graph) request(body []byte) delivery.Request {
	header := http.Header{}
	header.Set("Content-Type", "application/json")
	header.Set("User-Agent", "facebookexternalua")
	header.Set(signatureHeader, sign(g.options.AppSecret, body))
	return delivery.Request{
		Connection: connection,
		URL:        g.callback(),
		Body:       body,
		Header:     func(int, time.Time) http.Header { return header.Clone() },
		Timeout:    webhookTimeout,
	}
}

// answered lets the next of the lane go after a first attempt, whatever came
// of it, and ends a webhook that was taken.
func (g *Graph) answered(p *post, attempt int, taken bool) {
	g.lock()
	defer g.unlock()
	if g.closed {
		return
	}
	if taken {
		g.commit(record{Posted: p.ID})
		for _, id := range p.Messages {
			g.taken(id)
		}
	}
	if attempt == 1 && !p.Loose {
		g.nextInLane(p.Lane)
	}
}

// taken marks a customer's message as delivered: its webhook was answered 200.
// The caller holds the lock.
func (g *Graph) taken(id string) {
	if m := g.state.byID[id]; m != nil && m.From == fromCustomer && m.Status == statusSent {
		g.commit(record{Status: &statusRecord{ID: id, Status: statusDelivered, At: g.now().Unix()}})
	}
}

// nextInLane posts what waits behind. The caller holds the lock.
func (g *Graph) nextInLane(name string) {
	l := g.lanes[name]
	if l == nil || len(l.waiting) == 0 {
		delete(g.lanes, name)
		return
	}
	next := l.waiting[0]
	l.waiting = l.waiting[1:]
	g.post(next)
}

// retry says when to try again: after the compressed schedule, until seven
// simulated days have passed since the event.
func (g *Graph) retry(p *post, attempt int, taken bool) (time.Duration, bool) {
	if taken {
		return 0, false
	}
	g.lock()
	defer g.unlock()
	if g.now().Sub(p.First) >= retryFor {
		g.commit(record{Posted: p.ID})
		return 0, false
	}
	return g.seams.schedule[min(attempt-1, len(g.seams.schedule)-1)], true
}

// callback is where webhooks go: an override of the account wins over the
// app's own. The caller holds the lock.
func (g *Graph) callback() string {
	if g.state.override != "" {
		return g.state.override
	}
	return g.options.CallbackURL
}

// Deliver takes the body of any webhook, learns customers, messages and
// windows from it as far as it can be read, signs exactly these bytes, posts
// them once and returns status and body of the answer. An error means that
// there was no answer.
func (g *Graph) Deliver(ctx context.Context, raw []byte) (status int, body string, err error) {
	g.lock()
	learned := g.learnFrom(read(raw))
	request := g.request(raw)
	g.unlock()
	status, body, err = g.options.Poster.PostNow(ctx, request)
	if err != nil || status != http.StatusOK {
		return status, body, err
	}
	g.lock()
	defer g.unlock()
	for _, id := range learned {
		g.taken(id)
	}
	return status, body, nil
}

// sign is the value of the signature header. Source: Webhooks, payload
// validation.
func sign(secret string, body []byte) string {
	mac := hmac.New(sha256.New, []byte(secret))
	mac.Write(body)
	return "sha256=" + hex.EncodeToString(mac.Sum(nil))
}
