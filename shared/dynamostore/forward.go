package dynamostore

import (
	"context"
	"errors"
	"fmt"
	"time"
)

// CloseWindow notes that WhatsApp refused a send of sentAt because the window
// was closed: it stays closed until the customer writes later than that. The
// conversation is due at once, so that its ticket shows it; a run that holds the
// conversation may put the former time back, and then the ticket shows it at
// that.
//
// Requests: one write.
func (s *Store) CloseWindow(ctx context.Context, contact, number string, sentAt time.Time) error {
	change := newEdit()
	change.due(contact, sentAt, 0)
	if err := s.forward(ctx, contact, number, "refused_at", sentAt, change); err != nil {
		return fmt.Errorf("close window of contact %s: %w", contact, err)
	}
	return nil
}

// Answered notes that the business wrote to the customer at a time; it never
// goes back.
//
// Requests: one write.
func (s *Store) Answered(ctx context.Context, contact, number string, at time.Time) error {
	if err := s.forward(ctx, contact, number, "answered_at", at, newEdit()); err != nil {
		return fmt.Errorf("note answer to contact %s: %w", contact, err)
	}
	return nil
}

// FreeUntil notes until when messages to the customer cost nothing; it never
// goes back.
//
// Requests: one write.
func (s *Store) FreeUntil(ctx context.Context, contact, number string, until time.Time) error {
	if err := s.forward(ctx, contact, number, "free_until", until, newEdit()); err != nil {
		return fmt.Errorf("note free entry point of contact %s: %w", contact, err)
	}
	return nil
}

// forward sets a time of a conversation, with the rest of a change, where it is
// later than the one that stands there. A conversation that nobody knows is left
// so.
func (s *Store) forward(ctx context.Context, contact, number, name string, at time.Time, change *edit) error {
	change.set(name, seconds(at))
	earlier := "attribute_exists(pk) AND (attribute_not_exists(#" + name + ") OR #" + name + " < :" + name + ")"
	_, err := s.update(ctx, change.of(conversationKey(contact, number), earlier, nil))
	if errors.Is(err, errCondition) {
		return nil
	}
	return err
}
