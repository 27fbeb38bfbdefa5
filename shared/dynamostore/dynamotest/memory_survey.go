package dynamotest

import (
	"cmp"
	"context"
	"slices"
	"time"

	"ventana/shared/conversation"
	"ventana/shared/dynamostore"
)

// asking is when a customer is due to be asked about a ticket, and was.
type asking struct {
	due, asked time.Time
}

// surveys are what is kept of them: by helpdesk and ticket, and by day besides.
type surveys struct {
	asking map[[2]string]*asking
	asked  map[[3]string]*dynamostore.Survey
}

func newSurveys() surveys {
	return surveys{asking: map[[2]string]*asking{}, asked: map[[3]string]*dynamostore.Survey{}}
}

func (s surveys) of(helpdesk, ticket string) *asking {
	name := [2]string{helpdesk, ticket}
	if s.asking[name] == nil {
		s.asking[name] = &asking{}
	}
	return s.asking[name]
}

func (s surveys) on(day, helpdesk, ticket string) *dynamostore.Survey {
	name := [3]string{day, helpdesk, ticket}
	if s.asked[name] == nil {
		s.asked[name] = &dynamostore.Survey{Helpdesk: helpdesk, Ticket: ticket}
	}
	return s.asked[name]
}

// ArmSurvey is Store.ArmSurvey.
func (m *Memory) ArmSurvey(_ context.Context, due dynamostore.DueSurvey, askedSince time.Time, again bool) error {
	return m.do("ArmSurvey", func() error {
		item := m.surveys.of(due.Helpdesk, due.Ticket)
		if (item.asked.IsZero() || item.asked.Before(second(askedSince))) && (again || item.due.IsZero()) {
			item.due = second(due.At)
		}
		return nil
	})
}

// DueSurveys is Store.DueSurveys. All tickets are in shard 0.
func (m *Memory) DueSurveys(_ context.Context, shard int, before time.Time, limit int) (due []dynamostore.DueSurvey, err error) {
	err = m.do("DueSurveys", func() error {
		for name, item := range m.surveys.asking {
			if shard == 0 && !item.due.IsZero() && !item.due.After(before) {
				due = append(due, dynamostore.DueSurvey{Helpdesk: name[0], Ticket: name[1], At: item.due})
			}
		}
		slices.SortFunc(due, func(a, b dynamostore.DueSurvey) int {
			return cmp.Or(a.At.Compare(b.At), cmp.Compare(a.Ticket, b.Ticket))
		})
		due = due[:min(len(due), limit)]
		return nil
	})
	return due, err
}

// DisarmSurvey is Store.DisarmSurvey.
func (m *Memory) DisarmSurvey(_ context.Context, due dynamostore.DueSurvey) error {
	return m.do("DisarmSurvey", func() error {
		if item := m.surveys.of(due.Helpdesk, due.Ticket); item.due.Equal(second(due.At)) {
			item.due = time.Time{}
		}
		return nil
	})
}

// AskedAt is Store.AskedAt.
func (m *Memory) AskedAt(_ context.Context, helpdesk, ticket string) (at time.Time, err error) {
	err = m.do("AskedAt", func() error {
		at = m.surveys.of(helpdesk, ticket).asked
		return nil
	})
	return at, err
}

// RecordSurvey is Store.RecordSurvey.
func (m *Memory) RecordSurvey(_ context.Context, asked dynamostore.Survey) error {
	return m.do("RecordSurvey", func() error {
		at := second(asked.AskedAt)
		item := m.surveys.on(at.Format(time.DateOnly), asked.Helpdesk, asked.Ticket)
		if item.AskedAt.IsZero() {
			item.AskedAt = at
		}
		item.How, item.Language, item.Number, item.Choices = asked.How, asked.Language, asked.Number, asked.Choices
		if last := m.surveys.of(asked.Helpdesk, asked.Ticket); last.asked.Before(at) {
			last.asked = at
		}
		return nil
	})
}

// Survey is Store.Survey.
func (m *Memory) Survey(_ context.Context, day, helpdesk, ticket string) (found dynamostore.Survey, known bool, err error) {
	err = m.do("Survey", func() error {
		item := m.surveys.asked[[3]string{day, helpdesk, ticket}]
		if known = item != nil; known {
			found = *item
		} else {
			found = dynamostore.Survey{Helpdesk: helpdesk, Ticket: ticket}
		}
		return nil
	})
	return found, known, err
}

// RateSurvey is Store.RateSurvey.
func (m *Memory) RateSurvey(_ context.Context, answer conversation.Answer, at time.Time) error {
	return m.do("RateSurvey", func() error {
		item := m.surveys.on(answer.Day, answer.Helpdesk, answer.Ticket)
		if !item.AnsweredAt.After(second(at)) {
			item.Score, item.Choices, item.AnsweredAt = answer.Score, answer.Of, second(at)
		}
		return nil
	})
}

// CommentSurvey is Store.CommentSurvey.
func (m *Memory) CommentSurvey(_ context.Context, day, helpdesk, ticket string) error {
	return m.do("CommentSurvey", func() error {
		m.surveys.on(day, helpdesk, ticket).Commented = true
		return nil
	})
}

// SurveysOf is Store.SurveysOf.
func (m *Memory) SurveysOf(_ context.Context, day time.Time) (list []dynamostore.Survey, err error) {
	err = m.do("SurveysOf", func() error {
		for name, item := range m.surveys.asked {
			if name[0] == day.UTC().Format(time.DateOnly) {
				list = append(list, *item)
			}
		}
		slices.SortFunc(list, func(a, b dynamostore.Survey) int {
			return cmp.Compare(a.Helpdesk+"#"+a.Ticket, b.Helpdesk+"#"+b.Ticket)
		})
		return nil
	})
	return list, err
}
