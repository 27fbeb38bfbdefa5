package ledger

import (
	"context"
	"fmt"
	"slices"
	"time"

	"ventana/shared/dynamostore"
)

// Store is the part of the table that holds the ledger.
type Store interface {
	LedgerOf(ctx context.Context, day time.Time) ([]dynamostore.LedgerEntry, error)
	MessagesOf(ctx context.Context, day string) (entries []dynamostore.DayEntry, requests int, err error)
	Effects(ctx context.Context, kind string, ids []string) (map[string]dynamostore.Effect, error)
	BookedReceived(ctx context.Context, day string) ([]dynamostore.Received, error)
}

// Collect reads what the lines of the days from and to, by UTC, both included, need:
// our messages from the first day of from's month on, because free messages are
// counted from there, and customers' messages of the days themselves.
//
// Requests: of the ledger a query for each 6,000 messages and a read for each
// message; of customers' messages the same as long as their effects are remembered,
// and a query for each 9,000 that were booked.
func Collect(ctx context.Context, store Store, from, to time.Time) ([]Message, error) {
	first := time.Date(from.Year(), from.Month(), 1, 0, 0, 0, 0, time.UTC)
	found := map[string]Message{} // a message that moves to another day meanwhile may be met twice
	for day := first; !day.After(to); day = day.AddDate(0, 0, 1) {
		entries, err := store.LedgerOf(ctx, day)
		if err != nil {
			return nil, err
		}
		for _, entry := range entries {
			found["sent "+entry.Name] = sentMessage(entry)
		}
		if day.Before(from) {
			continue
		}
		received, err := customersOf(ctx, store, day)
		if err != nil {
			return nil, err
		}
		for _, one := range received {
			found["received "+one.Name] = customersMessage(one)
		}
	}
	messages := make([]Message, 0, len(found))
	for _, one := range found {
		messages = append(messages, one)
	}
	knowCountries(messages)
	return messages, nil
}

// customersOf are customers' messages of a day: as they were booked when it was over,
// and by their effects, which are there as soon as they come and are forgotten sooner.
// One that is in both has the same name.
func customersOf(ctx context.Context, store Store, day time.Time) ([]dynamostore.Received, error) {
	name := day.Format(time.DateOnly)
	received, err := store.BookedReceived(ctx, name)
	if err != nil {
		return nil, err
	}
	entries, _, err := store.MessagesOf(ctx, name)
	if err != nil {
		return nil, err
	}
	var ids []string
	at := map[string]time.Time{}
	for _, entry := range entries {
		if entry.Kind == dynamostore.EffectComment {
			ids, at[entry.ID] = append(ids, entry.ID), entry.At
		}
	}
	effects, err := store.Effects(ctx, dynamostore.EffectComment, ids)
	if err != nil {
		return nil, fmt.Errorf("read messages of %s: %w", name, err)
	}
	for id, effect := range effects {
		received = append(received, dynamostore.ReceivedOf(effect, at[id]))
	}
	return received, nil
}

// knowCountries gives customers' messages the country and the portfolio to which
// their conversation was answered, where it was.
func knowCountries(messages []Message) {
	known := map[string]Message{}
	for _, m := range messages {
		if m.State != Received && m.Country != "" {
			known[contactOf(m.Conversation)] = m
		}
	}
	for i, m := range messages {
		if m.State == Received {
			from := known[contactOf(m.Conversation)]
			messages[i].Country, messages[i].Portfolio = from.Country, from.Portfolio
		}
	}
}

// Within leaves the lines of the days from and to, both included.
func Within(lines []Line, from, to time.Time) []Line {
	end := to.AddDate(0, 0, 1)
	return slices.DeleteFunc(slices.Clone(lines), func(l Line) bool { return l.At.Before(from) || !l.At.Before(end) })
}
