package ledger_test

import (
	"context"
	"maps"
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"ventana/infra/ledger"
	"ventana/shared/conversation"
	"ventana/shared/dynamostore"
	"ventana/shared/helpdesk"
)

// books is a table's part that holds the ledger, by day.
type books struct {
	sent    map[string][]dynamostore.LedgerEntry
	effects map[string]dynamostore.Effect // of customers' messages, by their first claim
	at      map[string]time.Time
	booked  map[string][]dynamostore.Received
	asked   []string
}

func (b *books) LedgerOf(_ context.Context, day time.Time) ([]dynamostore.LedgerEntry, error) {
	b.asked = append(b.asked, day.Format(time.DateOnly))
	return b.sent[day.Format(time.DateOnly)], nil
}

func (b *books) MessagesOf(_ context.Context, day string) (entries []dynamostore.DayEntry, requests int, err error) {
	for id, at := range b.at {
		if at.Format(time.DateOnly) == day {
			entries = append(entries, dynamostore.DayEntry{Kind: dynamostore.EffectComment, ID: id, At: at}, dynamostore.DayEntry{Kind: dynamostore.EffectSend, ID: "send " + id, At: at})
		}
	}
	return entries, 1, nil
}

func (b *books) Effects(_ context.Context, kind string, ids []string) (map[string]dynamostore.Effect, error) {
	found := maps.Clone(b.effects)
	maps.DeleteFunc(found, func(id string, _ dynamostore.Effect) bool {
		return kind != dynamostore.EffectComment || !slices.Contains(ids, id)
	})
	return found, nil
}

func (b *books) BookedReceived(_ context.Context, day string) ([]dynamostore.Received, error) {
	return b.booked[day], nil
}

// TestCollect_readsEachMessageOnce: ours from the first of the month on, customers' of
// the days themselves, whether they are booked, remembered, or both; and an entry that
// moved to another day between two reads counts once.
func TestCollect_readsEachMessageOnce(t *testing.T) {
	t.Parallel()
	sent := func(name string, when time.Time) dynamostore.LedgerEntry {
		return dynamostore.LedgerEntry{Name: name, DeliveredAt: when, Sent: dynamostore.Sent{
			Contact: "c1", Number: "main", Helpdesk: "zendesk", Ticket: "35", State: conversation.StateDelivered, Origin: dynamostore.Origin{Country: "ES", Portfolio: "p"},
		}}
	}
	effect := dynamostore.Effect{ID: "both", Number: "main", Contact: "c1", Helpdesk: "zendesk", Ticket: "35"}
	b := &books{
		sent: map[string][]dynamostore.LedgerEntry{
			"2026-11-01": {sent("first", at(11, 1, 9))}, "2026-11-10": {sent("moved", at(11, 11, 0))}, "2026-11-11": {sent("moved", at(11, 11, 0))},
		},
		effects: map[string]dynamostore.Effect{"both": effect, "early": {ID: "early"}},
		at:      map[string]time.Time{"both": at(11, 10, 9), "early": at(11, 2, 9)},
		booked:  map[string][]dynamostore.Received{"2026-11-10": {dynamostore.ReceivedOf(effect, at(11, 10, 9)), {Name: "booked", At: at(11, 10, 10).Unix()}}},
	}
	messages, err := ledger.Collect(t.Context(), b, at(11, 10, 0), at(11, 11, 0))
	if err != nil {
		t.Fatal(err)
	}
	var names []string
	for _, m := range messages {
		names = append(names, m.Name)
		if m.Name == "both" && (m.Country != "ES" || m.Portfolio != "p" || m.Ticket != "zendesk/35" || m.Conversation != "c1@main") {
			t.Errorf("got %+v, want the country to which the conversation was answered", m)
		}
	}
	slices.Sort(names)
	if diff := cmp.Diff([]string{"booked", "both", "first", "moved"}, names); diff != "" {
		t.Errorf("(-want +got)\n%s", diff)
	}
	if len(b.asked) != 11 {
		t.Errorf("asked for the ledger of %v, want each day from the first of the month", b.asked)
	}
}

// tags is a helpdesk that gives tags.
type tags struct {
	asked [][]string
}

func (d *tags) ReadTickets(_ context.Context, ids []string) (read []helpdesk.Ticket, err error) {
	d.asked = append(d.asked, ids)
	for _, id := range ids {
		if id != "gone" {
			read = append(read, helpdesk.Ticket{ID: id, Tags: []string{"whatsapp", "tag " + id}})
		}
	}
	return read, nil
}

func TestTag_readsEachTicketOnce(t *testing.T) {
	t.Parallel()
	messages := []ledger.Message{{Ticket: "zendesk/35"}, {Ticket: "zendesk/36"}, {Ticket: "zendesk/35"}, {Ticket: "zendesk/gone"}, {}}
	desk := &tags{}
	if err := ledger.Tag(t.Context(), messages, func(string) (ledger.Desk, error) { return desk, nil }); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff([][]string{{"35", "36", "gone"}}, desk.asked); diff != "" {
		t.Errorf("(-want +got)\n%s", diff)
	}
	for i, want := range [][]string{{"whatsapp", "tag 35"}, {"whatsapp", "tag 36"}, {"whatsapp", "tag 35"}, nil, nil} {
		if !slices.Equal(messages[i].Tags, want) {
			t.Errorf("message %d: got %v, want %v", i, messages[i].Tags, want)
		}
	}
}
