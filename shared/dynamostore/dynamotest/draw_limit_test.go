package dynamotest_test

import (
	"context"
	"time"

	"ventana/shared/limit"
)

func drawLease(d dice) call {
	number, at, want, most := d.number(), d.now.Truncate(time.Minute), 1+d.IntN(9), d.IntN(30)
	return func(ctx context.Context, s store) answer {
		taken, err := s.LeaseTokens(ctx, number, at, want, most)
		return say("lease tokens", err, number, want, most, taken)
	}
}

func drawHealth(d dice) call {
	number, now := d.number(), limit.Number{Quality: d.pick("GREEN", "RED"), Tier: d.pick("", "TIER_2K"), OnApp: d.flip(), At: d.at()}
	return func(ctx context.Context, s store) answer {
		before, err := s.PutNumber(ctx, number, now)
		if err != nil {
			return say("put number", err)
		}
		known, err := s.Number(ctx, number)
		return say("put number", err, number, before, known)
	}
}

// drawReach reaches somebody now, or in some hour of the days to come.
func drawReach(d dice) call {
	contact, at, most := d.contact(), d.now.Add(time.Duration(d.IntN(60))*time.Hour), d.IntN(12)
	return func(ctx context.Context, s store) answer {
		who, known, err := s.ContactOf(ctx, contact)
		if err != nil || !known {
			return say("reach", err, contact, known)
		}
		room, err := s.Reach(ctx, "p", who, at, most)
		if err != nil {
			return say("reach", err)
		}
		buckets, err := s.Reached(ctx, "p", at)
		said := say("reach", err, contact, at, most, who.OutsideAt, room, buckets)
		said.cameTo("reached", room)
		said.cameTo("no room", !room)
		return said
	}
}
