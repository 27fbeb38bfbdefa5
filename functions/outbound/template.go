package main

import (
	"context"
	"errors"
	"strconv"
	"strings"

	"ventana/shared/conversation"
	"ventana/shared/dynamostore"
	"ventana/shared/envelope"
	"ventana/shared/helpdesk"
	"ventana/shared/note"
	"ventana/shared/offer"
	"ventana/shared/policy"
	"ventana/shared/provider"
)

// means is what can be sent on this ticket besides words.
func (l *look) means(ctx context.Context) (conversation.Means, error) {
	ticket, err := l.desk.ReadTicket(ctx, l.link.Ticket)
	if err != nil && !errors.Is(err, helpdesk.ErrClosed) { // of a closed one both are given
		return conversation.Means{}, err
	}
	return l.offers.Means(ctx, offer.Occasion{
		Purpose: policy.PurposeReply, WABA: l.number.WABAID, Portfolio: l.provider.Portfolio, Talk: l.talk, Contact: l.contact, Ticket: ticket,
	})
}

// sendTemplate carries out "/wa template …", or tells why not. What was set out
// in an earlier run is not decided anew: neither what was sent, although the
// template is paused by now, nor what was told, although it may be sent by now.
func (l *look) sendTemplate(ctx context.Context, comment helpdesk.Comment, begun conversation.Decision) error {
	means, err := l.means(ctx)
	if err != nil {
		return err
	}
	decision := conversation.Complete(begun, means)
	p := part{id: l.partID(comment, "command"), content: decision.Content}
	if decision.Act == conversation.ActSay {
		_, told, err := l.store.Effect(ctx, dynamostore.EffectNote, l.noteID(comment, wrongTemplate))
		if err != nil {
			return err
		}
		if told {
			return l.tell(ctx, comment, wrongTemplate, note.TemplateNotThen(l.helpdesk.Language, strings.TrimSpace(begun.Command)))
		}
		_, err = l.deliverTemplate(ctx, comment, p, false)
		return err
	}
	effect, known, err := l.store.Effect(ctx, dynamostore.EffectSend, p.id)
	if err != nil {
		return err
	}
	if known && effect.Begun() {
		if became, err := l.sendPart(ctx, comment, part{id: p.id}, true); err != nil || became != sent { // its fate alone
			return err
		}
		p.content = conversation.Complete(begun, means.WhenApproved()).Content
		_, err := l.recordTemplate(ctx, comment, p, false)
		return err
	}
	if decision.Act == conversation.ActRefuseTier {
		return l.tell(ctx, comment, wrongTemplate, note.TierFull(l.helpdesk.Language, means.Tier.RoomAt, ""))
	}
	form, similar := l.rightForm(means, decision.Command)
	return l.tell(ctx, comment, wrongTemplate, note.WrongTemplate(l.helpdesk.Language, decision.Command, decision.Wrong, form, similar))
}

// wrongTemplate is the subject of the note that a command sent no template.
const wrongTemplate = "wrong template"

// rightForm is how a template's command is written, and which other names the
// agent may have meant.
func (l *look) rightForm(means conversation.Means, name string) (form string, similar []string) {
	choice, err := means.Catalogue.Choose(name, policy.LanguagesFor(means.Policy, means.Facts.Language))
	if err != nil {
		return "", means.Catalogue.Suggest(name)
	}
	return conversation.CommandFor(choice.Template, nil), nil
}

// deliverTemplate sends a template and records it on the ticket.
func (l *look) deliverTemplate(ctx context.Context, comment helpdesk.Comment, p part, instead bool) (fate, error) {
	became, err := l.sendPart(ctx, comment, p, true)
	if err != nil || became != sent {
		return became, err
	}
	return l.recordTemplate(ctx, comment, p, instead)
}

// recordTemplate tells on the ticket what a template told the customer: nobody
// wrote those words there. Of one that may not have left nothing is recorded, and
// it counts as refused.
func (l *look) recordTemplate(ctx context.Context, comment helpdesk.Comment, p part, instead bool) (fate, error) {
	effect, _, err := l.store.Effect(ctx, dynamostore.EffectSend, p.id)
	if err != nil {
		return refused, err
	}
	filled, ok := p.content.(provider.Template)
	if effect.Lost || !ok {
		return refused, nil
	}
	return sent, l.tell(ctx, comment, "template", note.TemplateSent(l.helpdesk.Language, filled.Name, filled.Language, filled.Text, instead))
}

// refuseClosed tells that a part cannot leave because the window is closed, and
// offers or sends the template that the rules choose, or keeps the reply.
func (l *look) refuseClosed(ctx context.Context, comment helpdesk.Comment, p part) error {
	means, err := l.means(ctx)
	if err != nil {
		return err
	}
	told := note.WindowClosed(l.helpdesk.Language, l.talk.ClosesAt())
	refused := conversation.Decision{Act: conversation.ActRefuseClosed}
	if p.asked {
		refused.Content = p.content
	}
	decision := conversation.Complete(refused, means)
	switch {
	case decision.Act == conversation.ActSay:
		became, err := l.deliverTemplate(ctx, comment, part{id: l.insteadID(), content: decision.Content, rule: decision.Rule}, true)
		if err != nil || became == sent {
			return err
		}
	case decision.Act == conversation.ActRefuseTier:
		told += "\n" + note.TierFull(l.helpdesk.Language, means.Tier.RoomAt, decision.Command)
	case decision.Act == conversation.ActKeep && l.mayKeep(comment):
		return l.keep(ctx, comment, decision.Command)
	case decision.Command != "":
		told += "\n" + note.TemplateOffered(l.helpdesk.Language, decision.Command)
	}
	return l.tell(ctx, comment, "closed", told)
}

// insteadID names the effect of sending a template in the place of replies: once
// for each window, however many replies come after it, and whatever WhatsApp says
// later of when it closed.
func (l *look) insteadID() string {
	return envelope.Digest("send", l.link.Helpdesk, l.link.Ticket, "instead", strconv.FormatInt(l.talk.LastInboundAt.Unix(), 10))
}

// audit writes down which template was sent, on whose word, and what it costs
// once it is delivered.
func (l *look) audit(ctx context.Context, sent dynamostore.Sent) error {
	entry := dynamostore.Accepted(sent)
	entry.Price, entry.Priced = l.offers.Quote(l.talk, l.contact, sent.SentAt).Of(strings.ToLower(sent.Category))
	return l.store.Audit(ctx, entry)
}
