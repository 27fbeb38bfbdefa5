package main

import (
	"context"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"ventana/shared/conversation"
	"ventana/shared/dynamostore"
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
	_, err := l.sendPart(ctx, comment, part{id: l.partID(comment, "command"), content: content, asked: true}, open)
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
	carrier, err := l.carrier(ctx, comment, text, files, open)
	if err != nil {
		return err
	}
	if carrier == "" {
		if became, err := l.sendText(ctx, comment, "", text, quote, open); err != nil || became != sent {
			return err // the files of a refused reply make no sense alone
		}
		return l.sendFiles(ctx, comment, files, open)
	}
	became, err := l.sendCarrier(ctx, comment, carrier, text, quote, files, open)
	if err != nil || became == closed {
		return err
	}
	if became != sent { // the words go alone
		if became, err := l.sendText(ctx, comment, "after ", text, quote, open); err != nil || became == closed {
			return err
		}
	}
	return l.sendFiles(ctx, comment, slices.DeleteFunc(files, func(f file) bool { return f.ID == carrier }), open)
}

// sendCarrier sends the file that carries the words. One that was taken away
// meanwhile has carried them, or may have, or is refused.
func (l *look) sendCarrier(ctx context.Context, comment helpdesk.Comment, carrier, text, quote string, files []file, open bool) (fate, error) {
	if at := slices.IndexFunc(files, func(f file) bool { return f.ID == carrier }); at >= 0 {
		f := files[at]
		f.caption, f.quote = text, quote
		return l.sendFile(ctx, comment, f, open)
	}
	gone := part{id: l.fileID(comment, carrier)}
	effect, known, err := l.store.Effect(ctx, dynamostore.EffectSend, gone.id)
	if err != nil || !known || !effect.Begun() {
		return refused, err
	}
	return l.sendPart(ctx, comment, gone, open) // its fate alone: what was begun is never sent again
}

// sendText sends a reply's text. The parts' effects are named by what stands
// before their numbers.
func (l *look) sendText(ctx context.Context, comment helpdesk.Comment, named, text, quote string, open bool) (fate, error) {
	for i, body := range markup.Split(text, provider.MaxTextRunes) {
		p := part{id: l.partID(comment, named+strconv.Itoa(i)), content: provider.Text{Body: body}}
		if i == 0 {
			p.quote = quote
		}
		if became, err := l.sendPart(ctx, comment, p, open); err != nil || became != sent {
			return became, err // the rest of a refused text makes no sense alone
		}
	}
	return sent, nil
}

// partID names a part's effect.
func (l *look) partID(comment helpdesk.Comment, name string) string {
	return dynamostore.PartID(l.link.Helpdesk, l.link.Ticket, comment.ID, name)
}

// asCaption ends the effect of a reply's first text part whose words leave under
// a file instead, which it names.
const asCaption = "caption "

// carrier is the attachment under which the text leaves, or empty for a text
// that leaves alone. Once decided that stands on the effect of the first part,
// so that the words never leave twice, whatever becomes of the file.
func (l *look) carrier(ctx context.Context, comment helpdesk.Comment, text string, files []file, open bool) (string, error) {
	id := l.partID(comment, "0")
	effect, _, err := l.store.Effect(ctx, dynamostore.EffectSend, id)
	if err != nil {
		return "", err
	}
	if decided, ok := strings.CutPrefix(effect.Result, asCaption); ok && effect.Lost {
		return decided, nil
	}
	if effect.Begun() || !open || text == "" || len(files) == 0 {
		return "", nil
	}
	first := files[0]
	switch {
	case !first.kind.TakesCaption() || utf8.RuneCountInString(text) > provider.MaxCaptionRunes:
		return "", nil
	case first.ready():
		return first.ID, l.store.GiveUp(ctx, dynamostore.EffectSend, id, asCaption+first.ID)
	case first.failed() || l.now().Sub(first.askedAt) >= captionPatience:
		return "", nil
	}
	return "", l.later("file is not there yet")
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
