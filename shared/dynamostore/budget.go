package dynamostore

import (
	"context"
	"fmt"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
)

// A record's budget is an item of its own, because SQS counts every receive
// and so cannot tell a wait from a failure, nor a failure from a death.

// BeginReceive notes that a record is about to be handled and tells how many of
// its receives in a row ended with no outcome: the process died.
//
// Requests: one write; only records that were received often ask for it.
func (s *Store) BeginReceive(ctx context.Context, record string) (silent int, err error) {
	item, err := s.count(ctx, record, " ADD begun :one", 1)
	if err != nil {
		return 0, err
	}
	return int(numberOf(item, "begun") - numberOf(item, "ended") - 1), nil
}

// EndReceive notes that a receive noted by BeginReceive ended with an outcome, and
// with it those before: a record that waits for days is received hundreds of times,
// and now and then a count's answer gets lost and it is counted twice.
//
// Requests: one write.
func (s *Store) EndReceive(ctx context.Context, record string) error {
	_, err := s.count(ctx, record, ", ended = if_not_exists(begun, :one)", 0)
	return err
}

// UndoReceive takes back that a receive was noted: the record was not handled in it.
// What stood against the record before stands.
//
// Requests: one write.
func (s *Store) UndoReceive(ctx context.Context, record string) error {
	_, err := s.count(ctx, record, " ADD ended :one", 1)
	return err
}

// CountAttempt notes one failure that nobody foresaw and tells how many there
// were; waits are not counted.
//
// Requests: one write.
func (s *Store) CountAttempt(ctx context.Context, record string) (attempts int, err error) {
	item, err := s.count(ctx, record, " ADD attempts :one", 1)
	if err != nil {
		return 0, err
	}
	return int(numberOf(item, "attempts")), nil
}

func (s *Store) count(ctx context.Context, record, change string, one int64) (attributes, error) {
	item, err := s.update(ctx, &dynamodb.UpdateItemInput{
		Key:                       effectKey("receive", record),
		UpdateExpression:          aws.String("SET expires_at = :expires" + change),
		ExpressionAttributeValues: attributes{":expires": seconds(s.now().Add(EffectLife)), ":one": number64(one)},
	})
	if err != nil {
		return nil, fmt.Errorf("count receives of record %s: %w", record, err)
	}
	return item, nil
}
