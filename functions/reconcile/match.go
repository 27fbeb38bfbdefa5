package main

import (
	"cmp"
	"context"
	"fmt"
	"maps"
	"slices"

	"ventana/shared/conversation"
	"ventana/shared/dynamostore"
	"ventana/shared/secret"
	"ventana/shared/statement"
)

// match lays the messages of the day, as the table has them, beside what was
// read of the helpdesks, and keeps what it finds in pages. What one run has no time
// for is the next one's.
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
	m := newMatching(c, pages)
	if err := m.customers(ctx, entries); err != nil {
		return err
	}
	if err := m.ours(ctx, entries); err != nil {
		return err
	}
	c.work.Matched = true
	c.work.Requests.Table++
	return c.store.SaveStatementWork(ctx, c.day, c.owner, c.work, false)
}

// matching is what is known while the messages of a day are gone through.
type matching struct {
	*comparison
	seen    map[string]bool // effects of messages that stand on tickets
	replies map[string]bool // agents' public comments
	named   map[string]bool // effects that are findings already, or were judged
	looked  int             // pages of those that were looked for
}

func newMatching(c *comparison, pages []statement.Page) *matching {
	m := &matching{comparison: c, seen: map[string]bool{}, replies: map[string]bool{}, named: map[string]bool{}}
	m.looked = countOf(pages, func(page statement.Page) bool { return len(page.Judged) > 0 })
	for _, page := range pages {
		for _, id := range page.Seen {
			m.seen[id] = true
		}
		for _, reply := range page.Replies {
			m.replies[reply.Comment] = true
		}
		for _, finding := range page.Findings {
			m.named[finding.Effect] = true
		}
		for _, id := range page.Judged {
			m.named[id] = true
		}
	}
	return m
}

// sheet is a page that is being written.
type sheet struct {
	statement.Page
	lines map[string]*statement.Line
}

func newSheet() *sheet { return &sheet{lines: map[string]*statement.Line{}} }

func (s *sheet) line(number string) *statement.Line {
	if s.lines[number] == nil {
		s.lines[number] = &statement.Line{Number: number}
	}
	return s.lines[number]
}

// put keeps a sheet as a page.
func (m *matching) put(ctx context.Context, name string, s *sheet) error {
	for _, line := range s.lines {
		s.Lines = append(s.Lines, *line)
	}
	m.work.Requests.Table++
	return m.store.PutPage(ctx, m.day, m.work.Run, name, s.Page)
}

// helpdesk finds a helpdesk connection of the call document.
func (c *comparison) helpdesk(id string) (secret.CallConnection, bool) {
	return c.document.Connection(id)
}

// customers counts the customers' messages, and looks for those that the export
// did not show where the table says that they stand.
func (m *matching) customers(ctx context.Context, entries []dynamostore.DayEntry) error {
	counts := newSheet()
	unseen := map[string]dynamostore.DayEntry{}
	for _, entry := range entries {
		if entry.Kind != dynamostore.EffectComment {
			continue
		}
		line := counts.line(entry.Number)
		line.Messages++
		switch {
		case m.seen[entry.ID]:
			line.OnTicket++
		case !m.named[entry.ID]:
			unseen[entry.ID] = entry
		}
	}
	effects, err := m.effects(ctx, dynamostore.EffectComment, slices.Sorted(maps.Keys(unseen)))
	if err != nil {
		return err
	}
	if err := m.lookFor(ctx, unseen, effects); err != nil {
		return err
	}
	return m.put(ctx, "~match", counts) // the same, however often
}

// sendsPage is how many of our own messages are judged at once: no more than that
// can be found wrong, so it is a page.
const sendsPage = statement.MaxPageFindings

// ours counts the messages that Ventana set out to send, and finds those of which
// nobody ever said how they ended. The day's list no longer changes, so a piece that
// is judged again takes the place of itself.
func (m *matching) ours(ctx context.Context, entries []dynamostore.DayEntry) error {
	list := slices.DeleteFunc(slices.Clone(entries), func(entry dynamostore.DayEntry) bool { return entry.Kind != dynamostore.EffectSend })
	slices.SortFunc(list, func(a, b dynamostore.DayEntry) int { return cmp.Compare(a.ID, b.ID) })
	for m.work.MatchedSends*sendsPage < len(list) {
		if err := m.timeLeft(ctx); err != nil {
			return err
		}
		at := m.work.MatchedSends * sendsPage
		sheet, err := m.sends(ctx, list[at:min(at+sendsPage, len(list))])
		if err != nil {
			return err
		}
		if err := m.put(ctx, fmt.Sprintf("~sends#%06d", m.work.MatchedSends), sheet); err != nil {
			return err
		}
		m.work.MatchedSends++
		m.work.Requests.Table++
		if err := m.store.SaveStatementWork(ctx, m.day, m.owner, m.work, false); err != nil {
			return err
		}
	}
	return nil
}

// sends judges some of our own messages.
func (m *matching) sends(ctx context.Context, list []dynamostore.DayEntry) (*sheet, error) {
	var ids []string
	for _, entry := range list {
		ids = append(ids, entry.ID)
	}
	effects, err := m.effects(ctx, dynamostore.EffectSend, ids)
	if err != nil {
		return nil, err
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
		return nil, err
	}
	ended, waiting, err := m.givenBack(ctx, effects)
	if err != nil {
		return nil, err
	}
	page := newSheet()
	for _, entry := range list {
		effect, line := effects[entry.ID], page.line(entry.Number)
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
			page.Findings = append(page.Findings, statement.Finding{
				Kind: statement.Stuck, Number: entry.Number, Helpdesk: effect.Helpdesk, Ticket: effect.Ticket,
				Comment: effect.Comment, Effect: entry.ID, What: effect.Kind, At: firstSeen(effect, entry),
			})
		}
	}
	return page, nil
}
