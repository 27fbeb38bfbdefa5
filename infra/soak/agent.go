package soak

import (
	"context"
	"fmt"
	"time"
)

// lookEvery is how often agents look for new tickets, in real time.
const lookEvery = 300 * time.Millisecond

// agents do what the plan has for them on a day, until all of it is done. Those
// acts of a customer's tickets that are next wait until the customer has said
// enough, and something of the day stands in the ticket.
func (r *run) agents(ctx context.Context, day int) error {
	fresh := make([]bool, len(r.plan.people))
	for {
		newest, err := r.newestTickets(ctx)
		if err != nil {
			return err
		}
		left := 0
		for person, acts := range r.plan.acts {
			ticket := newest[r.plan.people[person].name]
			for len(acts) > 0 && acts[0].after <= r.plan.said[day][person] {
				if ticket == 0 || r.ledger.heard(person) < acts[0].after {
					left++
					break
				}
				if !fresh[person] {
					if fresh[person], err = r.heardOn(ctx, day, person, ticket); err != nil {
						return err
					}
					if !fresh[person] {
						left++
						break
					}
				}
				if err := r.act(ctx, acts[0], ticket); err != nil {
					return fmt.Errorf("agent on ticket %d: %w", ticket, err)
				}
				if acts = acts[1:]; len(acts) > 0 && !acts[0].atOnce {
					left++
					break
				}
			}
			r.plan.acts[person] = acts
		}
		if left == 0 {
			return nil
		}
		if !pause(ctx, lookEvery) {
			return ctx.Err()
		}
	}
}

// newestTickets are the newest ticket of each customer, by name.
func (r *run) newestTickets(ctx context.Context) (map[string]int64, error) {
	tickets, err := r.client.tickets(ctx)
	if err != nil {
		return nil, fmt.Errorf("agents: %w", err)
	}
	newest := map[string]int64{}
	for _, one := range tickets {
		newest[one.Requester] = max(newest[one.Requester], one.ID) // ids grow
	}
	return newest, nil
}

// heardOn tells whether something that the customer said on a day stands in the
// ticket: an agent who sees it knows that the window is open.
func (r *run) heardOn(ctx context.Context, day, person int, ticket int64) (bool, error) {
	if day == 0 {
		return true, nil
	}
	whole, err := r.client.ticket(ctx, ticket)
	if err != nil {
		return false, fmt.Errorf("agents: %w", err)
	}
	for _, said := range whole.Comments {
		for _, token := range tokens(said.Body, messageToken) {
			if place, known := r.places[token]; known && r.plan.messages[place].nth > r.plan.said[day-1][person] {
				return true, nil
			}
		}
	}
	return false, nil
}

// night lets the windows close; then agents write all the same, and close some
// tickets for good.
func (r *run) night(ctx context.Context) error {
	if err := r.client.walk(ctx, 25*time.Hour, time.Hour); err != nil {
		return fmt.Errorf("night: %w", err)
	}
	newest, err := r.newestTickets(ctx)
	if err != nil {
		return err
	}
	busy := map[int64]bool{}
	for _, one := range r.plan.evening {
		ticket := newest[r.plan.people[one.person].name]
		if ticket == 0 || one.do == closes && busy[ticket] { // what is told there has to find it open
			continue
		}
		busy[ticket] = true
		one.shut = true
		if err := r.act(ctx, one, ticket); err != nil {
			return fmt.Errorf("night: ticket %d: %w", ticket, err)
		}
	}
	return r.client.walk(ctx, 5*time.Minute, settleStep) // before a customer opens a window again
}

// act does one thing.
func (r *run) act(ctx context.Context, one act, ticket int64) error {
	var comment int64
	var err error
	switch one.do {
	case solves:
		err = r.client.set(ctx, ticket, "solved")
	case closes:
		err = r.client.set(ctx, ticket, "closed")
	default:
		comment, err = r.client.write(ctx, ticket, one.text)
	}
	if err != nil {
		return err
	}
	r.ledger.did(one, ticket, comment)
	return nil
}
