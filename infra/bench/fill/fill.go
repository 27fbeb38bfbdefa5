// Package fill writes many conversations into a table, directly: all are copies of
// one that the store wrote itself, so that they have the shape and the size of real
// ones whatever the store may come to keep. Nobody's requests are counted while it
// does.
package fill

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
	// most is how many items a conversation has.
	most = 3
	// helpdesk is the connection of the pattern's tickets.
	helpdesk = "zendesk"
	// fillers is how many batches are on their way at once.
	fillers = 8
)

// attributes is the raw form of an item.
type attributes = map[string]types.AttributeValue

// Pattern is the items of one person with one conversation and its ticket, as the
// store wrote them.
type Pattern struct {
	table               string
	contact, talk, link attributes
}

// Talk is what differs from conversation to conversation.
type Talk struct {
	Contact string
	Phone   string    // empty: the pattern's
	Heard   time.Time // the customer's last message
	Due     time.Time
	Level   int
	Ticket  string
	// Linked writes the ticket's link too, by which replies find the conversation.
	Linked bool
}

// NewPattern lets the store write a pattern, of a window that is open, on a number
// of the helpdesk "zendesk", and reads it back.
func NewPattern(ctx context.Context, client *dynamodb.Client, table string, now func() time.Time) (Pattern, error) {
	const name = "PATTERN0000000000000000000"
	store := dynamostore.New(client, table, now, func() string { return name })
	if _, err := store.FindContact(ctx, dynamostore.Identities{
		Portfolio: "bench", BSUID: "ES.1234567890123456789", Canonical: "34600000001", Phone: "34600000001", At: now(),
	}); err != nil {
		return Pattern{}, err
	}
	one, err := store.AcquireConversation(ctx, name, "main", "bench")
	if err != nil {
		return Pattern{}, err
	}
	one.AnsweredIn(helpdesk)
	one.Heard("wamid.HBgLMzQ2MDAwMDAwMDEVAgASGBQzQTdCMDAwMDAwMDAwMDAwMDAwMAA=", now())
	one.Ticket, one.HelpdeskUser, one.Profile = "1000000", "361234567890", "0123456789abcdef0123456789abcdef"
	if err := store.SaveConversation(ctx, one, "bench", true); err != nil {
		return Pattern{}, err
	}
	if err := store.LinkTicket(ctx, dynamostore.TicketLink{Helpdesk: helpdesk, Ticket: one.Ticket, Contact: name, Number: "main", Cursor: "1"}); err != nil {
		return Pattern{}, err
	}
	people, err := read(ctx, client, table, "CONTACT#"+name)
	if err != nil {
		return Pattern{}, err
	}
	links, err := read(ctx, client, table, "TICKET#"+helpdesk+"#"+one.Ticket)
	if err != nil {
		return Pattern{}, err
	}
	if len(people) != 2 || len(links) != 1 {
		return Pattern{}, fmt.Errorf("read pattern: got %d items and %d links, want a contact, a conversation and a link", len(people), len(links))
	}
	return Pattern{table: table, contact: people[0], talk: people[1], link: links[0]}, nil
}

// read gives the items of a partition.
func read(ctx context.Context, client *dynamodb.Client, table, partition string) ([]attributes, error) {
	out, err := client.Query(ctx, &dynamodb.QueryInput{
		TableName: &table, ConsistentRead: aws.Bool(true), KeyConditionExpression: aws.String("pk = :pk"),
		ExpressionAttributeValues: attributes{":pk": text(partition)},
	})
	if err != nil {
		return nil, fmt.Errorf("read pattern: %w", err)
	}
	return out.Items, nil
}

// items are those of a conversation and its person.
func (p Pattern) items(t Talk) []attributes {
	contact, one := maps.Clone(p.contact), maps.Clone(p.talk)
	contact["pk"], one["pk"] = text("CONTACT#"+t.Contact), text("CONTACT#"+t.Contact)
	if t.Phone != "" {
		contact["phone"] = text(t.Phone)
		delete(contact, "bsuid") // that is the pattern's
	}
	one["contact"], one["ticket"] = text(t.Contact), text(t.Ticket)
	one["last_inbound_at"] = number(t.Heard.Unix())
	one["due_shard"], one["due_at"], one["due_level"] = text(shard(t.Contact)), number(t.Due.Unix()), number(int64(t.Level))
	if !t.Linked {
		return []attributes{contact, one}
	}
	link := maps.Clone(p.link)
	link["pk"], link["contact"] = text("TICKET#"+helpdesk+"#"+t.Ticket), text(t.Contact)
	return []attributes{contact, one, link}
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

// Fill writes conversations into the pattern's table, in batches side by side.
// progress is told how many stand, from several goroutines.
func (p Pattern) Fill(ctx context.Context, client *dynamodb.Client, count int, make func(i int) Talk, progress func(done int)) error {
	const each = batchSize / most
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
			if err := write(ctx, client, p.table, requests); err != nil {
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
