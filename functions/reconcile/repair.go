package main

import (
	"cmp"
	"context"
	"errors"
	"slices"
	"strconv"
	"strings"

	"ventana/shared/conversation"
	"ventana/shared/dynamostore"
	"ventana/shared/envelope"
	"ventana/shared/helpdesk"
	"ventana/shared/internalnote"
	"ventana/shared/note"
	"ventana/shared/secret"
	"ventana/shared/statement"
)

// repairStore is the part of the table that repairs.
type repairStore interface {
	AcquireTicket(ctx context.Context, helpdesk, ticket, owner string) (dynamostore.TicketLink, error)
	MoveCursor(ctx context.Context, link dynamostore.TicketLink, owner string, release bool) error
	KeepReplies(ctx context.Context, contact, number string, ticket conversation.TicketName) (conversation.Conversation, error)
	Claim(ctx context.Context, effect dynamostore.Effect, owner string) (dynamostore.Effect, error)
	Finish(ctx context.Context, kind, id, result string) error
	FinishIn(ctx context.Context, kind, id, ticket, result string) error
	Postpone(ctx context.Context, kind, id, owner string, pause dynamostore.Pause) error
}

// repair does about a finding what is safe, and notes in it what that was. Each
// repair can be made again. What no repair is known for stays named.
func (c *comparison) repair(ctx context.Context, finding *statement.Finding) error {
	one, known := c.helpdesk(finding.Helpdesk)
	if !known {
		return nil
	}
	switch {
	case finding.Kind == statement.Unsent:
		return c.repairReply(ctx, one, finding)
	case finding.Kind == statement.Stuck && finding.What == dynamostore.EffectSend:
		// The look decides: it waits for a status, or tells the agent.
		finding.Repair = statement.LookedAgain
		return c.ask(ctx, finding)
	case finding.Kind == statement.Stuck && finding.Comment != "":
		finding.Repair = statement.Finished
		return c.store.FinishIn(ctx, finding.What, finding.Effect, finding.Ticket, finding.Comment)
	case finding.Kind == statement.Stuck:
		finding.Repair = statement.Redrive
		return nil
	case finding.Kind == statement.Lost:
		return c.note(ctx, one, finding, "lost", finding.Effect, note.MessageMissing(one.Language, finding.At))
	case finding.Kind == statement.Doubled:
		_, elsewhere, _ := strings.Cut(finding.Other, "@")
		return c.note(ctx, one, finding, "doubled", finding.Comment, note.CommentDoubled(one.Language, finding.At, elsewhere))
	}
	return nil
}

// note tells the agents of a finding, once however often its day is compared.
func (c *comparison) note(ctx context.Context, one secret.CallConnection, finding *statement.Finding, subject, name, text string) error {
	id := envelope.Digest("note", "statement", subject, finding.Helpdesk, finding.Ticket, name)
	stands, err := internalnote.NewWriter(c.store, c.owner).Write(ctx, c.desk(one), finding.Ticket, id, text)
	if err != nil && !helpdesk.ForGood(err) {
		return err
	}
	finding.Repair = statement.Told
	if err != nil || !stands {
		finding.Repair = statement.Refused
	}
	return nil
}

// ask has the ticket of a finding looked at.
func (c *comparison) ask(ctx context.Context, finding *statement.Finding) error {
	now := c.now()
	look := envelope.Look(now, finding.Helpdesk, finding.Ticket, "statement", finding.Comment, strconv.FormatInt(now.Unix(), 10))
	return c.sender.Send(ctx, c.queueURL, []envelope.Envelope{look})
}

// repairReply has a reply sent that nobody looked at. One above the ticket's
// cursor needs a look alone. One that the cursor has passed is kept on the ticket
// as a reply that waits for its customer, and leaves with the next look while the
// window is open, in no other way than those: a cursor that went back would have
// replies decided anew that agents were told of. Where others were sent after
// it, the agent decides.
func (c *comparison) repairReply(ctx context.Context, one secret.CallConnection, finding *statement.Finding) error {
	behind, replies, err := c.reply(ctx, one, finding.Ticket, finding.Comment)
	if err != nil {
		return err
	}
	if !replies {
		finding.Repair = statement.TakenBack
		return nil
	}
	link, err := c.store.AcquireTicket(ctx, finding.Helpdesk, finding.Ticket, c.owner)
	if errors.Is(err, dynamostore.ErrNotLinked) {
		return nil
	}
	if err != nil {
		return err
	}
	fate, err := c.keep(ctx, &link, finding, behind)
	if saveErr := c.store.MoveCursor(ctx, link, c.owner, true); saveErr != nil {
		return saveErr
	}
	if err != nil {
		return err
	}
	finding.Repair = statement.LookedAgain
	switch fate {
	case handledMeanwhile:
		return nil
	case overtaken:
		finding.Repair = statement.Told
		return c.noteOn(ctx, one, finding, dynamostore.TooLate, note.ReplyTooLate(one.Language, finding.At))
	case keptNow:
		if err := c.noteOn(ctx, one, finding, dynamostore.Overlooked, note.ReplyOverlooked(one.Language, finding.At)); err != nil {
			return err
		}
	case unseen:
	}
	return c.ask(ctx, finding)
}

// noteOn writes a note about the comment of a finding. A ticket that takes none
// has told nobody, which holds nothing up.
func (c *comparison) noteOn(ctx context.Context, one secret.CallConnection, finding *statement.Finding, subject, text string) error {
	id := dynamostore.NoteID(finding.Helpdesk, finding.Ticket, finding.Comment, subject)
	_, err := internalnote.NewWriter(c.store, c.owner).Write(ctx, c.desk(one), finding.Ticket, id, text)
	if helpdesk.ForGood(err) {
		return nil
	}
	return err
}

// fate is what is to become of a reply that nobody looked at.
type fate int

const (
	unseen           fate = iota // above the cursor: a look finds it
	keptNow                      // waits on the ticket, for the next look
	overtaken                    // others were sent after it: the agent decides
	handledMeanwhile             // sent, or told of
)

// keep puts a reply that the cursor has passed among those that wait, unless it
// was handled since it was found. The conversation learns of it first, as when
// outbound keeps one.
func (c *comparison) keep(ctx context.Context, link *dynamostore.TicketLink, finding *statement.Finding, behind []helpdesk.Comment) (fate, error) {
	if newer(finding.Comment, link.Cursor) {
		return unseen, nil
	}
	if slices.Contains(link.Kept, finding.Comment) {
		return keptNow, nil
	}
	if became, err := c.since(ctx, finding, *link); err != nil || became != unseen {
		return became, err
	}
	late, err := c.overtaken(ctx, finding, *link, behind)
	if err != nil || late || len(link.Kept) >= conversation.MaxKept {
		return overtaken, err
	}
	name := conversation.TicketName{Helpdesk: link.Helpdesk, Ticket: link.Ticket}
	if _, err := c.store.KeepReplies(ctx, link.Contact, link.Number, name); err != nil {
		return unseen, err
	}
	after := before(finding.Comment)
	if len(link.Kept) == 0 || newer(link.KeptAfter, after) {
		link.KeptAfter = after
	}
	link.Kept = append(link.Kept, finding.Comment)
	slices.SortFunc(link.Kept, func(a, b string) int { return cmp.Or(cmp.Compare(len(a), len(b)), cmp.Compare(a, b)) })
	return keptNow, nil
}

// since is what became of a reply after it was found: a run that died behind its
// repair is repeated.
func (c *comparison) since(ctx context.Context, finding *statement.Finding, link dynamostore.TicketLink) (fate, error) {
	late := dynamostore.NoteID(finding.Helpdesk, finding.Ticket, finding.Comment, dynamostore.TooLate)
	told, err := c.effects(ctx, dynamostore.EffectNote, []string{late})
	if err != nil || len(told) > 0 {
		return overtaken, err
	}
	said := []helpdesk.Said{{Ticket: finding.Ticket, Comment: finding.Comment}}
	handled, err := c.handled(ctx, finding.Helpdesk, said, map[string]dynamostore.TicketLink{finding.Ticket: link})
	if err != nil || !handled[finding.Comment] {
		return unseen, err
	}
	return handledMeanwhile, nil
}

// overtaken reports whether replies behind one were sent: it would come out of
// order.
func (c *comparison) overtaken(ctx context.Context, finding *statement.Finding, link dynamostore.TicketLink, behind []helpdesk.Comment) (bool, error) {
	var sends []string
	for _, comment := range behind {
		if !comment.Staff || !comment.Public {
			continue
		}
		var files []string
		for _, file := range comment.Files {
			files = append(files, file.ID)
		}
		parts, _ := dynamostore.Traces(finding.Helpdesk, link.Ticket, comment.ID, files)
		sends = append(sends, parts...)
	}
	found, err := c.effects(ctx, dynamostore.EffectSend, sends)
	return len(found) > 0, err
}
