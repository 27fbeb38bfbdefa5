package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"slices"
	"time"

	"ventana/shared/connection"
	"ventana/shared/conversation"
	"ventana/shared/dynamostore"
	"ventana/shared/envelope"
	"ventana/shared/failure"
	"ventana/shared/helpdesk"
	"ventana/shared/internalnote"
	"ventana/shared/offer"
	"ventana/shared/policy"
	"ventana/shared/rollout"
	"ventana/shared/secret"
)

const (
	// atOnce is how many conversations are handled side by side, as many as the
	// helpdesk's client keeps connections. A call takes a quarter of a second or so:
	// a run gets through a thousand, three times what the largest plan takes.
	atOnce = 10
	// most is how many of a shard a run reads: more than it gets through, so that
	// those of a helpdesk which is down do not keep out those of another. Names
	// alone are read, 40 to a read unit.
	most = 2000
	// reserve is kept back from the run's time for the last calls.
	reserve = 2 * failure.CallTimeout
)

// connections is the part of the connection book that this handler uses.
type connections interface {
	Document(ctx context.Context) (secret.Call, error)
}

// store is the part of the table that this handler uses.
type store interface {
	Due(ctx context.Context, shard int, before time.Time, limit int) ([]conversation.Conversation, error)
	DueSurveys(ctx context.Context, shard int, before time.Time, limit int) ([]dynamostore.DueSurvey, error)
	ArmSurvey(ctx context.Context, due dynamostore.DueSurvey, askedSince time.Time, again bool) error
	DisarmSurvey(ctx context.Context, due dynamostore.DueSurvey) error
	Rearm(ctx context.Context, contact, number string, seen, next time.Time, level int) (bool, error)
	Conversation(ctx context.Context, contact, number string) (conversation.Conversation, dynamostore.Contact, error)
	Claim(ctx context.Context, effect dynamostore.Effect, owner string) (dynamostore.Effect, error)
	Finish(ctx context.Context, kind, id, result string) error
	Postpone(ctx context.Context, kind, id, owner string, pause dynamostore.Pause) error
	Effect(ctx context.Context, kind, id string) (dynamostore.Effect, bool, error)
	CountRollout(ctx context.Context, number string, at time.Time, counts rollout.Counts) error
	digestStore
}

// desk is the part of a helpdesk that this handler uses.
type desk interface {
	internalnote.Desk
	ReadTicket(ctx context.Context, ticket string) (helpdesk.Ticket, error)
	ReadTickets(ctx context.Context, tickets []string) ([]helpdesk.Ticket, error)
	Rest() time.Duration
	SetFields(ctx context.Context, ticket string, fields []helpdesk.Field, stamp string) error
	digestDesk
}

// offers are the deployer's rules and what can be sent by them.
type offers interface {
	Policy(ctx context.Context) (policy.Policy, error)
	Means(ctx context.Context, occasion offer.Occasion) (conversation.Means, error)
}

// sender is the part of a queue that this handler uses.
type sender interface {
	Send(ctx context.Context, queueURL string, envelopes []envelope.Envelope) error
}

// counter counts what an alarm watches.
type counter interface {
	Count(name, reason string)
}

// Handler warns of windows that close, and says what is due to customers.
type Handler struct {
	connections connections
	store       store
	desk        func(secret.CallConnection) desk
	offers      offers
	metrics     counter
	queue       sender
	bulkQueue   string
	now         func() time.Time
	pause       func(ctx context.Context, d time.Duration)
	newOwner    func() string
	log         *slog.Logger
	days        *days
}

// NewHandler returns the handler over its parts.
func NewHandler(parts Handler) *Handler {
	parts.days = &days{}
	return &parts
}

func deskOf(book *connection.Book) func(secret.CallConnection) desk {
	return func(c secret.CallConnection) desk { return book.Helpdesk(c) }
}

// Task is the schedule's input.
type Task struct {
	Do string `json:"do"` // "sweep"
}

// Handle does one task. A conversation that fails stays due and keeps no other
// from its turn; the error makes the failure visible to the function's alarm.
func (h *Handler) Handle(ctx context.Context, task Task) error {
	if task.Do != "sweep" {
		return fmt.Errorf("unknown task %q: the schedule's input must be {\"do\":\"sweep\"}", task.Do)
	}
	document, err := h.connections.Document(ctx)
	if err != nil {
		return err
	}
	rules, err := h.offers.Policy(ctx)
	if err != nil {
		return err
	}
	due, problems := h.due(ctx)
	round := h.newRound(document, rules, due)
	round.serve(ctx)
	problems = append(problems, h.surveys(ctx, rules)...)
	problems = append(problems, h.digests(ctx, document, rules))
	round.goOn(ctx) // waiting comes last
	return errors.Join(append(problems, round.problems...)...)
}

// due is what is due in all shards, the longest due first.
func (h *Handler) due(ctx context.Context) (due []conversation.Conversation, problems []error) {
	for shard := range dynamostore.DueShards {
		some, err := h.store.Due(ctx, shard, h.now(), most)
		if err != nil {
			problems = append(problems, err)
		}
		due = append(due, some...)
	}
	slices.SortStableFunc(due, func(a, b conversation.Conversation) int { return a.DueAt.Compare(b.DueAt) })
	return due, problems
}

// turn is the work on a conversation, with whom it is answered by.
func (r *round) turn(talk conversation.Conversation, contact dynamostore.Contact) *turn {
	t := &turn{Handler: r.Handler, rules: r.rules, talk: talk, contact: contact}
	t.helpdesk, t.known = r.document.Connection(talk.Helpdesk)
	if _, number, known := r.document.ByNumber(talk.Number); known {
		t.number = number
	}
	return t
}
