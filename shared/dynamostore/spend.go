package dynamostore

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"

	"ventana/shared/failure"
)

// How what was spent is counted. Two messages that are counted in one item at one
// moment get in each other's way, so that a day of a number is several items.
const (
	spendShards   = 8
	spendAttempts = 4
	spendPause    = 40 * time.Millisecond // at most, between two attempts
)

// Spend is what WhatsApp charged for the messages of a number and a day, by UTC.
type Spend struct {
	Day      string // 2026-11-22
	Number   string
	Micros   int64 // millionths of a dollar
	Messages int   // that were charged
	Unpriced int   // of them, those whose rate nobody published: they are in no sum
}

// CountSpend counts what a delivered message costs, once: a second status of the
// message, and a second run of the first, change nothing. false when it was counted
// before. Message and sum are changed together or not at all.
//
// Requests: one transaction of two writes, four units; more when others count in the
// same item at that moment. What still meets them then is Later.
func (s *Store) CountSpend(ctx context.Context, messageID string, spent Spend) (bool, error) {
	mark := newEdit()
	mark.set("spent_micros", number64(spent.Micros))
	sum := newEdit()
	sum.add("micros", number64(spent.Micros))
	sum.add("messages", number64(int64(spent.Messages)))
	sum.add("unpriced", number64(int64(spent.Unpriced)))
	sum.set("expires_at", seconds(s.now().Add(LedgerLife)))
	digest := MessageDigest(messageID)
	shard := int(digest[len(digest)-1]) % spendShards
	in := &dynamodb.TransactWriteItemsInput{TransactItems: []types.TransactWriteItem{
		{Update: s.transacted(mark.of(sentKey(messageID), "attribute_exists(pk) AND attribute_not_exists(spent_micros)", nil))},
		{Update: s.transacted(sum.of(key("SPEND#"+spent.Day[:len("2006-01")], fmt.Sprintf("%s#%s#%d", spent.Day, spent.Number, shard)), "", nil))},
	}}
	for attempt := 1; ; attempt++ {
		_, err := s.api.TransactWriteItems(ctx, in)
		var cancelled *types.TransactionCanceledException
		switch {
		case err == nil:
			return true, nil
		case errors.As(err, &cancelled) && because(cancelled, "ConditionalCheckFailed"):
			return false, nil
		case errors.As(err, &cancelled) && because(cancelled, "TransactionConflict") && attempt < spendAttempts:
			time.Sleep(rand.N(spendPause))
		case errors.As(err, &cancelled) && because(cancelled, "TransactionConflict"):
			return false, &failure.Error{Class: failure.Later, Op: "count spend of " + spent.Day, Code: "conflict", Wait: time.Second, Err: err}
		default:
			return false, fmt.Errorf("count spend of %s: %w", spent.Day, err)
		}
	}
}

// transacted is an update as a part of a transaction.
func (s *Store) transacted(in *dynamodb.UpdateItemInput) *types.Update {
	return &types.Update{
		TableName: aws.String(s.table), Key: in.Key, UpdateExpression: in.UpdateExpression, ConditionExpression: in.ConditionExpression,
		ExpressionAttributeNames: in.ExpressionAttributeNames, ExpressionAttributeValues: in.ExpressionAttributeValues,
	}
}

// because reports whether a transaction was given up for a reason.
func because(cancelled *types.TransactionCanceledException, code string) bool {
	return slices.ContainsFunc(cancelled.CancellationReasons, func(r types.CancellationReason) bool { return aws.ToString(r.Code) == code })
}

// SpentIn is what was spent in a calendar month, "2026-11", by day and number.
//
// Requests: one query; eight items at most for each day and number.
func (s *Store) SpentIn(ctx context.Context, month string) ([]Spend, error) {
	items, err := s.query(ctx, "SPEND#"+month, "")
	if err != nil {
		return nil, fmt.Errorf("read spend of %s: %w", month, err)
	}
	var all []Spend
	for _, item := range items {
		day, rest, _ := strings.Cut(textOf(item, "sk"), "#")
		at := strings.LastIndex(rest, "#")
		if at < 0 {
			continue
		}
		if last := len(all) - 1; last < 0 || all[last].Day != day || all[last].Number != rest[:at] {
			all = append(all, Spend{Day: day, Number: rest[:at]})
		}
		sum := &all[len(all)-1] // the order of the keys has a number's items of a day together
		sum.Micros += numberOf(item, "micros")
		sum.Messages += int(numberOf(item, "messages"))
		sum.Unpriced += int(numberOf(item, "unpriced"))
	}
	return all, nil
}
