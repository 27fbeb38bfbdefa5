package zendesk

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"errors"
	"net"
	"net/http"
	"slices"
	"strconv"
	"sync"
	"time"

	"ventana/infra/sim/delivery"
)

const (
	// postTimeout is Zendesk's for a whole webhook request.
	postTimeout = 12 * time.Second
	// Retries after each kind of failure, from Zendesk's "Webhook retries".
	// For 429 and 503 the number is unverified; it is taken to be that of 409.
	retriesConflict = 3
	retriesBusy     = 3
	retriesTimeout  = 5
	// longestRetryAfter is the first Retry-After, in seconds, that is too long.
	longestRetryAfter = 60
	// Waits are compressed for the impatient; without Retry-After the vendor's
	// waits are unverified.
	compression  = 10
	shortestWait = 200 * time.Millisecond
	// gathering is how long webhooks are held to be posted backwards.
	gathering = 250 * time.Millisecond
	// testSecret signs the tests of a webhook that does not exist yet; Zendesk
	// documents it.
	testSecret = "dGhpc19zZWNyZXRfaXNfZm9yX3Rlc3Rpbmdfb25seQ=="
)

// outbox hands webhooks to the poster, as badly as the settings ask.
type outbox struct {
	poster *delivery.Poster
	newID  func() string

	mu    sync.Mutex
	lose  bool
	twice bool
	turn  bool
	ready []delivery.Request // wait for release
	held  []delivery.Request // gathered to be turned around
}

func newOutbox(poster *delivery.Poster, newID func() string) *outbox {
	return &outbox{poster: poster, newID: newID}
}

// behave takes the settings over. Held webhooks go out.
func (o *outbox) behave(s settings) {
	o.mu.Lock()
	o.lose, o.twice, o.turn = s.LoseWebhooks, s.DoubleWebhooks, s.ReorderWebhooks
	o.mu.Unlock()
	o.flush()
}

// send prepares one webhook; release lets it go.
func (o *outbox) send(h *webhook, body []byte) {
	o.mu.Lock()
	defer o.mu.Unlock()
	if o.lose || o.poster == nil {
		return
	}
	request := o.request(h, body)
	requests := []delivery.Request{request}
	if o.twice {
		requests = append(requests, request)
	}
	o.ready = append(o.ready, requests...)
}

// release posts what was sent so far, or holds it to be posted backwards. It
// does not wait.
func (o *outbox) release() {
	o.mu.Lock()
	defer o.mu.Unlock()
	ready := o.ready
	o.ready = nil
	if !o.turn {
		o.post(ready)
		return
	}
	if len(o.held) == 0 && len(ready) > 0 {
		time.AfterFunc(gathering, o.flush)
	}
	o.held = append(o.held, ready...)
}

// flush posts what is held, newest first.
func (o *outbox) flush() {
	o.mu.Lock()
	defer o.mu.Unlock()
	slices.Reverse(o.held)
	o.post(o.held)
	o.held = nil
}

// waiting is how many webhooks are not yet the poster's.
func (o *outbox) waiting() int {
	o.mu.Lock()
	defer o.mu.Unlock()
	return len(o.ready) + len(o.held)
}

func (o *outbox) post(requests []delivery.Request) {
	for _, r := range requests {
		o.poster.Post(r)
	}
}

// request is a signed webhook. All attempts of one invocation carry its id
// (unverified); the timestamp is the attempt's own.
func (o *outbox) request(h *webhook, body []byte) delivery.Request {
	added := http.Header{}
	h.headers(added)
	webhookID, secret, invocation, format := h.ID, h.Secret, o.newID(), h.Format
	return delivery.Request{
		Connection: "zendesk", URL: h.Endpoint, Body: body, Timeout: postTimeout, Retry: retry,
		Header: func(_ int, at time.Time) http.Header {
			header := added.Clone()
			stamp := at.UTC().Format(time.RFC3339)
			header.Set("Content-Type", contentType(format))
			header.Set("User-Agent", "Zendesk Webhook")
			header.Set("X-Zendesk-Account-Id", strconv.Itoa(accountID))
			header.Set("X-Zendesk-Webhook-Id", webhookID)
			header.Set("X-Zendesk-Webhook-Invocation-Id", invocation)
			header.Set("X-Zendesk-Webhook-Signature-Timestamp", stamp)
			header.Set("X-Zendesk-Webhook-Signature", sign(secret, stamp, body))
			return header
		},
	}
}

func contentType(format string) string {
	switch format {
	case "xml":
		return "application/xml"
	case "form_encoded":
		return "application/x-www-form-urlencoded"
	}
	return "application/json"
}

// sign is Zendesk's signature: base64 of HMAC-SHA256 over timestamp and body,
// with the secret's text as the key, not what it decodes to.
func sign(secret, timestamp string, body []byte) string {
	mac := hmac.New(sha256.New, []byte(secret))
	mac.Write([]byte(timestamp))
	mac.Write(body)
	return base64.StdEncoding.EncodeToString(mac.Sum(nil))
}

// retry is Zendesk's table: 409 three times, 429 and 503 only with a
// Retry-After below 60 s, timeouts five times, and nothing else. That a broken
// or refused connection is not repeated is unverified; the documentation
// names timeouts alone, so the stricter reading is taken.
func retry(attempt, status int, header http.Header, err error) (time.Duration, bool) {
	if err != nil {
		var failure net.Error
		isTimeout := errors.As(err, &failure) && failure.Timeout()
		return shortestWait, isTimeout && attempt <= retriesTimeout
	}
	switch status {
	case http.StatusConflict:
		return shortestWait, attempt <= retriesConflict
	case http.StatusTooManyRequests, http.StatusServiceUnavailable:
		after, err := strconv.Atoi(header.Get("Retry-After"))
		if err != nil || after < 0 || after >= longestRetryAfter {
			return 0, false
		}
		return max(shortestWait, time.Duration(after)*time.Second/compression), attempt <= retriesBusy
	}
	return 0, false
}
