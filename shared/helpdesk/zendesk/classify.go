package zendesk

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"

	"ventana/shared/breaker"
	"ventana/shared/failure"
	"ventana/shared/helpdesk"
)

// How long to stay away where Zendesk does not say.
const (
	waitUnsent    = 5 * time.Second  // the connection was refused: a deploy or a hiccup
	waitBusy      = 10 * time.Second // 429, 409 or a failed read without Retry-After
	waitAmbiguous = time.Minute      // until a write whose answer was lost shows, or never will
	waitOperator  = time.Minute      // until somebody mends credentials, scope or address
	// maxWait caps a Retry-After: a misread one must not stop a conversation.
	maxWait = time.Hour
)

// fail is a classified failure of the call.
func (request call) fail(class failure.Class, code string, wait time.Duration, cause error) *failure.Error {
	return &failure.Error{Class: class, Code: code, Wait: wait, Op: request.op, Err: cause}
}

// broken classifies a call without an answer.
func (request call) broken(err error, maybeSent bool) *failure.Error {
	var open *breaker.OpenError
	if errors.As(err, &open) { // certainly not made
		return request.fail(failure.Later, helpdesk.CodeCircuitOpen, open.Wait, open)
	}
	err = withoutAddress(err)
	code := "Broken"
	if errors.Is(err, context.DeadlineExceeded) || isTimeout(err) {
		code = "Timeout"
	}
	if !maybeSent {
		return request.fail(failure.Later, "Unsent", waitUnsent, err)
	}
	return request.lost(code, 0, err)
}

// errLocation stands for net/http's own words, which repeat a Location that
// cannot be read, and with it perhaps what opens a file.
var errLocation = errors.New("redirected to no address")

// withoutAddress drops what repeats an address: url.Error the one that was asked,
// and what is inside it the one to which the answer sends.
func withoutAddress(err error) error {
	var wrapped *url.Error
	for errors.As(err, &wrapped) {
		if strings.Contains(wrapped.Err.Error(), "Location header") {
			return errLocation
		}
		err = wrapped.Err
	}
	return err
}

func isTimeout(err error) bool {
	var timed interface{ Timeout() bool }
	return errors.As(err, &timed) && timed.Timeout()
}

// lost classifies a call that may or may not have been done.
func (request call) lost(code string, asked time.Duration, cause error) *failure.Error {
	if request.effect == once {
		return request.fail(failure.Ambiguous, code, max(waitAmbiguous, asked), cause)
	}
	return request.fail(failure.Later, code, max(waitBusy, asked), cause)
}

// codeUnreadable is the code of an answer that nobody can read, or that is too large.
const codeUnreadable = "UnreadableAnswer"

// unreadable classifies a success that cannot be understood.
func (request call) unreadable() *failure.Error {
	cause := errors.New("answer is unreadable or larger than 10 MB")
	if request.effect == once {
		return request.fail(failure.Ambiguous, codeUnreadable, waitAmbiguous, cause)
	}
	return request.fail(failure.Unknown, codeUnreadable, 0, cause)
}

// refused is an answer's refusal. One that came to a repeat says that the repeat was
// not done; what was sent before it may have been.
func (c *Client) refused(request call, got reply) *failure.Error {
	refusal := c.refusal(request, got)
	if got.repeated && refusal.Class == failure.Later {
		refusal.Class = failure.Ambiguous
	}
	return refusal
}

// refusal classifies an answer that is not a success.
func (c *Client) refusal(request call, got reply) *failure.Error {
	said := readRefusal(got)
	asked := retryAfter(got.header, c.now())
	cause := said.complaint(got.status)
	code := said.codeOr(got.status)
	switch {
	case got.status == http.StatusTooManyRequests:
		return request.fail(failure.Later, code, orElse(asked, waitBusy), cause)
	case got.status >= 500 || got.status == http.StatusRequestTimeout:
		return request.lost(code, asked, cause)
	case said.code == "UpdateConflict":
		return request.fail(failure.Later, code, asked, fmt.Errorf("%w: %w", helpdesk.ErrConflict, cause))
	case got.status == http.StatusConflict || said.code == "DatabaseConflict":
		return request.fail(failure.Later, code, orElse(asked, waitBusy), cause)
	case request.ticket && got.status == http.StatusNotFound && said.code == "RecordNotFound":
		return request.fail(failure.Permanent, code, 0, fmt.Errorf("%w: %w", helpdesk.ErrGone, cause))
	case isOperators(got.status):
		return request.fail(failure.Later, code, max(waitOperator, asked), cause)
	case said.code == "IdempotentRequestError":
		return request.fail(failure.Permanent, code, 0, fmt.Errorf("%w: %w", helpdesk.ErrIdempotencyMismatch, cause))
	case got.status == http.StatusUnprocessableEntity:
		return request.unprocessable(said, code, cause)
	default:
		return request.fail(failure.Permanent, code, 0, cause)
	}
}

// isOperators is true of answers that say nothing about the ticket: the
// credentials, the scope, the plan or the address are wrong. An account that
// does not exist (any more) answers 404 to everything.
func isOperators(status int) bool {
	switch status {
	case http.StatusUnauthorized, http.StatusForbidden, http.StatusPaymentRequired, http.StatusNotFound:
		return true
	default:
		return status < 400
	}
}

// unprocessable classifies a 422.
func (request call) unprocessable(said refusalBody, code string, cause *complaint) *failure.Error {
	switch {
	case request.ticket && said.closed(request.setsStatus):
		return request.fail(failure.Permanent, "ClosedTicket", 0, fmt.Errorf("%w: %w", helpdesk.ErrClosed, cause))
	case cause.about("requester", "requester_id", "author", "author_id", "submitter", "submitter_id"):
		return request.fail(failure.Permanent, code, 0, fmt.Errorf("%w: %w", helpdesk.ErrRequesterGone, cause))
	case cause.about("uploads", "upload"):
		return request.fail(failure.Permanent, code, 0, fmt.Errorf("%w: %w", helpdesk.ErrUploadGone, cause))
	default:
		return request.fail(failure.Permanent, code, 0, cause)
	}
}

// retryAfter is the header's wish: seconds or a date; zero when there is none.
func retryAfter(header http.Header, now time.Time) time.Duration {
	text := header.Get("Retry-After")
	if seconds, err := strconv.ParseFloat(text, 64); err == nil && seconds > 0 {
		return min(time.Duration(min(seconds, maxWait.Seconds())*float64(time.Second)), maxWait)
	}
	if date, err := http.ParseTime(text); err == nil {
		return min(max(0, date.Sub(now)), maxWait)
	}
	return 0
}

func orElse(asked, standard time.Duration) time.Duration {
	if asked > 0 {
		return asked
	}
	return standard
}
