package gateway

import (
	"context"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"time"

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

	// OnRequest gets the outcome of each request: the route key (empty when
	// none matched), the status, how long it took in real time, and the
	// gateway's own reason when the function did not decide. Nil is allowed.
	OnRequest func(method, path, routeKey string, status int, took time.Duration, reason string)
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
		options.OnRequest = func(string, string, string, int, time.Duration, string) {}
	}
	// The bucket refills in real time: it guards the machine, not the story.
	return &Gateway{options: options, bucket: newBucket(options.Throttle, time.Now)}, nil
}

// ServeHTTP answers one request.
func (g *Gateway) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	begun := time.Now()
	requestID := g.options.NewID()
	w.Header().Set("Apigw-Requestid", requestID)
	route, found := find(g.options.Routes, r.Method, r.URL.Path)
	status, reason := http.StatusNotFound, "no route"
	key := ""
	if found {
		key = route.route.key()
		status, reason = g.serve(w, r, route, requestID)
	}
	if reason != "" {
		refuse(w, status)
	}
	g.options.OnRequest(r.Method, r.URL.Path, key, status, time.Since(begun), reason)
}

// serve writes the function's answer, or returns a reason and the status that
// the gateway answers itself.
func (g *Gateway) serve(w http.ResponseWriter, r *http.Request, route match, requestID string) (status int, reason string) {
	if headerSize(r) > maxHeaders {
		return http.StatusRequestHeaderFieldsTooLarge, "headers above 10,240 bytes"
	}
	if !g.bucket.take() {
		return http.StatusTooManyRequests, "throttled"
	}
	body, err := io.ReadAll(io.LimitReader(r.Body, maxBody+1))
	if err != nil {
		return http.StatusBadRequest, "body was cut off"
	}
	if len(body) > maxBody {
		return http.StatusRequestEntityTooLarge, "body above 10 MB"
	}
	payload, err := newEvent(r, body, route, requestID, g.options.Now())
	if err != nil {
		return http.StatusInternalServerError, "event: " + err.Error()
	}
	answer, status, reason := invoke(r.Context(), route.route, payload)
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
func invoke(ctx context.Context, route Route, payload []byte) (answer []byte, status int, reason string) {
	limit := route.Timeout
	if limit == 0 {
		limit = maxIntegration
	}
	// The client's leaving does not end an integration.
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), limit)
	defer cancel()
	answer, failure, err := route.Function.Invoke(ctx, payload)
	switch {
	case errors.Is(err, context.DeadlineExceeded):
		return nil, http.StatusServiceUnavailable, "integration timeout"
	case errors.Is(err, lambda.ErrPayloadTooLarge):
		return nil, http.StatusRequestEntityTooLarge, err.Error()
	case errors.Is(err, lambda.ErrShutdown):
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
