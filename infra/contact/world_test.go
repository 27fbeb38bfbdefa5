package contact_test

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"

	"ventana/infra/contact"
	"ventana/shared/conversation"
	"ventana/shared/dynamostore"
	"ventana/shared/dynamostore/dynamotest"
	"ventana/shared/helpdesk/helpdesktest"
	"ventana/shared/internalnote"
)

var errDead = errors.New("the process is dead")

// world is a table and a helpdesk in which runs of the command may die.
type world struct {
	*dynamostore.Store // the functions'
	table              string
	desk               *helpdesktest.Desk
	at                 time.Time
	made               int // contacts and owners so far
	life               *life
}

// life is a process that dies after so many steps outside.
type life struct {
	*dynamodb.Client
	left int
}

func (l *life) step() error {
	if l.left--; l.left < 0 {
		return errDead
	}
	return nil
}

func (l *life) UpdateItem(ctx context.Context, in *dynamodb.UpdateItemInput, options ...func(*dynamodb.Options)) (*dynamodb.UpdateItemOutput, error) {
	if err := l.step(); err != nil {
		return nil, err
	}
	return l.Client.UpdateItem(ctx, in, options...)
}

func newWorld(t *testing.T) *world {
	t.Helper()
	client, table := dynamotest.Table(t)
	w := &world{table: table, at: time.Date(2026, 11, 22, 10, 0, 0, 0, time.UTC)}
	w.life = &life{client, 1000}
	w.Store = dynamostore.New(client, table, w.now, func() string { return w.id("c") })
	w.desk = helpdesktest.New(w.now)
	w.desk.Fault(func(string) error { return w.life.step() })
	return w
}

func (w *world) now() time.Time { return w.at }

func (w *world) id(prefix string) string {
	w.made++
	return fmt.Sprint(prefix, w.made)
}

// run is one run of the command.
func (w *world) run() *contact.Splitter {
	fresh := w.id("c")
	return &contact.Splitter{
		Store: dynamostore.New(w.life, w.table, w.now, func() string { return fresh }), Fresh: fresh, Owner: w.id("cli "),
		Desk: func(_ context.Context, helpdesk string) (internalnote.Desk, string, error) {
			if helpdesk == "" {
				return nil, "", errors.New("a conversation without a helpdesk has no ticket")
			}
			return w.desk, "en", nil
		},
	}
}

// split plans and carries out, as the command does.
func (w *world) split(t *testing.T, request contact.Request) (contact.Plan, []contact.Told, error) {
	t.Helper()
	run := w.run()
	plan, err := run.Plan(t.Context(), request)
	if err != nil {
		return plan, nil, err
	}
	told, err := run.CarryOut(t.Context(), plan)
	return plan, told, err
}

// Ana is known by her user id, Ben by his phone.
func ana() dynamostore.Identities {
	return dynamostore.Identities{Portfolio: "p", BSUID: "ES.ana12345678901"}
}

func ben() dynamostore.Identities {
	return dynamostore.Identities{Portfolio: "p", Canonical: "5511987654321", Phone: "551187654321"}
}

func both() dynamostore.Identities {
	who := ben()
	who.BSUID, who.Username = ana().BSUID, "ana"
	return who
}

// writes is what inbound does with a message: find the person, and go on in the
// open ticket or in a new one. It gives contact and ticket.
func (w *world) writes(t *testing.T, who dynamostore.Identities, number string) (id, ticket string) {
	t.Helper()
	found, err := w.FindContact(t.Context(), who)
	if err != nil {
		t.Fatal(err)
	}
	w.edit(t, found.ID, number, func(c *conversation.Conversation) {
		if c.Helpdesk = "zendesk"; c.Ticket == "" {
			c.Ticket = w.desk.Seed()
		}
		c.HelpdeskUser, c.LastInboundAt, ticket = "user of "+c.Ticket, w.now(), c.Ticket
	})
	link := dynamostore.TicketLink{Helpdesk: "zendesk", Ticket: ticket, Contact: found.ID, Number: number}
	if err := w.LinkTicket(t.Context(), link); err != nil {
		t.Fatal(err)
	}
	return found.ID, ticket
}

func (w *world) edit(t *testing.T, id, number string, change func(*conversation.Conversation)) {
	t.Helper()
	talk, err := w.AcquireConversation(t.Context(), id, number, "inbound")
	if err != nil {
		t.Fatal(err)
	}
	change(&talk)
	if err := w.SaveConversation(t.Context(), talk, "inbound", true); err != nil {
		t.Fatal(err)
	}
}

// join is what inbound does when a message shows two contacts as one person: on
// the number, the other's ticket comes over and the older one goes on.
func (w *world) join(t *testing.T, who dynamostore.Identities, number string) {
	t.Helper()
	met, err := w.FindContact(t.Context(), who)
	if err != nil || met.Other == "" {
		t.Fatalf("got %+v, %v, want two contacts", met, err)
	}
	other, _, err := w.Conversation(t.Context(), met.Other, number)
	if err != nil {
		t.Fatal(err)
	}
	if err := w.MoveTicket(t.Context(), "zendesk", other.Ticket, met.ID); err != nil {
		t.Fatal(err)
	}
	w.edit(t, met.ID, number, func(c *conversation.Conversation) {
		second := c.Ticket
		c.Ticket, c.HelpdeskUser = min(other.Ticket, second), other.HelpdeskUser
		if second == c.Ticket {
			second = other.Ticket
		}
		c.Remember(second)
	})
	w.edit(t, met.Other, number, func(c *conversation.Conversation) { c.NextTicket(false) })
	if err := w.JoinContacts(t.Context(), met, who); err != nil {
		t.Fatal(err)
	}
}

// mistake is a world in which Ana and Ben were taken for one: both wrote, then a
// message had identities of both, and the two went on in Ben's ticket.
type mistake struct {
	*world
	ana, anas, ben, bens string // contacts and tickets
}

func newMistake(t *testing.T) mistake {
	t.Helper()
	return newMistakeOf(t, ben(), both())
}

// newMistakeOf is one in which Ben was known by more than his phone.
func newMistakeOf(t *testing.T, before, together dynamostore.Identities) mistake {
	t.Helper()
	m := mistake{world: newWorld(t)}
	m.ben, m.bens = m.writes(t, before, "main")
	m.ana, m.anas = m.writes(t, ana(), "main")
	m.at = m.at.Add(time.Hour)
	m.join(t, together, "main")
	return m
}

// bensParent is Ben's BSUID across linked portfolios.
const bensParent = "ES.ENT.bens-parent"

// notes are the notes on a ticket.
func (w *world) notes(ticket string) []string {
	var all []string
	for _, one := range w.desk.Tickets() {
		if one.ID != ticket {
			continue
		}
		for _, comment := range one.Comments {
			all = append(all, comment.Plain)
		}
	}
	return all
}

func keys(identities []dynamostore.Identity) []string {
	var all []string
	for _, one := range identities {
		all = append(all, one.Key)
	}
	return slices.Sorted(slices.Values(all))
}

// forget takes the splits out of the journal, as time does.
func (w *world) forget(t *testing.T) {
	t.Helper()
	prefix := map[string]types.AttributeValue{":p": &types.AttributeValueMemberS{Value: "EFFECT#" + contact.EffectSplit + "#"}}
	found, err := w.life.Scan(t.Context(), &dynamodb.ScanInput{
		TableName: &w.table, FilterExpression: aws.String("begins_with(pk, :p)"), ExpressionAttributeValues: prefix,
	})
	if err != nil || len(found.Items) == 0 {
		t.Fatalf("got %d entries, %v", len(found.Items), err)
	}
	for _, item := range found.Items {
		key := map[string]types.AttributeValue{"pk": item["pk"], "sk": item["sk"]}
		if _, err := w.life.DeleteItem(t.Context(), &dynamodb.DeleteItemInput{TableName: &w.table, Key: key}); err != nil {
			t.Fatal(err)
		}
	}
}
