package dynamotest

import (
	"context"
	"errors"
	"maps"
	"time"

	"ventana/shared/dynamostore"
	"ventana/shared/rollout"
)

// HandOver is Store.HandOver.
func (m *Memory) HandOver(_ context.Context, kind, id, owner string) error {
	return m.do("HandOver", func() error {
		item, known := m.effects[kind+" "+id]
		if !known || item.Done || item.owner != owner {
			return &dynamostore.HeldError{Item: "effect " + kind + " " + id}
		}
		item.Former, item.sided, item.taken = true, true, time.Time{}
		return nil
	})
}

// PassedOn is Store.PassedOn.
func (m *Memory) PassedOn(_ context.Context, kind, id string) error {
	return m.do("PassedOn", func() error {
		if m.effectAt(kind, id).Done {
			return nil
		}
		m.finish(kind, id, "", dynamostore.ResultFormer, false)
		item := m.effectAt(kind, id)
		item.Former, item.sided, item.taken = true, true, time.Time{}
		return nil
	})
}

// errEmptyKey is what DynamoDB says of an empty string in a key.
var errEmptyKey = errors.New("ValidationException: the value of a key attribute cannot be an empty string")

// CountRollout is Store.CountRollout.
func (m *Memory) CountRollout(_ context.Context, number string, at time.Time, counts rollout.Counts) error {
	return m.do("CountRollout", func() error {
		if number == "" {
			return errEmptyKey
		}
		day := rollout.Day(at)
		if m.rollout[day] == nil {
			m.rollout[day] = map[string]rollout.Counts{}
		}
		m.rollout[day][number] = m.rollout[day][number].Add(counts)
		return nil
	})
}

// RolloutCounts is Store.RolloutCounts.
func (m *Memory) RolloutCounts(_ context.Context, day string) (found map[string]rollout.Counts, err error) {
	err = m.do("RolloutCounts", func() error {
		found = map[string]rollout.Counts{}
		maps.Copy(found, m.rollout[day])
		return nil
	})
	return found, err
}
