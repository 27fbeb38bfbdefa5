package dynamotest

import (
	"context"
	"maps"
	"slices"
	"time"

	"ventana/shared/deadletter"
	"ventana/shared/dynamostore"
	"ventana/shared/statement"
)

// parkedItem is the note of a parked record.
type parkedItem struct {
	statement.ParkedNote
	gone bool
}

// NoteParked is Store.NoteParked.
func (m *Memory) NoteParked(_ context.Context, shelf, record string, code deadletter.Code) error {
	return m.do("NoteParked", func() error {
		if m.parked == nil {
			m.parked = map[string]parkedItem{}
		}
		if _, known := m.parked[shelf+" "+record]; !known {
			m.parked[shelf+" "+record] = parkedItem{ParkedNote: statement.ParkedNote{Record: record, Code: string(code), At: m.now().Truncate(time.Second).UTC()}}
		}
		return nil
	})
}

// ForgetParked is Store.ForgetParked.
func (m *Memory) ForgetParked(_ context.Context, shelf, record string) error {
	return m.do("ForgetParked", func() error {
		if item, known := m.parked[shelf+" "+record]; known {
			item.gone = true
			m.parked[shelf+" "+record] = item
		}
		return nil
	})
}

// Parked is Store.Parked.
func (m *Memory) Parked(_ context.Context, shelf string) (notes []statement.ParkedNote, err error) {
	err = m.do("Parked", func() error {
		for _, name := range slices.Sorted(maps.Keys(m.parked)) {
			item := m.parked[name]
			if name == shelf+" "+item.Record && !item.gone && m.now().Sub(item.At) < dynamostore.ParkedLife {
				notes = append(notes, item.ParkedNote)
			}
		}
		return nil
	})
	return notes, err
}
