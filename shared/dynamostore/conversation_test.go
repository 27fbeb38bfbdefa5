package dynamostore_test

import (
	"context"
	"reflect"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/google/go-cmp/cmp"

	"ventana/shared/conversation"
	"ventana/shared/dynamostore"
	"ventana/shared/dynamostore/dynamotest"
)

// TestSaveConversation_keepsEveryField fails for a field that somebody adds and
// the item does not learn about.
func TestSaveConversation_keepsEveryField(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	ctx := t.Context()
	if _, err := w.AcquireConversation(ctx, "c1", "main", "a"); err != nil {
		t.Fatal(err)
	}
	want := conversation.Conversation{Contact: "c1", Number: "main"}
	fields := reflect.ValueOf(&want).Elem()
	for i := range fields.NumField() {
		name := fields.Type().Field(i).Name
		switch field := fields.Field(i).Addr().Interface().(type) {
		case *string:
			if *field == "" {
				*field = "the " + name
			}
		case *[]string:
			*field = []string{"9", "10", "8"} // the order counts
		case *[]conversation.TicketName:
			*field = []conversation.TicketName{{Helpdesk: "zendesk", Ticket: "35"}, {Helpdesk: "zendesk", Ticket: "36"}}
		case *conversation.Rating:
			*field = conversation.Rating{Ticket: "35", Day: "2026-11-22", At: time.Unix(1795339000, 0).UTC(), Well: true, Text: "wamid.text"}
		case *int:
			*field = 3
		case *int64:
			*field = 7
		case *bool:
			*field = true
		case *conversation.Pair:
			*field = conversation.Pair{At: w.now().Add(1500 * time.Millisecond), Refusals: 2}
		case *time.Time:
			*field = w.now().Add(time.Duration(i) * time.Minute)
		default:
			t.Fatalf("field %s is of a type that this test does not know", name)
		}
	}
	if err := w.CloseWindow(ctx, "c1", "main", want.RefusedAt); err != nil { // the one that a run does not save
		t.Fatal(err)
	}
	if err := w.Wrote(ctx, "c1", "main", want.AnsweredAt, want.Pair); err != nil { // and the others
		t.Fatal(err)
	}
	if err := w.FreeUntil(ctx, "c1", "main", want.FreeUntil); err != nil { // and the third
		t.Fatal(err)
	}
	for _, ticket := range want.Kept { // and these
		if _, err := w.KeepReplies(ctx, "c1", "main", ticket); err != nil {
			t.Fatal(err)
		}
	}
	if err := w.SaveConversation(ctx, want, "a", false); err != nil {
		t.Fatal(err)
	}
	read, _, err := w.Conversation(ctx, "c1", "main")
	if diff := cmp.Diff(want, read); err != nil || diff != "" {
		t.Errorf("%v (-want +read):\n%s", err, diff)
	}
	acquired, err := w.AcquireConversation(ctx, "c1", "main", "a")
	if diff := cmp.Diff(want, acquired); err != nil || diff != "" {
		t.Errorf("%v (-want +acquired):\n%s", err, diff)
	}
	empty := conversation.Conversation{Contact: "c1", Number: "main", RefusedAt: want.RefusedAt, AnsweredAt: want.AnsweredAt, Pair: want.Pair, FreeUntil: want.FreeUntil, Kept: want.Kept}
	if err := w.SaveConversation(ctx, empty, "a", true); err != nil {
		t.Fatal(err)
	}
	read, _, err = w.Conversation(ctx, "c1", "main")
	if diff := cmp.Diff(empty, read); err != nil || diff != "" {
		t.Errorf("%v (-want +read, after everything was taken away):\n%s", err, diff)
	}
}

// paging answers a query with one item at a time, as a full page does.
type paging struct {
	*dynamodb.Client
	queries int
}

func (p *paging) Query(ctx context.Context, in *dynamodb.QueryInput, options ...func(*dynamodb.Options)) (*dynamodb.QueryOutput, error) {
	p.queries++
	page := *in
	page.Limit = aws.Int32(1)
	return p.Client.Query(ctx, &page, options...)
}

func TestConversations_readsThemAllAndTheContact(t *testing.T) {
	t.Parallel()
	client, table := dynamotest.Table(t)
	w := &world{at: time.Date(2026, 11, 22, 10, 0, 0, 0, time.UTC)}
	pages := &paging{Client: client}
	w.Store = dynamostore.New(pages, table, w.now, func() string { return "c1" })
	contact := find(t, w, everything())
	for _, number := range []string{"sales", "main", "orders"} {
		if _, err := w.AcquireConversation(t.Context(), contact.ID, number, "a"); err != nil {
			t.Fatal(err)
		}
	}
	all, who, err := w.Conversations(t.Context(), contact.ID)
	var numbers []string
	for _, one := range all {
		numbers = append(numbers, one.Number)
	}
	if diff := cmp.Diff([]string{"main", "orders", "sales"}, numbers); err != nil || diff != "" {
		t.Errorf("%v (-want +got):\n%s", err, diff)
	}
	if who.Phone != "34600000001" || who.Parent != "ES.ENT.abc" || pages.queries < 4 {
		t.Errorf("got %+v in %d pages", who, pages.queries)
	}
	if one, _, err := w.Conversation(t.Context(), contact.ID, "sales"); err != nil || one.Number != "sales" {
		t.Errorf("got %+v, %v, want the one on the last page", one, err)
	}
}
