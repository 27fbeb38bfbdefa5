package dynamostore

import (
	"context"
	"errors"
	"fmt"
)

// A record's budget is an item of its own, because SQS counts every receive
// and so cannot tell a wait from a failure, nor a failure from a death.

// Each count is made once, however often it is asked for by the SDK, which repeats
// what got no answer: a table that answers badly for a while must not bring a healthy
// record to its end.

// BeginReceive notes that a record is about to be handled and tells how many of
// its receives in a row ended with no outcome: the process died.
//
// Requests: one write; only records that were received often ask for it.
func (s *Store) BeginReceive(ctx context.Context, record string) (silent int, err error) {
	item, err := s.countOnce(ctx, record, "begun")
	if err != nil {
		return 0, err
	}
	return int(numberOf(item, "begun") - numberOf(item, "ended") - 1), nil
}

// EndReceive notes that a receive noted by BeginReceive ended with an outcome, and
// with it those before: a record that waits for days is received hundreds of times,
// and now and then the word that it lived gets lost.
//
// Requests: one write.
func (s *Store) EndReceive(ctx context.Context, record string) error {
	change := newEdit()
	change.sets = append(change.sets, change.name("ended")+" = if_not_exists("+change.name("begun")+", "+change.value("none", number64(0))+")")
	_, err := s.budget(ctx, record, change, "", nil)
	return err
}

// UndoReceive takes back that a receive was noted: the record was not handled in it.
// What stood against the record before stands.
//
// Requests: one write.
func (s *Store) UndoReceive(ctx context.Context, record string) error {
	_, err := s.countOnce(ctx, record, "ended")
	return err
}

// CountAttempt notes one failure that nobody foresaw and tells how many there
// were; waits are not counted.
//
// Requests: one write.
func (s *Store) CountAttempt(ctx context.Context, record string) (attempts int, err error) {
	item, err := s.countOnce(ctx, record, "attempts")
	return int(numberOf(item, "attempts")), err
}

// countOnce adds one to a count of a record. The count bears a name of its own, by
// which a repeat is known.
func (s *Store) countOnce(ctx context.Context, record, what string) (attributes, error) {
	change, count := newEdit(), s.newID()
	change.add(what, number64(1))
	change.set("counted", text(count))
	return s.budget(ctx, record, change, "attribute_not_exists(counted) OR counted <> :count", attributes{":count": text(count)})
}

// budget changes the item. A condition that fails says that this was done.
func (s *Store) budget(ctx context.Context, record string, change *edit, condition string, arguments attributes) (attributes, error) {
	change.set("expires_at", seconds(s.now().Add(EffectLife)))
	item, err := s.update(ctx, change.of(effectKey("receive", record), condition, arguments))
	if err != nil && !errors.Is(err, errCondition) {
		return nil, fmt.Errorf("count receives of record %s: %w", record, err)
	}
	return item, nil
}
