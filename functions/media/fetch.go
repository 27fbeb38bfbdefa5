package main

import (
	"context"
	"errors"
	"io"
	"time"

	"ventana/shared/dynamostore"
	"ventana/shared/envelope"
	"ventana/shared/failure"
	"ventana/shared/helpdesk"
	"ventana/shared/note"
	"ventana/shared/provider"
	"ventana/shared/rendering"
	"ventana/shared/sqsqueue"
	"ventana/shared/telemetry"
)

// damagedTimes is how often a file may arrive other than announced.
const damagedTimes = 3

// fetch is the work on one customer's file.
type fetch struct {
	*Handler
	line
	envelope.Fetch
	desk    desk
	carrier carrier
	owner   string
	effect  dynamostore.Effect
	since   time.Time // when the file was asked for
	name    string
}

// fetch brings a customer's file into the ticket, as a comment of its own.
func (h *Handler) fetch(ctx context.Context, e envelope.Envelope) sqsqueue.Outcome {
	line, missing, err := h.line(ctx, e.Fetch.Number, e.Fetch.Helpdesk)
	if err != nil {
		return sqsqueue.OutcomeOf(err)
	}
	if missing != nil {
		return *missing
	}
	ctx = helpdesk.For(ctx, line.number.ID)
	job := &fetch{
		Handler: h, line: line, Fetch: *e.Fetch, desk: h.desk(line.helpdesk), carrier: h.provider(line.provider),
		owner: h.newOwner(), since: e.ReceivedAt,
	}
	id := envelope.Digest("file", line.number.PhoneNumberID, job.Message)
	job.effect, err = h.store.Claim(ctx, dynamostore.Effect{
		Kind: dynamostore.EffectFile, ID: id, Message: job.Message, Hold: dynamostore.FileLease,
		Helpdesk: job.Helpdesk, Ticket: job.Ticket, Contact: job.Contact, Number: job.Number,
	}, job.owner)
	if err != nil {
		return sqsqueue.OutcomeOf(err)
	}
	if job.effect.Done {
		return sqsqueue.Done()
	}
	job.name = rendering.SafeName(job.File.Name, job.File.MIME, job.Type, job.File.ID)
	return job.settle(ctx, job.bring(ctx))
}

// bring finds the file that an earlier run may have brought, or brings it.
func (f *fetch) bring(ctx context.Context) error {
	tickets, err := f.tickets(ctx)
	if err != nil {
		return err
	}
	stamp := ""
	if f.effect.Doubtful() {
		for _, ticket := range tickets {
			trace, err := f.desk.Trace(ctx, ticket, []string{f.effect.ID})
			if errors.Is(err, helpdesk.ErrGone) {
				continue
			}
			if err != nil {
				return err
			}
			if comment, stands := trace.Found[f.effect.ID]; stands {
				return f.store.FinishIn(ctx, f.effect.Kind, f.effect.ID, ticket, comment)
			}
			if ticket == tickets[0] {
				stamp = trace.Stamp
			}
		}
	}
	token, err := f.carry(ctx)
	if err != nil {
		return err
	}
	return f.attach(ctx, tickets, token, stamp)
}

// tickets are where the file may stand: its message's, and where that takes no
// more comments the conversation's open one.
func (f *fetch) tickets(ctx context.Context) ([]string, error) {
	talk, _, err := f.store.Conversation(ctx, f.Contact, f.Number)
	if err != nil {
		return nil, err
	}
	tickets := []string{f.Ticket}
	if talk.Ticket != "" && talk.Ticket != f.Ticket && talk.Helpdesk == f.Helpdesk {
		tickets = append(tickets, talk.Ticket)
	}
	return tickets, nil
}

// carry streams the file from WhatsApp into the helpdesk's store of uploads. It
// leaves time for the comment that brings the file, and for a note.
func (f *fetch) carry(ctx context.Context) (token string, err error) {
	if deadline, limited := ctx.Deadline(); limited {
		var cancel context.CancelFunc
		ctx, cancel = context.WithDeadline(ctx, deadline.Add(-2*failure.CallTimeout))
		defer cancel()
	}
	info, err := f.carrier.ResolveFile(ctx, f.line.number.PhoneNumberID, f.File.ID)
	if err != nil {
		return "", f.classify(err)
	}
	if info.MIME != "" {
		f.name = rendering.SafeName(f.File.Name, info.MIME, f.Type, f.File.ID)
	}
	if info.Size > f.desk.MaxFile() {
		return "", f.tooLarge(info.Size)
	}
	body, size, err := f.carrier.OpenFile(ctx, info)
	if err != nil {
		return "", f.classify(err)
	}
	defer body.Close()
	if size <= 0 {
		size = info.Size
	}
	if size > f.desk.MaxFile() {
		return "", f.tooLarge(size)
	}
	return f.pass(ctx, body, info, size)
}

// pass uploads what it reads and throws away what is not what was announced.
func (f *fetch) pass(ctx context.Context, body io.Reader, info provider.FileInfo, size int64) (string, error) {
	from := newStream(body, f.desk.MaxFile())
	token, err := f.desk.Upload(ctx, helpdesk.File{Name: f.name, MIME: info.MIME, Size: size, Body: from})
	switch {
	case errors.Is(from.err, errTooLarge):
		return "", f.tooLarge(from.length)
	case from.err != nil:
		return "", f.later("read file from WhatsApp", "broken", from.err)
	case err != nil:
		return "", f.refusedUpload(err, size)
	}
	announced := info.SHA256
	if announced == "" {
		announced = f.File.SHA256
	}
	if announced == "" || announced == from.sum() {
		return token, nil
	}
	if err := f.desk.Discard(ctx, token); err != nil {
		f.log.Warn("damaged upload not discarded", telemetry.KeyTicket, f.Ticket, telemetry.KeyError, err)
	}
	times, err := f.budget.CountAttempt(ctx, "damaged "+f.effect.ID)
	if err != nil {
		return "", err
	}
	if times >= damagedTimes {
		return "", &lostError{reasonDamaged, note.FileDamaged(f.line.helpdesk.Language, f.name)}
	}
	return "", f.later("check file from WhatsApp", "digest", errors.New("its digest is not the announced one"))
}

// attach adds the comment that brings the file.
func (f *fetch) attach(ctx context.Context, tickets []string, token, stamp string) error {
	if err := sqsqueue.TimeFor(ctx, "add comment with file"); err != nil {
		return err
	}
	comment := helpdesk.NewComment{
		Author: f.User, Body: rendering.File(f.File.Name, f.Type, f.line.helpdesk.Language), Public: true,
		Markers: []string{f.effect.ID}, Uploads: []string{token}, Reopen: f.User != "", Stamp: stamp,
	}
	for _, ticket := range tickets {
		comment.Ticket = ticket
		added, err := f.desk.AddComment(ctx, comment)
		if errors.Is(err, helpdesk.ErrRequesterGone) {
			comment.Author = "" // better by nobody than not at all
			added, err = f.desk.AddComment(ctx, comment)
		}
		switch {
		case added.Comment != "":
			return f.store.FinishIn(ctx, f.effect.Kind, f.effect.ID, ticket, added.Comment)
		case errors.Is(err, helpdesk.ErrClosed), errors.Is(err, helpdesk.ErrGone):
			comment.Stamp = ""
			continue
		case errors.Is(err, helpdesk.ErrUploadGone):
			// Final for the token and not for the file: uploaded again a bounded number of times.
			return &failure.Error{Class: failure.Unknown, Op: "add comment with file", Code: "upload gone", Err: err}
		case helpdesk.ForGood(err):
			code := failure.Of(err).Code
			return &lostError{code, note.FileRefused(f.line.helpdesk.Language, f.name, code)}
		default:
			return err
		}
	}
	return &failure.Error{Class: failure.Permanent, Op: "add file to ticket " + f.Ticket, Code: "closed",
		Err: errors.New("its ticket is closed and the conversation has no open one")}
}

func (f *fetch) tooLarge(size int64) error {
	return &lostError{reasonTooLarge, note.FileTooLarge(f.line.helpdesk.Language, f.name, size, f.desk.MaxFile())}
}

// classify tells a file that WhatsApp no longer has from one that it does not
// give at the moment.
func (f *fetch) classify(err error) error {
	failed := failure.Of(err)
	if provider.RefusesAccess(failed.Code) {
		f.metrics.Count(telemetry.MetricAccessRefused, failed.Code)
	}
	switch {
	case failed.Code == provider.CodeFileGone:
		return &lostError{reasonGone, note.FileGone(f.line.helpdesk.Language, f.name)}
	case failed.Class == failure.Permanent:
		return &lostError{failed.Code, note.FileRefused(f.line.helpdesk.Language, f.name, failed.Code)}
	}
	if failed.Class == failure.Ambiguous || failed.Class == failure.Unknown {
		return f.later(failed.Op, failed.Code, err) // reading changes nothing
	}
	return err
}

// refusedUpload tells a file that the helpdesk never takes from one that it
// does not take at the moment. Nothing of an upload is seen before its comment.
func (f *fetch) refusedUpload(err error, size int64) error {
	failed := failure.Of(err)
	switch {
	case failed.Code == reasonTooLarge:
		return f.tooLarge(size)
	case failed.Class == failure.Permanent:
		return &lostError{failed.Code, note.FileRefused(f.line.helpdesk.Language, f.name, failed.Code)}
	case failed.Class == failure.Ambiguous || failed.Class == failure.Unknown:
		return f.later(failed.Op, failed.Code, err)
	}
	return err
}

func (f *fetch) later(op, code string, err error) error {
	return &failure.Error{Class: failure.Later, Op: op, Code: code, Wait: 2 * time.Second, Err: err}
}
