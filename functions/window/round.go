package main

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"sync"
	"time"

	"golang.org/x/sync/errgroup"

	"ventana/shared/conversation"
	"ventana/shared/failure"
	"ventana/shared/helpdesk"
	"ventana/shared/policy"
	"ventana/shared/secret"
	"ventana/shared/sqsqueue"
	"ventana/shared/telemetry"
)

// round is a run's work on everything that is due.
type round struct {
	*Handler
	document secret.Call
	rules    policy.Policy
	rests    *rests
	waited   bool // what is left has been tried

	mu       sync.Mutex
	left     []conversation.Conversation // first all that are due, then those whose helpdesk rests
	problems []error
}

func (h *Handler) newRound(document secret.Call, rules policy.Policy, due []conversation.Conversation) *round {
	return &round{Handler: h, document: document, rules: rules, rests: newRests(h.now), left: due}
}

// goOn waits for a helpdesk that had enough of us, when it takes more before the
// run's end: another whole minute would be lost else.
func (r *round) goOn(ctx context.Context) {
	for r.waited = true; len(r.left) > 0 && r.rests.end(ctx, r.pause); {
		r.serve(ctx)
	}
}

// serve goes once through what is left, the longest due first and as long as there
// is time, a hundred at once: so many tickets are one call. A helpdesk that has
// enough of us is left alone.
func (r *round) serve(ctx context.Context) {
	due := r.left
	r.left = nil
	for len(due) > 0 && sqsqueue.Spare(ctx, reserve) {
		if r.waited && r.rests.all(r.document) { // they all need one
			r.left = append(r.left, due...)
			return
		}
		part := due[:min(len(due), helpdesk.ManyTickets)]
		due = due[len(part):]
		turns := r.read(ctx, part)
		r.readTickets(ctx, turns)
		r.each(len(turns), func(i int) { r.settle(turns[i], r.act(ctx, turns[i])) })
	}
}

// each does something to so many, side by side.
func (*round) each(count int, do func(i int)) {
	var work errgroup.Group
	work.SetLimit(atOnce)
	for i := range count {
		work.Go(func() error {
			do(i)
			return nil
		})
	}
	_ = work.Wait() // what fails is settled where it does
}

// read gives the turns of those that are due as the table has them now: the index
// may tell of yesterday.
func (r *round) read(ctx context.Context, due []conversation.Conversation) []*turn {
	turns := make([]*turn, len(due))
	r.each(len(due), func(i int) {
		talk, contact, err := r.store.Conversation(ctx, due[i].Contact, due[i].Number)
		if err != nil {
			r.problem(due[i].Contact, err)
			return
		}
		if talk.DueAt.IsZero() || talk.DueAt.After(r.now()) {
			return
		}
		turns[i] = r.turn(talk, contact)
	})
	return slices.DeleteFunc(turns, func(t *turn) bool { return t == nil })
}

// readTickets reads the tickets on which agents may have to be told something,
// those of a helpdesk with one call. What it cannot read the turn reads itself,
// and meets the reason.
func (r *round) readTickets(ctx context.Context, turns []*turn) {
	byDesk := map[string][]*turn{}
	for _, t := range turns {
		if t.readsTicket() && !r.rests.resting(t.helpdesk.ID) {
			byDesk[t.helpdesk.ID] = append(byDesk[t.helpdesk.ID], t)
		}
	}
	for _, waiting := range byDesk {
		if len(waiting) == 1 {
			continue // its own call tells why a ticket is gone
		}
		var ids []string
		for _, t := range waiting {
			ids = append(ids, t.talk.Ticket)
		}
		read, err := r.desk(waiting[0].helpdesk).ReadTickets(ctx, ids)
		if err != nil {
			r.log.Info("tickets not read at once", telemetry.KeyError, err)
			continue
		}
		known := map[string]helpdesk.Ticket{}
		for _, ticket := range read {
			known[ticket.ID] = ticket
		}
		for _, t := range waiting {
			if ticket, stands := known[t.talk.Ticket]; stands {
				t.read = &ticket
			}
		}
	}
}

// errResting keeps a turn for when its helpdesk takes more.
var errResting = errors.New("the helpdesk rests")

// act does one turn and notes when the conversation is due next.
func (r *round) act(ctx context.Context, t *turn) error {
	if t.callsDesk() {
		r.rests.spare(t.helpdesk.ID, r.desk(t.helpdesk).Rest())
		if r.rests.resting(t.helpdesk.ID) {
			return errResting
		}
	}
	if !sqsqueue.Spare(ctx, reserve) {
		return nil // it stays due
	}
	next, level, err := t.act(ctx)
	if err != nil {
		return err
	}
	_, err = r.store.Rearm(ctx, t.talk.Contact, t.talk.Number, t.talk.DueAt, next, level)
	return err
}

// settle sorts out how a turn ended. A helpdesk that asks to wait, or somebody
// else who has a conversation, is no failure: it stays due.
func (r *round) settle(t *turn, err error) {
	var held *failure.HeldError
	switch {
	case err == nil:
		if t.asked {
			r.rests.took(t.helpdesk.ID)
		}
		return
	case errors.As(err, &held):
	case errors.Is(err, errResting):
		r.keep(t)
		return
	case failure.Is(err, failure.Later):
		r.rests.refused(t.helpdesk.ID, failure.Of(err).Wait)
		r.keep(t)
	default:
		r.problem(t.talk.Contact, err)
		return
	}
	r.log.Info("window waits", telemetry.KeyContact, t.talk.Contact, telemetry.KeyError, err)
}

func (r *round) keep(t *turn) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.left = append(r.left, t.talk)
}

func (r *round) problem(contact string, err error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.problems = append(r.problems, fmt.Errorf("window of contact %s: %w", contact, err))
}

// pause waits, or ends with the context.
func pause(ctx context.Context, d time.Duration) {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-timer.C:
	case <-ctx.Done():
	}
}
