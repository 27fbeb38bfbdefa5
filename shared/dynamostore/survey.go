package dynamostore

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"

	"ventana/shared/conversation"
)

// SurveyLife is how long a survey is remembered, as long as the audit.
const SurveyLife = AuditLife

// Survey is what is known of one question to a customer about one ticket. No word
// of anybody's stands in it.
type Survey struct {
	Helpdesk, Ticket string
	AskedAt          time.Time // its day, by UTC, names it
	How              string    // conversation.AskedBy…
	Language         string    // the customer's, as es, pt-BR or empty
	Number           string    // our id
	Choices          int       // 0: no answer comes back to us
	// Score is the newest answer, from 1; 0 is none. AnsweredAt is when it was
	// given, by the provider's clock.
	Score      int
	AnsweredAt time.Time
	// Commented: the customer wrote to it.
	Commented bool
}

// DueSurvey names a ticket that a customer is due to be asked about.
type DueSurvey struct {
	Helpdesk, Ticket string
	At               time.Time
}

// askingKey is beside a ticket's link: when a customer is due to be asked, and was.
func askingKey(helpdesk, ticket string) attributes {
	return key("TICKET#"+helpdesk+"#"+ticket, "SURVEY")
}

func surveyKey(day, helpdesk, ticket string) attributes {
	return key("SURVEY#"+day, helpdesk+"#"+ticket)
}

// surveyShard is the partition of a ticket in the index of what is due: another
// than conversations have, so that who looks for the one never reads the other.
func surveyShard(ticket string) string { return "SURVEY" + strings.TrimPrefix(dueShard(ticket), "DUE") }

// ArmSurvey makes a customer due to be asked about a ticket at a time, unless they
// were asked since a time. What is due already moves to the new time with again,
// and stays without.
//
// Requests: one write, and the index's.
func (s *Store) ArmSurvey(ctx context.Context, due DueSurvey, askedSince time.Time, again bool) error {
	change := newEdit()
	change.set("due_shard", text(surveyShard(due.Ticket)))
	change.set("due_at", seconds(due.At))
	change.set("expires_at", seconds(s.now().Add(SurveyLife)))
	condition := "(attribute_not_exists(asked_at) OR asked_at < :since)"
	if !again {
		condition += " AND attribute_not_exists(#due_at)"
	}
	_, err := s.update(ctx, change.of(askingKey(due.Helpdesk, due.Ticket), condition, attributes{":since": seconds(askedSince)}))
	if err != nil && !errors.Is(err, errCondition) {
		return fmt.Errorf("arm survey of ticket %s: %w", due.Ticket, err)
	}
	return nil
}

// DueSurveys names tickets of a shard, 0 to DueShards-1, about which customers are
// due to be asked by a time, longest due first and at most limit of them. What was
// written in the last moments may be missing or old.
//
// Requests: one query of the index, at half the price of a consistent one.
func (s *Store) DueSurveys(ctx context.Context, shard int, before time.Time, limit int) ([]DueSurvey, error) {
	out, err := s.api.Query(ctx, &dynamodb.QueryInput{
		TableName: aws.String(s.table), IndexName: aws.String(dueIndex), Limit: aws.Int32(int32(limit)),
		KeyConditionExpression: aws.String("due_shard = :shard AND due_at <= :before"),
		ExpressionAttributeValues: attributes{
			":shard": text("SURVEY" + strings.TrimPrefix(shardName(shard), "DUE")), ":before": seconds(before),
		},
	})
	if err != nil {
		return nil, fmt.Errorf("read surveys due in shard %d: %w", shard, err)
	}
	var due []DueSurvey
	for _, item := range out.Items {
		helpdesk, ticket, _ := strings.Cut(strings.TrimPrefix(textOf(item, "pk"), "TICKET#"), "#")
		due = append(due, DueSurvey{Helpdesk: helpdesk, Ticket: ticket, At: secondsOf(item, "due_at")})
	}
	return due, nil
}

// DisarmSurvey ends what was due, unless it was moved since it was read.
//
// Requests: one write, and the index's.
func (s *Store) DisarmSurvey(ctx context.Context, due DueSurvey) error {
	change := newEdit()
	change.remove("due_shard", "due_at")
	_, err := s.update(ctx, change.of(askingKey(due.Helpdesk, due.Ticket), "#due_at = :seen", attributes{":seen": seconds(due.At)}))
	if err != nil && !errors.Is(err, errCondition) {
		return fmt.Errorf("disarm survey of ticket %s: %w", due.Ticket, err)
	}
	return nil
}

// AskedAt is when the customer was last asked about a ticket; zero for never.
//
// Requests: one read.
func (s *Store) AskedAt(ctx context.Context, helpdesk, ticket string) (time.Time, error) {
	item, err := s.get(ctx, textOf(askingKey(helpdesk, ticket), "pk"), "SURVEY")
	if err != nil {
		return time.Time{}, fmt.Errorf("read survey of ticket %s: %w", ticket, err)
	}
	return secondsOf(item, "asked_at"), nil
}

// RecordSurvey remembers that a customer was asked. Doing it again, or after the
// answer came, changes nothing that was known.
//
// Requests: two writes.
func (s *Store) RecordSurvey(ctx context.Context, asked Survey) error {
	change := newEdit()
	change.setFirst("asked_at", seconds(asked.AskedAt))
	change.set("how", text(asked.How))
	change.set("language", text(asked.Language))
	change.set("number", text(asked.Number))
	change.set("choices", number64(int64(asked.Choices)))
	change.set("expires_at", seconds(asked.AskedAt.Add(SurveyLife)))
	if _, err := s.update(ctx, change.of(surveyKey(dayOf(asked.AskedAt), asked.Helpdesk, asked.Ticket), "", nil)); err != nil {
		return fmt.Errorf("record survey of ticket %s: %w", asked.Ticket, err)
	}
	last := newEdit()
	last.set("asked_at", seconds(asked.AskedAt))
	last.set("expires_at", seconds(asked.AskedAt.Add(SurveyLife)))
	_, err := s.update(ctx, last.of(askingKey(asked.Helpdesk, asked.Ticket), "attribute_not_exists(#asked_at) OR #asked_at < :at", attributes{":at": seconds(asked.AskedAt)}))
	if err != nil && !errors.Is(err, errCondition) {
		return fmt.Errorf("record survey of ticket %s: %w", asked.Ticket, err)
	}
	return nil
}

// Survey reads the survey of a day about a ticket; false when nobody recorded one.
//
// Requests: one read.
func (s *Store) Survey(ctx context.Context, day, helpdesk, ticket string) (Survey, bool, error) {
	item, err := s.get(ctx, "SURVEY#"+day, helpdesk+"#"+ticket)
	if err != nil {
		return Survey{}, false, fmt.Errorf("read survey of ticket %s: %w", ticket, err)
	}
	return surveyOf(item, helpdesk, ticket), item != nil, nil
}

// RateSurvey notes a customer's answer, unless a newer one is known. It makes the
// item where the answer beats the record of the question.
//
// Requests: one write.
func (s *Store) RateSurvey(ctx context.Context, answer conversation.Answer, at time.Time) error {
	change := newEdit()
	change.set("score", number64(int64(answer.Score)))
	change.set("answered_at", seconds(at))
	change.set("choices", number64(int64(answer.Of)))
	change.setFirst("expires_at", seconds(s.now().Add(SurveyLife)))
	_, err := s.update(ctx, change.of(surveyKey(answer.Day, answer.Helpdesk, answer.Ticket),
		"attribute_not_exists(#answered_at) OR #answered_at <= :at", attributes{":at": seconds(at)}))
	if err != nil && !errors.Is(err, errCondition) {
		return fmt.Errorf("rate survey of ticket %s: %w", answer.Ticket, err)
	}
	return nil
}

// CommentSurvey notes that the customer wrote to their answer.
//
// Requests: one write.
func (s *Store) CommentSurvey(ctx context.Context, day, helpdesk, ticket string) error {
	change := newEdit()
	change.set("commented", boolean(true))
	change.setFirst("expires_at", seconds(s.now().Add(SurveyLife)))
	if _, err := s.update(ctx, change.of(surveyKey(day, helpdesk, ticket), "", nil)); err != nil {
		return fmt.Errorf("note comment to survey of ticket %s: %w", ticket, err)
	}
	return nil
}

// SurveysOf reads the surveys of a day, by UTC, ordered by helpdesk and ticket.
//
// Requests: one query per MB, some 5,000 surveys.
func (s *Store) SurveysOf(ctx context.Context, day time.Time) ([]Survey, error) {
	items, err := s.query(ctx, "SURVEY#"+dayOf(day), "")
	if err != nil {
		return nil, fmt.Errorf("read surveys of %s: %w", dayOf(day), err)
	}
	var surveys []Survey
	for _, item := range items {
		helpdesk, ticket, _ := strings.Cut(textOf(item, "sk"), "#")
		surveys = append(surveys, surveyOf(item, helpdesk, ticket))
	}
	return surveys, nil
}

func dayOf(at time.Time) string { return at.UTC().Format(time.DateOnly) }

func surveyOf(item attributes, helpdesk, ticket string) Survey {
	return Survey{
		Helpdesk: helpdesk, Ticket: ticket, AskedAt: secondsOf(item, "asked_at"), How: textOf(item, "how"),
		Language: textOf(item, "language"), Number: textOf(item, "number"), Choices: int(numberOf(item, "choices")),
		Score: int(numberOf(item, "score")), AnsweredAt: secondsOf(item, "answered_at"), Commented: truthOf(item, "commented"),
	}
}

// rating writes the customer's last answer to a survey.
func (e *edit) rating(r conversation.Rating) {
	if r.At.IsZero() {
		e.remove("rated_ticket", "rated_day", "rated_at", "rated_well", "rated_text")
		return
	}
	e.set("rated_ticket", text(r.Ticket))
	e.set("rated_day", text(r.Day))
	e.set("rated_at", seconds(r.At))
	e.set("rated_well", boolean(r.Well))
	e.set("rated_text", text(r.Text))
}

func ratingOf(item attributes) conversation.Rating {
	return conversation.Rating{
		Ticket: textOf(item, "rated_ticket"), Day: textOf(item, "rated_day"), At: secondsOf(item, "rated_at"),
		Well: truthOf(item, "rated_well"), Text: textOf(item, "rated_text"),
	}
}
