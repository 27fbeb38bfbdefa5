package dynamostore

import (
	"context"
	"fmt"
	"strings"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"

	"ventana/shared/conversation"
	"ventana/shared/envelope"
	"ventana/shared/statement"
)

// LedgerLife is how long a sent message stands in the ledger: 13 months and some
// days, so that a year can be summed a month after its end.
const LedgerLife = 400 * 24 * time.Hour

// ledgerShard is the partition of the index day in which the ledger's messages of
// a day stand.
func ledgerShard(messageID string, day time.Time) string {
	digest := MessageDigest(messageID)
	return ledgerPartition(statement.DayOf(day), int(digest[len(digest)-1])%DayShards)
}

func ledgerPartition(day string, shard int) string { return "LEDGER#" + dayShard(day, shard) }

// enterLedger puts a message into the ledger on the day on which it was sent,
// where it is not in it yet: its first statuses may have come before.
func (e *edit) enterLedger(messageID string, sentAt time.Time) {
	e.setFirst("day_shard", text(ledgerShard(messageID, sentAt)))
	e.setFirst("day_at", millis(sentAt))
}

// chargeOn moves a message to the day on which it was delivered, by the provider's
// clock, in the write that notes the status. "delivered" says which day that was,
// whatever came before; a phone whose chat is open tells "read" alone. stood is
// the item that a late status found, nil where the status moved the message.
//
// day_at is the index's order and stays, so that a message that is delivered on the
// day on which it was sent costs the index nothing more.
func (e *edit) chargeOn(status envelope.Status, stood attributes) {
	state := conversation.State(status.State)
	if state.Rank() < conversation.StateDelivered.Rank() {
		return
	}
	shard := text(ledgerShard(status.ID, status.At))
	earlier := stood != nil && stood["at_delivered"] == nil &&
		(state == conversation.StateDelivered || state == conversation.StateRead && stood["at_read"] == nil)
	if earlier { // what it was charged on was a later word
		e.set("charged_on", shard)
		e.set("day_shard", shard)
		return
	}
	e.setFirst("charged_on", shard)
	e.sets = append(e.sets, e.name("day_shard")+" = if_not_exists("+e.name("charged_on")+", :charged_on)")
}

// LedgerEntry is a sent message as the ledger knows it. It holds ids and codes, and
// neither a word of the message nor whose phone it went to.
type LedgerEntry struct {
	Sent
	// Name is MessageDigest of the provider's id, which is not kept: MessageID is
	// empty.
	Name string
	// DeliveredAt is the provider's time of the delivery, or of the first word that
	// came in its place; zero for a message that was not delivered.
	DeliveredAt time.Time
	// Pricing is the provider's own word on the price; nil when it said none.
	Pricing *envelope.Pricing
}

// LedgerOf reads the ledger of a day, by UTC: what was delivered on it, and what was
// sent on it and was not delivered, in no order. The index follows the table: what
// was written in the last moments may be missing.
//
// Requests: a query of the index for each shard and MB, some 6,000 messages, and one
// read per 100 messages.
func (s *Store) LedgerOf(ctx context.Context, day time.Time) ([]LedgerEntry, error) {
	name := statement.DayOf(day)
	var entries []LedgerEntry
	for shard := range DayShards {
		keys, err := s.ledgerKeys(ctx, ledgerPartition(name, shard))
		if err != nil {
			return nil, fmt.Errorf("read ledger of %s: %w", name, err)
		}
		items, err := s.batch(ctx, keys, nil)
		if err != nil {
			return nil, fmt.Errorf("read %d messages of the ledger of %s: %w", len(keys), name, err)
		}
		for _, item := range items {
			// One that moved to another day meanwhile is told there.
			if textOf(item, "day_shard") == ledgerPartition(name, shard) {
				entries = append(entries, ledgerEntry(item))
			}
		}
	}
	return entries, nil
}

// ledgerKeys are the keys of the messages in one partition of the index.
func (s *Store) ledgerKeys(ctx context.Context, partition string) ([]attributes, error) {
	in := &dynamodb.QueryInput{
		TableName: aws.String(s.table), IndexName: aws.String(dayIndex),
		KeyConditionExpression:    aws.String("day_shard = :shard"),
		ExpressionAttributeValues: attributes{":shard": text(partition)},
	}
	var keys []attributes
	for {
		out, err := s.api.Query(ctx, in)
		if err != nil {
			return nil, err
		}
		for _, item := range out.Items {
			keys = append(keys, key(textOf(item, "pk"), textOf(item, "sk")))
		}
		if in.ExclusiveStartKey = out.LastEvaluatedKey; len(in.ExclusiveStartKey) == 0 {
			return keys, nil
		}
	}
}

func ledgerEntry(item attributes) LedgerEntry {
	entry := LedgerEntry{Sent: sentOf("", item), Name: strings.TrimPrefix(textOf(item, "pk"), "SENT#")}
	for _, word := range []string{"at_delivered", "at_read", "at_played"} {
		if entry.DeliveredAt = secondsOf(item, word); !entry.DeliveredAt.IsZero() {
			break
		}
	}
	if category := textOf(item, "price_category"); category != "" || textOf(item, "price_type") != "" {
		entry.Pricing = &envelope.Pricing{
			Category: category, Type: textOf(item, "price_type"), Model: textOf(item, "price_model"), Billable: truthOf(item, "billable"),
		}
	}
	return entry
}
