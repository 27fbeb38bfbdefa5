package whole

import (
	"context"
	"encoding/json"
	"fmt"
	"math"
	"net/http"
	"strconv"
	"strings"
	"sync/atomic"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/sqs"
	"golang.org/x/sync/errgroup"

	"ventana/infra/bench"
	"ventana/infra/bench/fill"
	"ventana/infra/sim/fault"
	"ventana/shared/conversation"
	"ventana/shared/envelope"
	"ventana/shared/policy"
	"ventana/shared/sqsqueue"
)

// Bulk is how much stands in the queue of what nobody waits for, and how many
// replies of agents go beside it.
type Bulk struct {
	Messages int // surveys, each of another customer with a solved ticket
	Replies  int // one after the other, and as many before, without the surveys
	Agents   int // at once
}

// DefaultBulk is what the target names. Making so many customers takes some minutes.
func DefaultBulk() Bulk { return Bulk{Messages: 50_000, Replies: 300, Agents: 4} }

// Beside is what was seen.
type Beside struct {
	Without, With []time.Duration // from the agent's comment to WhatsApp's acceptance
	// Overtook is, of each reply, how many surveys WhatsApp accepted between the
	// agent's comment and the reply.
	Overtook []int
	// Stood and Left are how many surveys had not been accepted when the first
	// reply was written and when the last was accepted.
	Stood, Left int
	Took        time.Duration // all replies, in which Stood-Left surveys left
}

// BesideBulk has agents reply while surveys stand in bulk.fifo. The replies are over
// before the surveys are: what is left stands when the system ends.
func BesideBulk(ctx context.Context, options Options, bulk Bulk) (seen Beside, err error) {
	options.number = usualNumber
	s, err := start(ctx, options)
	if err != nil {
		return seen, err
	}
	defer func() { err = firstOf(err, s.close()) }()
	if err := s.asks(ctx); err != nil {
		return seen, err
	}
	tickets, err := s.meets(ctx, max(4*bulk.Agents, bulk.Replies/repliesEach), options.tell)
	if err != nil {
		return seen, err
	}
	if err := s.faraway(ctx); err != nil {
		return seen, err
	}
	reply := func(ctx context.Context, i int) (time.Duration, error) { return s.leaves(ctx, tickets[i%len(tickets)]) }
	for _, part := range []*[]time.Duration{nil, &seen.Without} { // the first rehearses
		each, _, err := crowded(ctx, bulk.Replies, bulk.Agents, reply, func(done int) { options.tell(done, bulk.Replies, "replies alone") })
		if err != nil {
			return seen, err
		}
		if part != nil {
			*part = each
		}
	}
	if err := s.solved(ctx, len(tickets), bulk.Messages, options.tell); err != nil {
		return seen, err
	}
	return seen, s.beside(ctx, bulk, &seen, reply, options.tell)
}

// repliesEach is how many replies a customer gets in each of four parts: together
// fewer than the 45 that WhatsApp takes in a row to one person, after which one may
// leave every six seconds.
const repliesEach = 10

// faraway has the helpdesk and WhatsApp take as long for an answer as the real ones
// do, so that runs wait for them, and not for this machine's processors.
func (s *system) faraway(ctx context.Context) error {
	for target, ms := range map[string]int{"zendesk": helpdeskMS, "graph": providerMS} {
		slow := fault.Fault{Target: target, Do: fault.DoSlow, DelayMS: ms, Times: math.MaxInt32}
		if err := s.Call(ctx, http.MethodPost, "/sim/faults", slow, nil); err != nil {
			return err
		}
	}
	return nil
}

// asks has the policy ask every customer whose ticket is solved.
func (s *system) asks(ctx context.Context) error {
	const rules = `version: 1
survey:
  enabled: true
  after: 10m
  question: {es: "¿Le hemos ayudado?", "": "Did we help?"}
  choices: {es: ["No", "En parte", "Sí"], "": ["No", "Partly", "Yes"]}
`
	return s.Call(ctx, http.MethodPost, "/sim/policy", map[string]string{"policy": rules}, nil)
}

// beside puts the surveys into the queue and has agents reply while they leave.
func (s *system) beside(ctx context.Context, bulk Bulk, seen *Beside, reply func(context.Context, int) (time.Duration, error), tell func(int, int, string)) error {
	if err := s.enqueue(ctx, bulk.Messages, tell); err != nil {
		return err
	}
	// The first rehearse here too: more runs go at once than before, and begin cold.
	if _, _, err := crowded(ctx, bulk.Replies/3, bulk.Agents, reply, func(int) {}); err != nil {
		return err
	}
	seen.Overtook = make([]int, bulk.Replies)
	seen.Stood = bulk.Messages - s.meter.asked()
	each, took, err := crowded(ctx, bulk.Replies, bulk.Agents, func(ctx context.Context, i int) (time.Duration, error) {
		asked := s.meter.asked()
		took, err := reply(ctx, i)
		seen.Overtook[i] = s.meter.asked() - asked
		return took, err
	}, func(done int) {
		tell(done, bulk.Replies, fmt.Sprintf("replies beside %d surveys", bulk.Messages-s.meter.asked()))
	})
	seen.With, seen.Took, seen.Left = each, took, bulk.Messages-s.meter.asked()
	if err != nil {
		return err
	}
	now, err := s.overview(ctx)
	if err != nil {
		return err
	}
	return now.parked()
}

// enqueue asks for all surveys as window does. They begin to leave at once.
func (s *system) enqueue(ctx context.Context, messages int, tell func(int, int, string)) error {
	queue, err := s.Queues.GetQueueUrl(ctx, &sqs.GetQueueUrlInput{QueueName: aws.String(s.Attached.Stack + "-bulk.fifo")})
	if err != nil {
		return fmt.Errorf("bench: %w", err)
	}
	const each = 500
	sender, now := sqsqueue.NewSender(s.Queues), s.Clock.Now()
	for from := 0; from < messages; from += each {
		var chores []envelope.Envelope
		for i := from; i < min(from+each, messages); i++ {
			chores = append(chores, envelope.NewChore(envelope.Chore{
				Purpose: string(policy.PurposeSurvey), Helpdesk: zendesk, Ticket: s.asked[i], Occasion: conversation.SurveyOccasion(now),
			}, now))
		}
		if err := sender.Send(ctx, *queue.QueueUrl, chores); err != nil {
			return err
		}
		tell(from+len(chores), messages, "surveys put into the queue")
	}
	return nil
}

// solved makes customers who have written, with solved tickets: WhatsApp's simulator
// and the helpdesk's learn of each, while the system hears nothing of it, and the
// table is filled directly.
func (s *system) solved(ctx context.Context, from, count int, tell func(int, int, string)) error {
	s.meter.drop(true)
	defer s.meter.drop(false)
	if err := s.write(ctx, from, count, tell); err != nil {
		return err
	}
	if err := s.solve(ctx, count, tell); err != nil {
		return err
	}
	pattern, err := fill.NewPattern(ctx, s.Database, s.Attached.Table, s.Clock.Now)
	if err != nil {
		return err
	}
	now := s.Clock.Now()
	err = pattern.Fill(ctx, s.Database, count, func(i int) fill.Talk {
		return fill.Talk{
			Contact: fmt.Sprintf("DONE%022d", i), Phone: strings.TrimPrefix(phone(from+i), "+"), Heard: now, Due: now.Add(far), Level: 1, Ticket: s.asked[i], Linked: true,
		}
	}, func(done int) { tell(done, count, "conversations filled in") })
	if err != nil {
		return err
	}
	return s.settle(ctx) // what the simulators post of all this is lost here, and not later
}

// write has customers write, many in one webhook.
func (s *system) write(ctx context.Context, from, count int, tell func(int, int, string)) error {
	const each = 200
	for done := 0; done < count; done += each {
		var messages []any
		for i := done; i < min(done+each, count); i++ {
			messages = append(messages, map[string]any{"customer": phone(from + i), "message": text("Gracias.")})
		}
		if err := s.Call(ctx, http.MethodPost, "/sim/batch", map[string]any{"messages": messages}, nil); err != nil {
			return err
		}
		tell(done+len(messages), count, "customers who wrote")
	}
	return nil
}

// solve opens tickets and solves them, of one requester: who that is no survey asks.
// The requester wrote what is in them: an agent's word would be a reply to send.
func (s *system) solve(ctx context.Context, count int, tell func(int, int, string)) error {
	var requester struct {
		User struct {
			ID int64 `json:"id"`
		} `json:"user"`
	}
	err := s.helpdesk(ctx, http.MethodPost, "/api/v2/users", json.RawMessage(`{"user":{"name":"Muchos","email":"muchos@example.com"}}`), &requester)
	if err != nil {
		return err
	}
	ticket := fmt.Appendf(nil, `{"ticket":{"subject":"Pedido","status":"solved","requester_id":%d,"comment":{"body":"Gracias.","author_id":%[1]d}}}`, requester.User.ID)
	s.asked = make([]string, count)
	var done atomic.Int64
	work, inner := errgroup.WithContext(ctx)
	work.SetLimit(4)
	for i := range count {
		work.Go(func() error {
			var answer struct {
				Ticket struct {
					ID int64 `json:"id"`
				} `json:"ticket"`
			}
			err := s.helpdesk(inner, http.MethodPost, "/api/v2/tickets", json.RawMessage(ticket), &answer)
			s.asked[i] = strconv.FormatInt(answer.Ticket.ID, 10)
			if solved := int(done.Add(1)); solved%100 == 0 {
				tell(solved, count, "tickets solved")
			}
			return err
		})
	}
	return work.Wait()
}

// targetBeside bounds a reply's p99 beside the bulk by the same without it.
const targetBeside = 2.0

// Figures are what goes into bench.json.
func (b Beside) Figures() []bench.Figure {
	most := 0
	for _, n := range b.Overtook {
		most = max(most, n)
	}
	left := float64(b.Stood - b.Left)
	figures := []bench.Figure{
		{Name: "surveys that stood when the replies began", Value: float64(b.Stood), Unit: "messages"},
		{Name: "surveys that still stood when they were over", Value: float64(b.Left), Unit: "messages"},
		{Name: "surveys that left beside them", Value: left / b.Took.Seconds(), Unit: "messages/s"},
		{Name: "replies without surveys: p50", Value: milliseconds(middle(b.Without)), Unit: "ms"},
		{Name: "replies without surveys: p99", Value: milliseconds(at(b.Without, 99)), Unit: "ms"},
		{Name: "replies beside surveys: p50", Value: milliseconds(middle(b.With)), Unit: "ms"},
		{Name: "replies beside surveys: p99", Value: milliseconds(at(b.With, 99)), Unit: "ms"},
		{Name: "p50 beside surveys against p50 without", Value: float64(middle(b.With)) / float64(middle(b.Without)), Unit: "ratio"},
		{Name: "p99 beside surveys against p99 without", Value: float64(at(b.With, 99)) / float64(at(b.Without, 99)), Unit: "ratio", Target: fmt.Sprintf("<= %.0f", targetBeside)},
		{Name: "surveys that left while one reply did, at most", Value: float64(most), Unit: "messages"},
	}
	for i := range figures {
		figures[i].Name = BulkPrefix + figures[i].Name
	}
	return figures
}
