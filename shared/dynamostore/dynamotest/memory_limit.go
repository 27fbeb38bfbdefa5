package dynamotest

import (
	"context"
	"slices"
	"time"

	"ventana/shared/dynamostore"
	"ventana/shared/limit"
)

// LeaseTokens is Store.LeaseTokens.
func (m *Memory) LeaseTokens(_ context.Context, number string, at time.Time, want, most int) (taken int, err error) {
	err = m.do("LeaseTokens", func() error {
		name := number + " " + second(at).String()
		if m.tokens[name] >= most {
			return nil
		}
		m.tokens[name] += want
		taken = max(want-max(m.tokens[name]-most, 0), 0)
		return nil
	})
	return taken, err
}

// PutNumber is Store.PutNumber.
func (m *Memory) PutNumber(_ context.Context, number string, now limit.Number) (before limit.Number, err error) {
	err = m.do("PutNumber", func() error {
		now.At = millisecond(now.At)
		if before = m.numbers[number]; now.At.Before(before.At) {
			before = now
			return nil
		}
		m.numbers[number] = now
		return nil
	})
	return before, err
}

// Number is Store.Number.
func (m *Memory) Number(_ context.Context, number string) (known limit.Number, err error) {
	err = m.do("Number", func() error {
		known = m.numbers[number]
		return nil
	})
	return known, err
}

// Reached is Store.Reached.
func (m *Memory) Reached(_ context.Context, portfolio string, now time.Time) (buckets []limit.Bucket, err error) {
	err = m.do("Reached", func() error {
		from := limit.HourOf(now).Add(time.Hour - limit.Counted)
		for hour, count := range m.reached[portfolio] {
			if !hour.Before(from) {
				buckets = append(buckets, limit.Bucket{Hour: hour, Count: count})
			}
		}
		slices.SortFunc(buckets, func(a, b limit.Bucket) int { return a.Hour.Compare(b.Hour) })
		return nil
	})
	return buckets, err
}

// Reach is Store.Reach.
func (m *Memory) Reach(_ context.Context, portfolio string, contact dynamostore.Contact, at time.Time, most int) (room bool, err error) {
	err = m.do("Reach", func() error {
		hour, was := limit.HourOf(at), limit.HourOf(contact.OutsideAt)
		if room = !contact.OutsideAt.IsZero() && !was.Before(hour); room {
			return nil
		}
		if m.reached[portfolio] == nil {
			m.reached[portfolio] = map[time.Time]int{}
		}
		counts := !contact.OutsideAt.IsZero() && at.Before(was.Add(limit.Counted))
		if room = counts || m.reached[portfolio][hour] < most; !room {
			return nil
		}
		m.reached[portfolio][hour]++
		item, known := m.contacts[contact.ID]
		if !known {
			return nil
		}
		item.OutsideAt = second(at)
		if counts {
			m.reached[portfolio][was]--
		}
		return nil
	})
	return room, err
}
