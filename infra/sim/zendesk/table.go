package zendesk

import "slices"

// table holds the records of one kind and remembers which of them changed
// since the last line of the journal.
type table[K comparable, V any] struct {
	rows  map[K]*V
	dirty map[K]bool
}

func newTable[K comparable, V any]() *table[K, V] {
	return &table[K, V]{rows: map[K]*V{}, dirty: map[K]bool{}}
}

// get is the record, or nil.
func (t *table[K, V]) get(key K) *V { return t.rows[key] }

// put adds a record, or marks it as changed.
func (t *table[K, V]) put(key K, row *V) {
	t.rows[key] = row
	t.dirty[key] = true
}

// drop removes a record.
func (t *table[K, V]) drop(key K) {
	delete(t.rows, key)
	t.dirty[key] = true
}

// changes is what changed since the last call; a removed record is nil.
func (t *table[K, V]) changes() map[K]*V {
	if len(t.dirty) == 0 {
		return nil
	}
	changed := make(map[K]*V, len(t.dirty))
	for key := range t.dirty {
		changed[key] = t.rows[key]
	}
	t.dirty = map[K]bool{}
	return changed
}

// merge takes changes read back from the journal.
func (t *table[K, V]) merge(changed map[K]*V) {
	for key, row := range changed {
		if row == nil {
			delete(t.rows, key)
			continue
		}
		t.rows[key] = row
	}
}

// sortedIDs are the keys of a table in ascending order.
func sortedIDs[V any](t *table[int64, V]) []int64 {
	keys := make([]int64, 0, len(t.rows))
	for key := range t.rows {
		keys = append(keys, key)
	}
	slices.Sort(keys)
	return keys
}
