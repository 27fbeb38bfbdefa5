package dynamotest_test

import (
	"context"

	"ventana/shared/dynamostore"
	"ventana/shared/rollout"
)

func drawHandOver(d dice) call {
	id, owner := d.id(), d.owner()
	return func(ctx context.Context, s store) answer {
		err := s.HandOver(ctx, dynamostore.EffectComment, id, owner)
		said := say("hand over", err, id, owner)
		said.cameTo("handed over", err == nil)
		return said
	}
}

func drawPassedOn(d dice) call {
	id := d.id()
	return func(ctx context.Context, s store) answer {
		if err := s.PassedOn(ctx, dynamostore.EffectComment, id); err != nil {
			return say("passed on", err, id)
		}
		effect, known, err := s.Effect(ctx, dynamostore.EffectComment, id)
		return say("passed on", err, id, effect, known)
	}
}

func drawRollout(d dice) call {
	number, at, ask := d.number(), d.at(), d.flip()
	counts := rollout.Counts{Here: int64(d.IntN(2)), Former: int64(d.IntN(3)), WouldWarn: int64(d.IntN(2))}
	return func(ctx context.Context, s store) answer {
		if !ask {
			return say("count roll-out", s.CountRollout(ctx, number, at, counts), number, counts)
		}
		found, err := s.RolloutCounts(ctx, rollout.Day(at))
		return say("counts of roll-out", err, found)
	}
}
