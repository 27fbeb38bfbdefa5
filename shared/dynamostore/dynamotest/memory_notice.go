package dynamotest

import (
	"cmp"
	"context"
	"slices"
	"time"

	"ventana/shared/dynamostore"
	"ventana/shared/envelope"
)

// notice is a notice's item.
type notice struct {
	envelope.Notice
	connection, name string
}

// KeepNotice is Store.KeepNotice.
func (m *Memory) KeepNotice(_ context.Context, connection string, wanted envelope.Notice, delivery string) error {
	return m.do("KeepNotice", func() error {
		name := envelope.Digest("notice", delivery, wanted.Event, wanted.Number, string(wanted.Raw))
		wanted.At = second(wanted.At)
		if wanted.Raw = slices.Clone(wanted.Raw); len(wanted.Raw) == 0 || len(wanted.Raw) > dynamostore.MaxNoticeBytes {
			wanted.Raw = nil
		}
		m.notices[connection+" "+wanted.Account+" "+wanted.At.String()+" "+wanted.Field+" "+name] = &notice{wanted, connection, name}
		return nil
	})
}

// Notices is Store.Notices.
func (m *Memory) Notices(_ context.Context, connection, account string, since time.Time) (found []envelope.Notice, err error) {
	err = m.do("Notices", func() error {
		var items []*notice
		for _, item := range m.notices {
			if item.connection == connection && item.Account == account && !item.At.Before(second(since)) {
				items = append(items, item)
			}
		}
		slices.SortFunc(items, func(a, b *notice) int {
			return cmp.Or(a.At.Compare(b.At), cmp.Compare(a.Field, b.Field), cmp.Compare(a.name, b.name))
		})
		for _, item := range items {
			found = append(found, item.Notice)
		}
		return nil
	})
	return found, err
}
