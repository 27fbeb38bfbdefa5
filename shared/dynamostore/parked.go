package dynamostore

import (
	"context"
	"errors"
	"fmt"
	"time"

	"ventana/shared/deadletter"
	"ventana/shared/statement"
)

// ParkedLife is how long a letter lies among the dead letters: SQS's longest
// retention, as template.yaml has it for each of them.
const ParkedLife = 14 * 24 * time.Hour

// parkedSpare is how much longer its note is kept, for TTL to remove it.
const parkedSpare = 24 * time.Hour

func parkedKey(shelf, record string) attributes { return key("PARKED#"+shelf, record) }

// NoteParked notes that a record was put among the dead letters; shelf is the name
// of their queue. Noting it again changes nothing.
//
// Requests: one write.
func (s *Store) NoteParked(ctx context.Context, shelf, record string, code deadletter.Code) error {
	now, change := s.now(), newEdit()
	change.setFirst("code", text(string(code)))
	change.setFirst("parked_at", seconds(now))
	change.setFirst("expires_at", seconds(now.Add(ParkedLife+parkedSpare)))
	if _, err := s.update(ctx, change.of(parkedKey(shelf, record), "", nil)); err != nil {
		return fmt.Errorf("note parked record %s: %w", record, err)
	}
	return nil
}

// ForgetParked notes that a record lies among the dead letters no longer. One that
// nobody noted is left alone.
//
// Requests: one write.
func (s *Store) ForgetParked(ctx context.Context, shelf, record string) error {
	change := newEdit()
	change.set("gone", boolean(true))
	_, err := s.update(ctx, change.of(parkedKey(shelf, record), "attribute_exists(pk)", nil))
	if err != nil && !errors.Is(err, errCondition) {
		return fmt.Errorf("note that parked record %s is gone: %w", record, err)
	}
	return nil
}

// Parked are the notes of records that should lie there now.
//
// Requests: one query per MB, some 8,000 records of the last 14 days.
func (s *Store) Parked(ctx context.Context, shelf string) ([]statement.ParkedNote, error) {
	items, err := s.query(ctx, "PARKED#"+shelf, "")
	if err != nil {
		return nil, fmt.Errorf("read notes of the records parked in %s: %w", shelf, err)
	}
	var notes []statement.ParkedNote
	for _, item := range items {
		at := secondsOf(item, "parked_at")
		if truthOf(item, "gone") || s.now().Sub(at) >= ParkedLife {
			continue
		}
		notes = append(notes, statement.ParkedNote{Record: textOf(item, "sk"), Code: textOf(item, "code"), At: at})
	}
	return notes, nil
}
