package dynamostore

import (
	"context"
	"encoding/json"
	"fmt"
	"time"
)

// Received is a customer's message in the ledger. It holds ids and no words; the
// provider's id of the message is not among them, since a part of it is the
// customer's number.
type Received struct {
	Name     string `json:"n"` // the id of its effect
	At       int64  `json:"s"` // when it was first taken in hand, in epoch seconds
	Number   string `json:"b,omitempty"`
	Contact  string `json:"c,omitempty"`
	Helpdesk string `json:"h,omitempty"`
	Ticket   string `json:"t,omitempty"`
}

// ReceivedOf is what the ledger keeps of the effect of a customer's message.
func ReceivedOf(effect Effect, at time.Time) Received {
	return Received{Name: effect.ID, At: at.Unix(), Number: effect.Number, Contact: effect.Contact, Helpdesk: effect.Helpdesk, Ticket: effect.Ticket}
}

// receivedPrefix begins the sort keys of a day's pages.
const receivedPrefix = "RECEIVED#"

// BookReceived keeps a page of a day's customers' messages, for LedgerLife; doing it
// again puts it in the place of the former.
//
// Requests: one write for each KB, some nine messages.
func (s *Store) BookReceived(ctx context.Context, day string, page int, received []Received) error {
	raw, err := json.Marshal(received)
	if err != nil {
		return fmt.Errorf("write page %d of the ledger of %s: %w", page, day, err)
	}
	change := newEdit()
	change.set("received", text(string(raw)))
	change.set("expires_at", seconds(s.now().Add(LedgerLife)))
	if _, err := s.update(ctx, change.of(key("LEDGER#"+day, fmt.Sprintf("%s%06d", receivedPrefix, page)), "", nil)); err != nil {
		return fmt.Errorf("keep page %d of the ledger of %s: %w", page, day, err)
	}
	return nil
}

// BookedReceived reads a day's customers' messages as they were booked; none for a
// day that was not.
//
// Requests: one query per MB, some 9,000 messages.
func (s *Store) BookedReceived(ctx context.Context, day string) ([]Received, error) {
	items, err := s.query(ctx, "LEDGER#"+day, receivedPrefix)
	if err != nil {
		return nil, fmt.Errorf("read customers' messages of %s: %w", day, err)
	}
	var all []Received
	for _, item := range items {
		var page []Received
		if err := json.Unmarshal([]byte(textOf(item, "received")), &page); err != nil {
			return nil, fmt.Errorf("read page %s of the ledger of %s: %w", textOf(item, "sk"), day, err)
		}
		all = append(all, page...)
	}
	return all, nil
}
