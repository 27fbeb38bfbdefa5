package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"strconv"

	"ventana/shared/envelope"
	"ventana/shared/provider/cloudapi"
	"ventana/shared/secret"
	"ventana/shared/silence"
	"ventana/shared/telemetry"
)

// fly judges a number's last canary and sends the next. A run whose patience is not
// over is left alone: Scheduler may start a run twice.
func (h *Handler) fly(ctx context.Context, c secret.CallConnection, number secret.Number) error {
	last, known, err := h.store.CanaryRun(ctx, number.ID)
	if err != nil {
		return err
	}
	now := h.now()
	if known && now.Sub(last.SentAt) < silence.Patience {
		return nil
	}
	// A secret that cannot be read is this function's failure and no late canary.
	appSecret, err := h.appSecret(ctx, c.ID)
	if err != nil {
		return err
	}
	id := "wamid.canary." + h.newID()
	next := silence.Run{ID: id, Reply: envelope.Digest("canary", number.PhoneNumberID, id), SentAt: now}
	started, err := h.store.StartCanary(ctx, number.ID, last.ID, next)
	if err != nil || !started {
		return err // of two runs that were started at once, the other tells
	}
	h.tell(number.ID, last, known)
	canary := cloudapi.Canary{Account: number.WABAID, PhoneNumberID: number.PhoneNumberID, Message: id, At: now}
	if err := h.deliver(ctx, c.ID, appSecret, canary); err != nil {
		h.log.Error("canary not taken", telemetry.KeyNumber, number.ID, telemetry.KeyError, err)
		h.metrics.Gauge(telemetry.MetricCanaryLate, number.ID+": "+string(silence.HopWebhook), 1)
		return nil
	}
	return h.follow(ctx, number, next)
}

// follow notes that the API took the canary, and asks outbound for a sign. inbound
// and outbound note what they see; where they stand still, nobody would tell that
// from an API that takes nothing and a helpdesk that tells nothing.
func (h *Handler) follow(ctx context.Context, number secret.Number, run silence.Run) error {
	if _, err := h.store.NoteCanary(ctx, number.ID, silence.Run{ID: run.ID, WebhookAt: h.now()}); err != nil {
		return err
	}
	probe := envelope.Probe(h.now(), number.Helpdesk, number.ID, run.ID)
	if err := h.queue.Send(ctx, h.queueURL, []envelope.Envelope{probe}); err != nil {
		return fmt.Errorf("probe the outbound queue: %w", err)
	}
	return nil
}

// tell makes metrics of what became of a run. The first has none before it, and is
// not late.
func (h *Handler) tell(number string, last silence.Run, known bool) {
	if !known {
		h.metrics.Gauge(telemetry.MetricCanaryLate, number+": first", 0)
		return
	}
	verdict := silence.Judge(last)
	for _, leg := range verdict.Legs {
		h.metrics.Took(telemetry.MetricCanaryHop, number, string(leg.Hop), leg.Took)
	}
	if verdict.Late == "" {
		h.metrics.Gauge(telemetry.MetricCanaryLate, number, 0)
		return
	}
	h.log.Warn("canary is late", telemetry.KeyNumber, number, telemetry.KeyHop, string(verdict.Late), telemetry.KeySentAt, last.SentAt)
	h.metrics.Gauge(telemetry.MetricCanaryLate, number+": "+string(verdict.Late), 1)
}

// appSecret is the one that signs now, the first of a connection's list.
func (h *Handler) appSecret(ctx context.Context, connection string) (string, error) {
	document, err := h.secrets.Get(ctx)
	if err != nil {
		return "", err
	}
	found, known := document.Connection(connection)
	if !known || len(found.AppSecrets) == 0 {
		return "", fmt.Errorf("connection %s has no app secret in the verify secret", connection)
	}
	return found.AppSecrets[0], nil
}

// deliver sends the canary as Meta sends a message.
func (h *Handler) deliver(ctx context.Context, connection, appSecret string, canary cloudapi.Canary) error {
	body, err := canary.Delivery()
	if err != nil {
		return err
	}
	request, err := http.NewRequestWithContext(ctx, http.MethodPost, h.api+"/webhooks/"+url.PathEscape(connection), bytes.NewReader(body))
	if err != nil {
		return fmt.Errorf("write request: %w", err)
	}
	request.Header.Set("Content-Type", "application/json")
	cloudapi.Sign(request.Header, appSecret, body)
	response, err := h.client.Do(request)
	if err != nil {
		return fmt.Errorf("reach the API: %w", err)
	}
	_ = response.Body.Close() // what it says is its status
	if response.StatusCode != http.StatusOK {
		return errors.New("the API answered " + strconv.Itoa(response.StatusCode))
	}
	return nil
}
