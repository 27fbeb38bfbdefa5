package main

import (
	"context"
	"errors"
	"slices"

	"ventana/shared/conversation"
	"ventana/shared/dynamostore"
	"ventana/shared/helpdesk"
	"ventana/shared/secret"
	"ventana/shared/statement"
)

// match lays the messages of the day, as the table has them, beside what was
// read of the helpdesks, and keeps what it finds as one more page.
func (c *comparison) match(ctx context.Context) error {
	if err := c.timeLeft(ctx); err != nil {
		return err
	}
	pages, err := c.store.Pages(ctx, c.day, c.work.Run)
	if err != nil {
		return err
	}
	entries, err := c.messages(ctx)
	if err != nil {
		return err
	}
	c.work.Requests.Table++
	m := &matching{comparison: c, seen: map[string]bool{}, replies: map[string]bool{}, lines: map[string]*statement.Line{}}
	for _, page := range pages {
		for _, id := range page.Seen {
			m.seen[id] = true
		}
		for _, reply := range page.Replies {
			m.replies[reply.Comment] = true
		}
		for _, finding := range page.Findings {
			m.named = append(m.named, finding.Effect)
		}
	}
	if err := m.customers(ctx, entries); err != nil {
		return err
	}
	if err := m.ours(ctx, entries); err != nil {
		return err
	}
	c.work.Requests.Table += 2
	if err := c.store.PutPage(ctx, c.day, c.work.Run, "~match", m.page()); err != nil {
		return err
	}
	c.work.Matched = true
	return c.store.SaveStatementWork(ctx, c.day, c.owner, c.work, false)
}

// matching is what is counted while the messages of a day are gone through.
type matching struct {
	*comparison
	seen     map[string]bool // effects of messages that stand on tickets
	replies  map[string]bool // agents' public comments
	named    []string        // effects that are findings already
	lines    map[string]*statement.Line
	findings []statement.Finding
}

func (m *matching) line(number string) *statement.Line {
	if m.lines[number] == nil {
		m.lines[number] = &statement.Line{Number: number}
	}
	return m.lines[number]
}

func (m *matching) page() statement.Page {
	page := statement.Page{Findings: m.findings}
	for _, line := range m.lines {
		page.Lines = append(page.Lines, *line)
	}
	return page
}

// of are the entries of a kind, and their ids.
func of(kind string, entries []dynamostore.DayEntry) (list []dynamostore.DayEntry, ids []string) {
	for _, entry := range entries {
		if entry.Kind == kind {
			list, ids = append(list, entry), append(ids, entry.ID)
		}
	}
	return list, ids
}

// customers counts the customers' messages, and looks for those that the export
// did not show where the table says that they stand.
func (m *matching) customers(ctx context.Context, entries []dynamostore.DayEntry) error {
	list, _ := of(dynamostore.EffectComment, entries)
	var unseen []string
	for _, entry := range list {
		line := m.line(entry.Number)
		line.Messages++
		switch {
		case m.seen[entry.ID]:
			line.OnTicket++
		case !slices.Contains(m.named, entry.ID):
			unseen = append(unseen, entry.ID)
		}
	}
	effects, err := m.effects(ctx, dynamostore.EffectComment, unseen)
	if err != nil {
		return err
	}
	found, gone, err := m.lookFor(ctx, effects)
	if err != nil {
		return err
	}
	for _, entry := range list {
		effect, known := effects[entry.ID]
		if !known {
			continue
		}
		m.customer(entry, effect, found[entry.ID], gone[effect.Helpdesk+" "+effect.Ticket])
	}
	return nil
}

// customer judges a message that the export did not show. comment is where it
// stands, or empty; gone reports that its ticket was deleted.
func (m *matching) customer(entry dynamostore.DayEntry, effect dynamostore.Effect, comment string, gone bool) {
	line := m.line(entry.Number)
	finding := statement.Finding{
		Number: entry.Number, Helpdesk: effect.Helpdesk, Ticket: effect.Ticket, Comment: comment,
		Effect: entry.ID, What: effect.Kind, At: firstSeen(effect, entry),
	}
	switch {
	case effect.Done && comment != "":
		line.OnTicket++
		return
	case effect.Done && gone:
		line.Removed++
		return
	case effect.Done && !isID(effect.Result):
		line.Passed++ // worth a line on an open ticket and no ticket of its own
		return
	case effect.Done:
		finding.Kind, finding.Comment = statement.Lost, effect.Result
	case effect.Until.After(m.now()):
		line.UnderWay++
		return
	default:
		finding.Kind = statement.Stuck
	}
	m.findings = append(m.findings, finding)
}

// lookFor looks on the tickets on which messages should stand, many of one ticket
// with one look. It gives their comments, and the tickets that were deleted.
func (m *matching) lookFor(ctx context.Context, effects map[string]dynamostore.Effect) (found map[string]string, gone map[string]bool, err error) {
	wanted := map[[2]string][]string{}
	for id, effect := range effects {
		if effect.Ticket != "" {
			where := [2]string{effect.Helpdesk, effect.Ticket}
			wanted[where] = append(wanted[where], id)
		}
	}
	found, gone = map[string]string{}, map[string]bool{}
	for where, ids := range wanted {
		one, known := m.helpdesk(where[0])
		if !known {
			continue // removed from the call document: nobody can look
		}
		if err := m.timeLeft(ctx); err != nil {
			return nil, nil, err
		}
		m.work.Requests.Helpdesk += 2
		trace, err := m.desk(one).Trace(ctx, where[1], ids)
		if errors.Is(err, helpdesk.ErrGone) {
			gone[where[0]+" "+where[1]] = true
			continue
		}
		if err != nil {
			return nil, nil, err
		}
		for id, comment := range trace.Found {
			found[id] = comment
		}
	}
	return found, gone, nil
}

// helpdesk finds a helpdesk connection of the call document.
func (c *comparison) helpdesk(id string) (secret.CallConnection, bool) {
	return c.document.Connection(id)
}

// ours counts the messages that Ventana set out to send, and finds those of which
// nobody ever said how they ended.
func (m *matching) ours(ctx context.Context, entries []dynamostore.DayEntry) error {
	list, ids := of(dynamostore.EffectSend, entries)
	effects, err := m.effects(ctx, dynamostore.EffectSend, ids)
	if err != nil {
		return err
	}
	var messages []string
	for _, effect := range effects {
		if effect.Done && !effect.Lost {
			messages = append(messages, effect.Result)
		}
	}
	m.work.Requests.Table += (len(messages) + 99) / 100
	sent, err := m.store.SentMessages(ctx, messages)
	if err != nil {
		return err
	}
	ended, waiting, err := m.givenBack(ctx, effects)
	if err != nil {
		return err
	}
	for _, entry := range list {
		effect, line := effects[entry.ID], m.line(entry.Number)
		line.Sends++
		if !m.replies[effect.Comment] {
			line.Others++
		}
		switch {
		case effect.Lost:
			line.Refused++
		case effect.Done:
			if message, known := sent[effect.Result]; known && message.State == conversation.StateAccepted {
				line.Silent++
			}
		case ended[entry.ID]:
			line.Refused++
		case waiting[entry.ID], effect.Until.After(m.now()):
			line.UnderWay++
		default:
			m.findings = append(m.findings, statement.Finding{
				Kind: statement.Stuck, Number: entry.Number, Helpdesk: effect.Helpdesk, Ticket: effect.Ticket,
				Comment: effect.Comment, Effect: entry.ID, What: effect.Kind, At: firstSeen(effect, entry),
			})
		}
	}
	return nil
}
