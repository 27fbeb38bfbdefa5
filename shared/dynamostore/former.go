package dynamostore

import (
	"context"
	"errors"
	"fmt"
	"time"

	"ventana/shared/rollout"
)

// rolloutLife is how long the counts of a roll-out are kept, as statements are.
const rolloutLife = 400 * 24 * time.Hour

// ResultFormer is the result of a message that went to the former endpoint.
const ResultFormer = "former"

// HandOver moves a message that owner has claimed to the former endpoint's side,
// before anything is sent there: its ticket turned out to be closed. *HeldError
// when another run has it by now.
//
// Requests: one write.
func (s *Store) HandOver(ctx context.Context, kind, id, owner string) error {
	change := newEdit()
	change.set("former", boolean(true))
	change.set("owner", text(owner)) // who it is already: the condition names it
	change.remove("day_shard", "day_at")
	_, err := s.update(ctx, change.of(effectKey(kind, id), "#owner = :owner AND attribute_not_exists(done_at)", nil))
	if errors.Is(err, errCondition) {
		return &HeldError{Item: "effect " + kind + " " + id}
	}
	if err != nil {
		return fmt.Errorf("hand over effect %s %s: %w", kind, id, err)
	}
	return nil
}

// PassedOn marks a message done that is on its way to the former endpoint, and
// takes it out of the index of its day: it is nothing that a helpdesk has to show.
//
// Requests: one write.
func (s *Store) PassedOn(ctx context.Context, kind, id string) error {
	now := s.now()
	change := newEdit()
	change.set("done_at", millis(now))
	change.set("result", text(ResultFormer))
	change.set("lost", boolean(false))
	change.set("former", boolean(true))
	change.set("expires_at", seconds(now.Add(EffectLife)))
	change.remove("lease_until", "owner", "ambiguous", "day_shard", "day_at")
	_, err := s.update(ctx, change.of(effectKey(kind, id), "attribute_not_exists(#done_at)", nil))
	if err != nil && !errors.Is(err, errCondition) {
		return fmt.Errorf("finish effect %s %s: %w", kind, id, err)
	}
	return nil
}

func rolloutKey(day string) string { return "ROLLOUT#" + day }

// CountRollout adds to what a day of the roll-out came to on a number, which is never
// empty: it is a part of the item's key.
//
// Requests: one write.
func (s *Store) CountRollout(ctx context.Context, number string, at time.Time, counts rollout.Counts) error {
	change := newEdit()
	for name, count := range countsOf(&counts) {
		if *count > 0 {
			change.add(name, number64(*count))
		}
	}
	change.set("expires_at", seconds(at.Add(rolloutLife)))
	if _, err := s.update(ctx, change.of(key(rolloutKey(rollout.Day(at)), number), "", nil)); err != nil {
		return fmt.Errorf("count the roll-out of number %s: %w", number, err)
	}
	return nil
}

// RolloutCounts reads what a day of the roll-out came to, by number; empty on a
// day without one.
//
// Requests: one query.
func (s *Store) RolloutCounts(ctx context.Context, day string) (map[string]rollout.Counts, error) {
	items, err := s.query(ctx, rolloutKey(day), "")
	if err != nil {
		return nil, fmt.Errorf("read the roll-out of %s: %w", day, err)
	}
	found := map[string]rollout.Counts{}
	for _, item := range items {
		var counts rollout.Counts
		for name, count := range countsOf(&counts) {
			*count = numberOf(item, name)
		}
		found[textOf(item, "sk")] = counts
	}
	return found, nil
}

func countsOf(c *rollout.Counts) map[string]*int64 {
	return map[string]*int64{
		"here": &c.Here, "former": &c.Former, "statuses": &c.Statuses, "news": &c.News,
		"would_open": &c.WouldOpen, "would_comment": &c.WouldComment, "would_warn": &c.WouldWarn,
	}
}
