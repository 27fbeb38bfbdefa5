package main

import (
	"context"
	"errors"
	"fmt"
	"time"

	"ventana/shared/conversation"
	"ventana/shared/dynamostore"
	"ventana/shared/failure"
	"ventana/shared/helpdesk"
	"ventana/shared/internalnote"
	"ventana/shared/markup"
	"ventana/shared/note"
	"ventana/shared/provider"
	"ventana/shared/secret"
)

// look is one run's work on one ticket, whose lease it holds.
type look struct {
	*Handler
	document secret.Call
	helpdesk secret.CallConnection
	desk     desk
	link     dynamostore.TicketLink
	owner    string
	woken    bool // because the customer wrote, and replies wait
	// toldAt is when the helpdesk's event was taken; zero when none asked for the look.
	toldAt time.Time

	provider secret.CallConnection
	number   secret.Number
	talk     conversation.Conversation
	contact  dynamostore.Contact
	greeted  bool // the customer's messages were marked as read
	// releasing: replies that were kept are leaving.
	releasing bool
}

// handle handles the comments after the cursor, oldest first, and moves the
// cursor over those that are done with. It stops at the first that has to wait.
// One that fails for good does not hold up those behind it; the look is then
// parked with the first one's reason. Replies that were kept go first: they were
// written before.
func (l *look) handle(ctx context.Context) error {
	final := l.releaseKept(ctx)
	if final != nil && !helpdesk.ForGood(final) {
		return final
	}
	comments, err := l.desk.CommentsAfter(ctx, l.link.Ticket, l.link.Cursor)
	if errors.Is(err, helpdesk.ErrGone) {
		return nil
	}
	if err != nil {
		return err
	}
	if len(comments) == 0 {
		return final
	}
	ours, err := l.ours(ctx, comments)
	if err != nil {
		return err
	}
	for _, comment := range comments {
		err := l.comment(ctx, comment, ours)
		if err != nil && !helpdesk.ForGood(err) {
			return err
		}
		if final == nil && err != nil {
			final = fmt.Errorf("comment %s: %w", comment.ID, err)
		}
		l.link.Cursor = comment.ID
	}
	return final
}

// ours tells which markers on the comments are of our own making. A marker is
// registered before its comment is written, so that even an echo that beats
// the helpdesk's answer is known; one that nobody registered is a forgery or
// another installation's, and its comment counts as anybody's.
func (l *look) ours(ctx context.Context, comments []helpdesk.Comment) (map[string]bool, error) {
	var markers []string
	for _, comment := range comments {
		markers = append(markers, comment.Markers...)
	}
	if len(markers) == 0 {
		return nil, nil
	}
	kinds := []string{dynamostore.EffectComment, dynamostore.EffectNote, dynamostore.EffectFile}
	return l.store.KnownMarkers(ctx, kinds, markers)
}

func (l *look) comment(ctx context.Context, comment helpdesk.Comment, ours map[string]bool) error {
	remark := conversation.Remark{Public: comment.Public, Staff: comment.Staff, Text: textOf(comment), Files: len(comment.Files) > 0}
	for _, marker := range comment.Markers {
		remark.Ours = remark.Ours || ours[marker]
	}
	if remark.Ours || !remark.Staff { // most are: no need to read the conversation
		return nil
	}
	if err := l.meet(ctx); err != nil {
		return err
	}
	remark.Canary = l.isCanary()
	return l.act(ctx, comment, conversation.Decide(l.talk, remark, l.now()))
}

func (l *look) act(ctx context.Context, comment helpdesk.Comment, decision conversation.Decision) error {
	language := l.helpdesk.Language
	switch decision.Act {
	case conversation.ActSend:
		return l.reply(ctx, comment, decision.Text, true)
	case conversation.ActSay:
		return l.say(ctx, comment, decision.Content, true)
	case conversation.ActRefuseClosed:
		if decision.Content != nil {
			return l.say(ctx, comment, decision.Content, false)
		}
		return l.reply(ctx, comment, decision.Text, false)
	case conversation.ActRefuseEmpty:
		return l.tell(ctx, comment, "empty", note.Empty(language))
	case conversation.ActShowWindow:
		return l.tell(ctx, comment, "window", note.Window(language, l.talk.ClosesAt(), l.now()))
	case conversation.ActShowCost:
		return l.tell(ctx, comment, "cost", note.Cost(language, l.offers.Quote(l.talk, l.contact, l.now()), l.talk.Open(l.now())))
	case conversation.ActShowHelp:
		return l.tell(ctx, comment, "help", note.Help(language))
	case conversation.ActRefuseCommand:
		return l.tell(ctx, comment, "public command", note.PublicCommand(language))
	case conversation.ActUnknownAction:
		return l.tell(ctx, comment, "unknown", note.UnknownCommand(language, decision.Command))
	case conversation.ActWrongForm:
		return l.tell(ctx, comment, "wrong form", wrongForm(language, decision))
	case conversation.ActNoMessage:
		return l.tell(ctx, comment, "no message", note.NothingToReactTo(language))
	case conversation.ActDrop:
		return l.dropKept(ctx, comment)
	case conversation.ActArrive:
		return l.arrive(ctx, comment)
	case conversation.ActTemplate:
		return l.sendTemplate(ctx, comment, decision)
	case conversation.ActIgnore, conversation.ActWrongTemplate, conversation.ActSuggest, conversation.ActKeep, conversation.ActRefuseTier: // the last four are template's
	}
	return nil
}

// wrongForm is what is wrong with a command, and how it is written.
func wrongForm(language string, decision conversation.Decision) string {
	var limit *provider.LimitError
	if errors.As(decision.Wrong, &limit) {
		return note.WrongForm(language, decision.Command, limit.Part, limit.Limit)
	}
	return note.WrongForm(language, decision.Command, "", 0)
}

// meet reads the conversation once per look.
func (l *look) meet(ctx context.Context) error {
	if l.number.ID != "" {
		return nil
	}
	connection, number, known := l.document.ByNumber(l.link.Number)
	if !known {
		newest, err := l.connections.Newest(ctx)
		if err != nil {
			return err
		}
		if connection, number, known = newest.ByNumber(l.link.Number); !known {
			// An operator mends it; passing over the reply would lose it.
			return &failure.Error{Class: failure.Later, Op: "find number of ticket " + l.link.Ticket, Code: "number", Wait: time.Minute,
				Err: fmt.Errorf("number %s is not in the call secret", l.link.Number)}
		}
	}
	talk, contact, err := l.store.Conversation(ctx, l.link.Contact, l.link.Number)
	if err != nil {
		return err
	}
	l.provider, l.number, l.talk, l.contact = connection, number, talk, contact
	return nil
}

// tell writes an internal note about a comment, once per comment and subject. Of a
// reply that was kept it may stand on the conversation's open ticket: its own may be
// closed by now. On any other closed ticket nobody reads a note about its own comment.
func (l *look) tell(ctx context.Context, comment helpdesk.Comment, subject, text string) error {
	tickets := []string{l.link.Ticket}
	if l.releasing && l.talk.Helpdesk == l.link.Helpdesk {
		tickets = append(tickets, l.talk.Ticket)
	}
	_, err := internalnote.NewWriter(l.store, l.owner).WriteOnOne(ctx, l.desk, tickets, l.noteID(comment, subject), text)
	return err
}

// noteID names the effect of a note about a comment.
func (l *look) noteID(comment helpdesk.Comment, subject string) string {
	return dynamostore.NoteID(l.link.Helpdesk, l.link.Ticket, comment.ID, subject)
}

// textOf is a comment as WhatsApp writes it.
func textOf(comment helpdesk.Comment) string {
	if comment.HTML != "" {
		return markup.FromHTML(comment.HTML)
	}
	return comment.Plain
}
