package sqs

// Limits of a batch (SQS API reference).
const (
	mostEntries = 10
	longestID   = 80
)

// failedEntry is an entry of a batch that was refused; the others stand.
type failedEntry struct {
	ID          string `json:"Id"`
	SenderFault bool   `json:"SenderFault"`
	Code        string `json:"Code"`
	Message     string `json:"Message,omitempty"`
}

// batchResult is the output of every batch action.
type batchResult[T any] struct {
	Successful []T           `json:"Successful,omitempty"`
	Failed     []failedEntry `json:"Failed,omitempty"`
}

func (b *batchResult[T]) fail(id string, err error) {
	e := wireError(err)
	b.Failed = append(b.Failed, failedEntry{ID: id, SenderFault: e.sender(), Code: e.query, Message: e.message})
}

// idOnly is the success of an entry that has nothing else to say.
type idOnly struct {
	ID string `json:"Id"`
}

// checkBatch refuses a batch as a whole: no entries, too many, or ids that do
// not name them. kind is the entry's name in the API, for the message.
func checkBatch[E any](kind string, entries []E, id func(E) string) error {
	if len(entries) == 0 {
		return refuse(modelled+"EmptyBatchRequest", legacy+"EmptyBatchRequest",
			"There should be at least one %s in the request.", kind)
	}
	if len(entries) > mostEntries {
		return refuse(modelled+"TooManyEntriesInBatchRequest", legacy+"TooManyEntriesInBatchRequest",
			"Maximum number of entries per request are %d. You have sent %d.", mostEntries, len(entries))
	}
	seen := map[string]bool{}
	for _, entry := range entries {
		name := id(entry)
		if !entryID(name) {
			return refuse(modelled+"InvalidBatchEntryId", legacy+"InvalidBatchEntryId",
				"A batch entry id can only contain alphanumeric characters, hyphens and underscores. "+
					"It can be at most %d letters long.", longestID)
		}
		if seen[name] {
			return refuse(modelled+"BatchEntryIdsNotDistinct", legacy+"BatchEntryIdsNotDistinct", "Id %s repeated.", name)
		}
		seen[name] = true
	}
	return nil
}

func entryID(id string) bool {
	return len(id) > 0 && len(id) <= longestID && plainName(id)
}

// plainName says whether text holds only letters, digits, hyphens and underscores.
func plainName(text string) bool {
	for _, r := range text {
		if !alphanumeric(r) && r != '-' && r != '_' {
			return false
		}
	}
	return true
}

func alphanumeric(r rune) bool {
	return r >= '0' && r <= '9' || r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z'
}
