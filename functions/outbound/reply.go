package main

import (
	"context"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"ventana/shared/conversation"
	"ventana/shared/dynamostore"
	"ventana/shared/envelope"
	"ventana/shared/helpdesk"
	"ventana/shared/markup"
	"ventana/shared/note"
	"ventana/shared/provider"
)

// captionPatience is how long a reply's text waits for its first file, to stand
// under it as its caption: one message instead of two, which is what it costs.
const captionPatience = 15 * time.Second

// say sends what a command asks for.
func (l *look) say(ctx context.Context, comment helpdesk.Comment, content provider.Content, open bool) error {
	if request, ok := content.(provider.Request); ok && request.Body == "" {
		request.Body = note.ContactQuestion(l.helpdesk.Language)
		if request.Wish == provider.WishLocation {
			request.Body = note.LocationQuestion(l.helpdesk.Language)
		}
		content = request
	}
	_, err := l.sendPart(ctx, comment, part{id: l.partID(comment, "command"), content: content}, open)
	return err
}

// reply sends an agent's reply: its text in parts that WhatsApp takes, then its
// files, in order and each an effect of its own. The text goes under the first
// file where it can.
func (l *look) reply(ctx context.Context, comment helpdesk.Comment, text string, open bool) error {
	quote, text, err := l.quoted(ctx, comment, text)
	if err != nil {
		return err
	}
	if strings.TrimSpace(text) == "" {
		text = "" // files alone
	}
	files, err := l.files(ctx, comment, open)
	if err != nil {
		return err
	}
	caption := false
	if len(files) > 0 {
		if caption, err = l.captioned(ctx, comment, text, files[0]); err != nil {
			return err
		}
	}
	if caption {
		files[0].caption, files[0].quote, text = text, quote, ""
	}
	for i, body := range markup.Split(text, provider.MaxTextRunes) {
		p := part{id: l.partID(comment, strconv.Itoa(i)), content: provider.Text{Body: body}}
		if i == 0 {
			p.quote = quote
		}
		if became, err := l.sendPart(ctx, comment, p, open); err != nil || became != sent {
			return err // the rest of a refused reply makes no sense alone
		}
	}
	return l.sendFiles(ctx, comment, files, open)
}

// partID names a part's effect.
func (l *look) partID(comment helpdesk.Comment, name string) string {
	return envelope.Digest("send", l.link.Helpdesk, l.link.Ticket, comment.ID, name)
}

// captioned decides whether the text stands under the first file. Once either
// was set out to be sent, that is decided: the effects remember it.
func (l *look) captioned(ctx context.Context, comment helpdesk.Comment, text string, first file) (bool, error) {
	if text == "" || !first.kind.TakesCaption() || utf8.RuneCountInString(text) > provider.MaxCaptionRunes {
		return false, nil
	}
	begun, err := l.store.Effects(ctx, dynamostore.EffectSend, []string{first.id, l.partID(comment, "0")})
	if err != nil {
		return false, err
	}
	switch {
	case begun[first.id].Begun():
		return true, nil
	case begun[l.partID(comment, "0")].Begun():
		return false, nil
	case first.ready():
		return true, nil
	case first.failed() || l.now().Sub(first.askedAt) >= captionPatience:
		return false, nil
	}
	return false, l.later("file is not there yet")
}

// quoted finds the customer's message that a reply quotes at its beginning,
// and takes the quote out of the text: WhatsApp shows it by itself. A quote of
// anything else stays in the text.
func (l *look) quoted(ctx context.Context, comment helpdesk.Comment, text string) (message, own string, err error) {
	quote, own := conversation.SplitQuote(text)
	if quote == "" {
		return "", text, nil
	}
	comments, err := l.desk.Newest(ctx, l.link.Ticket)
	if err != nil {
		return "", "", err
	}
	holds := func(said string) bool { return conversation.Quotes(quote, said) }
	for _, one := range comments {
		if one.Staff || !one.Public || one.ID == comment.ID || !holds(one.Plain) {
			continue
		}
		effect, known, err := l.store.Effect(ctx, dynamostore.EffectComment, one.MarkerOf(holds))
		if err != nil {
			return "", "", err
		}
		if known && effect.Message != "" && effect.Contact == l.link.Contact {
			return effect.Message, own, nil
		}
	}
	return "", text, nil
}
