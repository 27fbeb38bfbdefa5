package main

import (
	"context"
	"errors"
	"slices"

	"ventana/shared/conversation"
	"ventana/shared/dynamostore"
	"ventana/shared/envelope"
	"ventana/shared/helpdesk"
	"ventana/shared/markup"
	"ventana/shared/rendering"
	"ventana/shared/telemetry"
)

// place is where an earlier message stands in the helpdesk.
type place struct {
	ticket, comment string
	// marker is a customer's message's own; empty for one of ours.
	marker string
}

// about finds what a message answers, reacts to, changes or takes back, as it
// stands in the ticket: we keep no words ourselves. What cannot be found in a
// moment is left out, and the message goes on without it.
func (t *turn) about(ctx context.Context, message envelope.Message) rendering.About {
	if message.Context == nil || message.Context.About == "" || t.blind || !t.spare(ctx) {
		return rendering.About{}
	}
	ctx, cancel := context.WithTimeout(ctx, aside)
	defer cancel()
	where, err := t.whereIs(ctx, message)
	if err != nil || where.comment == "" {
		t.missed(err)
		return rendering.About{}
	}
	comments, err := t.newest(ctx, where.ticket)
	if err != nil {
		t.missed(err)
		return rendering.About{}
	}
	at := slices.IndexFunc(comments, func(c helpdesk.Comment) bool { return c.ID == where.comment })
	if at < 0 {
		return rendering.About{}
	}
	found := rendering.About{Text: sentWords(comments[at]), At: comments[at].At, Ours: where.marker == ""}
	if where.marker != "" {
		found.Text = comments[at].Said(where.marker)
	}
	return found
}

// sentWords are what an agent's comment told the customer: without the words
// that it quotes, and without the command around a question.
func sentWords(comment helpdesk.Comment) string {
	said := comment.Plain
	if comment.HTML != "" {
		_, said = conversation.SplitQuote(markup.FromHTML(comment.HTML))
	}
	if body, asked := conversation.Asked(said); asked {
		return body
	}
	return said
}

// whereIs finds an earlier message by its id: most that are answered are ours,
// and most that are changed are the customer's.
func (t *turn) whereIs(ctx context.Context, message envelope.Message) (place, error) {
	finders := []func(context.Context, envelope.Message) (place, error){t.ours, t.theirMessage}
	if message.Type == typeEdit || message.Type == typeRevoke {
		slices.Reverse(finders)
	}
	for _, find := range finders {
		where, err := find(ctx, message)
		if err != nil || where.comment != "" {
			return where, err
		}
	}
	return place{}, nil
}

func (t *turn) ours(ctx context.Context, message envelope.Message) (place, error) {
	sent, known, err := t.store.SentMessage(ctx, message.Context.About)
	if err != nil || !known || sent.Helpdesk != t.line.helpdesk.ID {
		return place{}, err
	}
	return place{ticket: sent.Ticket, comment: sent.Comment}, nil
}

func (t *turn) theirMessage(ctx context.Context, message envelope.Message) (place, error) {
	marker := envelope.Digest("comment", message.Number, message.Context.About)
	effect, known, err := t.store.Effect(ctx, dynamostore.EffectComment, marker)
	if err != nil || !known || !effect.Done || effect.Former || effect.Helpdesk != t.line.helpdesk.ID {
		return place{}, err
	}
	return place{ticket: effect.Ticket, comment: effect.Result, marker: marker}, nil
}

// newest are a ticket's newest comments, read once in a turn.
func (t *turn) newest(ctx context.Context, ticket string) ([]helpdesk.Comment, error) {
	if comments, read := t.comments[ticket]; read {
		return comments, nil
	}
	comments, err := t.desk.Newest(ctx, ticket)
	if errors.Is(err, helpdesk.ErrGone) {
		comments, err = nil, nil
	}
	if err != nil {
		return nil, err
	}
	if t.comments == nil {
		t.comments = map[string][]helpdesk.Comment{}
	}
	t.comments[ticket] = comments
	return comments, nil
}

// missed notes that a look failed: one that takes long is not tried again for
// the next message of the turn, which would have no time left to be posted.
func (t *turn) missed(err error) {
	if err != nil {
		t.blind = true
		t.log.Warn("what a message answers was not found", telemetry.KeyTicket, t.talk.Ticket, telemetry.KeyError, err)
	}
}
