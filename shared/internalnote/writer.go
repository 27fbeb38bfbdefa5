// Package internalnote tells an agent something exactly once: an internal note
// is an effect like a message, with a claim before the call, a marker in the
// helpdesk, and a look for it before a lost answer is repeated.
package internalnote

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"ventana/shared/dynamostore"
	"ventana/shared/envelope"
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
	store   store
	owner   string
	fields  []helpdesk.Field
	refused func()
}

// NewWriter returns a writer whose claims belong to owner.
func NewWriter(store store, owner string) *Writer { return &Writer{store: store, owner: owner} }

// Setting is a writer whose notes set custom fields of the ticket in the same
// call: a note that stands has set them. When the helpdesk took the note and none
// of the fields, refused is called.
func (w *Writer) Setting(fields []helpdesk.Field, refused func()) *Writer {
	return &Writer{store: w.store, owner: w.owner, fields: fields, refused: refused}
}

// Write puts text on the ticket as an internal note, once for this id, which
// names what the note is about. The error says when to come back. A ticket that
// is closed or gone takes no note: stands is then false, and the caller may know
// a better place.
func (w *Writer) Write(ctx context.Context, desk Desk, ticket, id, text string) (stands bool, err error) {
	effect, err := w.store.Claim(ctx, dynamostore.Effect{Kind: dynamostore.EffectNote, ID: id, Ticket: ticket}, w.owner)
	if err != nil || effect.Done {
		return effect.Result != nowhere, err
	}
	comment, err := w.write(ctx, desk, ticket, effect, text)
	if errors.Is(err, helpdesk.ErrClosed) || errors.Is(err, helpdesk.ErrGone) {
		comment, err = nowhere, nil
	}
	if err != nil {
		return false, w.giveBack(ctx, id, err)
	}
	return comment != nowhere, w.store.Finish(ctx, dynamostore.EffectNote, id, comment)
}

// WriteOnOne puts text on the first of the tickets that takes it, once for this
// id: a message's own ticket may be closed by the time there is something to
// say about it, and the conversation's open one is then the better place. Empty
// tickets and repetitions are passed over; stands is false when none takes it.
func (w *Writer) WriteOnOne(ctx context.Context, desk Desk, tickets []string, id, text string) (stands bool, err error) {
	name := id
	for i, ticket := range tickets {
		if ticket == "" || slices.Contains(tickets[:i], ticket) {
			continue
		}
		if stands, err = w.Write(ctx, desk, ticket, name, text); err != nil || stands {
			return stands, err
		}
		name = envelope.Digest(id, tickets[min(i+1, len(tickets)-1)])
	}
	return false, nil
}

// nowhere is the result of a note whose ticket takes none.
const nowhere = "nowhere"

func (w *Writer) write(ctx context.Context, desk Desk, ticket string, effect dynamostore.Effect, text string) (comment string, err error) {
	note := helpdesk.NewComment{Ticket: ticket, Body: text, Markers: []string{effect.ID}, Fields: w.fields}
	if effect.Doubtful() {
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
	if added.FieldsRefused && w.refused != nil {
		w.refused()
	}
	return added.Comment, err
}

func (w *Writer) giveBack(ctx context.Context, id string, cause error) error {
	failed := failure.Of(cause)
	pause := dynamostore.Pause{
		For:       failed.Wait,
		Ambiguous: failed.Class == failure.Ambiguous || failed.Class == failure.Unknown,
	}
	ctx, cancel := dynamostore.Outlive(ctx)
	defer cancel()
	if err := w.store.Postpone(ctx, dynamostore.EffectNote, id, w.owner, pause); err != nil {
		return errors.Join(cause, err)
	}
	return fmt.Errorf("write note: %w", cause)
}
