// Package internalnote tells an agent something exactly once: an internal note
// is an effect like a message, with a claim before the call, a marker in the
// helpdesk, and a look for it before a lost answer is repeated.
package internalnote

import (
	"context"
	"errors"
	"fmt"
	"time"

	"ventana/shared/dynamostore"
	"ventana/shared/failure"
	"ventana/shared/helpdesk"
)

// store is the part of the table that a writer uses.
type store interface {
	Claim(ctx context.Context, effect dynamostore.Effect, owner string) (dynamostore.Effect, error)
	Finish(ctx context.Context, kind, id, result string) error
	Postpone(ctx context.Context, kind, id, owner string, pause dynamostore.Pause) error
}

// Desk is the part of a helpdesk that a writer uses.
type Desk interface {
	AddComment(ctx context.Context, comment helpdesk.NewComment) (helpdesk.Added, error)
	Trace(ctx context.Context, ticket string, markers []string) (helpdesk.Trace, error)
}

// Writer writes notes for one run.
type Writer struct {
	store store
	owner string
}

// NewWriter returns a writer whose claims belong to owner.
func NewWriter(store store, owner string) *Writer { return &Writer{store: store, owner: owner} }

// Write puts text on the ticket as an internal note, once for this id, which
// names what the note is about. The error says when to come back; a ticket that
// is closed or gone takes no note, and the note is then done with.
func (w *Writer) Write(ctx context.Context, desk Desk, ticket, id, text string) error {
	effect, err := w.store.Claim(ctx, dynamostore.Effect{Kind: dynamostore.EffectNote, ID: id, Ticket: ticket}, w.owner)
	if err != nil || effect.Done {
		return err
	}
	comment, err := w.write(ctx, desk, ticket, effect, text)
	if errors.Is(err, helpdesk.ErrClosed) || errors.Is(err, helpdesk.ErrGone) {
		comment, err = "", nil
	}
	if err != nil {
		return w.giveBack(ctx, id, err)
	}
	return w.store.Finish(ctx, dynamostore.EffectNote, id, comment)
}

func (w *Writer) write(ctx context.Context, desk Desk, ticket string, effect dynamostore.Effect, text string) (comment string, err error) {
	note := helpdesk.NewComment{Ticket: ticket, Body: text, Markers: []string{effect.ID}}
	if effect.Claims > 1 || effect.Ambiguous {
		trace, err := desk.Trace(ctx, ticket, note.Markers)
		if err != nil {
			return "", err
		}
		if comment, stands := trace.Found[effect.ID]; stands {
			return comment, nil
		}
		note.Stamp = trace.Stamp
	}
	added, err := desk.AddComment(ctx, note)
	return added.Comment, err
}

func (w *Writer) giveBack(ctx context.Context, id string, cause error) error {
	failed := failure.Of(cause)
	if errors.Is(cause, helpdesk.ErrConflict) {
		failed = &failure.Error{Class: failure.Later, Op: "write note", Code: "conflict", Wait: time.Second, Err: cause}
	}
	pause := dynamostore.Pause{
		For:       failed.Wait,
		Ambiguous: failed.Class == failure.Ambiguous || failed.Class == failure.Unknown,
	}
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), time.Second)
	defer cancel()
	if err := w.store.Postpone(ctx, dynamostore.EffectNote, id, w.owner, pause); err != nil {
		return errors.Join(cause, err)
	}
	return fmt.Errorf("write note: %w", failed)
}
