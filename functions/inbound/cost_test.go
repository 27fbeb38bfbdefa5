package main

import (
	"context"
	"crypto/rand"
	"sync/atomic"
	"testing"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb"

	"ventana/shared/dynamostore"
	"ventana/shared/dynamostore/dynamotest"
	"ventana/shared/envelope"
)

// counting counts the requests that go to DynamoDB.
type counting struct {
	*dynamodb.Client
	requests atomic.Int64
}

func (c *counting) BatchGetItem(ctx context.Context, in *dynamodb.BatchGetItemInput, options ...func(*dynamodb.Options)) (*dynamodb.BatchGetItemOutput, error) {
	c.requests.Add(1)
	return c.Client.BatchGetItem(ctx, in, options...)
}

func (c *counting) GetItem(ctx context.Context, in *dynamodb.GetItemInput, options ...func(*dynamodb.Options)) (*dynamodb.GetItemOutput, error) {
	c.requests.Add(1)
	return c.Client.GetItem(ctx, in, options...)
}

func (c *counting) PutItem(ctx context.Context, in *dynamodb.PutItemInput, options ...func(*dynamodb.Options)) (*dynamodb.PutItemOutput, error) {
	c.requests.Add(1)
	return c.Client.PutItem(ctx, in, options...)
}

func (c *counting) Query(ctx context.Context, in *dynamodb.QueryInput, options ...func(*dynamodb.Options)) (*dynamodb.QueryOutput, error) {
	c.requests.Add(1)
	return c.Client.Query(ctx, in, options...)
}

func (c *counting) UpdateItem(ctx context.Context, in *dynamodb.UpdateItemInput, options ...func(*dynamodb.Options)) (*dynamodb.UpdateItemOutput, error) {
	c.requests.Add(1)
	return c.Client.UpdateItem(ctx, in, options...)
}

// A text of a conversation that is going on costs five requests of the table
// and one of the helpdesk; three that come together share all but two each.
func TestCost_steadyStateOfATextMessage(t *testing.T) {
	t.Parallel()
	w := newWorld()
	client, table := dynamotest.Table(t)
	api := &counting{Client: client}
	w.Handler.store = dynamostore.New(api, table, w.now, rand.Text)
	done(t, w.handle(t, w.message(1)), 1)
	for _, test := range []struct {
		name        string
		first, last int
		want        int64
	}{{"one message", 2, 2, 5}, {"three at once", 3, 5, 9}} {
		before, calls := api.requests.Load(), w.desk.Calls("AddComment")
		var batch []envelope.Envelope
		for n := test.first; n <= test.last; n++ {
			batch = append(batch, w.message(n))
		}
		done(t, w.handle(t, batch...), len(batch))
		if got := api.requests.Load() - before; got > test.want {
			t.Errorf("%s: got %d requests of the table, want at most %d", test.name, got, test.want)
		}
		if got := w.desk.Calls("AddComment") - calls; got != 1 {
			t.Errorf("%s: got %d calls of the helpdesk, want 1", test.name, got)
		}
	}
	if w.desk.Calls("EnsureUser") != 1 || w.desk.Calls("OpenTicket") != 1 || w.desk.Calls("Trace") != 0 {
		t.Error("a steady conversation needs its user and its ticket made once")
	}
}

// What a roll-out costs: nothing where no former endpoint is named, a write while
// somebody is out, and of who is out no more than a ticket would.
func TestCost_ofARollout(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		name   string
		former bool
		share  float64
		want   int64
	}{{"no former endpoint", false, 0, 5}, {"everybody is in", true, 1, 5}, {"in, while somebody is out", true, 0.999999999, 6}, {"out", true, 0, 6}} {
		w := limited(test.share)
		if !test.former {
			w.former = nil
		}
		client, table := dynamotest.Table(t)
		api := &counting{Client: client}
		w.Handler.store = dynamostore.New(api, table, w.now, rand.Text)
		done(t, w.handle(t, w.message(1)), 1)
		before := api.requests.Load()
		done(t, w.handle(t, w.message(2)), 1)
		if got := api.requests.Load() - before; got != test.want {
			t.Errorf("%s: got %d requests of the table, want %d", test.name, got, test.want)
		}
	}
}
