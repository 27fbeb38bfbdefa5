package main

import (
	"context"
	"slices"
	"time"

	"ventana/shared/dynamostore"
)

const (
	// bookPage is how many messages are booked with one write: some 240 KB of the 400 that an item may have.
	bookPage = 2000
	// bookWithin is how old a day may be whose messages are booked: effects are
	// remembered for five days longer, and a page of which some were forgotten would
	// take the place of a whole one.
	bookWithin = dynamostore.EffectLife - 5*24*time.Hour
)

// ledgerStore is the part of the table in which customers' messages are booked.
type ledgerStore interface {
	BookReceived(ctx context.Context, day string, page int, received []dynamostore.Received) error
}

// book writes the customers' messages of the day into the ledger, a page at a time,
// because their effects are forgotten sooner than finance asks. The day's list no
// longer changes, so a page that is written again is the same.
func (c *comparison) book(ctx context.Context) error {
	from, _, err := c.span()
	if err != nil {
		return err
	}
	if c.now().Sub(from) > bookWithin {
		c.work.Booked = true
		return nil
	}
	entries, err := c.messages(ctx)
	if err != nil {
		return err
	}
	at := map[string]time.Time{}
	var ids []string
	for _, entry := range entries {
		if entry.Kind == dynamostore.EffectComment {
			ids, at[entry.ID] = append(ids, entry.ID), entry.At
		}
	}
	slices.Sort(ids)
	for page := c.work.BookedPages; page*bookPage < len(ids); page++ {
		if err := c.timeLeft(ctx); err != nil {
			return err
		}
		part := ids[page*bookPage : min((page+1)*bookPage, len(ids))]
		if err := c.bookPage(ctx, page, part, at); err != nil {
			return err
		}
		c.work.BookedPages = page + 1
		if err := c.store.SaveStatementWork(ctx, c.day, c.owner, c.work, false); err != nil {
			return err
		}
	}
	c.work.Booked = true
	return nil
}

// messages are those of the day, which a run asks for once.
func (c *comparison) messages(ctx context.Context) ([]dynamostore.DayEntry, error) {
	if c.taken == nil {
		entries, requests, err := c.store.MessagesOf(ctx, c.day)
		if err != nil {
			return nil, err
		}
		c.taken = entries
		c.work.Requests.Table += requests
	}
	return c.taken, nil
}

func (c *comparison) bookPage(ctx context.Context, page int, ids []string, at map[string]time.Time) error {
	effects, err := c.store.Effects(ctx, dynamostore.EffectComment, ids)
	if err != nil {
		return err
	}
	var received []dynamostore.Received
	for _, id := range ids {
		if effect, known := effects[id]; known {
			received = append(received, dynamostore.ReceivedOf(effect, at[id]))
		}
	}
	c.work.Requests.Table += (len(ids)+99)/100 + 2
	return c.store.BookReceived(ctx, c.day, page, received)
}
