package main

import (
	"context"
	"errors"
	"time"

	"ventana/shared/conversation"
	"ventana/shared/dynamostore"
	"ventana/shared/envelope"
	"ventana/shared/failure"
	"ventana/shared/helpdesk"
	"ventana/shared/note"
	"ventana/shared/provider"
	"ventana/shared/secret"
	"ventana/shared/sqsqueue"
	"ventana/shared/telemetry"
)

const (
	// filePatience is how long a reply's file may take to get to WhatsApp before
	// the replies behind it go on without it.
	filePatience = 10 * time.Minute
	// scanPatience is how long a file waits for the helpdesk to look for malware in
	// it. It takes seconds; an account that never looks must not hold up its files.
	scanPatience = 30 * time.Second
	// aside is how long something may take that must not hold up a reply.
	aside = 2 * time.Second
	// behindPatience is how long the message after a file waits for the file to be
	// delivered: WhatsApp shows a text at once and a file when it is loaded.
	behindPatience = 10 * time.Second
	// late is why a file was given up that took longer than filePatience.
	late = "late"
)

// file is one attachment of a reply on its way.
type file struct {
	helpdesk.Attachment
	id, upload     string // of the effects of sending and uploading it
	kind           provider.FileKind
	uploadType     string
	caption, quote string
	// state is the upload's effect, and askedAt when it was asked for first.
	state   dynamostore.Effect
	askedAt time.Time
}

// ready: at WhatsApp, and nothing keeps it from being sent.
func (f file) ready() bool  { return f.state.Done && !f.state.Lost && !f.Scanning }
func (f file) failed() bool { return f.state.Lost }

// files asks for the upload of a reply's attachments and tells how far each
// is. One that WhatsApp takes in no form is told and left out.
func (l *look) files(ctx context.Context, comment helpdesk.Comment, open bool) ([]file, error) {
	var files []file
	var uploads []string
	for _, attachment := range comment.Files {
		f := file{Attachment: attachment, id: l.fileID(comment, attachment.ID)}
		f.Scanning = f.Scanning && l.now().Sub(comment.At) < scanPatience
		f.upload = envelope.Digest("upload", l.link.Helpdesk, attachment.ID, l.link.Number)
		var unfit error
		f.kind, f.uploadType, unfit = provider.Fit(attachment.MIME, attachment.Size)
		if unfit != nil || attachment.Malware {
			if err := l.unfit(ctx, comment, attachment, unfit); err != nil {
				return nil, err
			}
			continue
		}
		files, uploads = append(files, f), append(uploads, f.upload)
	}
	states, err := l.store.Effects(ctx, dynamostore.EffectUpload, uploads)
	if err != nil {
		return nil, err
	}
	for i := range files {
		files[i].state = states[files[i].upload]
		if !open || files[i].state.Done {
			files[i].askedAt = comment.At // of a file that waits for its scan
			continue
		}
		if files[i].askedAt, err = l.ask(ctx, comment, files[i]); err != nil {
			return nil, err
		}
	}
	return files, nil
}

// fileID names the effect of sending an attachment.
func (l *look) fileID(comment helpdesk.Comment, attachment string) string {
	return l.partID(comment, "file "+attachment)
}

// ask puts the upload of a file into the queue, once: whoever takes it tries for
// longer than a reply waits. It tells when that was done.
func (l *look) ask(ctx context.Context, comment helpdesk.Comment, f file) (time.Time, error) {
	asked, err := l.store.Claim(ctx, dynamostore.Effect{
		Kind: dynamostore.EffectAsk, ID: f.upload, Helpdesk: l.link.Helpdesk, Ticket: l.link.Ticket, Contact: l.link.Contact, Number: l.link.Number,
	}, l.owner)
	var held *failure.HeldError
	if errors.As(err, &held) {
		return asked.FirstAt, nil // a moment ago
	}
	if err != nil {
		return time.Time{}, err
	}
	if waits, err := l.whatsAppIsDown(ctx, comment, asked); waits || err != nil {
		return l.now(), err
	}
	l.greet(ctx, true)
	err = l.queue.Send(ctx, l.mediaQueue, []envelope.Envelope{{
		Version: envelope.Version, Kind: envelope.KindUpload, Connection: l.provider.ID, Delivery: f.upload, ReceivedAt: l.now(),
		Upload: &envelope.Upload{
			Effect: f.upload, Number: l.link.Number, Helpdesk: l.link.Helpdesk, Ticket: l.link.Ticket,
			Attachment: f.ID, Name: f.Name, MIME: f.uploadType, Size: f.Size, URL: f.URL,
		},
	}})
	pause := dynamostore.Pause{For: filePatience, Ambiguous: true} // so that the first time is kept
	if err != nil {
		pause = dynamostore.Pause{For: time.Second}
	}
	return asked.FirstAt, errors.Join(err, l.store.Postpone(ctx, dynamostore.EffectAsk, f.upload, l.owner, pause))
}

// sendFiles sends a reply's files, in order. One that cannot be sent is told
// and does not hold up the next.
func (l *look) sendFiles(ctx context.Context, comment helpdesk.Comment, files []file, open bool) error {
	for _, f := range files {
		if became, err := l.sendFile(ctx, comment, f, open); err != nil || became == closed {
			return err
		}
	}
	return nil
}

// sendFile sends one file when it has been uploaded. Refused means that it will
// not be sent and that the agent was told.
func (l *look) sendFile(ctx context.Context, comment helpdesk.Comment, f file, open bool) (fate, error) {
	if !open || !f.failed() && !f.ready() {
		if became, over, err := l.settled(ctx, comment, f, open); err != nil || over {
			return became, err
		}
	}
	if f.failed() {
		return refused, l.unsent(ctx, comment, f, f.state.Result)
	}
	return l.sendPart(ctx, comment, part{id: f.id, quote: f.quote, content: provider.File{
		Kind: f.kind, ID: f.state.Result, Name: f.Name, Caption: f.caption,
	}}, open)
}

// settled deals with a file that is not at WhatsApp yet: it waits, or is given
// up. In a closed window nothing is waited for. Over means that nothing is left
// to be done for it.
func (l *look) settled(ctx context.Context, comment helpdesk.Comment, f file, open bool) (became fate, over bool, err error) {
	effect, known, err := l.store.Effect(ctx, dynamostore.EffectSend, f.id)
	switch {
	case err != nil:
		return refused, false, err
	case known && effect.Done && effect.Lost && effect.Result != unconfirmed:
		return refused, true, nil
	case known && effect.Done:
		return sent, true, nil
	case !open && known && effect.Begun():
		return sent, false, nil // on its way
	case !open:
		return closed, true, l.refuseClosed(ctx, comment, part{})
	case l.now().Sub(f.askedAt) < filePatience:
		return refused, false, l.later("file is not there yet")
	}
	return refused, true, l.unsent(ctx, comment, f, late)
}

// unsent tells the agent why a file was not sent, and ends it.
func (l *look) unsent(ctx context.Context, comment helpdesk.Comment, f file, reason string) error {
	if err := l.tell(ctx, comment, "file "+f.ID, note.UnsentFile(l.helpdesk.Language, f.Name, f.Size, provider.MaxDocumentBytes, reason)); err != nil {
		return err
	}
	claimed, err := l.store.Claim(ctx, dynamostore.Effect{
		Kind: dynamostore.EffectSend, ID: f.id, Comment: comment.ID,
		Helpdesk: l.link.Helpdesk, Ticket: l.link.Ticket, Contact: l.link.Contact, Number: l.link.Number,
	}, l.owner)
	if err != nil || claimed.Done {
		return err
	}
	l.metrics.Count(telemetry.MetricFilesLost, reason)
	return l.store.GiveUp(ctx, dynamostore.EffectSend, f.id, reason)
}

// unfit tells why an attachment cannot be sent in any form.
func (l *look) unfit(ctx context.Context, comment helpdesk.Comment, attachment helpdesk.Attachment, why error) error {
	reason, limit := "malware", int64(0)
	var misfit *provider.FileError
	if errors.As(why, &misfit) {
		reason, limit = misfit.Reason, misfit.Limit
	}
	return l.tell(ctx, comment, "file "+attachment.ID, note.UnsentFile(l.helpdesk.Language, attachment.Name, attachment.Size, limit, reason))
}

// behind waits, bounded, for the file before this message to be delivered.
func (l *look) behind(ctx context.Context) error {
	if l.link.Behind == "" {
		return nil
	}
	if l.now().Sub(l.link.BehindAt) < behindPatience {
		before, known, err := l.store.SentMessage(ctx, l.link.Behind)
		if err != nil {
			return err
		}
		if !known || before.State.Rank() < conversation.StateFailed.Rank() {
			return l.later("file before it is not delivered yet")
		}
	}
	l.link.Behind, l.link.BehindAt = "", time.Time{}
	return nil
}

func (l *look) later(why string) error {
	return &failure.Error{Class: failure.Later, Op: "send reply on ticket " + l.link.Ticket, Code: "order", Wait: time.Second, Err: errors.New(why)}
}

// greet marks the customer's messages as read, and shows that somebody types,
// where the number's connection asks for it: once in a look. What fails is no
// loss; the reply matters.
func (l *look) greet(ctx context.Context, typing bool) {
	typing = typing && l.number.Typing
	if l.greeted || l.talk.LastMessage == "" || !typing && l.number.ReadReceipts != secret.ReadReply {
		return
	}
	if !sqsqueue.Spare(ctx, failure.CallTimeout+aside) {
		return // the reply's own time
	}
	l.greeted = true
	ctx, cancel := context.WithTimeout(ctx, aside)
	defer cancel()
	if err := l.Handler.provider(l.provider).MarkRead(ctx, l.number.PhoneNumberID, l.talk.LastMessage, typing); err != nil {
		l.log.Warn("message not marked as read", telemetry.KeyTicket, l.link.Ticket, telemetry.KeyError, err)
	}
}
