package offer

import (
	"context"
	"time"

	"ventana/shared/policy"
)

// Spent is what WhatsApp charged in this calendar month and on this day, by UTC, as it
// was counted within the last minute. Messages whose rate nobody published are not in
// it. At midnight it is read anew.
//
// Requests: one query a minute, for both.
func (b *Book) Spent(ctx context.Context) (policy.Spent, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	now := b.now()
	today := now.UTC().Format(time.DateOnly)
	if b.spent.fresh(now) && b.spentOn == today {
		return b.spent.value, nil
	}
	all, err := b.store.SpentIn(ctx, today[:len("2006-01")])
	if err != nil {
		return policy.Spent{}, err
	}
	var sum policy.Spent
	for _, one := range all {
		sum.Month += one.Micros
		if one.Day == today {
			sum.Day += one.Micros
		}
	}
	b.spent, b.spentOn = kept[policy.Spent]{sum, now}, today
	return sum, nil
}
