package dynamotest

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"maps"
	"slices"
	"time"

	"ventana/shared/dynamostore"
	"ventana/shared/statement"
)

// plan is what is known of the days' statements.
type plan struct {
	wanted map[string]bool
	made   map[string]bool
	done   string
	work   map[string]statement.Work // by day
	leases map[string]lease
	pages  map[string]statement.Page // by day, run and name
	told   map[string]statement.Statement
}

func (m *Memory) plan() *plan {
	if m.statements.wanted == nil {
		m.statements = plan{
			wanted: map[string]bool{}, made: map[string]bool{}, work: map[string]statement.Work{}, leases: map[string]lease{},
			pages: map[string]statement.Page{}, told: map[string]statement.Statement{},
		}
	}
	return &m.statements
}

// MessagesOf is Store.MessagesOf; it asks for each shard once.
func (m *Memory) MessagesOf(_ context.Context, day string) (entries []dynamostore.DayEntry, requests int, err error) {
	err = m.do("MessagesOf", func() error {
		for _, item := range m.effects {
			if !item.taken.IsZero() && statement.DayOf(item.taken) == day {
				entries = append(entries, dynamostore.DayEntry{Kind: item.Kind, ID: item.ID, Number: item.Number, At: item.taken})
			}
		}
		slices.SortFunc(entries, func(a, b dynamostore.DayEntry) int { return cmp.Or(a.At.Compare(b.At), cmp.Compare(a.ID, b.ID)) })
		return nil
	})
	return entries, dynamostore.DayShards, err
}

// SentMessages is Store.SentMessages.
func (m *Memory) SentMessages(_ context.Context, ids []string) (found map[string]dynamostore.Sent, err error) {
	err = m.do("SentMessages", func() error {
		found = map[string]dynamostore.Sent{}
		for _, id := range ids {
			if item, known := m.sent[id]; known {
				found[id] = item.told()
			}
		}
		return nil
	})
	return found, err
}

// TicketLinks is Store.TicketLinks.
func (m *Memory) TicketLinks(_ context.Context, helpdesk string, tickets []string) (found map[string]dynamostore.TicketLink, err error) {
	err = m.do("TicketLinks", func() error {
		found = map[string]dynamostore.TicketLink{}
		for _, id := range tickets {
			if item, known := m.tickets[helpdesk+" "+id]; known {
				found[id] = item.TicketLink
			}
		}
		return nil
	})
	return found, err
}

// PlanStatements is Store.PlanStatements.
func (m *Memory) PlanStatements(context.Context) (plan statement.Plan, err error) {
	err = m.do("PlanStatements", func() error {
		plan = statement.Plan{Wanted: slices.Sorted(maps.Keys(m.plan().wanted)), Done: m.plan().done, Made: slices.Sorted(maps.Keys(m.plan().made))}
		return nil
	})
	return plan, err
}

// PassStatements is Store.PassStatements.
func (m *Memory) PassStatements(_ context.Context, plan statement.Plan, done string) error {
	return m.do("PassStatements", func() error {
		if m.plan().done != plan.Done {
			return nil
		}
		m.plan().done = done
		for _, day := range plan.Made {
			if day <= done {
				delete(m.plan().made, day)
			}
		}
		return nil
	})
}

// WantStatement is Store.WantStatement.
func (m *Memory) WantStatement(_ context.Context, day string) error {
	return m.do("WantStatement", func() error {
		delete(m.plan().work, day)
		m.plan().wanted[day] = true
		return nil
	})
}

// AcquireStatement is Store.AcquireStatement.
func (m *Memory) AcquireStatement(_ context.Context, day, owner string) (work statement.Work, err error) {
	err = m.do("AcquireStatement", func() error {
		now := m.millis()
		if held := m.plan().leases[day]; held.heldAgainst(owner, now) {
			return &dynamostore.HeldError{Item: "statement of " + day, Until: held.until}
		}
		m.plan().leases[day] = lease{owner, now.Add(dynamostore.StatementLease)}
		work = m.plan().work[day]
		work.Read = maps.Clone(work.Read)
		return nil
	})
	return work, err
}

// SaveStatementWork is Store.SaveStatementWork.
func (m *Memory) SaveStatementWork(_ context.Context, day, owner string, work statement.Work, release bool) error {
	return m.do("SaveStatementWork", func() error {
		if m.plan().leases[day].owner != owner {
			return dynamostore.ErrLeaseLost
		}
		work.Read = maps.Clone(work.Read)
		m.plan().work[day] = work
		if release {
			delete(m.plan().leases, day)
		}
		return nil
	})
}

// maxItem is the largest item that DynamoDB takes, in bytes.
const maxItem = 400 << 10

// PutPage is Store.PutPage; as DynamoDB it refuses an item that is too large.
func (m *Memory) PutPage(_ context.Context, day, run, name string, page statement.Page) error {
	return m.do("PutPage", func() error {
		raw, err := json.Marshal(page)
		if err != nil {
			return err
		}
		if len(raw) > maxItem {
			return errors.New("ValidationException: Item size has exceeded the maximum allowed size")
		}
		m.plan().pages[day+" "+run+" "+name] = page
		return nil
	})
}

// Pages is Store.Pages.
func (m *Memory) Pages(_ context.Context, day, run string) (pages []statement.Page, err error) {
	err = m.do("Pages", func() error {
		for _, name := range slices.Sorted(maps.Keys(m.plan().pages)) {
			if prefix := day + " " + run + " "; len(name) > len(prefix) && name[:len(prefix)] == prefix {
				pages = append(pages, m.plan().pages[name])
			}
		}
		return nil
	})
	return pages, err
}

// PutStatement is Store.PutStatement.
func (m *Memory) PutStatement(_ context.Context, told statement.Statement) error {
	return m.do("PutStatement", func() error {
		told.DoneAt = told.DoneAt.Truncate(time.Second).UTC()
		m.plan().told[told.Day] = told
		delete(m.plan().wanted, told.Day)
		m.plan().made[told.Day] = true
		return nil
	})
}

// StatementOf is Store.StatementOf.
func (m *Memory) StatementOf(_ context.Context, day string) (told statement.Statement, known bool, err error) {
	err = m.do("StatementOf", func() error {
		if told, known = m.plan().told[day]; !known {
			told = statement.Statement{Day: day}
		}
		return nil
	})
	return told, known, err
}
