package graph

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"reflect"
	"strings"
	"time"
)

// How a closed customer service window is told.
const (
	windowErrorsSync  = "sync"  // the call is refused
	windowErrorsAsync = "async" // the call is accepted, a failed status follows
)

// Limits are the plan of the number and the manners of the phones, as the
// member "graph" of POST /sim/limits sets them. Members left out stay as they
// are. Source of the defaults: Throughput and pair rate limits of the Cloud API.
type Limits struct {
	MPS         int `json:"mps"`           // messages a second the number may send
	PairBurst   int `json:"pair_burst"`    // messages to one customer at once
	PairEveryMS int `json:"pair_every_ms"` // then one each so many milliseconds

	// What the number tells of itself. An empty throughput is that of mps; with one
	// and without mps in the same request, mps is that of the level.
	Throughput string `json:"throughput"` // "", "STANDARD" or "HIGH"
	Tier       string `json:"tier"`       // "TIER_250", …, "TIER_UNLIMITED"; kept
	Quality    string `json:"quality"`    // "GREEN", "YELLOW", "RED" or "UNKNOWN"
	Status     string `json:"status"`     // "CONNECTED" or another
	OnApp      bool   `json:"on_app"`     // on a phone as well: 20 messages a second

	WindowErrors  string `json:"window_errors"`   // "async" or "sync"
	ReadReceipts  bool   `json:"read_receipts"`   // phones tell that they read
	StatusDelayMS int    `json:"status_delay_ms"` // extra real time before each status

	DoubleStatuses  bool `json:"double_statuses"`  // each status webhook twice
	ShuffleStatuses bool `json:"shuffle_statuses"` // status webhooks in any order
	DoubleMessages  bool `json:"double_messages"`  // each message webhook twice
	ShuffleMessages bool `json:"shuffle_messages"` // message webhooks in any order

	TemplateReviewS int `json:"template_review_s"` // how long reviews of templates take, in simulated seconds

	UtilityStopped bool `json:"utility_stopped"` // utility templates are refused, because some were judged to be advertising
}

// mpsMax is more than any number may send and little enough to count.
const mpsMax = 100_000

// statusDelayMax keeps a typing error from looking like lost statuses.
const statusDelayMax = 10 * time.Minute

// templateReviewMax is Meta's own promise for a review, a day.
const templateReviewMax = 24 * time.Hour

// The throughput levels of a number, in messages a second.
const (
	mpsStandard = 80
	mpsHigh     = 1000
	mpsOnApp    = 20

	levelStandard = "STANDARD"
	levelHigh     = "HIGH"
)

// defaultLimits are those of a high plan, so that nobody meets a limit who did
// not ask for one.
func defaultLimits() Limits {
	return Limits{MPS: mpsHigh, PairBurst: 45, PairEveryMS: 6000, WindowErrors: windowErrorsAsync, ReadReceipts: true, TemplateReviewS: 60,
		Tier: "TIER_100K", Quality: "GREEN", Status: "CONNECTED"}
}

// Limits are those in force.
func (g *Graph) Limits() Limits {
	g.lock()
	defer g.unlock()
	return g.state.limits
}

// SetLimits changes the limits named in a JSON object. "reset":true brings the
// defaults back first. An unknown or impossible member changes nothing; the
// error names it.
func (g *Graph) SetLimits(raw json.RawMessage) error {
	var start struct {
		Reset bool `json:"reset"`
	}
	_ = json.Unmarshal(raw, &start) // what is wrong is told below
	g.lock()
	defer g.unlock()
	next := struct {
		Limits
		Reset bool `json:"reset"`
	}{Limits: g.state.limits}
	if start.Reset {
		next.Limits = defaultLimits()
	}
	decoder := json.NewDecoder(bytes.NewReader(raw))
	decoder.DisallowUnknownFields()
	if err := decoder.Decode(&next); err != nil {
		return fmt.Errorf("graph: %w; the members are reset, %s", err, limitNames())
	}
	next.Limits = next.levelled(raw)
	if err := next.check(); err != nil {
		return fmt.Errorf("graph: %w", err)
	}
	g.commit(record{Limits: &next.Limits})
	return nil
}

func (l Limits) check() error {
	var problems []error
	if l.MPS < 1 || l.MPS > mpsMax {
		problems = append(problems, fmt.Errorf("mps: give 1 to %d", mpsMax))
	}
	problems = append(problems, l.checkNumber())
	if l.PairBurst < 1 {
		problems = append(problems, errors.New("pair_burst: give 1 or more"))
	}
	if l.PairEveryMS < 1 {
		problems = append(problems, errors.New("pair_every_ms: give 1 or more"))
	}
	if l.WindowErrors != windowErrorsSync && l.WindowErrors != windowErrorsAsync {
		problems = append(problems, fmt.Errorf("window_errors: give %q or %q", windowErrorsSync, windowErrorsAsync))
	}
	if l.StatusDelayMS < 0 || l.statusDelay() > statusDelayMax {
		problems = append(problems, fmt.Errorf("status_delay_ms: give 0 to %d", statusDelayMax.Milliseconds()))
	}
	if l.TemplateReviewS < 0 || l.templateReview() > templateReviewMax {
		problems = append(problems, fmt.Errorf("template_review_s: give 0 to %d", int(templateReviewMax.Seconds())))
	}
	return errors.Join(problems...)
}

func (l Limits) templateReview() time.Duration { return time.Duration(l.TemplateReviewS) * time.Second }

func (l Limits) statusDelay() time.Duration { return time.Duration(l.StatusDelayMS) * time.Millisecond }

// limitNames lists the JSON names of Limits for error texts.
func limitNames() string {
	var names []string
	kind := reflect.TypeFor[Limits]()
	for i := range kind.NumField() {
		names = append(names, kind.Field(i).Tag.Get("json"))
	}
	return strings.Join(names, ", ")
}

// buckets meter what the number sends. They are on the simulated clock and are
// full again after a restart.
type buckets struct {
	number bucket
	pairs  map[string]*bucket // by customer
}

func newBuckets() *buckets { return &buckets{pairs: map[string]*bucket{}} }

// take lets one message to a customer pass or says which limit it breaks. A
// message that breaks one is not counted on the other.
func (b *buckets) take(l Limits, customer string, now time.Time) *apiError {
	number := b.number.after(now, float64(l.MPS), time.Second/time.Duration(l.MPS))
	if number.tokens < 1 {
		return fail(codeThroughput, "Message failed to send because this business phone number sent more than %d messages per second.", l.MPS)
	}
	pair := b.pairs[customer]
	if pair == nil {
		pair = &bucket{}
		b.pairs[customer] = pair
	}
	left := pair.after(now, float64(l.PairBurst), time.Duration(l.PairEveryMS)*time.Millisecond)
	if left.tokens < 1 {
		return fail(codePairRate, "Message failed to send because there were too many messages sent from this phone number to the same user in a short period of time.")
	}
	number.tokens--
	left.tokens--
	b.number, *pair = number, left
	return nil
}

// bucket is a token bucket; its zero value is full.
type bucket struct {
	tokens float64
	at     time.Time
}

// after is the bucket at a time, with one token more for each interval passed.
func (b bucket) after(now time.Time, capacity float64, every time.Duration) bucket {
	if b.at.IsZero() {
		return bucket{tokens: capacity, at: now}
	}
	passed := max(now.Sub(b.at), 0)
	return bucket{tokens: min(capacity, b.tokens+float64(passed)/float64(every)), at: now}
}
