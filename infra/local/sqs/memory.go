package sqs

import "time"

// deduplicationInterval is fixed by SQS (developer guide, "Exactly-once
// processing").
const deduplicationInterval = 5 * time.Minute

// remembered is one accepted deduplication id. It outlives its message.
type remembered struct {
	ID       string    `json:"id"`
	Sequence uint64    `json:"sequence"`
	At       time.Time `json:"at"`
}

// memory holds the deduplication ids of one FIFO queue.
type memory struct {
	entries map[string]remembered
	oldest  []string // keys by age; a key stands once for each time it was remembered
}

func newMemory() *memory { return &memory{entries: map[string]remembered{}} }

// key tells ids of one queue apart by scope: with the scope messageGroup the
// same id in two groups is two messages. Group ids hold no spaces.
func memoryKey(perGroup bool, group, id string) string {
	if perGroup {
		return group + " " + id
	}
	return id
}

func (y *memory) remember(key string, entry remembered) {
	y.entries[key] = entry
	y.oldest = append(y.oldest, key)
}

// recall gives the first message sent with key, if the interval is not over.
func (y *memory) recall(key string, now time.Time) (remembered, bool) {
	y.forget(now)
	entry, found := y.entries[key]
	if !found || now.Sub(entry.At) >= deduplicationInterval {
		return remembered{}, false
	}
	return entry, true
}

// forget drops what is over. A key whose entry is younger was remembered again.
func (y *memory) forget(now time.Time) {
	for len(y.oldest) > 0 {
		key := y.oldest[0]
		entry, found := y.entries[key]
		if found && now.Sub(entry.At) < deduplicationInterval {
			return
		}
		delete(y.entries, key)
		y.oldest = y.oldest[1:]
	}
}
