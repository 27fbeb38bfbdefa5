package main

import (
	"context"
	"fmt"

	"ventana/shared/conversation"
	"ventana/shared/dynamostore"
	"ventana/shared/envelope"
	"ventana/shared/failure"
	"ventana/shared/helpdesk"
	"ventana/shared/silence"
	"ventana/shared/sqsqueue"
)

// canaryReply is what stands on the canary's ticket as an agent's reply. It leaves
// nowhere.
const canaryReply = "Ventana answers its canary. Nobody is behind this ticket; it is solved by itself."

// isCanary reports whether a message is the canary's.
func isCanary(message envelope.Message) bool { return message.From.BSUID == conversation.CanaryUser }

// carry brings the canary into its ticket, as it would any message, and answers it
// there as an agent would, so that the helpdesk tells of it. One whose run is over
// has been judged, and is left.
func (h *Handler) carry(ctx context.Context, line line, canary letter) sqsqueue.Outcome {
	message := *canary.envelope.Message
	run, known, err := h.store.CanaryRun(ctx, line.number.ID)
	if err != nil {
		return sqsqueue.OutcomeOf(err)
	}
	if !known || run.ID != message.ID {
		return sqsqueue.Done()
	}
	// The day before the ticket: a run that dies in between stays in yesterday's
	// ticket, and none is opened twice.
	day := silence.Day(message.At)
	arrived := silence.Run{ID: run.ID, WebhookAt: canary.envelope.ReceivedAt, InboundAt: h.now(), TicketDay: day}
	current, err := h.store.NoteCanary(ctx, line.number.ID, arrived)
	if err != nil {
		return sqsqueue.OutcomeOf(err)
	}
	if !current {
		return sqsqueue.Done()
	}
	contact, who, err := h.who(ctx, line.provider.Portfolio, message)
	if err != nil {
		return sqsqueue.OutcomeOf(err)
	}
	owner := h.newOwner()
	talk, err := h.store.AcquireConversation(ctx, contact.ID, line.number.ID, owner)
	if err != nil {
		return sqsqueue.OutcomeOf(err)
	}
	talk.AnsweredIn(line.helpdesk.ID)
	if talk.Ticket != "" && run.TicketDay != day {
		talk.NextTicket(false)
	}
	turn := h.turnOf(line, talk, owner)
	turn.contact, turn.who = contact, who
	outcome := turn.fly(ctx, canary, run)
	ctx, cancel := dynamostore.Outlive(ctx)
	defer cancel()
	if err := h.store.SaveConversation(ctx, turn.talk, owner, true); err != nil {
		return sqsqueue.OutcomeOf(err)
	}
	return outcome
}

// fly posts the canary and its reply.
func (t *turn) fly(ctx context.Context, canary letter, run silence.Run) sqsqueue.Outcome {
	outcomes := t.take(ctx, []letter{canary})
	if len(outcomes) != 1 || outcomes[0] != sqsqueue.Done() {
		return outcomes[0]
	}
	if _, err := t.store.NoteCanary(ctx, t.talk.Number, silence.Run{ID: run.ID, TicketAt: t.now()}); err != nil {
		return sqsqueue.OutcomeOf(err)
	}
	if err := t.answerCanary(ctx, run.Reply); err != nil {
		return sqsqueue.OutcomeOf(err)
	}
	return sqsqueue.Done()
}

// answerCanary writes the reply once: it is an effect, but of a kind that outbound
// does not take for ours. It solves the ticket, so that no agent finds it open.
func (t *turn) answerCanary(ctx context.Context, marker string) error {
	effect, err := t.store.Claim(ctx, dynamostore.Effect{
		Kind: dynamostore.EffectCanary, ID: marker, Helpdesk: t.line.helpdesk.ID, Ticket: t.talk.Ticket,
	}, t.owner)
	if err != nil || effect.Done {
		return err
	}
	comment, err := t.replyOnce(ctx, effect)
	if over(err) {
		comment, err = "", nil // the run is late, which tells enough
	}
	if err == nil {
		return t.store.Finish(ctx, effect.Kind, effect.ID, comment)
	}
	failed := failure.Of(err)
	pause := dynamostore.Pause{For: failed.Wait, Ambiguous: failed.Class == failure.Ambiguous || failed.Class == failure.Unknown}
	ctx, cancel := dynamostore.Outlive(ctx)
	defer cancel()
	if lost := t.store.Postpone(ctx, effect.Kind, effect.ID, t.owner, pause); lost != nil {
		return fmt.Errorf("give back canary's reply: %w", lost)
	}
	return err
}

func (t *turn) replyOnce(ctx context.Context, effect dynamostore.Effect) (comment string, err error) {
	reply := helpdesk.NewComment{Ticket: effect.Ticket, Body: canaryReply, Public: true, Markers: []string{effect.ID}, Solve: true}
	if effect.Doubtful() {
		trace, err := t.desk.Trace(ctx, effect.Ticket, reply.Markers)
		if err != nil {
			return "", err
		}
		if comment, stands := trace.Found[effect.ID]; stands {
			return comment, nil
		}
		reply.Stamp = trace.Stamp
	}
	if err := sqsqueue.TimeFor(ctx, "answer the canary"); err != nil {
		return "", err
	}
	added, err := t.desk.AddComment(ctx, reply)
	return added.Comment, err
}
