package dynamostore

import (
	"context"
	"errors"
	"fmt"
	"time"

	"ventana/shared/limit"
)

// How long what counts against a limit is remembered: a second's messages until
// its minute is long over, an hour's people until the hour counts no more.
const (
	tokenLife  = 10 * time.Minute
	bucketLife = 3 * 24 * time.Hour
)

// LeaseTokens takes up to want of the tokens of a number's second, of which there
// are most, and tells how many it took. An answer that was lost costs its tokens.
//
// Requests: one write.
func (s *Store) LeaseTokens(ctx context.Context, number string, second time.Time, want, most int) (int, error) {
	change := newEdit()
	change.set("expires_at", seconds(second.Add(tokenLife)))
	change.add("taken", number64(int64(want)))
	item, err := s.update(ctx, change.of(key("LIMIT#NUMBER#"+number, noticeTime(second)),
		"attribute_not_exists(#taken) OR #taken < :most", attributes{":most": number64(int64(most))}))
	if errors.Is(err, errCondition) {
		return 0, nil
	}
	if err != nil {
		return 0, fmt.Errorf("lease messages of number %s: %w", number, err)
	}
	return max(want-max(int(numberOf(item, "taken"))-most, 0), 0), nil
}

// PutNumber remembers what the provider says of a number's limits and health, and
// gives what was known before; older news changes nothing and gives itself.
//
// Requests: one read and one write.
func (s *Store) PutNumber(ctx context.Context, number string, now limit.Number) (before limit.Number, err error) {
	now.At = now.At.Truncate(time.Millisecond).UTC() // as the table keeps it
	if before, err = s.Number(ctx, number); err != nil {
		return limit.Number{}, err
	}
	change := newEdit()
	change.set("throughput", text(now.Throughput))
	change.set("quality", text(now.Quality))
	change.set("status", text(now.Status))
	change.set("tier", text(now.Tier))
	change.set("on_app", boolean(now.OnApp))
	change.set("read_at", millis(now.At))
	_, err = s.update(ctx, change.of(numberKey(number), "attribute_not_exists(#read_at) OR #read_at <= :read_at", nil))
	if errors.Is(err, errCondition) {
		return now, nil
	}
	if err != nil {
		return limit.Number{}, fmt.Errorf("remember number %s: %w", number, err)
	}
	return before, nil
}

// Number is what was last read of a number; zero when nothing was.
//
// Requests: one read.
func (s *Store) Number(ctx context.Context, number string) (limit.Number, error) {
	item, err := s.get(ctx, "NUMBER#"+number, "NUMBER")
	if err != nil {
		return limit.Number{}, fmt.Errorf("read number %s: %w", number, err)
	}
	return limit.Number{
		Throughput: textOf(item, "throughput"), Quality: textOf(item, "quality"), Status: textOf(item, "status"),
		Tier: textOf(item, "tier"), OnApp: truthOf(item, "on_app"), At: millisOf(item, "read_at"),
	}, nil
}

func numberKey(number string) attributes { return key("NUMBER#"+number, "NUMBER") }

// Reached are the people whom a portfolio reached outside a window, by the hour,
// of all hours that count at now, oldest first.
//
// Requests: one query.
func (s *Store) Reached(ctx context.Context, portfolio string, now time.Time) ([]limit.Bucket, error) {
	items, err := s.query(ctx, "LIMIT#"+portfolio, noticeTime(limit.HourOf(now).Add(time.Hour-limit.Counted)))
	if err != nil {
		return nil, fmt.Errorf("read messaging limit of portfolio %s: %w", portfolio, err)
	}
	var buckets []limit.Bucket
	for _, item := range items {
		hour, err := time.Parse(time.RFC3339, textOf(item, "sk"))
		if err == nil {
			buckets = append(buckets, limit.Bucket{Hour: hour, Count: int(numberOf(item, "people"))})
		}
	}
	return buckets, nil
}

// Reach counts somebody whom a template is about to reach outside a window at a
// time, unless this hour has counted as many as it may: then false, and nothing is
// changed. Somebody who counts already is moved to this hour and needs no room.
// Cut off anywhere, or done by two at once, it counts one too many and never one
// too few.
//
// Requests: none in the hour in which the contact was counted; else two writes,
// and one more for somebody who counted already.
func (s *Store) Reach(ctx context.Context, portfolio string, contact Contact, at time.Time, most int) (bool, error) {
	hour, was := limit.HourOf(at), limit.HourOf(contact.OutsideAt)
	if !contact.OutsideAt.IsZero() && !was.Before(hour) {
		return true, nil
	}
	counts := limit.Counts(contact.OutsideAt, at)
	room := ""
	if !counts {
		room = "attribute_not_exists(#people) OR #people < :most"
	}
	err := s.bucket(ctx, portfolio, hour, 1, room, most)
	if errors.Is(err, errCondition) {
		return false, nil
	}
	if err != nil {
		return false, fmt.Errorf("count contact %s against the messaging limit: %w", contact.ID, err)
	}
	change := newEdit()
	change.set("outside_at", seconds(at))
	_, err = s.update(ctx, change.of(contactKey(contact.ID), "attribute_exists(pk)", nil))
	if err == nil && counts {
		err = s.bucket(ctx, portfolio, was, -1, "", 0)
	}
	if err != nil && !errors.Is(err, errCondition) {
		return false, fmt.Errorf("count contact %s against the messaging limit: %w", contact.ID, err)
	}
	return true, nil
}

// bucket adds to an hour of a portfolio, under a condition that compares with most
// where one is given.
func (s *Store) bucket(ctx context.Context, portfolio string, hour time.Time, count int, condition string, most int) error {
	if condition != "" && most <= 0 {
		return errCondition
	}
	change := newEdit()
	change.set("expires_at", seconds(hour.Add(bucketLife)))
	change.add("people", number64(int64(count)))
	var arguments attributes
	if condition != "" {
		arguments = attributes{":most": number64(int64(most))}
	}
	_, err := s.update(ctx, change.of(key("LIMIT#"+portfolio, noticeTime(hour)), condition, arguments))
	return err
}
