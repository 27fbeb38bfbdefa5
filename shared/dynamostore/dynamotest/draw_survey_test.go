package dynamotest_test

import (
	"cmp"
	"context"
	"slices"
	"time"

	"ventana/shared/conversation"
	"ventana/shared/dynamostore"
)

func drawArm(d dice) call {
	due := dynamostore.DueSurvey{Helpdesk: "zendesk", Ticket: d.id(), At: d.at()}
	since, again := d.at(), d.flip()
	return func(ctx context.Context, s store) answer {
		return say("arm survey", s.ArmSurvey(ctx, due, since, again), due, since, again)
	}
}

// drawDueSurveys reads all shards as one, and disarms the first half the time.
func drawDueSurveys(d dice) call {
	before, disarm := d.at(), d.flip()
	return func(ctx context.Context, s store) answer {
		var all []dynamostore.DueSurvey
		for shard := range dynamostore.DueShards {
			due, err := s.DueSurveys(ctx, shard, before, 100)
			if err != nil {
				return say("due surveys", err)
			}
			all = append(all, due...)
		}
		slices.SortFunc(all, func(a, b dynamostore.DueSurvey) int {
			return cmp.Or(a.At.Compare(b.At), cmp.Compare(a.Ticket, b.Ticket))
		})
		if !disarm || len(all) == 0 {
			return say("due surveys", nil, before, all)
		}
		return say("disarm survey", s.DisarmSurvey(ctx, all[0]), all)
	}
}

func drawRecordSurvey(d dice) call {
	asked := dynamostore.Survey{
		Helpdesk: "zendesk", Ticket: d.id(), AskedAt: d.now.Add(-time.Duration(d.IntN(3)) * 24 * time.Hour), Number: d.number(),
		How: d.pick(conversation.AskedByButtons, conversation.AskedByTemplate), Language: d.pick("", "es"), Choices: d.IntN(4),
	}
	return func(ctx context.Context, s store) answer {
		return say("record survey", s.RecordSurvey(ctx, asked), asked)
	}
}

func (d dice) answer() conversation.Answer {
	return conversation.Answer{
		Helpdesk: "zendesk", Ticket: d.id(), Day: d.now.Add(-time.Duration(d.IntN(3)) * 24 * time.Hour).UTC().Format(time.DateOnly),
		Score: 1 + d.IntN(3), Of: 3,
	}
}

func drawRate(d dice) call {
	given, at, comment := d.answer(), d.now.Add(-time.Duration(d.IntN(90))*time.Second), d.IntN(3) == 0
	return func(ctx context.Context, s store) answer {
		if comment {
			return say("comment survey", s.CommentSurvey(ctx, given.Day, given.Helpdesk, given.Ticket), given)
		}
		return say("rate survey", s.RateSurvey(ctx, given, at), given, at)
	}
}

func drawSurvey(d dice) call {
	given, day := d.answer(), d.now.Add(-time.Duration(d.IntN(3))*24*time.Hour)
	return func(ctx context.Context, s store) answer {
		asked, err := s.AskedAt(ctx, given.Helpdesk, given.Ticket)
		if err != nil {
			return say("asked at", err)
		}
		all, err := s.SurveysOf(ctx, day)
		if err != nil {
			return say("surveys of", err)
		}
		one, known, err := s.Survey(ctx, given.Day, given.Helpdesk, given.Ticket)
		return say("survey", err, asked, all, one, known)
	}
}
