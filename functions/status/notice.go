package main

import (
	"context"
	"errors"
	"slices"
	"strings"

	"ventana/shared/envelope"
	"ventana/shared/failure"
	"ventana/shared/provider/cloudapi"
	"ventana/shared/secret"
	"ventana/shared/sqsqueue"
	"ventana/shared/telemetry"
)

// heed keeps what a provider says of an account, a number or a template. What
// somebody has to act upon today is counted first: an alarm must not wait for a
// table that does not answer, and one count too many wakes nobody twice.
func (h *Handler) heed(ctx context.Context, e envelope.Envelope) sqsqueue.Outcome {
	trouble, serious := cloudapi.Serious(*e.Notice)
	if serious {
		h.metrics.Count(telemetry.MetricAccountTrouble, trouble)
	}
	h.log.Warn("provider notice", telemetry.KeyConnection, e.Connection, telemetry.KeyField, e.Notice.Field, telemetry.KeyEvent, e.Notice.Event, telemetry.KeySerious, serious)
	if err := h.store.KeepNotice(ctx, e.Connection, *e.Notice, e.Delivery); err != nil {
		return sqsqueue.OutcomeOf(err)
	}
	if err := h.passNotice(ctx, e); err != nil {
		return sqsqueue.OutcomeOf(err)
	}
	switch {
	case e.Notice.Account == "":
		return sqsqueue.Done()
	case aboutTemplates(e.Notice.Field):
		return outcomeOf(h.syncTemplates(ctx, e))
	case aboutNumbers(e.Notice.Field):
		return outcomeOf(h.checkNumbers(ctx, e))
	}
	return sqsqueue.Done()
}

// aboutTemplates reports whether a field tells that a template has changed.
func aboutTemplates(field string) bool {
	return strings.HasPrefix(field, "message_template_") || field == "template_category_update"
}

// syncTemplates reads an account's templates anew: the notice says that one has
// changed, the list says how all are. What will change stands in the notice alone.
func (h *Handler) syncTemplates(ctx context.Context, e envelope.Envelope) error {
	document, err := h.connections.Document(ctx)
	if err != nil {
		return err
	}
	from, known := document.Connection(e.Connection)
	if !known || !slices.ContainsFunc(from.Numbers, func(n secret.Number) bool { return n.WABAID == e.Notice.Account }) {
		return nil // another program's account
	}
	if err := h.keeper.SyncSince(ctx, h.provider(from), e.Notice.Account, e.ReceivedAt); err != nil {
		return err
	}
	if coming, announced := cloudapi.CategoryToCome(*e.Notice); announced {
		return h.keeper.Foretell(ctx, e.Notice.Account, coming.Name, coming.Language, coming.Category)
	}
	return nil
}

// aboutNumbers reports whether a field tells that a number's limits or health may
// have changed.
func aboutNumbers(field string) bool {
	return field == "phone_number_quality_update" || field == "business_capability_update" || field == "account_update"
}

// checkNumbers reads the limits of an account's numbers anew: notices come in any
// order and name limits in words that are on their way out.
func (h *Handler) checkNumbers(ctx context.Context, e envelope.Envelope) error {
	document, err := h.connections.Document(ctx)
	if err != nil {
		return err
	}
	from, _ := document.Connection(e.Connection)
	var problems []error
	for _, number := range from.Numbers {
		if number.WABAID != e.Notice.Account {
			continue
		}
		err := h.keeper.CheckSince(ctx, h.provider(from), number.ID, number.PhoneNumberID, e.ReceivedAt)
		if failure.Is(err, failure.Permanent) { // a number that is gone is the hour's to tell of
			h.log.Warn("number not checked", telemetry.KeyNumber, number.ID, telemetry.KeyError, err)
			continue
		}
		problems = append(problems, err)
	}
	return errors.Join(problems...)
}
