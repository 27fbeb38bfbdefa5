package main

import (
	"context"
	"log/slog"
	"time"

	"ventana/shared/catalogue"
	"ventana/shared/connection"
	"ventana/shared/conversation"
	"ventana/shared/deadletter"
	"ventana/shared/dynamostore"
	"ventana/shared/envelope"
	"ventana/shared/internalnote"
	"ventana/shared/pricing"
	"ventana/shared/rollout"
	"ventana/shared/secret"
	"ventana/shared/sqsqueue"
	"ventana/shared/telemetry"
)

// patience is how long a status waits for its message to be known: it may beat
// the answer of the send. Longer than the hold of a lost answer, so that
// whatever can be completed is; after it the message was not ours.
const patience = 10 * time.Minute

// connections is the part of the connection book that this handler uses.
type connections interface {
	Document(ctx context.Context) (secret.Call, error)
}

// store is the part of the table that this handler uses.
type store interface {
	Climb(ctx context.Context, status envelope.Status) (sent dynamostore.Sent, moved, known bool, err error)
	RecordSent(ctx context.Context, sent dynamostore.Sent) error
	Audit(ctx context.Context, entry dynamostore.AuditEntry) error
	Effect(ctx context.Context, kind, id string) (dynamostore.Effect, bool, error)
	Claim(ctx context.Context, effect dynamostore.Effect, owner string) (dynamostore.Effect, error)
	Finish(ctx context.Context, kind, id, result string) error
	Postpone(ctx context.Context, kind, id, owner string, pause dynamostore.Pause) error
	CloseWindow(ctx context.Context, contact, number string, sentAt time.Time) error
	FreeUntil(ctx context.Context, contact, number string, until time.Time) error
	TicketLink(ctx context.Context, helpdesk, ticket string) (dynamostore.TicketLink, bool, error)
	Conversation(ctx context.Context, contact, number string) (conversation.Conversation, dynamostore.Contact, error)
	SentMessage(ctx context.Context, messageID string) (dynamostore.Sent, bool, error)
	AuditOutcome(ctx context.Context, sent dynamostore.Sent) error
	CountSpend(ctx context.Context, messageID string, spent dynamostore.Spend) (bool, error)
	KeepNotice(ctx context.Context, connection string, notice envelope.Notice, delivery string) error
	CountRollout(ctx context.Context, number string, at time.Time, counts rollout.Counts) error
}

// keeper keeps an account's templates, and its numbers' limits.
type keeper interface {
	SyncSince(ctx context.Context, from catalogue.Lister, waba string, since time.Time) error
	Foretell(ctx context.Context, waba, name, language, category string) error
	CheckSince(ctx context.Context, from catalogue.Reader, number, phoneNumberID string, since time.Time) error
}

// counter counts what an alarm watches.
type counter interface {
	Count(name, reason string)
}

// Handler follows sent messages.
type Handler struct {
	connections connections
	store       store
	desk        func(secret.CallConnection) internalnote.Desk
	provider    func(secret.CallConnection) catalogue.Source
	keeper      keeper
	queue       sender
	queueURL    string // outbound's
	// forwardQueue leads to the former endpoint.
	forwardQueue string
	rules        rules
	cards        func() ([]pricing.Card, error) // read when a price is first asked for
	metrics      counter
	now          func() time.Time
	newOwner     func() string
	log          *slog.Logger
}

// NewHandler returns the handler over its parts.
func NewHandler(parts Handler) *Handler { return &parts }

func providerOf(book *connection.Book) func(secret.CallConnection) catalogue.Source {
	return func(c secret.CallConnection) catalogue.Source { return book.Provider(c) }
}

func deskOf(book *connection.Book) func(secret.CallConnection) internalnote.Desk {
	return func(c secret.CallConnection) internalnote.Desk { return book.Helpdesk(c) }
}

// HandleGroup handles one record: the queue is a standard one.
func (h *Handler) HandleGroup(ctx context.Context, group []sqsqueue.Record) []sqsqueue.Outcome {
	var outcomes []sqsqueue.Outcome
	for _, record := range group {
		outcomes = append(outcomes, h.handle(ctx, record))
	}
	return outcomes
}

func (h *Handler) handle(ctx context.Context, record sqsqueue.Record) sqsqueue.Outcome {
	opened, err := envelope.Decode(record.Body)
	switch {
	case err != nil:
		return sqsqueue.ParkFor(deadletter.Release, err.Error())
	case opened.Kind == envelope.KindNotice:
		return h.heed(ctx, opened)
	case opened.Kind == envelope.KindUnreadable: // which the webhook sends to inbound
		return sqsqueue.ParkFor(deadletter.Unreadable, opened.Unreadable.Reason)
	case opened.Kind != envelope.KindStatus:
		return sqsqueue.ParkFor(deadletter.Release, "status does not handle envelopes of kind "+string(opened.Kind))
	}
	return h.follow(ctx, opened, record)
}

// follow moves the message along; one that nobody recorded is looked for by
// its marker, waited for, and then left alone.
func (h *Handler) follow(ctx context.Context, e envelope.Envelope, record sqsqueue.Record) sqsqueue.Outcome {
	status := *e.Status
	sent, moved, known, err := h.store.Climb(ctx, status)
	if err == nil && !known {
		if known, err = h.complete(ctx, status); err == nil && known {
			sent, moved, known, err = h.store.Climb(ctx, status)
		}
	}
	switch {
	case err != nil:
		return sqsqueue.OutcomeOf(err)
	case known:
		if err := h.spend(ctx, status, sent); err != nil {
			return sqsqueue.OutcomeOf(err)
		}
		return h.audited(ctx, sent, h.consequences(ctx, status, sent, moved))
	case foreign(status):
		passed, err := h.passStatus(ctx, e)
		if err != nil || passed {
			return outcomeOf(err)
		}
	}
	if h.now().Sub(e.ReceivedAt) < patience {
		return sqsqueue.Wait(pause(record.Receives), "message is not known yet")
	}
	h.metrics.Count(telemetry.MetricStatusesUnknown, status.State)
	h.log.Warn("status of an unknown message", telemetry.KeyConnection, e.Connection, telemetry.KeyMessage, nameOf(status), telemetry.KeyState, status.State)
	return sqsqueue.Done()
}

// pause grows from a second to a minute: a status that merely beat the answer
// is soon at home, and one of a stranger's message costs few receives.
func pause(receives int) time.Duration {
	return min(time.Second<<min(max(receives-1, 0), 6), time.Minute)
}

// nameOf is a message's name for logs: its id holds the customer's number.
func nameOf(status envelope.Status) string { return envelope.Digest("message", status.ID) }

// consequences tells the agent of a failure, and of a success that came after
// it. Whether this status moved the message does not matter for that: the run
// that moved it may have died before it told, and each note is written once.
func (h *Handler) consequences(ctx context.Context, status envelope.Status, sent dynamostore.Sent, moved bool) sqsqueue.Outcome {
	if moved {
		h.log.Info("message moved", telemetry.KeyMessage, nameOf(status), telemetry.KeyState, status.State, telemetry.KeyTicket, sent.Ticket)
	}
	if err := h.noteFree(ctx, status, sent); err != nil {
		return sqsqueue.OutcomeOf(err)
	}
	state := conversation.State(status.State)
	if moved && state == conversation.StateFailed {
		h.metrics.Count(telemetry.MetricSendsFailed, status.ErrorCode)
	}
	switch {
	case state == conversation.StateFailed && sent.State == conversation.StateFailed:
		if err := h.failed(ctx, status, sent); err != nil {
			return sqsqueue.OutcomeOf(err)
		}
		// A success that came while the note was written found none to take back.
		since, _, err := h.store.SentMessage(ctx, status.ID)
		if err != nil || !since.FailedBefore {
			return outcomeOf(err)
		}
		return outcomeOf(h.arrived(ctx, status, since))
	case sent.FailedBefore:
		return outcomeOf(h.arrived(ctx, status, sent))
	case sent.Doubted && reached(state):
		return outcomeOf(h.clearDoubt(ctx, status, sent))
	}
	return sqsqueue.Done()
}

// audited notes for reports what became of a template. It comes after the agent
// was told, so that a report never keeps a note waiting, and whether this status
// moved the message does not matter for it either.
func (h *Handler) audited(ctx context.Context, sent dynamostore.Sent, outcome sqsqueue.Outcome) sqsqueue.Outcome {
	if err := h.store.AuditOutcome(ctx, sent); err != nil && outcome == sqsqueue.Done() {
		return sqsqueue.OutcomeOf(err)
	}
	return outcome
}

func outcomeOf(err error) sqsqueue.Outcome {
	if err != nil {
		return sqsqueue.OutcomeOf(err)
	}
	return sqsqueue.Done()
}
