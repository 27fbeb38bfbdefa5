package main

import (
	"context"
	"log/slog"
	"slices"
	"time"

	"ventana/shared/connection"
	"ventana/shared/conversation"
	"ventana/shared/deadletter"
	"ventana/shared/dynamostore"
	"ventana/shared/envelope"
	"ventana/shared/helpdesk"
	"ventana/shared/rollout"
	"ventana/shared/secret"
	"ventana/shared/silence"
	"ventana/shared/sqsqueue"
	"ventana/shared/telemetry"
)

// connections is the part of the connection book that this handler uses.
type connections interface {
	Document(ctx context.Context) (secret.Call, error)
	Newest(ctx context.Context) (secret.Call, error)
}

// store is the part of the table that this handler uses.
type store interface {
	FindContact(ctx context.Context, who dynamostore.Identities) (dynamostore.Contact, error)
	DescribeContact(ctx context.Context, contact dynamostore.Contact, who dynamostore.Identities) error
	ContactOf(ctx context.Context, id string) (dynamostore.Contact, bool, error)
	TakeOver(ctx context.Context, contact dynamostore.Contact, who dynamostore.Identities) error
	JoinContacts(ctx context.Context, contact dynamostore.Contact, who dynamostore.Identities) error
	MoveTicket(ctx context.Context, helpdesk, ticket, contact string) error
	MoveIdentity(ctx context.Context, contact dynamostore.Contact, to dynamostore.Identities) error
	AcquireConversation(ctx context.Context, contact, number, owner string) (conversation.Conversation, error)
	SaveConversation(ctx context.Context, c conversation.Conversation, owner string, release bool) error
	LeaveConversation(ctx context.Context, c conversation.Conversation, owner string) (kept []conversation.TicketName, err error)
	Answered(ctx context.Context, contact, number string, at time.Time) error
	CloseWindow(ctx context.Context, contact, number string, sentAt time.Time) error
	FreeUntil(ctx context.Context, contact, number string, until time.Time) error
	Conversations(ctx context.Context, contact string) ([]conversation.Conversation, dynamostore.Contact, error)
	Claim(ctx context.Context, effect dynamostore.Effect, owner string) (dynamostore.Effect, error)
	Effect(ctx context.Context, kind, id string) (dynamostore.Effect, bool, error)
	Finish(ctx context.Context, kind, id, result string) error
	FinishIn(ctx context.Context, kind, id, ticket, result string) error
	SentMessage(ctx context.Context, messageID string) (dynamostore.Sent, bool, error)
	Postpone(ctx context.Context, kind, id, owner string, pause dynamostore.Pause) error
	LinkTicket(ctx context.Context, link dynamostore.TicketLink) error
	TicketLink(ctx context.Context, helpdesk, ticket string) (dynamostore.TicketLink, bool, error)
	Survey(ctx context.Context, day, helpdesk, ticket string) (dynamostore.Survey, bool, error)
	RateSurvey(ctx context.Context, answer conversation.Answer, at time.Time) error
	CommentSurvey(ctx context.Context, day, helpdesk, ticket string) error
	CanaryRun(ctx context.Context, number string) (silence.Run, bool, error)
	NoteCanary(ctx context.Context, number string, reached silence.Run) (bool, error)
	Heard(ctx context.Context, number string, at time.Time, messages int64) error
	HandOver(ctx context.Context, kind, id, owner string) error
	PassedOn(ctx context.Context, kind, id string) error
	CountRollout(ctx context.Context, number string, at time.Time, counts rollout.Counts) error
}

// desk is the part of a helpdesk that this handler uses.
type desk interface {
	EnsureUser(ctx context.Context, user helpdesk.User) (string, error)
	OpenTicket(ctx context.Context, ticket helpdesk.NewTicket) (helpdesk.Opened, error)
	FindTicket(ctx context.Context, externalID string) (helpdesk.Opened, bool, error)
	AddComment(ctx context.Context, comment helpdesk.NewComment) (helpdesk.Added, error)
	Reopen(ctx context.Context, ticket string) error
	AddTags(ctx context.Context, ticket string, tags []string) error
	RemoveTags(ctx context.Context, ticket string, tags []string) error
	Trace(ctx context.Context, ticket string, markers []string) (helpdesk.Trace, error)
	Newest(ctx context.Context, ticket string) ([]helpdesk.Comment, error)
}

// reader is the part of a provider that this handler uses.
type reader interface {
	MarkRead(ctx context.Context, number, messageID string, typing bool) error
}

// sender is the part of a queue that this handler uses.
type sender interface {
	Send(ctx context.Context, queueURL string, envelopes []envelope.Envelope) error
}

// counter counts what somebody may want to see on a dashboard.
type counter interface {
	Count(name, reason string)
}

// Handler brings messages to the helpdesk.
type Handler struct {
	connections connections
	store       store
	desk        func(secret.CallConnection) desk
	provider    func(secret.CallConnection) reader
	queue       sender
	mediaQueue  string
	replyQueue  string
	// forwardQueue leads to the former endpoint, and rules says for whom.
	forwardQueue string
	rules        rules
	metrics      counter
	now          func() time.Time
	newOwner     func() string
	log          *slog.Logger
	ear          *ear // of this process
}

// NewHandler returns the handler over its parts.
func NewHandler(parts Handler) *Handler {
	parts.ear = &ear{numbers: map[string]*heard{}}
	return &parts
}

func deskOf(book *connection.Book) func(secret.CallConnection) desk {
	return func(c secret.CallConnection) desk { return book.Helpdesk(c) }
}

func providerOf(book *connection.Book) func(secret.CallConnection) reader {
	return func(c secret.CallConnection) reader { return book.Provider(c) }
}

// HandleGroup handles the records of one sender, in order. Neighbours from the
// same person to the same number are handled together; a record that nobody
// can read is parked and does not hold up the others.
func (h *Handler) HandleGroup(ctx context.Context, group []sqsqueue.Record) []sqsqueue.Outcome {
	letters := make([]letter, len(group))
	for i, record := range group {
		letters[i] = open(record)
	}
	var outcomes []sqsqueue.Outcome
	for start := 0; start < len(letters); {
		if unreadable := letters[start].unreadable; unreadable != nil {
			outcome := h.unread(ctx, letters[start].envelope, *unreadable)
			outcomes = append(outcomes, outcome)
			if start++; outcome.Holds() {
				return outcomes
			}
			continue
		}
		end := start + 1
		for end < len(letters) && letters[start].neighbourOf(letters[end]) {
			end++
		}
		part := h.deliver(ctx, letters[start:end])
		outcomes = append(outcomes, part...)
		if len(part) < end-start || !passed(part) {
			return outcomes
		}
		start = end
	}
	return outcomes
}

// unread settles a record that nobody here can read: it is parked, unless it may
// be the former endpoint's.
func (h *Handler) unread(ctx context.Context, e envelope.Envelope, parked sqsqueue.Outcome) sqsqueue.Outcome {
	if e.Kind != envelope.KindUnreadable || e.Origin == "" {
		return parked
	}
	passed, err := h.passUnread(ctx, e)
	switch {
	case err != nil:
		return sqsqueue.OutcomeOf(err)
	case passed:
		return sqsqueue.Done()
	}
	return parked
}

// passed reports whether the records behind these may be handled.
func passed(outcomes []sqsqueue.Outcome) bool {
	for _, outcome := range outcomes {
		if outcome.Holds() {
			return false
		}
	}
	return true
}

// letter is one record, opened.
type letter struct {
	envelope   envelope.Envelope
	unreadable *sqsqueue.Outcome // when it has to be parked unread
}

func open(record sqsqueue.Record) letter {
	opened, err := envelope.Decode(record.Body)
	switch {
	case err != nil:
		return parked(deadletter.Release, err.Error())
	case opened.Kind == envelope.KindUnreadable:
		unreadable := parked(deadletter.Unreadable, opened.Unreadable.Reason)
		unreadable.envelope = opened
		return unreadable
	case opened.Kind != envelope.KindMessage && opened.Kind != envelope.KindEcho && opened.Kind != envelope.KindCall:
		return parked(deadletter.Release, "inbound does not handle envelopes of kind "+string(opened.Kind))
	}
	return letter{envelope: opened}
}

func parked(code deadletter.Code, reason string) letter {
	outcome := sqsqueue.ParkFor(code, reason)
	return letter{unreadable: &outcome}
}

// neighbourOf: written by the same person to the same number, as far as the
// two deliveries tell. What the business did stands apart, and so do calls.
func (l letter) neighbourOf(next letter) bool {
	if next.unreadable != nil || l.envelope.Connection != next.envelope.Connection || l.envelope.Kind != next.envelope.Kind ||
		ofBusiness(l.envelope) != ofBusiness(next.envelope) {
		return false
	}
	a, b := l.envelope.Message, next.envelope.Message
	return a.Number == b.Number && whoever(a.From) == whoever(b.From) && !isCanary(*a)
}

// deliver handles neighbours: who, which conversation, and what is still to be
// done for it. The conversation is ours while we work, and given back with
// what we learnt in any case: the window's clock must not wait for a helpdesk.
func (h *Handler) deliver(ctx context.Context, letters []letter) []sqsqueue.Outcome {
	first := letters[0].envelope
	line, missing, err := h.line(ctx, first)
	if err != nil {
		return []sqsqueue.Outcome{sqsqueue.OutcomeOf(err)}
	}
	if missing != nil {
		return slices.Repeat([]sqsqueue.Outcome{*missing}, len(letters))
	}
	if isCanary(*first.Message) {
		return []sqsqueue.Outcome{h.carry(ctx, line, letters[0])}
	}
	contact, who, err := h.who(ctx, line.provider.Portfolio, *first.Message)
	if err != nil {
		return []sqsqueue.Outcome{sqsqueue.OutcomeOf(err)}
	}
	owner := h.newOwner()
	talk, err := h.store.AcquireConversation(ctx, contact.ID, line.number.ID, owner)
	if err != nil {
		return []sqsqueue.Outcome{sqsqueue.OutcomeOf(err)}
	}
	talk.AnsweredIn(line.helpdesk.ID)
	ctx = helpdesk.For(ctx, line.number.ID)
	turn := h.turnOf(line, talk, owner)
	turn.contact, turn.who, turn.echo = contact, who, ofBusiness(first)
	outcomes := turn.meet(ctx, letters)
	ctx, cancel := dynamostore.Outlive(ctx)
	defer cancel()
	kept, err := h.store.LeaveConversation(ctx, turn.talk, owner)
	if err != nil {
		// What was done is on the effects, and a lost ticket is found by its
		// external id; only the window's clock stands nowhere else, so the records
		// come again.
		h.log.Warn("conversation not saved", telemetry.KeyContact, contact.ID, telemetry.KeyError, err)
		return []sqsqueue.Outcome{sqsqueue.OutcomeOf(err)}
	}
	if err := turn.wakeReplies(ctx, letters, kept); err != nil {
		return []sqsqueue.Outcome{sqsqueue.OutcomeOf(err)}
	}
	turn.listen(ctx, letters, outcomes)
	turn.tell(ctx)
	return outcomes
}

// meet settles who wrote before it takes what was written, and does what can
// wait until that stands.
func (t *turn) meet(ctx context.Context, letters []letter) []sqsqueue.Outcome {
	if t.contact.Other != "" {
		if err := t.meetOther(ctx); err != nil {
			return []sqsqueue.Outcome{sqsqueue.OutcomeOf(err)}
		}
	}
	if err := t.choose(ctx); err != nil {
		return []sqsqueue.Outcome{sqsqueue.OutcomeOf(err)}
	}
	outcomes := t.take(ctx, letters)
	t.introduce(ctx)
	if passed(outcomes) && len(outcomes) == len(letters) {
		t.markRead(ctx, letters)
	}
	return outcomes
}
