package main

import (
	"context"
	"encoding/base64"
	"errors"
	"log/slog"
	"net/http"
	"runtime/debug"
	"time"

	"github.com/aws/aws-lambda-go/events"

	"ventana/shared/delivery"
	"ventana/shared/envelope"
	"ventana/shared/provider/cloudapi"
	"ventana/shared/secret"
	"ventana/shared/telemetry"
)

// MaxBodyBytes is the largest delivery taken. Meta sends up to 3 MB; Lambda
// takes 6 MB with its wrapping, of which base64 eats a quarter.
const MaxBodyBytes = 4 << 20

// retryAfterSeconds is what a sender is asked to wait: Zendesk repeats a 503
// only when it names less than 60.
const retryAfterSeconds = "30"

// reserve is kept back from the function's time for the answer: one that comes
// too late is API Gateway's own, without Retry-After, and is never repeated.
const reserve = time.Second

// secrets is the part of the secret cache that this handler uses.
type secrets interface {
	Get(ctx context.Context) (secret.Verify, error)
	Refresh(ctx context.Context) (secret.Verify, bool)
}

// sender is the part of the queue that this handler uses.
type sender interface {
	Send(ctx context.Context, queueURL string, envelopes []envelope.Envelope) error
}

// counter is what alarms watch.
type counter interface {
	Count(name, reason string)
}

// Handler answers the HTTP API.
type Handler struct {
	secrets secrets
	sender  sender
	queues  Queues
	metrics counter
	now     func() time.Time
	log     *slog.Logger
}

// NewHandler returns the handler over its parts.
func NewHandler(parts Handler) *Handler { return &parts }

// Handle answers one request. The error is always nil: API Gateway would turn
// it into a 500, which Zendesk never repeats.
func (h *Handler) Handle(ctx context.Context, request events.APIGatewayV2HTTPRequest) (events.APIGatewayV2HTTPResponse, error) {
	if deadline, ok := ctx.Deadline(); ok {
		var cancel context.CancelFunc
		ctx, cancel = context.WithDeadline(ctx, deadline.Add(-reserve))
		defer cancel()
	}
	method := request.RequestContext.HTTP.Method
	id, isWebhook := request.PathParameters["connection"]
	switch {
	case !isWebhook && method == http.MethodGet:
		return reply(http.StatusOK, "ok"), nil
	case !isWebhook:
		return reply(http.StatusNotFound, "not found"), nil
	case method == http.MethodGet:
		return h.challenge(ctx, id, request.QueryStringParameters), nil
	case method == http.MethodPost:
		return h.take(ctx, id, request), nil
	}
	refused := reply(http.StatusMethodNotAllowed, "method not allowed")
	refused.Headers["allow"] = "GET, POST"
	return refused, nil
}

// challenge answers Meta's verification of the callback URL.
func (h *Handler) challenge(ctx context.Context, id string, query map[string]string) events.APIGatewayV2HTTPResponse {
	connection, refused := h.connection(ctx, id)
	if refused != nil {
		return *refused
	}
	if connection.Kind != secret.KindCloudAPI {
		return reply(http.StatusNotFound, "not found")
	}
	challenge, err := cloudapi.Challenge(query, connection.VerifyToken)
	if err != nil {
		h.log.Warn("verification refused", telemetry.KeyConnection, id, telemetry.KeyError, err)
		return reply(http.StatusForbidden, "forbidden")
	}
	return events.APIGatewayV2HTTPResponse{
		StatusCode: http.StatusOK, Body: challenge, Headers: map[string]string{"content-type": "text/plain; charset=utf-8"},
	}
}

// take handles a delivery in the order that keeps forgeries cheap: size,
// base64, secrets, signature, and only then the content.
func (h *Handler) take(ctx context.Context, id string, request events.APIGatewayV2HTTPRequest) events.APIGatewayV2HTTPResponse {
	body, refused := bodyOf(request)
	if refused != nil {
		return *refused
	}
	connection, refused := h.connection(ctx, id)
	if refused != nil {
		return *refused
	}
	arrived := delivery.Delivery{Connection: id, Header: request.Headers, Body: body, At: h.now()}
	if err := h.verify(ctx, connection, arrived); err != nil {
		h.log.Warn("delivery refused", telemetry.KeyConnection, id, telemetry.KeyDelivery, arrived.ID(), telemetry.KeyError, err)
		if errors.Is(err, delivery.ErrSignature) {
			return reply(http.StatusForbidden, "forbidden")
		}
		return reply(http.StatusUnauthorized, "unauthorized")
	}
	envelopes := h.cut(connection.Kind, arrived)
	if err := h.enqueue(ctx, connection.Kind, envelopes); err != nil {
		h.metrics.Count(telemetry.MetricWorkFailed, "not enqueued")
		h.log.Error("delivery not enqueued", telemetry.KeyConnection, id, telemetry.KeyDelivery, arrived.ID(), telemetry.KeyError, err)
		return comeAgain()
	}
	h.log.Info("delivery taken", telemetry.KeyConnection, id, telemetry.KeyDelivery, arrived.ID(),
		telemetry.KeyTrace, telemetry.TraceID(telemetry.Trace(ctx)), telemetry.KeyCount, len(envelopes))
	return reply(http.StatusOK, "accepted")
}

// cut cuts a delivery into envelopes. A panic would become API Gateway's 500,
// which Zendesk never repeats: the delivery travels as unreadable instead.
func (h *Handler) cut(kind string, arrived delivery.Delivery) (envelopes []envelope.Envelope) {
	defer func() {
		if panicked := recover(); panicked != nil {
			h.metrics.Count(telemetry.MetricWorkFailed, "panic")
			h.log.Error("panic while cutting a delivery", telemetry.KeyDelivery, arrived.ID(), telemetry.KeyPanic, telemetry.Panic{Value: panicked}, telemetry.KeyStack, string(debug.Stack()))
			envelopes = []envelope.Envelope{envelope.NewUnreadable(arrived.Connection, arrived.ID(), arrived.At, arrived.Body, "panic while cutting")}
		}
	}()
	return intakeOf(kind).cut(arrived)
}

func bodyOf(request events.APIGatewayV2HTTPRequest) ([]byte, *events.APIGatewayV2HTTPResponse) {
	if len(request.Body) > base64.StdEncoding.EncodedLen(MaxBodyBytes) {
		refused := reply(http.StatusRequestEntityTooLarge, "too large")
		return nil, &refused
	}
	body := []byte(request.Body)
	if request.IsBase64Encoded {
		decoded, err := base64.StdEncoding.DecodeString(request.Body)
		if err != nil {
			refused := reply(http.StatusBadRequest, "bad request")
			return nil, &refused
		}
		body = decoded
	}
	if len(body) > MaxBodyBytes {
		refused := reply(http.StatusRequestEntityTooLarge, "too large")
		return nil, &refused
	}
	return body, nil
}

// connection finds the connection, or says how the request is refused. A
// document that is a placeholder or broken refuses everything with 403 until
// it is mended; a store that cannot be reached asks to come again.
func (h *Handler) connection(ctx context.Context, id string) (secret.VerifyConnection, *events.APIGatewayV2HTTPResponse) {
	document, err := h.secrets.Get(ctx)
	if err != nil {
		refused := comeAgain()
		if errors.Is(err, secret.ErrInvalid) {
			refused = reply(http.StatusForbidden, "forbidden")
		}
		h.log.Error("verify secret not usable", telemetry.KeyConnection, id, telemetry.KeyError, err)
		return secret.VerifyConnection{}, &refused
	}
	connection, known := document.Connection(id)
	if !known {
		refused := reply(http.StatusNotFound, "not found")
		return secret.VerifyConnection{}, &refused
	}
	return connection, nil
}

// verify checks the signature, and once more with freshly read secrets when it
// is wrong: it may have been made with one rotated in a moment ago.
func (h *Handler) verify(ctx context.Context, connection secret.VerifyConnection, arrived delivery.Delivery) error {
	err := intakeOf(connection.Kind).verify(connection, arrived)
	if !errors.Is(err, delivery.ErrSignature) {
		return err
	}
	document, refreshed := h.secrets.Refresh(ctx)
	if !refreshed {
		return err
	}
	fresh, known := document.Connection(connection.ID)
	if !known {
		return err
	}
	return intakeOf(fresh.Kind).verify(fresh, arrived)
}

// enqueue sorts envelopes into their queues and sends them; an error means that
// the delivery has to be repeated.
func (h *Handler) enqueue(ctx context.Context, kind string, envelopes []envelope.Envelope) error {
	var inbound, outbound, status []envelope.Envelope
	for _, e := range envelopes {
		switch {
		case e.Kind == envelope.KindMessage, e.Kind == envelope.KindEcho, e.Kind == envelope.KindCall, e.Kind == envelope.KindUnreadable && kind == secret.KindCloudAPI:
			inbound = append(inbound, e)
		case e.Kind == envelope.KindStatus, e.Kind == envelope.KindNotice:
			status = append(status, e)
		default:
			outbound = append(outbound, e)
		}
	}
	var problems []error
	for _, part := range []struct {
		queue     string
		envelopes []envelope.Envelope
	}{{h.queues.Inbound, inbound}, {h.queues.Status, status}, {h.queues.Outbound, outbound}} {
		if len(part.envelopes) > 0 {
			problems = append(problems, h.sender.Send(ctx, part.queue, part.envelopes))
		}
	}
	return errors.Join(problems...)
}

// reply is a short fixed body: a stranger learns nothing from it.
func reply(status int, word string) events.APIGatewayV2HTTPResponse {
	return events.APIGatewayV2HTTPResponse{
		StatusCode: status,
		Headers:    map[string]string{"content-type": "application/json"},
		Body:       `{"status":"` + word + `"}`,
	}
}

func comeAgain() events.APIGatewayV2HTTPResponse {
	again := reply(http.StatusServiceUnavailable, "come again")
	again.Headers["retry-after"] = retryAfterSeconds
	return again
}
