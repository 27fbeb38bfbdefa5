package dynamostore

import (
	"context"
	"fmt"
	"time"

	"ventana/shared/silence"
)

// hourName is UTC to the hour, so that its order as text is that of time.
const hourName = "2006-01-02T15"

func heardKey(number string) string { return "HEARD#" + number }

// Heard adds to the messages that customers wrote to a number in the hour of at.
//
// Requests: one write.
func (s *Store) Heard(ctx context.Context, number string, at time.Time, messages int64) error {
	change := newEdit()
	change.add("messages", number64(messages))
	change.set("expires_at", seconds(at.Truncate(time.Hour).Add(silence.History+24*time.Hour)))
	if _, err := s.update(ctx, change.of(key(heardKey(number), at.UTC().Format(hourName)), "", nil)); err != nil {
		return fmt.Errorf("count messages of number %s: %w", number, err)
	}
	return nil
}

// HeardSince reads how many messages a number heard in each hour since a time.
//
// Requests: one query per MB; four weeks are some 50 KB, which are 13 reads.
func (s *Store) HeardSince(ctx context.Context, number string, since time.Time) (silence.Hours, error) {
	items, err := s.query(ctx, heardKey(number), since.UTC().Format(hourName))
	if err != nil {
		return nil, fmt.Errorf("read hours of number %s: %w", number, err)
	}
	heard := silence.Hours{}
	for _, item := range items {
		hour, err := time.Parse(hourName, textOf(item, "sk"))
		if err != nil {
			return nil, fmt.Errorf("read hours of number %s: %w", number, err)
		}
		heard[hour] = numberOf(item, "messages")
	}
	return heard, nil
}
