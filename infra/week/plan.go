package week

import (
	"math/rand/v2"
	"time"
)

// doing is what somebody does in a conversation.
type doing string

const (
	writes  doing = "writes"  // the customer
	answers doing = "answers" // the agent, to the customer
	remarks doing = "remarks" // the agent, in a note of their own: no answer
	sets    doing = "sets"    // the agent, a status
)

// act is one planned thing.
type act struct {
	at     time.Duration // since the beginning
	do     doing
	status string // of sets
}

// talk is one conversation of the plan.
type talk struct {
	person
	acts []act
}

// windowLength is how long a customer's message keeps the window open.
const windowLength = 24 * time.Hour

// newPlan makes conversations from a seed: each begins with the customer, at a
// time that leaves its first window room to close.
func newPlan(seed uint64, conversations int, length time.Duration) []talk {
	plan := make([]talk, conversations)
	for i := range plan {
		random := rand.New(rand.NewPCG(seed, uint64(i)))
		plan[i].person = meet(random, i)
		at := between(random, 0, max(length-windowLength, time.Hour))
		one := act{at: at, do: writes}
		for one.at < length {
			plan[i].acts = append(plan[i].acts, one)
			one = next(random, one.at)
		}
	}
	return plan
}

// next is what comes after a time: soon, on the same day, or when the window may
// have closed.
func next(random *rand.Rand, after time.Duration) act {
	var gap time.Duration
	switch n := random.IntN(100); {
	case n < 30:
		gap = between(random, 2*time.Minute, 50*time.Minute)
	case n < 60:
		gap = between(random, time.Hour, 9*time.Hour)
	default:
		gap = between(random, 18*time.Hour, 30*time.Hour)
	}
	one := act{at: after + gap}
	switch n := random.IntN(100); {
	case n < 48:
		one.do = writes
	case n < 66:
		one.do = answers
	case n < 74:
		one.do = remarks
	default:
		statuses := []string{"solved", "solved", "solved", "pending", "pending", "hold", "open", "open"}
		one.do, one.status = sets, statuses[random.IntN(len(statuses))]
	}
	return one
}

// between is some second.
func between(random *rand.Rand, from, to time.Duration) time.Duration {
	return from + time.Duration(random.Int64N(int64((to-from)/time.Second)+1))*time.Second
}
