package dynamotest_test

import (
	"context"
	"encoding/json"
	"time"

	"ventana/shared/conversation"
	"ventana/shared/dynamostore"
	"ventana/shared/envelope"
)

func drawAcquire(d dice) call {
	contact, number, owner := d.anybody(), d.number(), d.owner()
	return func(ctx context.Context, s store) answer {
		talk, err := s.AcquireConversation(ctx, contact, number, owner)
		return say("acquire conversation", err, contact, owner, talk)
	}
}

func drawSave(d dice) call {
	talk := conversation.Conversation{
		Contact: d.anybody(), Number: d.number(), Generation: 2, Helpdesk: d.pick("", "zendesk", "zendesk"),
		Ticket: d.pick("", "x", "y"), PreviousTicket: d.pick("", "x"), Opening: d.IntN(4) == 0,
		HelpdeskUser: d.pick("", "u", "v"), KnownAs: d.pick("", "c1", "c2", "c9"), Profile: d.pick("", "digest"), Introduced: d.pick("", "x"), LastInboundAt: d.at(), LastMessage: d.pick("", "wamid.in"),
	}
	if d.flip() {
		talk.DueAt, talk.DueLevel = d.at(), d.IntN(3)
	}
	for range d.IntN(3) {
		talk.Earlier = append(talk.Earlier, d.pick("x", "y", "7"))
	}
	if d.flip() {
		talk.Rating = conversation.Rating{Ticket: "x", Day: "2026-11-22", At: d.now.Truncate(time.Second), Well: d.flip(), Text: d.pick("", "wamid.text")}
	}
	owner, release := d.owner(), d.flip()
	return func(ctx context.Context, s store) answer {
		return say("save conversation", s.SaveConversation(ctx, talk, owner, release), talk, owner)
	}
}

func drawClose(d dice) call {
	contact, number, at := d.contact(), d.number(), d.at()
	return func(ctx context.Context, s store) answer {
		return say("close window", s.CloseWindow(ctx, contact, number, at), contact, at)
	}
}

func drawAnswered(d dice) call {
	contact, number, at := d.contact(), d.number(), d.at()
	if d.flip() {
		return func(ctx context.Context, s store) answer {
			return say("answered", s.Answered(ctx, contact, number, at), contact, at)
		}
	}
	pair := drawPair(d)
	return func(ctx context.Context, s store) answer {
		return say("wrote", s.Wrote(ctx, contact, number, at, pair), contact, at, pair)
	}
}

func drawFree(d dice) call {
	contact, number, until := d.contact(), d.number(), d.at()
	return func(ctx context.Context, s store) answer {
		return say("free until", s.FreeUntil(ctx, contact, number, until), contact, until)
	}
}

func drawPace(d dice) call {
	contact, number, pair := d.contact(), d.number(), drawPair(d)
	return func(ctx context.Context, s store) answer {
		return say("pace", s.Pace(ctx, contact, number, pair), contact, pair)
	}
}

func drawPair(d dice) conversation.Pair {
	return conversation.Pair{At: d.at().Add(time.Duration(d.IntN(3)) * 250 * time.Millisecond), Refusals: d.IntN(3)}
}

func drawConversation(d dice) call {
	contact, number := d.anybody(), d.number()
	return func(ctx context.Context, s store) answer {
		all, who, err := s.Conversations(ctx, contact)
		if err != nil {
			return say("conversations", err)
		}
		talk, person, err := s.Conversation(ctx, contact, number)
		return say("conversation", err, all, who, talk, person)
	}
}

func drawClaim(d dice) call {
	wanted := dynamostore.Effect{
		Kind: d.kind(), ID: d.id(), Ticket: d.pick("", "9"), Contact: "c1", Number: "main",
		Message: d.pick("", "wamid.in"), Comment: d.pick("", "801"), Hold: time.Duration(d.IntN(2)) * time.Second,
		Former: d.IntN(4) == 0, Sends: drawNature(d),
	}
	owner := d.owner()
	return func(ctx context.Context, s store) answer {
		stood, err := s.Claim(ctx, wanted, owner)
		return say("claim", err, wanted, owner, stood)
	}
}

func drawPostpone(d dice) call {
	kind, id, owner := d.kind(), d.id(), d.owner()
	pause := dynamostore.Pause{For: time.Duration(d.IntN(60)) * time.Second, Ambiguous: d.flip()}
	return func(ctx context.Context, s store) answer {
		return say("postpone", s.Postpone(ctx, kind, id, owner, pause), kind, id, owner, pause)
	}
}

func drawFinish(d dice) call {
	kind, id, result, ticket, which := d.kind(), d.id(), d.pick("r1", "r2"), d.pick("", "9", "10"), d.IntN(4)
	return func(ctx context.Context, s store) answer {
		switch which {
		case 0:
			return say("finish", s.Finish(ctx, kind, id, result), kind, id, result)
		case 2:
			return say("reopen", s.Reopen(ctx, kind, id, result), kind, id, result)
		case 1:
			return say("finish in", s.FinishIn(ctx, kind, id, ticket, result), kind, id, ticket, result)
		default:
			return say("give up", s.GiveUp(ctx, kind, id, result), kind, id, result)
		}
	}
}

func drawMarkers(dice) call {
	return func(ctx context.Context, s store) answer {
		known, err := s.KnownMarkers(ctx, []string{dynamostore.EffectComment, dynamostore.EffectNote}, []string{"x", "y", "z"})
		return say("known markers", err, known)
	}
}

func drawEffect(d dice) call {
	kind, id := d.kind(), d.id()
	return func(ctx context.Context, s store) answer {
		all, err := s.Effects(ctx, kind, []string{"x", "y", "z", "x"})
		if err != nil {
			return say("effects", err)
		}
		found, known, err := s.Effect(ctx, kind, id)
		return say("effect", err, all, found, known)
	}
}

func (d dice) link() dynamostore.TicketLink {
	return dynamostore.TicketLink{
		Helpdesk: "zendesk", Ticket: d.id(), Contact: d.contact(), Number: d.number(), Cursor: d.pick("", "100", "200"),
		Behind: d.pick("", "wamid.file"), BehindAt: d.at(), JoinedFrom: d.pick("", "c9"),
		Kept: [][]string{nil, {"150"}, {"150", "160"}}[d.IntN(3)], KeptAfter: "140",
	}
}

// drawKept has replies of a ticket wait, or no longer.
func drawKept(d dice) call {
	contact, number, ticket, keep := d.contact(), d.number(), conversation.TicketName{Helpdesk: "zendesk", Ticket: d.id()}, d.flip()
	return func(ctx context.Context, s store) answer {
		if !keep {
			return say("forget replies", s.ForgetReplies(ctx, contact, number, ticket), contact, ticket)
		}
		talk, err := s.KeepReplies(ctx, contact, number, ticket)
		return say("keep replies", err, contact, ticket, talk)
	}
}

func drawLink(d dice) call {
	link := d.link()
	return func(ctx context.Context, s store) answer { return say("link", s.LinkTicket(ctx, link), link) }
}

func drawMoveTicket(d dice) call {
	id, contact := d.id(), d.contact()
	return func(ctx context.Context, s store) answer {
		return say("move ticket", s.MoveTicket(ctx, "zendesk", id, contact), id, contact)
	}
}

func drawAcquireTicket(d dice) call {
	id, owner := d.id(), d.owner()
	return func(ctx context.Context, s store) answer {
		got, err := s.AcquireTicket(ctx, "zendesk", id, owner)
		return say("acquire ticket", err, id, owner, got)
	}
}

func drawCursor(d dice) call {
	link, owner, release := d.link(), d.owner(), d.flip()
	return func(ctx context.Context, s store) answer {
		return say("move cursor", s.MoveCursor(ctx, link, owner, release), link, owner, release)
	}
}

func drawTicketLink(d dice) call {
	id := d.id()
	return func(ctx context.Context, s store) answer {
		got, known, err := s.TicketLink(ctx, "zendesk", id)
		return say("ticket link", err, got, known)
	}
}

func drawWatermark(d dice) call {
	at := d.at()
	return func(ctx context.Context, s store) answer {
		if err := s.MoveWatermark(ctx, "zendesk", at); err != nil {
			return say("move watermark", err, at)
		}
		got, err := s.Watermark(ctx, "zendesk")
		return say("watermark", err, at, got)
	}
}

func drawRecord(d dice) call {
	sent := drawNature(d)
	sent.MessageID, sent.Effect, sent.Ticket, sent.Contact, sent.Number = "wamid."+d.id(), d.pick("e1", "e2"), "9", "c1", "main"
	sent.SentAt, sent.Comment = d.at(), d.pick("", "801")
	sent.Doubted = d.flip()
	return func(ctx context.Context, s store) answer { return say("record sent", s.RecordSent(ctx, sent), sent) }
}

// drawNature draws what is known of a message before it leaves.
func drawNature(d dice) dynamostore.Sent {
	sent := dynamostore.Sent{
		Kind: d.pick("", "text"), Reason: d.pick("", "command"),
		Template: d.pick("", "reopen"), Language: d.pick("", "es"), Category: d.pick("", "UTILITY"), Rule: d.pick("", "closed"),
		Origin: dynamostore.Origin{Agent: d.pick("", "42"), Country: d.pick("", "ES"), Portfolio: d.pick("", "p"), Closed: d.flip()},
	}
	if d.flip() {
		sent.FreeUntil = d.at()
	}
	return sent
}

func drawClimb(d dice) call {
	status := envelope.Status{ID: "wamid." + d.id(), State: d.pick("sent", "failed", "delivered", "read", "odd"), At: d.at()}
	if status.State == "failed" {
		status.ErrorCode = d.pick("", "131047")
	}
	if d.flip() {
		status.Thread = &envelope.Thread{ID: d.pick("", "t1"), Origin: d.pick("", "referral_conversion")}
		if d.flip() {
			status.Thread.ExpiresAt = d.at()
		}
	}
	return func(ctx context.Context, s store) answer {
		sent, moved, known, err := s.Climb(ctx, status)
		said := say("climb", err, status, sent, moved, known)
		said.cameTo("failed before", sent.FailedBefore)
		return said
	}
}

func drawSent(d dice) call {
	id := "wamid." + d.id()
	return func(ctx context.Context, s store) answer {
		sent, known, err := s.SentMessage(ctx, id)
		return say("sent message", err, sent, known)
	}
}

func drawKeep(d dice) call {
	notice := envelope.Notice{
		Field: d.pick("account_update", "security"), Event: d.pick("", "DISABLED"), Account: "200", Number: d.pick("", "100"), At: d.at(),
	}
	if d.flip() {
		notice.Raw = json.RawMessage(`{"event":"DISABLED"}`)
	}
	delivery := d.pick("d1", "d2")
	return func(ctx context.Context, s store) answer {
		return say("keep notice", s.KeepNotice(ctx, "whatsapp", notice, delivery), notice, delivery)
	}
}

func drawNotices(d dice) call {
	since := d.at()
	return func(ctx context.Context, s store) answer {
		found, err := s.Notices(ctx, "whatsapp", "200", since)
		return say("notices", err, since, found)
	}
}
