package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"time"

	"golang.org/x/sync/errgroup"

	"ventana/shared/connection"
	"ventana/shared/conversation"
	"ventana/shared/dynamostore"
	"ventana/shared/envelope"
	"ventana/shared/failure"
	"ventana/shared/helpdesk"
	"ventana/shared/internalnote"
	"ventana/shared/offer"
	"ventana/shared/policy"
	"ventana/shared/secret"
	"ventana/shared/sqsqueue"
	"ventana/shared/telemetry"
)

const (
	// atOnce is how many conversations are handled side by side: each is some
	// calls to the helpdesk, and agents' own work must not suffer.
	atOnce = 8
	// most is how many of a shard a run reads; what is left is due in the next.
	most = 500
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
	digestStore
}

// desk is the part of a helpdesk that this handler uses.
type desk interface {
	internalnote.Desk
	ReadTicket(ctx context.Context, ticket string) (helpdesk.Ticket, error)
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

// Handler warns of windows that close, and says what is due to customers.
type Handler struct {
	connections connections
	store       store
	desk        func(secret.CallConnection) desk
	offers      offers
	queue       sender
	bulkQueue   string
	now         func() time.Time
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
	var problems []error
	for i := range dynamostore.DueShards { // another one first each minute: where time is short, none is always last
		shard := (h.now().Minute() + i) % dynamostore.DueShards
		due, err := h.store.Due(ctx, shard, h.now(), most)
		if err != nil {
			problems = append(problems, err)
			continue
		}
		problems = append(problems, h.sweep(ctx, document, rules, due)...)
	}
	problems = append(problems, h.surveys(ctx, rules)...)
	problems = append(problems, h.digests(ctx, document, rules))
	return errors.Join(problems...)
}

// sweep takes conversations side by side, as long as there is time. A helpdesk
// that asks to wait, or somebody else who has a conversation, is no failure: the
// next minute comes.
func (h *Handler) sweep(ctx context.Context, document secret.Call, rules policy.Policy, due []conversation.Conversation) []error {
	found := make([]error, len(due))
	var work errgroup.Group
	work.SetLimit(atOnce)
	for i, talk := range due {
		if !sqsqueue.Spare(ctx, reserve) {
			break
		}
		work.Go(func() error {
			found[i] = h.look(ctx, document, rules, talk)
			return nil
		})
	}
	_ = work.Wait() // errors are collected above
	var problems []error
	for i, err := range found {
		var held *failure.HeldError
		switch {
		case err == nil:
		case errors.As(err, &held), failure.Is(err, failure.Later):
			h.log.Info("window waits", telemetry.KeyContact, due[i].Contact, telemetry.KeyError, err)
		default:
			problems = append(problems, fmt.Errorf("window of contact %s: %w", due[i].Contact, err))
		}
	}
	return problems
}

// look does what is due in one conversation, as the table has it now: the index
// may tell of yesterday.
func (h *Handler) look(ctx context.Context, document secret.Call, rules policy.Policy, seen conversation.Conversation) error {
	talk, contact, err := h.store.Conversation(ctx, seen.Contact, seen.Number)
	if err != nil || talk.DueAt.IsZero() || talk.DueAt.After(h.now()) {
		return err
	}
	turn := &turn{Handler: h, rules: rules, talk: talk, contact: contact}
	turn.helpdesk, turn.known = document.Connection(talk.Helpdesk)
	if _, number, known := document.ByNumber(talk.Number); known {
		turn.number = number
	}
	next, level, err := turn.act(ctx)
	if err != nil {
		return err
	}
	_, err = h.store.Rearm(ctx, talk.Contact, talk.Number, talk.DueAt, next, level)
	return err
}
