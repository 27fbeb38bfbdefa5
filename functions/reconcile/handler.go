package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"slices"
	"strconv"
	"strings"
	"time"

	"ventana/shared/connection"
	"ventana/shared/dynamostore"
	"ventana/shared/envelope"
	"ventana/shared/failure"
	"ventana/shared/helpdesk"
	"ventana/shared/internalnote"
	"ventana/shared/secret"
	"ventana/shared/statement"
	"ventana/shared/telemetry"
)

const (
	// firstSpan is how far back the first sweep of a helpdesk looks.
	firstSpan = time.Hour
	// overlap is how far behind now the watermark stays at least, so that the newest
	// is looked at twice: a helpdesk withholds its last minute, and its clock is not
	// ours. What is older is read once, so that a burst of changes holds up nothing.
	overlap = 3 * time.Minute
	// tooFar is how far a sweep may be behind before its run fails, for the function's
	// alarm: five runs that did not keep up. The alarm for no run at all waits for three.
	tooFar = 30 * time.Minute
)

// connections is the part of the connection book that this handler uses.
type connections interface {
	Document(ctx context.Context) (secret.Call, error)
}

// store is the part of the table that this handler uses.
type store interface {
	statementStore
	repairStore
	Watermark(ctx context.Context, helpdesk string) (time.Time, error)
	MoveWatermark(ctx context.Context, helpdesk string, to time.Time) error
	TicketLink(ctx context.Context, helpdesk, ticket string) (dynamostore.TicketLink, bool, error)
}

// desk is the part of a helpdesk that this handler uses.
type desk interface {
	internalnote.Desk
	SaidSince(ctx context.Context, since time.Time) (said []helpdesk.Said, next time.Time, end bool, err error)
	CommentsAfter(ctx context.Context, ticket, cursor string) ([]helpdesk.Comment, error)
	ChangedSince(ctx context.Context, since time.Time) (changed []helpdesk.ChangedTicket, next time.Time, end bool, err error)
}

// sender is the part of the queue that this handler uses.
type sender interface {
	Send(ctx context.Context, queueURL string, envelopes []envelope.Envelope) error
}

// metrics are what alarms watch.
type metrics interface {
	gauge
	Count(name, reason string)
}

// Handler sweeps the helpdesks, and makes the statement of each day.
type Handler struct {
	connections connections
	store       store
	desk        func(secret.CallConnection) desk
	limits      limits
	metrics     metrics
	sender      sender
	queueURL    string
	depth       depth
	shelves     []string // URLs of the dead-letter queues
	now         func() time.Time
	newOwner    func() string
	log         *slog.Logger
}

// NewHandler returns the handler over its parts.
func NewHandler(parts Handler) *Handler { return &parts }

func deskOf(book *connection.Book) func(secret.CallConnection) desk {
	return func(c secret.CallConnection) desk { return book.Helpdesk(c) }
}

// Task is the schedule's input.
type Task struct {
	Do string `json:"do"` // "sweep" or "statement"
	// Day is the day whose statement is wanted, as 2026-11-22; also one that stands.
	Day string `json:"day,omitempty"`
}

// Handle does one task. One helpdesk that fails does not keep the others from
// being swept; the error makes the failure visible to the function's alarm, and
// the next sweep begins where this one stopped. Each run brings the statement of
// a day on besides, with the time that is left.
func (h *Handler) Handle(ctx context.Context, task Task) error {
	document, err := h.connections.Document(ctx)
	if err != nil {
		return err
	}
	switch task.Do {
	case "sweep":
		return errors.Join(h.sweepAll(ctx, document), h.proceed(ctx, document))
	case "statement":
		if _, err := time.Parse(statement.Layout, task.Day); err != nil {
			return fmt.Errorf("day %q: must be written as 2026-11-22", task.Day)
		}
		if err := h.store.WantStatement(ctx, task.Day); err != nil {
			return err
		}
		return h.proceed(ctx, document)
	default:
		return fmt.Errorf("unknown task %q: the input must be {\"do\":\"sweep\"} or {\"do\":\"statement\",\"day\":\"2026-11-22\"}", task.Do)
	}
}

// helpdesksOf are the connections of a document that are helpdesks.
func helpdesksOf(document secret.Call) []secret.CallConnection {
	return slices.DeleteFunc(slices.Clone(document.Connections), func(c secret.CallConnection) bool { return c.Kind == secret.KindCloudAPI })
}

// sweepAll sweeps each helpdesk.
func (h *Handler) sweepAll(ctx context.Context, document secret.Call) error {
	var problems []error
	for _, c := range helpdesksOf(document) {
		behind, err := h.sweep(ctx, c)
		if err != nil && strings.HasPrefix(failure.Of(err).Code, helpdesk.CodePaced) {
			// What customers write goes first; the next run begins where this one did.
			h.log.Info("sweep waits", telemetry.KeyConnection, c.ID, telemetry.KeyBehind, int(behind.Minutes()), telemetry.KeyError, err)
			err = nil
		}
		if err == nil && behind > tooFar {
			err = fmt.Errorf("%s behind: the helpdesk's export changes faster than it is read, or is limited", behind.Truncate(time.Minute))
		}
		if err != nil {
			problems = append(problems, fmt.Errorf("sweep %s: %w", c.ID, err))
		}
	}
	if err := h.measure(ctx, document); err != nil {
		problems = append(problems, err)
	}
	return errors.Join(problems...)
}

// sweep has every ticket of ours looked at on which something was said after
// its cursor, and then moves the watermark. It tells how far behind that is.
func (h *Handler) sweep(ctx context.Context, c secret.CallConnection) (behind time.Duration, err error) {
	since, err := h.store.Watermark(ctx, c.ID)
	if err != nil {
		return 0, err
	}
	if since.IsZero() {
		since = h.now().Add(-firstSpan)
	} else {
		behind = h.now().Sub(since)
	}
	changed, next, end, err := h.desk(c).ChangedSince(ctx, since)
	if err != nil {
		return behind, err
	}
	looks, err := h.missed(ctx, c, changed)
	if err != nil {
		return behind, err
	}
	if err := h.sender.Send(ctx, h.queueURL, looks); err != nil {
		return behind, err
	}
	if settled := h.now().Add(-overlap); end || next.After(settled) {
		next = settled
	}
	behind = h.now().Sub(next)
	h.log.Info("helpdesk swept", telemetry.KeyConnection, c.ID, telemetry.KeyChanged, len(changed), telemetry.KeyCount, len(looks), telemetry.KeyBehind, int(behind.Minutes()))
	return behind, h.store.MoveWatermark(ctx, c.ID, next)
}

// missed picks the tickets whose newest comment nobody has looked at.
func (h *Handler) missed(ctx context.Context, c secret.CallConnection, changed []helpdesk.ChangedTicket) ([]envelope.Envelope, error) {
	var looks []envelope.Envelope
	now := h.now()
	for _, ticket := range changed {
		link, linked, err := h.store.TicketLink(ctx, c.ID, ticket.Ticket)
		if err != nil {
			return nil, err
		}
		if !linked || !newer(ticket.Comment, link.Cursor) {
			continue
		}
		// The time in it: a look that a dead run lost must be sent again.
		looks = append(looks, envelope.Look(now, c.ID, ticket.Ticket, envelope.EventSweep, ticket.Comment, strconv.FormatInt(now.Unix(), 10)))
	}
	return looks, nil
}

// newer reports whether a comment came after the cursor. Comment ids are
// decimal numbers that grow; they are longer than a float holds.
func newer(comment, cursor string) bool {
	if len(comment) != len(cursor) {
		return len(comment) > len(cursor)
	}
	return comment > cursor
}
