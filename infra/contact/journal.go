package contact

import (
	"cmp"
	"context"
	"fmt"
	"maps"
	"slices"
	"strconv"

	"ventana/shared/dynamostore"
	"ventana/shared/envelope"
)

// EffectSplit is the kind of effect that remembers a split: its contact is the
// one that identities went to, and it is done when the agents were told.
const EffectSplit = "split"

// maxSplits is how many splits of one contact are told apart, all within the 45
// days that an effect lives; DynamoDB reads as many items at once.
const maxSplits = 100

// history reads the splits of a contact, newest first.
func (s *Splitter) history(ctx context.Context, from string) ([]dynamostore.Effect, error) {
	effects, err := s.Store.Effects(ctx, EffectSplit, entryIDs(from))
	if err != nil {
		return nil, err
	}
	return slices.SortedFunc(maps.Values(effects), func(a, b dynamostore.Effect) int {
		return cmp.Or(b.FirstAt.Compare(a.FirstAt), cmp.Compare(a.ID, b.ID))
	}), nil
}

// entryIDs are the ids that a contact's splits may have, in the order in which
// they are taken. Those that are 45 days old are free again.
func entryIDs(from string) []string {
	var ids []string
	for n := range maxSplits {
		ids = append(ids, envelope.Digest("split", from, strconv.Itoa(n)))
	}
	return ids
}

// page is the entry for a new split: one that was given back, or a free one.
func page(history []dynamostore.Effect, from, into string) (dynamostore.Effect, error) {
	free := entryIDs(from)
	for _, one := range history {
		if !one.Begun() {
			return dynamostore.Effect{Kind: EffectSplit, ID: one.ID, Contact: into}, nil
		}
		free = slices.DeleteFunc(free, func(id string) bool { return id == one.ID })
	}
	if len(free) == 0 {
		return dynamostore.Effect{}, fmt.Errorf("contact %s was split %d times within 45 days", from, maxSplits)
	}
	return dynamostore.Effect{Kind: EffectSplit, ID: free[0], Contact: into}, nil
}
