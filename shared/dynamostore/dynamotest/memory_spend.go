package dynamotest

import (
	"cmp"
	"context"
	"slices"
	"strings"

	"ventana/shared/dynamostore"
)

// CountSpend is Store.CountSpend.
func (m *Memory) CountSpend(_ context.Context, messageID string, spent dynamostore.Spend) (counted bool, err error) {
	err = m.do("CountSpend", func() error {
		item, known := m.sent[messageID]
		if !known || item.spent {
			return nil
		}
		item.spent, counted = true, true
		at := slices.IndexFunc(m.spends, func(s dynamostore.Spend) bool { return s.Day == spent.Day && s.Number == spent.Number })
		if at < 0 {
			at = len(m.spends)
			m.spends = append(m.spends, dynamostore.Spend{Day: spent.Day, Number: spent.Number})
		}
		m.spends[at].Micros += spent.Micros
		m.spends[at].Messages += spent.Messages
		m.spends[at].Unpriced += spent.Unpriced
		return nil
	})
	return counted, err
}

// SpentIn is Store.SpentIn.
func (m *Memory) SpentIn(_ context.Context, month string) (all []dynamostore.Spend, err error) {
	err = m.do("SpentIn", func() error {
		for _, one := range m.spends {
			if strings.HasPrefix(one.Day, month) {
				all = append(all, one)
			}
		}
		slices.SortFunc(all, func(a, b dynamostore.Spend) int {
			return cmp.Or(strings.Compare(a.Day, b.Day), strings.Compare(a.Number, b.Number))
		})
		return nil
	})
	return all, err
}
