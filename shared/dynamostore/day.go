package dynamostore

import (
	"context"
	"fmt"
	"strconv"
	"strings"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"

	"ventana/shared/statement"
)

// DayShards is over how many partitions of the index the messages of a day are
// spread: one partition takes 1,000 writes a second.
const DayShards = 4

// dayIndex is the index of the messages of a day.
const dayIndex = "day"

// dayShard is a partition of a day in the index.
func dayShard(day string, shard int) string { return "DAY#" + day + "#" + strconv.Itoa(shard) }

// day puts the effect of a message into the index of the day on which it was
// first claimed, where it stays: it says what was taken in hand, not what became
// of it. Notes and files are no messages, and the former endpoint's are not ours.
func (e *edit) day(effect Effect, now time.Time) {
	if effect.Kind != EffectComment && effect.Kind != EffectSend || effect.ID == "" || effect.Former {
		return
	}
	shard := int(effect.ID[len(effect.ID)-1]) % DayShards // the ids are digests
	e.setFirst("day_shard", text(dayShard(statement.DayOf(now), shard)))
	e.setFirst("day_at", millis(now))
}

// DayEntry is a message that was first taken in hand on a day.
type DayEntry struct {
	Kind, ID string // of its effect
	Number   string
	At       time.Time // to the millisecond
}

// MessagesOf lists the messages of a day, customers' and ours, by the time at
// which they were first taken in hand. The index follows the table: what was
// written in the last moments may be missing.
//
// Requests: a query of the index for each shard, and one more for each further
// MB, some 6,000 messages, at half the price of a consistent one.
func (s *Store) MessagesOf(ctx context.Context, day string) (entries []DayEntry, requests int, err error) {
	for shard := range DayShards {
		in := &dynamodb.QueryInput{
			TableName: aws.String(s.table), IndexName: aws.String(dayIndex),
			KeyConditionExpression:    aws.String("day_shard = :shard"),
			ExpressionAttributeValues: attributes{":shard": text(dayShard(day, shard))},
		}
		for {
			out, err := s.api.Query(ctx, in)
			if err != nil {
				return nil, 0, fmt.Errorf("read messages of %s: %w", day, err)
			}
			requests++
			for _, item := range out.Items {
				kind, id, _ := strings.Cut(strings.TrimPrefix(textOf(item, "pk"), "EFFECT#"), "#")
				entries = append(entries, DayEntry{Kind: kind, ID: id, Number: textOf(item, "number"), At: millisOf(item, "day_at")})
			}
			if in.ExclusiveStartKey = out.LastEvaluatedKey; len(in.ExclusiveStartKey) == 0 {
				break
			}
		}
	}
	return entries, requests, nil
}

// SentMessages reads many messages that we sent, by their ids; unknown ones are
// left out.
//
// Requests: one read per 100 ids, none for no ids.
func (s *Store) SentMessages(ctx context.Context, ids []string) (map[string]Sent, error) {
	var keys []attributes
	names := map[string]string{} // ids by key
	for _, id := range ids {
		one := sentKey(id)
		if pk := textOf(one, "pk"); names[pk] == "" {
			names[pk] = id
			keys = append(keys, one)
		}
	}
	items, err := s.batch(ctx, keys, nil)
	if err != nil {
		return nil, fmt.Errorf("read %d sent messages: %w", len(keys), err)
	}
	found := map[string]Sent{}
	for _, item := range items {
		id := names[textOf(item, "pk")]
		found[id] = sentOf(id, item)
	}
	return found, nil
}

// TicketLinks reads the links of many tickets of one helpdesk; those without one
// are left out.
//
// Requests: one read per 100 tickets, none for none.
func (s *Store) TicketLinks(ctx context.Context, helpdesk string, tickets []string) (map[string]TicketLink, error) {
	var keys []attributes
	byKey := map[string]string{}
	for _, ticket := range tickets {
		link := ticketKey(helpdesk, ticket)
		if pk := textOf(link, "pk"); byKey[pk] == "" {
			byKey[pk] = ticket
			keys = append(keys, link)
		}
	}
	items, err := s.batch(ctx, keys, nil)
	if err != nil {
		return nil, fmt.Errorf("read links of %d tickets: %w", len(keys), err)
	}
	found := map[string]TicketLink{}
	for _, item := range items {
		ticket := byKey[textOf(item, "pk")]
		found[ticket] = linkOf(helpdesk, ticket, item)
	}
	return found, nil
}
