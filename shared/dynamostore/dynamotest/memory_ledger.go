package dynamotest

import (
	"context"
	"fmt"
	"maps"
	"slices"

	"ventana/shared/dynamostore"
)

// BookReceived is Store.BookReceived.
func (m *Memory) BookReceived(_ context.Context, day string, page int, received []dynamostore.Received) error {
	return m.do("BookReceived", func() error {
		if m.received == nil {
			m.received = map[string]map[string][]dynamostore.Received{}
		}
		if m.received[day] == nil {
			m.received[day] = map[string][]dynamostore.Received{}
		}
		m.received[day][fmt.Sprintf("%06d", page)] = slices.Clone(received)
		return nil
	})
}

// BookedReceived is Store.BookedReceived.
func (m *Memory) BookedReceived(_ context.Context, day string) (all []dynamostore.Received, err error) {
	err = m.do("BookedReceived", func() error {
		for _, page := range slices.Sorted(maps.Keys(m.received[day])) {
			all = append(all, m.received[day][page]...)
		}
		return nil
	})
	return all, err
}
