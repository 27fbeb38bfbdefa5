package contact

import (
	"context"
	"errors"
	"fmt"

	"ventana/shared/conversation"
	"ventana/shared/dynamostore"
	"ventana/shared/envelope"
	"ventana/shared/failure"
	"ventana/shared/internalnote"
	"ventana/shared/note"
)

// table is the part of the table that a splitter uses.
type table interface {
	reader
	Split(ctx context.Context, order dynamostore.Splitting, owner string) (dynamostore.Splitting, error)
	Effects(ctx context.Context, kind string, ids []string) (map[string]dynamostore.Effect, error)
	Claim(ctx context.Context, effect dynamostore.Effect, owner string) (dynamostore.Effect, error)
	Finish(ctx context.Context, kind, id, result string) error
	Postpone(ctx context.Context, kind, id, owner string, pause dynamostore.Pause) error
}

// Splitter splits contacts, in one run of a command.
type Splitter struct {
	Store table
	// Fresh is the id that Store gives to a contact that it makes.
	Fresh string
	Owner string // of this run's leases; never used before
	// Desk is a helpdesk connection's client and the language of its notes.
	Desk func(ctx context.Context, helpdesk string) (desk internalnote.Desk, language string, err error)
}

// Told is a note that was written, or would have been.
type Told struct {
	Helpdesk, Ticket string
	Stands           bool // false: the ticket is closed or gone and takes none
}

// ErrUntold: the contacts are split, but a note about it is not written. The
// same call writes it.
var ErrUntold = errors.New("the contacts are split, but not every agent was told")

// CarryOut does what was planned, from wherever an earlier run left it, and
// tells which notes stand. A plan that is done changes nothing. *HeldError, with
// nothing changed, while a message is being handled for one of the contacts.
func (s *Splitter) CarryOut(ctx context.Context, plan Plan) ([]Told, error) {
	if plan.Done {
		return nil, nil
	}
	claimed, err := s.Store.Claim(ctx, plan.page, s.Owner)
	if err != nil || claimed.Done {
		return nil, err
	}
	order := dynamostore.Splitting{From: plan.From.ID, Into: plan.Into.ID}
	if plan.New {
		order.Into = ""
	}
	for _, one := range plan.Going {
		order.Identities = append(order.Identities, one.Key)
	}
	if _, err := s.Store.Split(ctx, order, s.Owner); err != nil {
		return nil, s.giveBack(ctx, plan, err)
	}
	told, err := s.tell(ctx, plan)
	if err != nil {
		return told, s.giveBack(ctx, plan, fmt.Errorf("%w: %w", ErrUntold, err))
	}
	return told, s.Store.Finish(ctx, EffectSplit, plan.page.ID, "")
}

// giveBack lets the next run begin at once. Of a split that was held it is
// certain that nothing was done, so its entry is free again.
func (s *Splitter) giveBack(ctx context.Context, plan Plan, cause error) error {
	var held *dynamostore.HeldError
	pause := dynamostore.Pause{Ambiguous: errors.Is(cause, ErrUntold) || !errors.As(cause, &held)}
	ctx, cancel := dynamostore.Outlive(ctx)
	defer cancel()
	return errors.Join(cause, s.Store.Postpone(ctx, EffectSplit, plan.page.ID, s.Owner, pause))
}

// tell puts a note on the tickets of both contacts, on each number where From
// has a conversation: any of them may hold what the other wrote.
func (s *Splitter) tell(ctx context.Context, plan Plan) (all []Told, err error) {
	from, _, err := s.Store.Portrait(ctx, plan.From.ID)
	if err != nil {
		return nil, err
	}
	into, _, err := s.Store.Portrait(ctx, plan.Into.ID)
	if err != nil {
		return nil, err
	}
	var problems []error
	for _, ours := range from.Conversations {
		theirs := onNumber(into, ours.Number)
		sides := []side{{ours, place(ours, plan.Tickets)}, {theirs, place(theirs, plan.Tickets)}}
		for i, one := range sides {
			other := sides[1-i]
			if one.ticket == "" {
				continue
			}
			if other.talk.Helpdesk != one.talk.Helpdesk {
				other.ticket = ""
			}
			told, err := s.tellOne(ctx, plan, one, other.ticket)
			problems = append(problems, err)
			if err == nil {
				all = append(all, told)
			}
		}
	}
	return all, errors.Join(problems...)
}

// side is one contact's part in a conversation that was split.
type side struct {
	talk   conversation.Conversation
	ticket string // where its agents read, or empty
}

// place is the ticket of a conversation in which its agents read: the open one.
// Where that went to the other contact it is the one before, which a note of the
// join calls the same person's.
func place(talk conversation.Conversation, returned []dynamostore.TicketLink) string {
	if talk.Ticket != "" || len(talk.Earlier) == 0 {
		return talk.Ticket
	}
	for _, link := range returned {
		if link.Number == talk.Number && link.Helpdesk == talk.Helpdesk {
			return talk.Earlier[len(talk.Earlier)-1]
		}
	}
	return ""
}

func onNumber(who dynamostore.Portrait, number string) conversation.Conversation {
	for _, talk := range who.Conversations {
		if talk.Number == number {
			return talk
		}
	}
	return conversation.Conversation{}
}

// tellOne writes one note, once for this split, contact and number: a ticket
// that was opened since is not told again.
func (s *Splitter) tellOne(ctx context.Context, plan Plan, one side, other string) (Told, error) {
	told := Told{Helpdesk: one.talk.Helpdesk, Ticket: one.ticket}
	desk, language, err := s.Desk(ctx, one.talk.Helpdesk)
	if err != nil {
		return told, err
	}
	id := envelope.Digest("note", "split", plan.page.ID, one.talk.Contact, one.talk.Number)
	told.Stands, err = internalnote.NewWriter(s.Store, s.Owner).Write(ctx, desk, one.ticket, id, note.Split(language, other))
	if failure.Is(err, failure.Permanent) {
		return told, nil // it will never stand, and who runs this is told
	}
	if err != nil {
		return told, fmt.Errorf("note on ticket %s: %w", one.ticket, err)
	}
	return told, nil
}
