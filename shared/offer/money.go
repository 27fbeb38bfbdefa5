package offer

import "context"

// Spent is what WhatsApp charged in this calendar month, by UTC, in millionths of a
// dollar, as it was counted within the last minute. Messages whose rate nobody
// published are not in it.
//
// Requests: one query a minute.
func (b *Book) Spent(ctx context.Context) (int64, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	now := b.now()
	month := now.UTC().Format("2006-01")
	if b.spent.fresh(now) && b.spentIn == month {
		return b.spent.value, nil
	}
	all, err := b.store.SpentIn(ctx, month)
	if err != nil {
		return 0, err
	}
	sum := int64(0)
	for _, one := range all {
		sum += one.Micros
	}
	b.spent, b.spentIn = kept[int64]{sum, now}, month
	return sum, nil
}
