package main

import (
	"context"
	"errors"
	"maps"
	"strconv"

	"ventana/shared/conversation"
	"ventana/shared/envelope"
	"ventana/shared/failure"
	"ventana/shared/helpdesk"
	"ventana/shared/note"
	"ventana/shared/sqsqueue"
	"ventana/shared/telemetry"
)

// heed notes what messages mean for a survey: that one answers it, or is the first
// text after an answer. It says so again when they come again.
func (t *turn) heed(ctx context.Context, messages []envelope.Message) error {
	for _, message := range messages {
		if !t.opensWindow(message) {
			continue
		}
		if err := t.heedOne(ctx, message); err != nil {
			return err
		}
	}
	return nil
}

func (t *turn) heedOne(ctx context.Context, message envelope.Message) error {
	if message.Type == typeText && t.talk.Comments(message.ID, message.At) {
		t.joins[effectID(message)] = true
	}
	if message.Choice == nil {
		return nil
	}
	answer, ok := conversation.ParseAnswer(message.Choice.ID)
	if !ok {
		return nil
	}
	ours, err := t.asked(ctx, answer)
	if err != nil {
		return err
	}
	if ours {
		t.talk.Rated(answer, message.At)
		t.answers[effectID(message)] = answer
	}
	return nil
}

// flag says of a text that belongs to a rating how it stands in the ticket.
func (t *turn) flag(parts []part) {
	for i := range parts {
		if isCanary(parts[i].message) {
			parts[i].quiet = true
		}
		if t.joins[parts[i].effect.ID] {
			parts[i].tags, parts[i].quiet = []string{helpdesk.TagRatingComment}, !t.talk.Rating.Reopens(parts[i].message.Text)
		}
	}
}

// asked reports whether an answer is about a ticket of this person's. Any other id
// is somebody's invention, and its message one like any other.
func (t *turn) asked(ctx context.Context, answer conversation.Answer) (bool, error) {
	if answer.Helpdesk != t.line.helpdesk.ID {
		return false, nil
	}
	link, known, err := t.store.TicketLink(ctx, answer.Helpdesk, answer.Ticket)
	return known && link.Contact == t.talk.Contact && link.Number == t.talk.Number, err
}

// bringAll posts parts in their order: answers to surveys and what belongs to them
// each for itself, the rest in between together. What has to wait holds up those
// behind it.
func (t *turn) bringAll(ctx context.Context, parts []part) map[string]sqsqueue.Outcome {
	outcomes := map[string]sqsqueue.Outcome{}
	for len(parts) > 0 {
		run := 1
		for t.ordinary(parts[0]) && run < len(parts) && t.ordinary(parts[run]) && parts[0].effect.Former == parts[run].effect.Former {
			run++
		}
		var failed map[string]sqsqueue.Outcome
		if parts[0].effect.Former {
			failed = t.pass(ctx, parts[:run])
		} else if answer, ok := t.answers[parts[0].effect.ID]; ok {
			failed = t.answer(ctx, parts[0], answer)
		} else {
			failed = t.post(ctx, parts[:run])
		}
		parts = parts[run:]
		maps.Copy(outcomes, failed)
		for _, outcome := range failed {
			if outcome.Holds() {
				t.giveBack(ctx, parts, waitBehind(outcome), outcomes)
				return outcomes
			}
		}
	}
	return outcomes
}

// waitBehind is why parts behind one that has to wait are given back.
func waitBehind(before sqsqueue.Outcome) error {
	return &failure.Error{Class: failure.Later, Op: "bring a message into the ticket", Code: "behind", Wait: before.WaitOf(), Err: errors.New("an earlier one waits")}
}

// ordinary reports whether a part has nothing to do with a survey.
func (t *turn) ordinary(p part) bool {
	_, answers := t.answers[p.effect.ID]
	return !answers && !t.joins[p.effect.ID]
}

// answer writes a customer's answer on the ticket that it is about, which stays as
// it is, solved or not. On one that takes nothing any more it is only counted.
func (t *turn) answer(ctx context.Context, p part, given conversation.Answer) map[string]sqsqueue.Outcome {
	outcomes := map[string]sqsqueue.Outcome{}
	comment, err := t.writeAnswer(ctx, p, given)
	if over(err) {
		t.log.Info("rating of a ticket that is closed", telemetry.KeyTicket, given.Ticket)
		comment, err = "", nil
	}
	if err == nil {
		err = t.store.FinishIn(ctx, p.effect.Kind, p.effect.ID, given.Ticket, comment)
	}
	if err == nil {
		t.metrics.Count(telemetry.MetricSurveyAnswers, "score "+strconv.Itoa(given.Score))
	} else {
		t.giveBack(ctx, []part{p}, err, outcomes)
	}
	return outcomes
}

// writeAnswer gives the comment's id.
func (t *turn) writeAnswer(ctx context.Context, p part, given conversation.Answer) (string, error) {
	stamp := ""
	if p.effect.Doubtful() {
		trace, err := t.desk.Trace(ctx, given.Ticket, []string{p.marker()})
		if err != nil {
			return "", err
		}
		if found, stands := trace.Found[p.marker()]; stands {
			return found, t.desk.AddTags(ctx, given.Ticket, ratingTags(given)) // which may have been left out
		}
		stamp = trace.Stamp
	}
	before, _, err := t.store.Survey(ctx, given.Day, given.Helpdesk, given.Ticket)
	if err != nil {
		return "", err
	}
	user, err := t.author(ctx, p)
	if err != nil {
		return "", err
	}
	if err := sqsqueue.TimeFor(ctx, "add rating"); err != nil {
		return "", err
	}
	comment := helpdesk.NewComment{
		Ticket: given.Ticket, Author: user, Public: true, Markers: []string{p.marker()}, Stamp: stamp,
		Body: note.Rated(t.line.helpdesk.Language, p.message.Choice.Title, given.Score, given.Of, before.Score),
	}
	stale := before.AnsweredAt.After(p.message.At) // a newer answer stands there
	if !stale {
		comment.Fields, comment.Tags = t.ratingFields(p, given), ratingTags(given)
	}
	added, err := t.desk.AddComment(ctx, comment)
	if err != nil && added.Comment != "" && !over(err) { // it stands there without its tags, which the next run's look sees to
		return "", &failure.Error{Class: failure.Ambiguous, Op: "tag ticket " + given.Ticket, Code: failure.Of(err).Code, Wait: failure.Of(err).Wait, Err: err}
	}
	if err != nil && added.Comment == "" {
		return "", err
	}
	if added.FieldsRefused {
		t.log.Warn("rating not shown", telemetry.KeyTicket, given.Ticket)
	}
	if !stale && before.Score > 0 && before.Score != given.Score {
		t.dropRating(ctx, given.Ticket, before.Score)
	}
	return added.Comment, nil
}

// dropRating takes the tag of a former rating away, which a ticket's field has done
// where there is one.
func (t *turn) dropRating(ctx context.Context, ticket string, score int) {
	if t.line.helpdesk.Fields.Rating != "" {
		return
	}
	if err := t.desk.RemoveTags(ctx, ticket, []string{helpdesk.RatingTag(score)}); err != nil {
		t.log.Warn("former rating not untagged", telemetry.KeyTicket, ticket, telemetry.KeyError, err)
	}
}

// ratingFields show the rating, and on the conversation's own ticket that the
// customer can be written to: an answer opens the window as any message does.
func (t *turn) ratingFields(p part, given conversation.Answer) []helpdesk.Field {
	var fields []helpdesk.Field
	if given.Ticket == t.talk.Ticket {
		fields = t.commentFields([]part{p})
	}
	if id := t.line.helpdesk.Fields.Rating; id != "" {
		fields = append(fields, helpdesk.Field{ID: id, Value: helpdesk.RatingTag(given.Score)})
	}
	return fields
}

func ratingTags(given conversation.Answer) []string {
	return []string{helpdesk.TagRated, helpdesk.RatingTag(given.Score)}
}

// count writes down what a message that stands in its ticket means for the survey
// that it belongs to. Again does no harm.
func (t *turn) count(ctx context.Context, message envelope.Message) error {
	id := effectID(message)
	if answer, ok := t.answers[id]; ok {
		return t.store.RateSurvey(ctx, answer, message.At)
	}
	if t.joins[id] {
		return t.store.CommentSurvey(ctx, t.talk.Rating.Day, t.line.helpdesk.ID, t.talk.Rating.Ticket)
	}
	return nil
}
