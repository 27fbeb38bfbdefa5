package dynamostore_test

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"
	"github.com/google/go-cmp/cmp"

	"ventana/shared/conversation"
	"ventana/shared/dynamostore"
	"ventana/shared/dynamostore/dynamotest"
)

// The two of every split: Ana is known by her user id and writes in ticket 40;
// Ben by his phone, in ticket 35. A message with both joined Ben into Ana, and
// the conversation went on in the older ticket.
func ana() dynamostore.Identities { return dynamostore.Identities{Portfolio: "p", BSUID: "ES.ana"} }

func ben() dynamostore.Identities {
	return dynamostore.Identities{Portfolio: "p", Canonical: "5511987654321", Phone: "551187654321"}
}

func both() dynamostore.Identities {
	who := ben()
	who.BSUID, who.Username = "ES.ana", "ana"
	return who
}

// newMistake is a world in which the two were joined; its writes can be cut off.
func newMistake(t *testing.T) (w *world, anaID, benID string, dying *dyingAfter) {
	t.Helper()
	client, table := dynamotest.Table(t)
	w = &world{at: time.Date(2026, 11, 22, 10, 0, 0, 0, time.UTC)}
	dying = &dyingAfter{Client: client, left: 1000}
	w.Store = dynamostore.New(dying, table, w.now, func() string { return fmt.Sprintf("c%d", w.ids.Add(1)) })
	anaID, benID = find(t, w, ana()).ID, find(t, w, ben()).ID
	write(t, w, anaID, "main", "40", "user-ana")
	write(t, w, benID, "main", "35", "user-ben")
	met, err := w.FindContact(t.Context(), both())
	if err != nil || met.ID != anaID || met.Other != benID {
		t.Fatalf("got %+v, %v", met, err)
	}
	if err := w.MoveTicket(t.Context(), "zendesk", "35", anaID); err != nil {
		t.Fatal(err)
	}
	edit(t, w, anaID, "main", func(c *conversation.Conversation) {
		c.Ticket, c.HelpdeskUser, c.LastMessage = "35", "user-ben", "wamid.ben"
		c.KnownAs = benID
		c.Remember("40")
	})
	edit(t, w, benID, "main", func(c *conversation.Conversation) { c.NextTicket(false) })
	if err := w.JoinContacts(t.Context(), met, both()); err != nil {
		t.Fatal(err)
	}
	return w, anaID, benID, dying
}

// write makes a conversation with an open ticket.
func write(t *testing.T, w *world, contact, number, ticket, user string) {
	t.Helper()
	if err := w.LinkTicket(t.Context(), dynamostore.TicketLink{Helpdesk: "zendesk", Ticket: ticket, Contact: contact, Number: number}); err != nil {
		t.Fatal(err)
	}
	edit(t, w, contact, number, func(c *conversation.Conversation) {
		c.Helpdesk, c.Ticket, c.HelpdeskUser, c.Profile, c.LastInboundAt = "zendesk", ticket, user, "digest", w.now()
	})
}

func edit(t *testing.T, w *world, contact, number string, change func(*conversation.Conversation)) {
	t.Helper()
	talk, err := w.AcquireConversation(t.Context(), contact, number, "test")
	if err != nil {
		t.Fatal(err)
	}
	change(&talk)
	if err := w.SaveConversation(t.Context(), talk, "test", true); err != nil {
		t.Fatal(err)
	}
}

func portrait(t *testing.T, w *world, contact string) dynamostore.Portrait {
	t.Helper()
	found, known, err := w.Portrait(t.Context(), contact)
	if err != nil || !known {
		t.Fatalf("portrait of %s: known %v, %v", contact, known, err)
	}
	return found
}

func TestSplit_undoesAJoin(t *testing.T) {
	t.Parallel()
	w, anaID, benID, _ := newMistake(t)
	order := dynamostore.Splitting{From: anaID, Into: benID, Identities: ben().Keys()}
	done, err := w.Split(t.Context(), order, "cli")
	want := order
	want.Tickets = []dynamostore.TicketLink{{Helpdesk: "zendesk", Ticket: "35", Contact: benID, Number: "main"}}
	if diff := cmp.Diff(want, done); err != nil || diff != "" {
		t.Fatalf("%v (-want +got):\n%s", err, diff)
	}
	for name, is := range map[string]struct{ got, want string }{
		"Ben's phone leads to":   {find(t, w, ben()).ID, benID},
		"Ana's user id leads to": {find(t, w, ana()).ID, anaID},
	} {
		if is.got != is.want {
			t.Errorf("%s %s, want %s", name, is.got, is.want)
		}
	}
	wantAna := dynamostore.Portrait{
		Contact: dynamostore.Contact{ID: anaID, BSUID: "ES.ana", Username: "ana"}, Portfolio: "p",
		Identities: []dynamostore.Identity{{Key: "ID#p#bsuid#ES.ana", Kind: "bsuid", Value: "ES.ana", Contact: anaID}},
		Conversations: []conversation.Conversation{{
			Contact: anaID, Number: "main", Generation: 2, Earlier: []string{"40"}, Helpdesk: "zendesk", LastInboundAt: w.now(),
		}},
	}
	if diff := cmp.Diff(wantAna, portrait(t, w, anaID)); diff != "" {
		t.Errorf("Ana goes on in her next ticket, and nothing of Ben's is hers (-want +got):\n%s", diff)
	}
	wantBen := dynamostore.Portrait{
		Contact: dynamostore.Contact{ID: benID, Phone: "551187654321"}, Portfolio: "p",
		Identities: []dynamostore.Identity{{Key: "ID#p#phone#+5511987654321", Kind: "phone", Value: "5511987654321", Contact: benID, SplitFrom: anaID}},
		Conversations: []conversation.Conversation{{
			Contact: benID, Number: "main", Generation: 2, Ticket: "35", Helpdesk: "zendesk", HelpdeskUser: "user-ben", LastInboundAt: w.now(),
		}},
		Joined: want.Tickets,
	}
	if diff := cmp.Diff(wantBen, portrait(t, w, benID)); diff != "" {
		t.Errorf("Ben is in his ticket again (-want +got):\n%s", diff)
	}
}

func TestSplit_againTellsTheSameAndChangesNothing(t *testing.T) {
	t.Parallel()
	for _, into := range []string{"former", "new"} {
		w, anaID, benID, _ := newMistake(t)
		order := dynamostore.Splitting{From: anaID, Into: benID, Identities: ben().Keys()}
		if into == "new" {
			order.Into = ""
		}
		first, err := w.Split(t.Context(), order, "cli")
		if err != nil {
			t.Fatal(err)
		}
		edit(t, w, anaID, "main", func(c *conversation.Conversation) { c.Ticket, c.LastMessage = "50", "wamid.ana" })
		before := []dynamostore.Portrait{portrait(t, w, anaID), portrait(t, w, first.Into)}
		second, err := w.Split(t.Context(), order, "cli")
		if diff := cmp.Diff(first, second); err != nil || diff != "" {
			t.Errorf("into a %s contact: %v (-first +second):\n%s", into, err, diff)
		}
		if diff := cmp.Diff(before, []dynamostore.Portrait{portrait(t, w, anaID), portrait(t, w, first.Into)}); diff != "" {
			t.Errorf("into a %s contact (-before +after):\n%s", into, diff)
		}
	}
}

func TestSplit_recycledNumberGoesToANewContact(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	elder := everything()
	elder.Parent, elder.Username = "", "elder"
	before := find(t, w, elder)
	write(t, w, before.ID, "main", "40", "user-elder")
	newcomer := elder
	newcomer.BSUID, newcomer.Username = "ES.newcomer", "newcomer"
	if err := w.MoveIdentity(t.Context(), before, newcomer); err != nil { // taken for the elder's new ones
		t.Fatal(err)
	}
	done, err := w.Split(t.Context(), dynamostore.Splitting{From: before.ID, Identities: newcomer.Keys()}, "cli")
	if err != nil || done.Into == before.ID || len(done.Tickets) != 0 {
		t.Fatalf("got %+v, %v", done, err)
	}
	if found := find(t, w, newcomer); found.ID != done.Into {
		t.Errorf("got contact %s, want the new one", found.ID)
	}
	kept, fresh := portrait(t, w, before.ID), portrait(t, w, done.Into)
	if want := (dynamostore.Contact{ID: before.ID, BSUID: "ES.abc"}); kept.Contact != want {
		t.Errorf("got %+v, want %+v: what is answered must not reach the number's new owner", kept.Contact, want)
	}
	if want := (dynamostore.Contact{ID: done.Into, BSUID: "ES.newcomer", Phone: elder.Phone, Username: "newcomer"}); fresh.Contact != want {
		t.Errorf("got %+v, want %+v", fresh.Contact, want)
	}
	if talk := kept.Conversations[0]; talk.Ticket != "40" || talk.HelpdeskUser != "user-elder" {
		t.Errorf("got %+v, want the ticket left with whose it was", talk)
	}
}

func TestSplit_ticketsThatComeBackFindTheirPlace(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		ben     func(*conversation.Conversation) // Ben's conversation since the join
		ana     func(*conversation.Conversation) // and hers
		ticket  string                           // where Ben goes on
		earlier []string
		hers    string // where Ana goes on
		more    string // another ticket of his that the join moved
	}{
		"the one that Ana is in": {ticket: "35"},
		"one that she has left": {ana: func(c *conversation.Conversation) {
			c.Ticket, c.PreviousTicket = "41", "35"
		}, ticket: "35", hers: "41"},
		"one of two":                         {more: "38", ticket: "35", earlier: []string{"38"}},
		"the newer of two that she has left": {ana: func(c *conversation.Conversation) { c.Ticket = "" }, more: "38", ticket: "38", earlier: []string{"35"}},
		"Ben has another by now":             {ben: func(c *conversation.Conversation) { c.Ticket = "42" }, ticket: "42", earlier: []string{"35"}},
		"Ben may be opening another":         {ben: func(c *conversation.Conversation) { c.Opening = true }, ticket: "", earlier: []string{"35"}},
		"Ben's number has another helpdesk":  {ben: func(c *conversation.Conversation) { c.Helpdesk = "freshdesk" }, ticket: ""},
		"Ana's number has another helpdesk":  {ana: func(c *conversation.Conversation) { c.Helpdesk, c.Ticket = "freshdesk", "35" }, ticket: "35", hers: "35"},
		"Ana remembers it as a former one":   {ana: func(c *conversation.Conversation) { c.Ticket = ""; c.Remember("35") }, ticket: "35"},
		"Ben remembers it as a former one":   {ben: func(c *conversation.Conversation) { c.Remember("35") }, ticket: "35"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w, anaID, benID, _ := newMistake(t)
			if test.ben != nil {
				edit(t, w, benID, "main", test.ben)
			}
			if test.more != "" {
				if err := w.LinkTicket(t.Context(), dynamostore.TicketLink{Helpdesk: "zendesk", Ticket: test.more, Contact: benID, Number: "main"}); err != nil {
					t.Fatal(err)
				}
				if err := w.MoveTicket(t.Context(), "zendesk", test.more, anaID); err != nil {
					t.Fatal(err)
				}
			}
			if test.ana != nil {
				edit(t, w, anaID, "main", test.ana)
			}
			if _, err := w.Split(t.Context(), dynamostore.Splitting{From: anaID, Into: benID, Identities: ben().Keys()}, "cli"); err != nil {
				t.Fatal(err)
			}
			his, hers := portrait(t, w, benID).Conversations[0], portrait(t, w, anaID).Conversations[0]
			if his.Ticket != test.ticket || !slices.Equal(his.Earlier, test.earlier) {
				t.Errorf("got Ben in %q, before in %q, want %q and %q", his.Ticket, his.Earlier, test.ticket, test.earlier)
			}
			if hers.Ticket != test.hers || hers.PreviousTicket != "" || hers.LastMessage != "" || hers.HelpdeskUser != "" || hers.Profile != "" {
				t.Errorf("got Ana in %+v, want ticket %q and nothing of Ben's", hers, test.hers)
			}
			if hers.Helpdesk == "zendesk" && !slices.Equal(hers.Earlier, []string{"40"}) {
				t.Errorf("got Ana before in %q, want her own", hers.Earlier)
			}
			if link, _, err := w.TicketLink(t.Context(), "zendesk", "35"); err != nil || link.Contact != benID || link.JoinedFrom != "" {
				t.Errorf("got %+v, %v, want replies on it to reach Ben", link, err)
			}
		})
	}
}

func TestSplit_refusesWhatMakesNoSense(t *testing.T) {
	t.Parallel()
	w, anaID, benID, _ := newMistake(t)
	stranger := find(t, w, dynamostore.Identities{BSUID: "ES.stranger"}).ID
	strangers := dynamostore.Identities{Portfolio: "p", BSUID: "ES.stranger"}.Keys()
	before := state(t, w, anaID, benID)
	for name, order := range map[string]dynamostore.Splitting{
		"a contact that nobody knows":     {From: "nobody", Into: benID, Identities: ben().Keys()},
		"no identity":                     {From: anaID, Into: benID},
		"an identity that nobody has":     {From: anaID, Into: benID, Identities: append(ben().Keys(), "ID#p#bsuid#ES.unknown")},
		"an identity of somebody else":    {From: anaID, Into: benID, Identities: append(ben().Keys(), strangers...)},
		"somebody else's, into a new one": {From: anaID, Identities: append(ben().Keys(), strangers...)},
		"all that there is":               {From: anaID, Into: benID, Identities: both().Keys()},
		"into somebody else":              {From: anaID, Into: stranger, Identities: ben().Keys()},
		"into nobody":                     {From: anaID, Into: "nobody", Identities: ben().Keys()},
		"into itself":                     {From: anaID, Into: anaID, Identities: ben().Keys()},
	} {
		if _, err := w.Split(t.Context(), order, "cli"); !errors.Is(err, dynamostore.ErrCannotSplit) {
			t.Errorf("%s: got %v, want it refused", name, err)
		} else if strings.Contains(err.Error(), "5511987654321") || strings.Contains(err.Error(), "ES.") {
			t.Errorf("%s: %v names a person", name, err)
		}
	}
	if diff := cmp.Diff(before, state(t, w, anaID, benID)); diff != "" {
		t.Errorf("(-before +after):\n%s", diff)
	}
}

func TestSplit_contactWrittenBeforeItemsNamedTheirIdentities(t *testing.T) {
	t.Parallel()
	client, table := dynamotest.Table(t)
	w := &world{at: time.Date(2026, 11, 22, 10, 0, 0, 0, time.UTC)}
	w.Store = dynamostore.New(client, table, w.now, func() string { return fmt.Sprintf("c%d", w.ids.Add(1)) })
	contact := find(t, w, both())
	expression := "REMOVE identities"
	_, err := client.UpdateItem(t.Context(), &dynamodb.UpdateItemInput{
		TableName: &table, UpdateExpression: &expression,
		Key: map[string]types.AttributeValue{"pk": &types.AttributeValueMemberS{Value: "CONTACT#" + contact.ID}, "sk": &types.AttributeValueMemberS{Value: "CONTACT"}},
	})
	if err != nil {
		t.Fatal(err)
	}
	if got := portrait(t, w, contact.ID); len(got.Identities) != 2 {
		t.Fatalf("got %+v, want both found by the contact's own addresses", got.Identities)
	}
	done, err := w.Split(t.Context(), dynamostore.Splitting{From: contact.ID, Identities: ben().Keys()}, "cli")
	if err != nil || find(t, w, ben()).ID != done.Into {
		t.Fatalf("got %+v, %v", done, err)
	}
}
