package main

import (
	"context"
	"io"
	"log/slog"
	"time"

	"ventana/shared/connection"
	"ventana/shared/conversation"
	"ventana/shared/deadletter"
	"ventana/shared/dynamostore"
	"ventana/shared/envelope"
	"ventana/shared/helpdesk"
	"ventana/shared/internalnote"
	"ventana/shared/provider"
	"ventana/shared/secret"
	"ventana/shared/sqsqueue"
)

// connections is the part of the connection book that this handler uses.
type connections interface {
	Document(ctx context.Context) (secret.Call, error)
	Newest(ctx context.Context) (secret.Call, error)
}

// store is the part of the table that this handler uses.
type store interface {
	Conversation(ctx context.Context, contact, number string) (conversation.Conversation, dynamostore.Contact, error)
	Claim(ctx context.Context, effect dynamostore.Effect, owner string) (dynamostore.Effect, error)
	Finish(ctx context.Context, kind, id, result string) error
	FinishIn(ctx context.Context, kind, id, ticket, result string) error
	GiveUp(ctx context.Context, kind, id, reason string) error
	Postpone(ctx context.Context, kind, id, owner string, pause dynamostore.Pause) error
}

// budget counts what may be tried a few times only.
type budget interface {
	CountAttempt(ctx context.Context, name string) (attempts int, err error)
}

// desk is the part of a helpdesk that this handler uses.
type desk interface {
	internalnote.Desk
	MaxFile() int64
	Upload(ctx context.Context, file helpdesk.File) (token string, err error)
	Discard(ctx context.Context, token string) error
	OpenAttachment(ctx context.Context, attachment helpdesk.Attachment) (io.ReadCloser, int64, error)
}

// carrier is the part of a provider that this handler uses.
type carrier interface {
	ResolveFile(ctx context.Context, number, id string) (provider.FileInfo, error)
	OpenFile(ctx context.Context, info provider.FileInfo) (io.ReadCloser, int64, error)
	UploadFile(ctx context.Context, upload provider.Upload) (id string, err error)
}

// counter counts what an alarm watches.
type counter interface {
	Count(name, reason string)
}

// Handler carries files.
type Handler struct {
	connections connections
	store       store
	budget      budget
	desk        func(secret.CallConnection) desk
	provider    func(secret.CallConnection) carrier
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

func providerOf(book *connection.Book) func(secret.CallConnection) carrier {
	return func(c secret.CallConnection) carrier { return book.Provider(c) }
}

// HandleGroup handles records one by one: the queue is a standard one.
func (h *Handler) HandleGroup(ctx context.Context, group []sqsqueue.Record) []sqsqueue.Outcome {
	var outcomes []sqsqueue.Outcome
	for _, record := range group {
		outcomes = append(outcomes, h.handle(ctx, record))
	}
	return outcomes
}

func (h *Handler) handle(ctx context.Context, record sqsqueue.Record) sqsqueue.Outcome {
	opened, err := envelope.Decode(record.Body)
	if err != nil {
		return sqsqueue.ParkFor(deadletter.Release, err.Error())
	}
	switch opened.Kind {
	case envelope.KindFetch:
		return h.fetch(ctx, opened)
	case envelope.KindUpload:
		return h.upload(ctx, opened)
	default:
		return sqsqueue.ParkFor(deadletter.Release, "media does not handle envelopes of kind "+string(opened.Kind))
	}
}

// line is the way between a number and the helpdesk in which a file belongs.
type line struct {
	provider secret.CallConnection
	number   secret.Number
	helpdesk secret.CallConnection
}

// line finds number and helpdesk; what is missing comes as the outcome.
func (h *Handler) line(ctx context.Context, number, helpdesk string) (found line, missing *sqsqueue.Outcome, err error) {
	var outcome sqsqueue.Outcome
	for _, read := range []func(context.Context) (secret.Call, error){h.connections.Document, h.connections.Newest} {
		document, err := read(ctx)
		if err != nil {
			return line{}, nil, err
		}
		connection, its, known := document.ByNumber(number)
		answering, answers := document.Connection(helpdesk)
		switch {
		case !known:
			outcome = sqsqueue.ParkFor(deadletter.Number, "number "+number+" is not in the call secret")
		case !answers:
			outcome = sqsqueue.ParkFor(deadletter.Connection, "connection "+helpdesk+" is not in the call secret")
		default:
			return line{provider: connection, number: its, helpdesk: answering}, nil, nil
		}
	}
	return line{}, &outcome, nil
}
