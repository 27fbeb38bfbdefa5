package main

import (
	"context"
	"errors"
	"strconv"
	"time"

	"ventana/shared/conversation"
	"ventana/shared/dynamostore"
	"ventana/shared/helpdesk"
	"ventana/shared/secret"
	"ventana/shared/statement"
)

// written are the kinds of effect whose markers stand in comments, the most
// frequent first.
func written() []string {
	return []string{dynamostore.EffectComment, dynamostore.EffectNote, dynamostore.EffectFile, dynamostore.EffectDigest, dynamostore.EffectCanary}
}

// judge lays a page of what was said beside what the table knows of it.
func (c *comparison) judge(ctx context.Context, one secret.CallConnection, said []helpdesk.Said) (statement.Page, error) {
	var page statement.Page
	known, err := c.effectsOf(ctx, said)
	if err != nil {
		return page, err
	}
	var others []helpdesk.Said
	for _, comment := range said {
		late := statement.DayOf(comment.At) != c.day // of the next one, but for the messages in it
		if len(comment.Markers) == 0 {
			if comment.Public && comment.Own && !late {
				others = append(others, comment)
			}
			continue
		}
		for _, marker := range comment.Markers {
			effect, ours := known[marker]
			if ours && effect.Done && effect.Kind == dynamostore.EffectComment {
				page.Seen = append(page.Seen, marker)
			}
			if finding, wrong := c.wrong(comment, marker, effect, ours); wrong && !late {
				finding.Helpdesk = one.ID
				page.Findings = append(page.Findings, finding)
			}
		}
	}
	return page, c.judgeReplies(ctx, one, others, &page)
}

// effectsOf reads the effects that the markers of comments name, of whatever kind.
func (c *comparison) effectsOf(ctx context.Context, said []helpdesk.Said) (map[string]dynamostore.Effect, error) {
	missing := map[string]bool{}
	for _, comment := range said {
		for _, marker := range comment.Markers {
			missing[marker] = true
		}
	}
	known := map[string]dynamostore.Effect{}
	for _, kind := range written() {
		var ids []string
		for marker := range missing {
			ids = append(ids, marker)
		}
		found, err := c.effects(ctx, kind, ids)
		if err != nil {
			return nil, err
		}
		for id, effect := range found {
			known[id] = effect
			delete(missing, id)
		}
	}
	return known, nil
}

// effects reads effects of one kind, and counts the requests.
func (c *comparison) effects(ctx context.Context, kind string, ids []string) (map[string]dynamostore.Effect, error) {
	c.work.Requests.Table += (len(ids) + 99) / 100
	return c.store.Effects(ctx, kind, ids)
}

// wrong judges a comment by one of its markers.
func (c *comparison) wrong(comment helpdesk.Said, marker string, effect dynamostore.Effect, ours bool) (finding statement.Finding, wrong bool) {
	finding = statement.Finding{
		Number: effect.Number, Ticket: comment.Ticket, Comment: comment.Comment, Effect: marker, What: effect.Kind, At: comment.At,
	}
	switch {
	case !ours:
		finding.Kind = statement.Orphaned
	case !effect.Done:
		finding.Kind = statement.Stuck
		return finding, !effect.Until.After(c.now()) // else a run has it in hand, and it counts as under way
	case effect.Lost, effect.Kind == dynamostore.EffectDigest, !isID(effect.Result), effect.Result == comment.Comment:
		return finding, false // a helpdesk may not tell the id of a first comment
	default:
		finding.Kind, finding.Other = statement.Doubled, effect.Result
		if effect.Ticket != "" && effect.Ticket != comment.Ticket {
			finding.Other += "@" + effect.Ticket
		}
	}
	return finding, true
}

// isID tells a comment's id from what else an effect may end with.
func isID(result string) bool {
	_, err := strconv.ParseUint(result, 10, 64)
	return err == nil
}

// judgeReplies finds public comments on our tickets that left no trace: neither a
// message nor a note that tells why there is none. Those that stood on a ticket
// before it was ours, as where agents merged ours into it, are none of it.
func (c *comparison) judgeReplies(ctx context.Context, one secret.CallConnection, said []helpdesk.Said, page *statement.Page) error {
	var tickets []string
	for _, comment := range said {
		tickets = append(tickets, comment.Ticket)
	}
	c.work.Requests.Table += (len(tickets) + 99) / 100
	links, err := c.store.TicketLinks(ctx, one.ID, tickets)
	if err != nil {
		return err
	}
	var ours []helpdesk.Said
	for _, comment := range said {
		if link, linked := links[comment.Ticket]; linked && newer(comment.Comment, link.Begins) {
			ours = append(ours, comment)
		}
	}
	handled, err := c.handled(ctx, one.ID, ours, links)
	if err != nil {
		return err
	}
	for _, comment := range ours {
		number := links[comment.Ticket].Number
		if handled[comment.Comment] {
			page.Replies = append(page.Replies, statement.Reply{Comment: comment.Comment, Number: number})
			continue
		}
		if canary, err := c.canarys(ctx, links[comment.Ticket]); err != nil {
			return err
		} else if canary {
			continue
		}
		// The export does not tell whether an agent wrote it, nor what became of it.
		_, replies, err := c.reply(ctx, one, comment.Ticket, comment.Comment)
		if err != nil {
			return err
		}
		if replies {
			page.Replies = append(page.Replies, statement.Reply{Comment: comment.Comment, Number: number})
			page.Findings = append(page.Findings, statement.Finding{
				Kind: statement.Unsent, Number: number, Helpdesk: one.ID, Ticket: comment.Ticket, Comment: comment.Comment, At: comment.At,
			})
		}
	}
	return nil
}

// canarys reports whether a ticket is the canary's: what agents write there has
// nobody to go to. Few comments leave no trace, so it is asked for those alone.
func (c *comparison) canarys(ctx context.Context, link dynamostore.TicketLink) (bool, error) {
	c.work.Requests.Table++
	_, contact, err := c.store.Conversation(ctx, link.Contact, link.Number)
	return contact.BSUID == conversation.CanaryUser, err
}

// handled tells which comments left a trace or wait for their customers. Most left
// a message, so that is asked for first.
func (c *comparison) handled(ctx context.Context, desk string, said []helpdesk.Said, links map[string]dynamostore.TicketLink) (map[string]bool, error) {
	handled := map[string]bool{}
	for _, comment := range said {
		for _, kept := range links[comment.Ticket].Kept {
			handled[kept] = true
		}
	}
	for _, kind := range []string{dynamostore.EffectSend, dynamostore.EffectNote} {
		of := map[string]string{} // comment by effect
		var ids []string
		for _, comment := range said {
			if handled[comment.Comment] {
				continue
			}
			traces, notes := dynamostore.Traces(desk, comment.Ticket, comment.Comment, comment.Files)
			if kind == dynamostore.EffectNote {
				traces = notes
			}
			for _, id := range traces {
				of[id] = comment.Comment
				ids = append(ids, id)
			}
		}
		found, err := c.effects(ctx, kind, ids)
		if err != nil {
			return nil, err
		}
		for id := range found {
			handled[of[id]] = true
		}
	}
	return handled, nil
}

// reply reads a comment as it stands, and those behind it; false when it is no
// agent's public comment, or none any more.
func (c *comparison) reply(ctx context.Context, one secret.CallConnection, ticket, comment string) (behind []helpdesk.Comment, replies bool, err error) {
	c.work.Requests.Helpdesk++
	comments, err := c.desk(one).CommentsAfter(ctx, ticket, before(comment))
	if errors.Is(err, helpdesk.ErrGone) {
		return nil, false, nil
	}
	if err != nil {
		return nil, false, err
	}
	for i, stands := range comments {
		if stands.ID == comment {
			return comments[i+1:], stands.Staff && stands.Public && len(stands.Markers) == 0, nil
		}
	}
	return nil, false, nil
}

// before is the cursor behind which a comment is the first.
func before(comment string) string { return dynamostore.CursorBefore(comment) }

// firstSeen is when a message was taken in hand.
func firstSeen(effect dynamostore.Effect, entry dynamostore.DayEntry) time.Time {
	if !effect.FirstAt.IsZero() {
		return effect.FirstAt
	}
	return entry.At
}
