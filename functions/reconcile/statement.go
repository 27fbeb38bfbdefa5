package main

import (
	"context"
	"fmt"
	"slices"
	"time"

	"ventana/shared/conversation"
	"ventana/shared/dynamostore"
	"ventana/shared/helpdesk"
	"ventana/shared/secret"
	"ventana/shared/sqsqueue"
	"ventana/shared/statement"
	"ventana/shared/telemetry"
)

const (
	// settle is how long after the end of a day its statement begins: what came in
	// its last minute is on its ticket by then, or will not get there by itself.
	settle = time.Hour
	// readPages is how much of an export one run reads: of the ten calls a minute
	// that the account allows, four are left for the sweep and for others.
	readPages = 6
	// spare is what a run keeps back: a page that was read is judged, kept and
	// noted within it.
	spare = 20 * time.Second
)

// statementStore is the part of the table that makes statements.
type statementStore interface {
	ledgerStore
	parkedStore
	PlanStatements(ctx context.Context) (statement.Plan, error)
	PassStatements(ctx context.Context, plan statement.Plan, done string) error
	WantStatement(ctx context.Context, day string) error
	AcquireStatement(ctx context.Context, day, owner string) (statement.Work, error)
	SaveStatementWork(ctx context.Context, day, owner string, work statement.Work, release bool) error
	PutPage(ctx context.Context, day, run, name string, page statement.Page) error
	Pages(ctx context.Context, day, run string) ([]statement.Page, error)
	PutStatement(ctx context.Context, told statement.Statement) error
	MessagesOf(ctx context.Context, day string) (entries []dynamostore.DayEntry, requests int, err error)
	Effects(ctx context.Context, kind string, ids []string) (map[string]dynamostore.Effect, error)
	SentMessages(ctx context.Context, ids []string) (map[string]dynamostore.Sent, error)
	Conversation(ctx context.Context, contact, number string) (conversation.Conversation, dynamostore.Contact, error)
	TicketLinks(ctx context.Context, helpdesk string, tickets []string) (map[string]dynamostore.TicketLink, error)
}

// comparison is one run's work on the statement of a day, whose lease it holds.
type comparison struct {
	*Handler
	document secret.Call
	day      string
	owner    string
	work     statement.Work
	taken    []dynamostore.DayEntry // the day's messages, once they were asked for
}

// advance does what is next until the statement stands or the time is over.
func (c *comparison) advance(ctx context.Context) error {
	for _, one := range helpdesksOf(c.document) {
		if err := c.read(ctx, one); err != nil {
			return err
		}
	}
	if !c.work.Matched {
		if err := c.match(ctx); err != nil {
			return err
		}
	}
	if !c.work.Booked {
		if err := c.book(ctx); err != nil {
			return err
		}
	}
	return c.close(ctx)
}

// span is what of an export belongs to the day: what was said on it, and what
// was taken in hand in its last minutes and said a little later.
func (c *comparison) span() (from, until time.Time, err error) {
	from, err = time.Parse(statement.Layout, c.day)
	return from, from.AddDate(0, 0, 1).Add(settle), err
}

// read goes through a helpdesk's export, a page at a time, and notes how far it
// has come when a page is kept.
func (c *comparison) read(ctx context.Context, one secret.CallConnection) error {
	from, until, err := c.span()
	if err != nil {
		return err
	}
	stands, begun := c.work.Read[one.ID]
	if !begun {
		stands = statement.Reading{Next: from}
	}
	for pages := 0; !stands.Done; pages++ {
		if c.timeLeft(ctx) != nil || pages == readPages {
			return noTime()
		}
		c.work.Requests.Helpdesk++
		said, next, end, err := c.desk(one).SaidSince(ctx, stands.Next)
		if err != nil {
			return err
		}
		page, err := c.judge(ctx, one, within(said, from, until))
		if err != nil {
			return err
		}
		stands.Pages++
		c.work.Requests.Table++
		if err := c.keepPage(ctx, fmt.Sprintf("%s#%06d", one.ID, stands.Pages), page); err != nil {
			return err
		}
		stands.Next, stands.Done = next, end || next.After(until)
		c.work.Read[one.ID] = stands
		if err := c.store.SaveStatementWork(ctx, c.day, c.owner, c.work, false); err != nil {
			return err
		}
	}
	return nil
}

// keepPage keeps a page, on as many items as it needs. Read again after a death it may
// need fewer: what stands on the others was so when it was read, and is looked at again
// before it is repaired.
func (c *comparison) keepPage(ctx context.Context, name string, page statement.Page) error {
	for i, part := range page.Parts() {
		item := name
		if i > 0 {
			item = fmt.Sprintf("%s+%03d", name, i)
		}
		c.work.Requests.Table++
		if err := c.store.PutPage(ctx, c.day, c.work.Run, item, part); err != nil {
			return err
		}
	}
	return nil
}

func within(said []helpdesk.Said, from, until time.Time) []helpdesk.Said {
	return slices.DeleteFunc(said, func(one helpdesk.Said) bool { return one.At.Before(from) || one.At.After(until) })
}

// timeLeft is an error when a run should begin nothing more.
func (c *comparison) timeLeft(ctx context.Context) error {
	if !sqsqueue.Spare(ctx, spare) {
		return noTime()
	}
	return nil
}

// tell logs the statement and counts what is missing still.
func (c *comparison) tell(told statement.Statement) {
	for _, line := range told.Lines {
		c.log.Info("statement", telemetry.KeyDay, told.Day, telemetry.KeyNumber, line.Number, telemetry.KeyMessages, line.Messages, telemetry.KeyReplies, line.Replies,
			telemetry.KeyLost, line.Lost, telemetry.KeyDoubled, line.Doubled, telemetry.KeyOrphaned, line.Orphaned, telemetry.KeyStuck, line.Stuck, telemetry.KeyUnsent, line.Unsent,
			telemetry.KeyRepaired, line.Repaired, telemetry.KeyUnaccounted, line.Unaccounted())
		for _, finding := range line.Findings {
			c.log.Warn("finding", telemetry.KeyKind, finding.Kind, telemetry.KeyNumber, finding.Number, telemetry.KeyConnection, finding.Helpdesk,
				telemetry.KeyTicket, finding.Ticket, telemetry.KeyComment, finding.Comment, telemetry.KeyEffect, finding.Effect, telemetry.KeyOutcome, finding.Repair)
			if finding.Missing() && !finding.Repaired() {
				c.metrics.Count(telemetry.MetricUnaccounted, string(finding.Kind))
			}
		}
	}
	c.tellParked(told.Parked)
	c.log.Info("statement done", telemetry.KeyDay, told.Day, telemetry.KeySentence, told.Sentence(),
		telemetry.KeyTablePerThousand, told.PerThousand(told.Requests.Table), telemetry.KeyHelpdeskPerThousand, told.PerThousand(told.Requests.Helpdesk))
}
