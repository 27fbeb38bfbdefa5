package dynamostore

import (
	"context"
	"errors"
	"fmt"
	"time"

	"ventana/shared/conversation"
)

// Wrote notes that we wrote to the customer at a time, and with it what the number
// has sent to the person of late: two words in one write. The time never goes
// back; of two messages of one second the later told counts.
//
// Requests: one write.
func (s *Store) Wrote(ctx context.Context, contact, number string, at time.Time, pair conversation.Pair) error {
	change := newEdit()
	change.set("answered_at", seconds(at))
	return s.pace(ctx, contact, number, pair, change, "answered_at")
}

// Pace notes what the number has sent to the person of late, of what is no answer
// or was refused. It never goes back.
//
// Requests: one write.
func (s *Store) Pace(ctx context.Context, contact, number string, pair conversation.Pair) error {
	return s.pace(ctx, contact, number, pair, newEdit(), "pair_at")
}

// pace sets what was sent to a person, with the rest of a change, where a time of
// the change is no earlier than the one that stands there. A conversation that
// nobody knows is left so.
func (s *Store) pace(ctx context.Context, contact, number string, pair conversation.Pair, change *edit, name string) error {
	change.set("pair_at", millis(pair.At))
	change.set("pair_refusals", number64(int64(pair.Refusals)))
	noEarlier := "attribute_exists(pk) AND (attribute_not_exists(#" + name + ") OR #" + name + " <= :" + name + ")"
	_, err := s.update(ctx, change.of(conversationKey(contact, number), noEarlier, nil))
	if err != nil && !errors.Is(err, errCondition) {
		return fmt.Errorf("note pace to contact %s: %w", contact, err)
	}
	return nil
}
