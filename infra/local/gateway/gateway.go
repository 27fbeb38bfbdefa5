package gateway

import (
	"context"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"time"

	"ventana/infra/count"
	"ventana/infra/local/lambda"
)

const (
	maxBody    = 10 << 20 // payload size of an HTTP API, in bytes
	maxHeaders = 10240    // request line and header values together, in bytes
)

// Options describe the API.
type Options struct {
	Routes   []Route
	Throttle Throttle         // zero is no limit
	Now      func() time.Time // of the event's time; nil is time.Now
	NewID    func() string    // request ids; required

	// OnRequest gets the outcome of each request. Nil is allowed.
	OnRequest func(Outcome)
}

// Outcome is how one request ended.
type Outcome struct {
	Method, Path string
	RouteKey     string // empty when none matched
	InvocationID string // the function's request id; empty when it was not asked
	Status       int
	Bytes        int           // of the request's body, as far as it was read
	Took         time.Duration // real time
	Reason       string        // the gateway's own, when the function did not decide
}

// Gateway serves the API. It may be used by many goroutines.
type Gateway struct {
	options Options
	bucket  *bucket
}

// New checks the routes.
func New(options Options) (*Gateway, error) {
	var problems []error
	for _, route := range options.Routes {
		problems = append(problems, route.validate())
	}
	if options.NewID == nil {
		problems = append(problems, errors.New("gateway: NewID required"))
	}
	if err := errors.Join(problems...); err != nil {
		return nil, err
	}
	if options.Now == nil {
		options.Now = time.Now
	}
	if options.OnRequest == nil {
		options.OnRequest = func(Outcome) {}
	}
	// The bucket refills in real time: it guards the machine, not the story.
	return &Gateway{options: options, bucket: newBucket(options.Throttle, time.Now)}, nil
}

// ServeHTTP answers one request.
func (g *Gateway) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	begun := time.Now()
	requestID := g.options.NewID()
	w.Header().Set("Apigw-Requestid", requestID)
	body := &count.Body{ReadCloser: r.Body}
	r.Body = body
	route, found := find(g.options.Routes, r.Method, r.URL.Path)
	outcome := Outcome{Method: r.Method, Path: r.URL.Path, Status: http.StatusNotFound, Reason: "no route"}
	if found {
		outcome.RouteKey = route.route.key()
		var payload []byte
		if payload, outcome.Status, outcome.Reason = g.accept(r, route, requestID); outcome.Reason == "" {
			outcome.InvocationID = lambda.NewRequestID()
			outcome.Status, outcome.Reason = respond(w, r, route.route, outcome.InvocationID, payload)
		}
	}
	if outcome.Reason != "" {
		refuse(w, outcome.Status)
	}
	outcome.Took, outcome.Bytes = time.Since(begun), body.Bytes
	g.options.OnRequest(outcome)
}

// accept makes the event of a request, or returns a reason and the status that
// the gateway answers itself.
func (g *Gateway) accept(r *http.Request, route match, requestID string) (payload []byte, status int, reason string) {
	if headerSize(r) > maxHeaders {
		return nil, http.StatusRequestHeaderFieldsTooLarge, "headers above 10,240 bytes"
	}
	if !g.bucket.take() {
		return nil, http.StatusTooManyRequests, "throttled"
	}
	body, err := io.ReadAll(io.LimitReader(r.Body, maxBody+1))
	if err != nil {
		return nil, http.StatusBadRequest, "body was cut off"
	}
	if len(body) > maxBody {
		return nil, http.StatusRequestEntityTooLarge, "body above 10 MB"
	}
	payload, err = newEvent(r, body, route, requestID, g.options.Now())
	if err != nil {
		return nil, http.StatusInternalServerError, "event: " + err.Error()
	}
	return payload, 0, ""
}

// respond writes the function's answer, or returns a reason and the status that
// the gateway answers itself.
func respond(w http.ResponseWriter, r *http.Request, route Route, invocationID string, payload []byte) (status int, reason string) {
	answer, status, reason := invoke(r.Context(), route, invocationID, payload)
	if reason != "" {
		return status, reason
	}
	parsed, err := parseResponse(answer)
	if err != nil {
		return http.StatusInternalServerError, err.Error()
	}
	parsed.write(w)
	return parsed.status, ""
}

// invoke calls the function within the integration timeout.
func invoke(ctx context.Context, route Route, invocationID string, payload []byte) (answer []byte, status int, reason string) {
	limit := route.Timeout
	if limit == 0 {
		limit = maxIntegration
	}
	// The client's leaving does not end an integration.
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), limit)
	defer cancel()
	answer, failure, err := route.Function.InvokeAs(ctx, invocationID, payload)
	switch {
	case errors.Is(err, context.DeadlineExceeded):
		return nil, http.StatusServiceUnavailable, "integration timeout"
	case errors.Is(err, lambda.ErrPayloadTooLarge):
		return nil, http.StatusRequestEntityTooLarge, err.Error()
	case errors.Is(err, lambda.ErrShutdown), errors.Is(err, lambda.ErrThrottled):
		return nil, http.StatusServiceUnavailable, err.Error()
	case err != nil:
		return nil, http.StatusInternalServerError, err.Error()
	case failure != nil:
		return nil, http.StatusInternalServerError, failure.Error()
	}
	return answer, http.StatusOK, ""
}

// headerSize counts the request line and the headers, names included.
func headerSize(r *http.Request) int {
	size := len(r.Method) + len(r.RequestURI) + len(r.Proto)
	for name, values := range r.Header {
		for _, value := range values {
			size += len(name) + len(value)
		}
	}
	return size
}

// refuse answers in the words of API Gateway.
func refuse(w http.ResponseWriter, status int) {
	body, _ := json.Marshal(map[string]string{"message": http.StatusText(status)}) // two strings always encode
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(status)
	_, _ = w.Write(body) // a client that left needs no answer
}
