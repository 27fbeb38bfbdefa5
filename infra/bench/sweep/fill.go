package sweep

import (
	"context"
	"fmt"
	"hash/fnv"
	"maps"
	"strconv"
	"sync/atomic"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"
	"golang.org/x/sync/errgroup"

	"ventana/shared/dynamostore"
)

const (
	// batchSize is how many items BatchWriteItem takes.
	batchSize = 25
	// fillers is how many batches are on their way at once.
	fillers = 8
)

// attributes is the raw form of an item.
type attributes = map[string]types.AttributeValue

// pattern is the items of one person with one conversation, as the store wrote
// them: all others are copies of it, so that they have the shape and the size of
// real ones whatever the store may come to keep.
type pattern struct{ contact, talk attributes }

// talk is what differs from conversation to conversation.
type talk struct {
	contact string
	heard   time.Time // the customer's last message
	due     time.Time
	level   int
	ticket  string
}

// newPattern lets the store write a pattern, of a window that is open, and reads
// it back.
func newPattern(ctx context.Context, client *dynamodb.Client, table string, now func() time.Time) (pattern, error) {
	const name = "PATTERN0000000000000000000"
	store := dynamostore.New(client, table, now, func() string { return name })
	if _, err := store.FindContact(ctx, dynamostore.Identities{
		Portfolio: "bench", BSUID: "ES.1234567890123456789", Canonical: "34600000001", Phone: "34600000001", At: now(),
	}); err != nil {
		return pattern{}, err
	}
	one, err := store.AcquireConversation(ctx, name, "main", "bench")
	if err != nil {
		return pattern{}, err
	}
	one.AnsweredIn("zendesk")
	one.Heard("wamid.HBgLMzQ2MDAwMDAwMDEVAgASGBQzQTdCMDAwMDAwMDAwMDAwMDAwMAA=", now())
	one.Ticket, one.HelpdeskUser, one.Profile = "1000000", "361234567890", "0123456789abcdef0123456789abcdef"
	if err := store.SaveConversation(ctx, one, "bench", true); err != nil {
		return pattern{}, err
	}
	out, err := client.Query(ctx, &dynamodb.QueryInput{
		TableName: &table, ConsistentRead: aws.Bool(true), KeyConditionExpression: aws.String("pk = :pk"),
		ExpressionAttributeValues: attributes{":pk": text("CONTACT#" + name)},
	})
	if err != nil {
		return pattern{}, fmt.Errorf("read pattern: %w", err)
	}
	if len(out.Items) != 2 {
		return pattern{}, fmt.Errorf("read pattern: got %d items, want a contact and a conversation", len(out.Items))
	}
	return pattern{contact: out.Items[0], talk: out.Items[1]}, nil
}

// items are the two of a conversation and its person.
func (p pattern) items(t talk) []attributes {
	contact, one := maps.Clone(p.contact), maps.Clone(p.talk)
	contact["pk"], one["pk"] = text("CONTACT#"+t.contact), text("CONTACT#"+t.contact)
	one["contact"], one["ticket"] = text(t.contact), text(t.ticket)
	one["last_inbound_at"] = number(t.heard.Unix())
	one["due_shard"], one["due_at"], one["due_level"] = text(shard(t.contact)), number(t.due.Unix()), number(int64(t.level))
	return []attributes{contact, one}
}

// shard is a contact's partition of the index; a test holds it to the store's.
func shard(contact string) string {
	hash := fnv.New32a()
	_, _ = hash.Write([]byte(contact)) // a hash takes everything
	return "DUE#" + strconv.Itoa(int(hash.Sum32()%dynamostore.DueShards))
}

func text(value string) types.AttributeValue { return &types.AttributeValueMemberS{Value: value} }

func number(value int64) types.AttributeValue {
	return &types.AttributeValueMemberN{Value: strconv.FormatInt(value, 10)}
}

// fill writes conversations, in batches side by side. progress is told how many
// stand, from several goroutines.
func fill(ctx context.Context, client *dynamodb.Client, table string, p pattern, count int, make func(i int) talk, progress func(done int)) error {
	const each = batchSize / 2
	var done atomic.Int64
	work, ctx := errgroup.WithContext(ctx)
	work.SetLimit(fillers)
	for from := 0; from < count && ctx.Err() == nil; from += each {
		to := min(from+each, count)
		work.Go(func() error {
			var requests []types.WriteRequest
			for i := from; i < to; i++ {
				for _, item := range p.items(make(i)) {
					requests = append(requests, types.WriteRequest{PutRequest: &types.PutRequest{Item: item}})
				}
			}
			if err := write(ctx, client, table, requests); err != nil {
				return err
			}
			progress(int(done.Add(int64(to - from))))
			return nil
		})
	}
	return work.Wait()
}

// write puts a batch, and what the table left of it until nothing is.
func write(ctx context.Context, client *dynamodb.Client, table string, requests []types.WriteRequest) error {
	left := map[string][]types.WriteRequest{table: requests}
	for len(left[table]) > 0 {
		out, err := client.BatchWriteItem(ctx, &dynamodb.BatchWriteItemInput{RequestItems: left})
		if err != nil {
			return fmt.Errorf("fill the table: %w", err)
		}
		left = out.UnprocessedItems
	}
	return nil
}
