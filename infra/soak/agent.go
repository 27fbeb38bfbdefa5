package soak

import (
	"context"
	"fmt"
	"time"
)

// lookEvery is how often agents look for new tickets, in real time.
const lookEvery = 300 * time.Millisecond

// agents do what the plan has for them, until all of it is done. Those acts of a
// customer's tickets that are next wait until the customer has said enough and has
// a ticket.
func (r *run) agents(ctx context.Context) error {
	next := make([]int, len(r.plan.acts))
	for {
		tickets, err := r.client.tickets(ctx)
		if err != nil {
			return fmt.Errorf("agents: %w", err)
		}
		newest := map[string]int64{} // by requester; ids grow
		for _, one := range tickets {
			newest[one.Requester] = max(newest[one.Requester], one.ID)
		}
		left := 0
		for person, acts := range r.plan.acts {
			ticket := newest[r.plan.people[person].name]
			for next[person] < len(acts) && ticket != 0 && r.ledger.heard(person) >= acts[next[person]].after {
				if err := r.act(ctx, acts[next[person]], ticket); err != nil {
					return fmt.Errorf("agent on ticket %d: %w", ticket, err)
				}
				next[person]++
			}
			left += len(acts) - next[person]
		}
		if left == 0 {
			return nil
		}
		if !pause(ctx, lookEvery) {
			return ctx.Err()
		}
	}
}

// act does one thing.
func (r *run) act(ctx context.Context, one act, ticket int64) error {
	var comment int64
	var err error
	if one.do == solves {
		err = r.client.solve(ctx, ticket)
	} else {
		comment, err = r.client.write(ctx, ticket, one.text)
	}
	if err != nil {
		return err
	}
	r.ledger.did(one, ticket, comment)
	return nil
}
