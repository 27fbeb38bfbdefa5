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
	"ventana/shared/provider"
	"ventana/shared/sqsqueue"
	"ventana/shared/telemetry"
)

// uploadPatience is how long an agent's file is tried: longer than its reply
// waits for it, which the agent has then been told.
const uploadPatience = time.Hour

// outagePatience is how long while either side does not answer: the reply waits
// as well then, until the customer's window has closed.
const outagePatience = 24 * time.Hour

// upload is the work on one agent's file.
type upload struct {
	*Handler
	line
	envelope.Upload
	desk    desk
	carrier carrier
	owner   string
	since   time.Time
}

// upload brings an agent's file to WhatsApp. What becomes of it stands on the
// effect, where the reply that waits for it looks. A second upload of the same
// file harms nobody, so nothing of it is ever in doubt.
func (h *Handler) upload(ctx context.Context, e envelope.Envelope) sqsqueue.Outcome {
	line, missing, err := h.line(ctx, e.Upload.Number, e.Upload.Helpdesk)
	if err != nil {
		return sqsqueue.OutcomeOf(err)
	}
	if missing != nil {
		return *missing
	}
	ctx = helpdesk.For(ctx, line.number.ID)
	job := &upload{
		Handler: h, line: line, Upload: *e.Upload, desk: h.desk(line.helpdesk), carrier: h.provider(line.provider),
		owner: h.newOwner(), since: e.ReceivedAt,
	}
	effect, err := h.store.Claim(ctx, dynamostore.Effect{
		Kind: dynamostore.EffectUpload, ID: job.Effect, Helpdesk: job.Helpdesk, Ticket: job.Ticket, Number: job.Number, Hold: dynamostore.FileLease,
	}, job.owner)
	if err != nil {
		return sqsqueue.OutcomeOf(err)
	}
	if effect.Done {
		return sqsqueue.Done()
	}
	id, err := job.carry(ctx)
	return job.settle(ctx, id, err)
}

// carry streams the file from the helpdesk to WhatsApp.
func (u *upload) carry(ctx context.Context) (id string, err error) {
	body, size, err := u.desk.OpenAttachment(ctx, helpdesk.Attachment{ID: u.Attachment, Name: u.Name, MIME: u.MIME, Size: u.Size, URL: u.URL})
	if err != nil {
		return "", err
	}
	defer body.Close()
	if size < 0 {
		size = u.Size
	}
	if size > provider.MaxDocumentBytes {
		return "", &failure.Error{Class: failure.Permanent, Op: "upload file", Code: reasonTooLarge}
	}
	from := newStream(io.Reader(body), provider.MaxDocumentBytes)
	id, err = u.carrier.UploadFile(ctx, provider.Upload{
		Number: u.line.number.PhoneNumberID, Name: u.Name, MIME: u.MIME, Size: size, Body: from,
	})
	if failed := failure.Of(err); failed != nil && provider.RefusesAccess(failed.Code) {
		u.metrics.Count(telemetry.MetricAccessRefused, failed.Code)
	}
	if from.err != nil {
		return "", &failure.Error{Class: failure.Later, Op: "read attachment", Code: "broken", Wait: 2 * time.Second, Err: from.err}
	}
	return id, err
}

// settle writes down what became of the file.
func (u *upload) settle(ctx context.Context, id string, err error) sqsqueue.Outcome {
	ctx, cancel := dynamostore.Outlive(ctx)
	defer cancel()
	if err == nil {
		if err := u.store.Finish(ctx, dynamostore.EffectUpload, u.Effect, id); err != nil {
			return sqsqueue.OutcomeOf(err)
		}
		return sqsqueue.Done()
	}
	failed := failure.Of(err)
	patience := uploadPatience
	if provider.DoesNotAnswer(failed.Code) || helpdesk.DoesNotAnswer(failed.Code) {
		patience = outagePatience
	}
	if failed.Class == failure.Permanent || u.now().Sub(u.since) > patience {
		u.log.Warn("upload given up", telemetry.KeyTicket, u.Ticket, telemetry.KeyReason, failed.Code)
		if err := u.store.GiveUp(ctx, dynamostore.EffectUpload, u.Effect, failed.Code); err != nil {
			return sqsqueue.OutcomeOf(err)
		}
		return sqsqueue.Done()
	}
	if err := u.store.Postpone(ctx, dynamostore.EffectUpload, u.Effect, u.owner, dynamostore.Pause{For: failed.Wait}); err != nil {
		u.log.Warn("claim not given back", telemetry.KeyTicket, u.Ticket, telemetry.KeyError, err)
	}
	return sqsqueue.OutcomeOf(&failure.Error{Class: failure.Later, Op: failed.Op, Code: failed.Code, Wait: max(failed.Wait, time.Second), Err: errors.Unwrap(failed)})
}
