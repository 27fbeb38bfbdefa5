package offer

import (
	"context"

	"ventana/shared/conversation"
	"ventana/shared/limit"
)

// Number is what was last read of a number's limits and health; zero when nothing
// was.
//
// Requests: one read a minute.
func (b *Book) Number(ctx context.Context, number string) (limit.Number, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if known := b.numbers[number]; known.fresh(b.now()) {
		return known.value, nil
	}
	facts, err := b.store.Number(ctx, number)
	if err != nil {
		return limit.Number{}, err
	}
	b.numbers[number] = kept[limit.Number]{facts, b.now()}
	return facts, nil
}

// Use is how much of its tier the portfolio of a number has used, as it stood
// within the last minute.
//
// Requests: one query a minute, and those of Number.
func (b *Book) Use(ctx context.Context, portfolio, number string) (limit.Use, error) {
	facts, err := b.Number(ctx, number)
	if err != nil {
		return limit.Use{}, err
	}
	most, _ := limit.TierOf(facts.Tier) // a word that nobody knows is left to WhatsApp
	b.mu.Lock()
	defer b.mu.Unlock()
	now := b.now()
	// An hour that has ended is read once more: what it counted last is what the
	// next one has less.
	if known := b.reached[portfolio]; known.fresh(now) && limit.HourOf(known.at).Equal(limit.HourOf(now)) {
		return limit.Use{Most: most, Buckets: known.value}, nil
	}
	buckets, err := b.store.Reached(ctx, portfolio, now)
	if err != nil {
		return limit.Use{}, err
	}
	b.reached[portfolio] = kept[[]limit.Bucket]{buckets, now}
	return limit.Use{Most: most, Buckets: buckets}, nil
}

// tier is what the messaging limit leaves for a template on an occasion. Nothing is
// read where it does not count: inside the window, and where nothing is sent.
func (b *Book) tier(ctx context.Context, o Occasion) (conversation.Tier, error) {
	now := b.now()
	if o.Portfolio == "" || o.Talk.Open(now) || limit.Counts(o.Contact.OutsideAt, now) {
		return conversation.Tier{}, nil
	}
	use, err := b.Use(ctx, o.Portfolio, o.Talk.Number)
	if err != nil || !use.Full(now) {
		return conversation.Tier{}, err
	}
	return conversation.Tier{Full: true, RoomAt: use.RoomAt(now)}, nil
}
