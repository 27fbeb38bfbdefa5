package main

import (
	"cmp"
	"context"
	"errors"
	"log/slog"
	"slices"
	"strings"
	"time"

	"ventana/shared/connection"
	"ventana/shared/conversation"
	"ventana/shared/deadletter"
	"ventana/shared/dynamostore"
	"ventana/shared/envelope"
	"ventana/shared/helpdesk"
	"ventana/shared/internalnote"
	"ventana/shared/limit"
	"ventana/shared/offer"
	"ventana/shared/policy"
	"ventana/shared/pricing"
	"ventana/shared/provider"
	"ventana/shared/secret"
	"ventana/shared/silence"
	"ventana/shared/sqsqueue"
	"ventana/shared/telemetry"
)

// linkPatience is how long a ticket of ours may be without its link: its event
// can beat the answer that tells us its id, and that answer can be lost while
// the helpdesk is in trouble, which may last for hours.
const linkPatience = 8 * time.Hour

// connections is the part of the connection book that this handler uses.
type connections interface {
	Document(ctx context.Context) (secret.Call, error)
	Newest(ctx context.Context) (secret.Call, error)
}

// store is the part of the table that this handler uses.
type store interface {
	AcquireTicket(ctx context.Context, helpdesk, ticket, owner string) (dynamostore.TicketLink, error)
	MoveCursor(ctx context.Context, link dynamostore.TicketLink, owner string, release bool) error
	Conversation(ctx context.Context, contact, number string) (conversation.Conversation, dynamostore.Contact, error)
	Reach(ctx context.Context, portfolio string, contact dynamostore.Contact, at time.Time, most int) (bool, error)
	AcquireConversation(ctx context.Context, contact, number, owner string) (conversation.Conversation, error)
	SaveConversation(ctx context.Context, c conversation.Conversation, owner string, release bool) error
	LinkTicket(ctx context.Context, link dynamostore.TicketLink) error
	TicketLink(ctx context.Context, helpdesk, ticket string) (dynamostore.TicketLink, bool, error)
	CloseWindow(ctx context.Context, contact, number string, sentAt time.Time) error
	Wrote(ctx context.Context, contact, number string, at time.Time, pair conversation.Pair) error
	Pace(ctx context.Context, contact, number string, pair conversation.Pair) error
	KeepReplies(ctx context.Context, contact, number string, ticket conversation.TicketName) (conversation.Conversation, error)
	ForgetReplies(ctx context.Context, contact, number string, ticket conversation.TicketName) error
	KnownMarkers(ctx context.Context, kinds, markers []string) (map[string]bool, error)
	Effect(ctx context.Context, kind, id string) (dynamostore.Effect, bool, error)
	Effects(ctx context.Context, kind string, ids []string) (map[string]dynamostore.Effect, error)
	SentMessage(ctx context.Context, messageID string) (dynamostore.Sent, bool, error)
	Claim(ctx context.Context, effect dynamostore.Effect, owner string) (dynamostore.Effect, error)
	Finish(ctx context.Context, kind, id, result string) error
	GiveUp(ctx context.Context, kind, id, reason string) error
	Reopen(ctx context.Context, kind, id, result string) error
	Postpone(ctx context.Context, kind, id, owner string, pause dynamostore.Pause) error
	ArmSurvey(ctx context.Context, due dynamostore.DueSurvey, askedSince time.Time, again bool) error
	AskedAt(ctx context.Context, helpdesk, ticket string) (time.Time, error)
	RecordSurvey(ctx context.Context, asked dynamostore.Survey) error
	RecordSent(ctx context.Context, sent dynamostore.Sent) error
	Audit(ctx context.Context, entry dynamostore.AuditEntry) error
	CanaryRun(ctx context.Context, number string) (silence.Run, bool, error)
	NoteCanary(ctx context.Context, number string, reached silence.Run) (bool, error)
}

// desk is the part of a helpdesk that this handler uses.
type desk interface {
	internalnote.Desk
	CommentsAfter(ctx context.Context, ticket, cursor string) ([]helpdesk.Comment, error)
	Newest(ctx context.Context, ticket string) ([]helpdesk.Comment, error)
	ReadTicket(ctx context.Context, ticket string) (helpdesk.Ticket, error)
}

// offers are what can be sent besides words.
type offers interface {
	Policy(ctx context.Context) (policy.Policy, error)
	Means(ctx context.Context, occasion offer.Occasion) (conversation.Means, error)
	Number(ctx context.Context, number string) (limit.Number, error)
	Use(ctx context.Context, portfolio, number string) (limit.Use, error)
	Spent(ctx context.Context) (policy.Spent, error)
	Quote(talk conversation.Conversation, contact dynamostore.Contact, at time.Time) pricing.Quote
}

// pacer keeps a number's messages a second.
type pacer interface {
	Take(ctx context.Context, number string, perSecond int, now time.Time) (wait time.Duration, err error)
	Refused(number string, now time.Time)
}

// messenger is the part of a provider that this handler uses.
type messenger interface {
	Send(ctx context.Context, message provider.Message) (provider.Sent, error)
	MarkRead(ctx context.Context, number, messageID string, typing bool) error
	Answers(ctx context.Context, number string) error
}

// sender is the part of a queue that this handler uses.
type sender interface {
	Send(ctx context.Context, queueURL string, envelopes []envelope.Envelope) error
}

// counter counts what an alarm watches.
type counter interface {
	Count(name, reason string)
}

// Handler brings replies to customers.
type Handler struct {
	connections connections
	store       store
	desk        func(secret.CallConnection) desk
	provider    func(secret.CallConnection) messenger
	offers      offers
	pacer       pacer
	queue       sender
	mediaQueue  string
	metrics     counter
	now         func() time.Time
	newOwner    func() string
	log         *slog.Logger
}

// NewHandler returns the handler over its parts.
func NewHandler(parts Handler) *Handler { return &parts }

func deskOf(book *connection.Book) func(secret.CallConnection) desk {
	return func(c secret.CallConnection) desk { return book.Helpdesk(c) }
}

func providerOf(book *connection.Book) func(secret.CallConnection) messenger {
	return func(c secret.CallConnection) messenger { return book.Provider(c) }
}

// HandleGroup handles the records of one ticket. Those that ask for a look all say
// the same, so one serves them all; of chores each is another.
func (h *Handler) HandleGroup(ctx context.Context, group []sqsqueue.Record) []sqsqueue.Outcome {
	var outcomes []sqsqueue.Outcome
	var looked *sqsqueue.Outcome
	for _, record := range group {
		opened, err := envelope.Decode(record.Body)
		switch {
		case err != nil:
			outcomes = append(outcomes, sqsqueue.ParkFor(deadletter.Release, err.Error()))
			continue
		case opened.Kind == envelope.KindUnreadable:
			outcomes = append(outcomes, sqsqueue.ParkFor(deadletter.Unreadable, opened.Unreadable.Reason))
			continue
		case opened.Kind == envelope.KindTicket && opened.Ticket.Event == envelope.EventProbe:
			outcomes = append(outcomes, h.probed(ctx, opened))
			continue
		case opened.Kind == envelope.KindChore:
			opened.Ticket = &envelope.Ticket{ID: opened.Chore.Ticket}
			outcome := h.look(ctx, opened, record, false, nil)
			if outcomes = append(outcomes, outcome); outcome.Holds() {
				return outcomes
			}
			continue
		case opened.Kind == envelope.KindRefusal:
			opened.Ticket = &envelope.Ticket{ID: opened.Refusal.Ticket}
			outcome := h.look(ctx, opened, record, false, nil)
			if outcomes = append(outcomes, outcome); outcome.Holds() {
				return outcomes
			}
			continue
		case opened.Kind != envelope.KindTicket:
			outcomes = append(outcomes, sqsqueue.ParkFor(deadletter.Release, "outbound does not handle envelopes of kind "+string(opened.Kind)))
			continue
		}
		if looked == nil {
			outcome := h.look(ctx, opened, record, statusChanged(group), group)
			looked = &outcome
		}
		outcomes = append(outcomes, *looked)
		if looked.Holds() {
			return outcomes
		}
	}
	return outcomes
}

// look handles the unseen comments of one ticket, or a chore about it. The ticket
// is ours while we work.
func (h *Handler) look(ctx context.Context, e envelope.Envelope, record sqsqueue.Record, statusChanged bool, group []sqsqueue.Record) sqsqueue.Outcome {
	document, err := h.connections.Document(ctx)
	if err != nil {
		return sqsqueue.OutcomeOf(err)
	}
	desk, known := document.Connection(e.Connection)
	if !known {
		if document, err = h.connections.Newest(ctx); err != nil {
			return sqsqueue.OutcomeOf(err)
		}
		desk, known = document.Connection(e.Connection)
	}
	if !known {
		return sqsqueue.ParkFor(deadletter.Connection, "connection "+e.Connection+" is not in the call secret")
	}
	owner := h.newOwner()
	link, err := h.store.AcquireTicket(ctx, desk.ID, e.Ticket.ID, owner)
	if errors.Is(err, dynamostore.ErrNotLinked) {
		return h.unlinked(e, record)
	}
	if err != nil {
		return sqsqueue.OutcomeOf(err)
	}
	look := &look{Handler: h, document: document, helpdesk: desk, desk: h.desk(desk), link: link, owner: owner, woken: e.Ticket.Event == envelope.EventHeard, toldAt: toldAt(e)}
	ctx = helpdesk.For(ctx, link.Number)
	if e.Chore != nil {
		err = look.chore(ctx, *e.Chore)
	} else if e.Refusal != nil {
		err = look.refusedLater(ctx, *e.Refusal)
	} else if err = look.handle(ctx); statusChanged {
		err = look.arm(ctx, err)
	}
	if target := mergedInto(group); target != "" && (err == nil || helpdesk.ForGood(err)) {
		err = cmp.Or(look.follow(ctx, target), err)
	}
	ctx, cancel := dynamostore.Outlive(ctx)
	defer cancel()
	if saveErr := h.store.MoveCursor(ctx, look.link, owner, true); saveErr != nil {
		// Each effect knows that it is done, so a cursor that lags costs a look. Which
		// replies wait stands nowhere else.
		h.log.Warn("cursor not moved", telemetry.KeyTicket, link.Ticket, telemetry.KeyError, saveErr)
		if (err == nil || helpdesk.ForGood(err)) && !slices.Equal(link.Kept, look.link.Kept) {
			err = saveErr
		}
	}
	if err != nil {
		return sqsqueue.OutcomeOf(err)
	}
	return sqsqueue.Done()
}

// unlinked tells a ticket of ours, whose link is being written, from tickets
// that are none of our business.
func (h *Handler) unlinked(e envelope.Envelope, record sqsqueue.Record) sqsqueue.Outcome {
	if strings.HasPrefix(e.Ticket.ExternalID, conversation.ExternalPrefix) && h.now().Sub(record.SentAt) < linkPatience {
		return sqsqueue.Wait(2*time.Second, "ticket is not linked yet")
	}
	return sqsqueue.Done()
}
