package main

import (
	"bytes"
	"context"
	"errors"
	"io"
	"net/http"
	"strconv"
	"strings"
	"time"

	"ventana/shared/breaker"
	"ventana/shared/deadletter"
	"ventana/shared/failure"
	"ventana/shared/provider/cloudapi"
	"ventana/shared/secret"
	"ventana/shared/sqsqueue"
)

// userAgent is what Meta's own requests carry. It is not documented, and some
// firewalls ask for it.
const userAgent = "facebookexternalua"

// newClient follows no redirect: the signature is for one address. Meta follows
// none either.
func newClient() *http.Client {
	return &http.Client{
		Timeout:       failure.CallTimeout,
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}
}

// answer is what became of one request.
type answer struct {
	status int           // 0 when there was none
	after  time.Duration // Retry-After, or how long the circuit rests
	err    error
}

// post sends a delivery as Meta does, signed with the endpoint's own secret.
func (h *Handler) post(ctx context.Context, connection string, former secret.Former, body []byte) answer {
	request, err := http.NewRequestWithContext(ctx, http.MethodPost, former.URL, bytes.NewReader(body))
	if err != nil {
		return answer{err: errors.New("its address cannot be called")} // the error would repeat it
	}
	request.Header.Set("Content-Type", "application/json")
	request.Header.Set("Accept", "*/*")
	request.Header.Set("User-Agent", userAgent)
	cloudapi.Sign(request.Header, former.AppSecret, body)
	response, err := h.circuitOf(connection, former.URL).Do(h.client, request, nil)
	var open *breaker.OpenError
	switch {
	case errors.As(err, &open):
		return answer{after: open.Wait, err: err}
	case err != nil:
		return answer{err: errors.New("it does not answer")} // the error may hold its address
	}
	_, _ = io.CopyN(io.Discard, response.Body, 4<<10) // so that the connection is used again
	_ = response.Body.Close()                         // what it says is its status
	return answer{status: response.StatusCode, after: retryAfter(response.Header)}
}

// circuitOf is the circuit of an endpoint.
func (h *Handler) circuitOf(connection, address string) *breaker.Breaker {
	h.mu.Lock()
	defer h.mu.Unlock()
	if h.circuits[address] == nil {
		h.circuits[address] = h.circuit(connection + " former")
	}
	return h.circuits[address]
}

// retryAfter is how long a server asks to wait, at most an hour; in seconds only,
// since a date is its clock against ours.
func retryAfter(header http.Header) time.Duration {
	seconds, err := strconv.Atoi(strings.TrimSpace(header.Get("Retry-After")))
	if err != nil || seconds < 0 {
		return 0
	}
	return min(time.Duration(seconds)*time.Second, time.Hour)
}

// word says it in the log.
func (a answer) word() string {
	if a.status == 0 {
		return a.err.Error()
	}
	return strconv.Itoa(a.status)
}

// outcome is what an answer means for its record. Meta takes only 200 for taken;
// an endpoint that answers 2xx to Meta has had every event repeated, so it does
// not, and a 2xx here is as good.
func (a answer) outcome(receives int) sqsqueue.Outcome {
	switch {
	case a.status >= 200 && a.status < 300:
		return sqsqueue.Done()
	case a.refusesEvent():
		return sqsqueue.ParkFor(deadletter.Refused, "the former endpoint answered "+strconv.Itoa(a.status))
	case a.refusesAll():
		return sqsqueue.Wait(max(a.after, missing), "the former endpoint answered "+strconv.Itoa(a.status))
	}
	return sqsqueue.Wait(max(a.after, pause(receives)), "the former endpoint: "+a.word())
}

// refusesEvent reports whether the endpoint will never take these bytes.
func (a answer) refusesEvent() bool {
	switch a.status {
	case http.StatusBadRequest, http.StatusRequestEntityTooLarge, http.StatusUnsupportedMediaType, http.StatusUnprocessableEntity:
		return true
	}
	return false
}

// refusesAll reports whether the answer speaks of address or secret, and not of the
// event: somebody has to mend it, and until then nothing is thrown away.
func (a answer) refusesAll() bool {
	return a.status >= 300 && a.status < 400 || a.status == http.StatusUnauthorized || a.status == http.StatusForbidden ||
		a.status == http.StatusNotFound || a.status == http.StatusMethodNotAllowed || a.status == http.StatusGone
}

// pause grows from 2 s to longest.
func pause(receives int) time.Duration {
	return min(2*time.Second<<min(max(receives-1, 0), 10), longest)
}
