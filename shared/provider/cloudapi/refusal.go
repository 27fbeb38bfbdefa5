package cloudapi

import (
	"cmp"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"

	"ventana/shared/breaker"
	"ventana/shared/failure"
)

// Codes of our own, for failures that carry none of Meta's.
const (
	codeUnreached   = "unreached"    // no connection: nothing was written
	codeLost        = "lost_answer"  // written, and no answer came back
	codeUndecodable = "undecodable"  // answered 200 with something unreadable
	codeAddress     = "address"      // no address to call
	codeOpen        = "circuit_open" // not called: it does not answer
)

const (
	// generalCode is Meta's "invalid parameter".
	generalCode = "100"
	// templateCodes begin the subcodes about templates that are created or
	// edited: what they are about is the business's own, and no customer's.
	templateCodes = "2388"
	// maxAdvice is the longest text kept of Meta's words, in characters.
	maxAdvice = 400
)

const (
	waitUnreached = time.Second
	waitBusy      = time.Second // 429 without a Retry-After
	// maxWait bounds what a server may ask; a visibility timeout holds 12 hours.
	maxWait = time.Hour
)

// lost classifies a call without an answer. Without a connection (refused,
// unknown host, failed TLS) not a byte of the request was written.
func lost(op string, connected bool, err error) error {
	var open *breaker.OpenError
	if errors.As(err, &open) {
		return &failure.Error{Class: failure.Later, Code: codeOpen, Wait: open.Wait, Op: op, Err: open}
	}
	if !connected {
		return &failure.Error{Class: failure.Later, Code: codeUnreached, Wait: waitUnreached, Op: op, Err: cause(err)}
	}
	return &failure.Error{Class: failure.Ambiguous, Code: codeLost, Op: op, Err: cause(err)}
}

// again turns a doubt into a wait, for calls that harm nobody when they are
// made twice.
func again(err error) error {
	var failed *failure.Error
	if !errors.As(err, &failed) || failed.Class != failure.Ambiguous {
		return err
	}
	repeat := *failed
	repeat.Class = failure.Later
	return &repeat
}

func undecodable(op string) error {
	return &failure.Error{Class: failure.Ambiguous, Code: codeUndecodable, Op: op, Err: errors.New("http 200")}
}

// refused classifies an answer other than 200, by Meta's code where there is
// one and by the HTTP status where there is none or nobody knows it.
func refused(op string, response *http.Response, text []byte) error {
	code, trace, advice := meta(text)
	entry, known := ErrorEntry{}, false
	if number, err := strconv.Atoi(code); err == nil {
		entry, known = Classify(number)
	}
	class, wait := entry.Class, entry.Wait
	if !known {
		class, wait = byStatus(response.StatusCode)
	}
	if code == "" {
		code = strconv.Itoa(response.StatusCode)
	}
	if asked, ok := retryAfter(response.Header); ok && class != failure.Permanent {
		wait = asked
	}
	return &failure.Error{Class: class, Code: code, Wait: wait, Op: op,
		Err: &answerError{status: response.StatusCode, meaning: cmp.Or(advice, entry.Meaning), trace: trace}}
}

// answerError is an answer that is no success.
type answerError struct {
	status  int
	meaning string // of Meta's code, where it is known, or Meta's words about a template
	trace   string // Meta's fbtrace_id
}

func (e *answerError) Error() string {
	text := "http " + strconv.Itoa(e.status)
	if e.meaning != "" {
		text += ", " + e.meaning
	}
	if e.trace != "" {
		text += ", fbtrace_id " + e.trace
	}
	return text
}

// byStatus classifies what carries no known code. A redirect is followed by
// nobody: the address is misconfigured, which operators must mend.
func byStatus(status int) (failure.Class, time.Duration) {
	switch {
	case status == http.StatusTooManyRequests:
		return failure.Later, waitBusy
	case status == http.StatusUnauthorized, status >= 300 && status < 400:
		return failure.Later, waitOperator
	case status >= 400 && status < 500:
		return failure.Permanent, 0
	default:
		return failure.Ambiguous, 0
	}
}

// meta reads the code and the trace id of Meta's error body; both are empty
// for anything else, such as a proxy's page. What is wrong with a template
// stands in the subcode of a general code, and in words for whoever wrote it.
func meta(text []byte) (code, trace, advice string) {
	if !json.Valid(text) {
		return "", "", ""
	}
	body, _ := members(text) // no object has no error
	problem, _ := members(body["error"])
	code, trace = safeCode(scalar(problem["code"])), safeCode(scalar(problem["fbtrace_id"]))
	if subcode := safeCode(scalar(problem["error_subcode"])); code == generalCode && strings.HasPrefix(subcode, templateCodes) && len(subcode) > len(templateCodes) {
		words, _ := str(problem["error_user_msg"]) // no text tells nothing
		return subcode, trace, clipped(strings.Join(strings.Fields(clean(words)), " "), maxAdvice)
	}
	return code, trace, ""
}

// retryAfter reads seconds or a date, which is measured against the server's
// own clock.
func retryAfter(header http.Header) (time.Duration, bool) {
	text := strings.TrimSpace(header.Get("Retry-After"))
	if seconds, err := strconv.Atoi(text); err == nil {
		return withinAnHour(time.Duration(min(max(seconds, 0), int(maxWait/time.Second))) * time.Second), true
	}
	until, err := http.ParseTime(text)
	if err != nil {
		return 0, false
	}
	now, err := http.ParseTime(header.Get("Date"))
	if err != nil {
		return 0, false
	}
	return withinAnHour(until.Sub(now)), true
}

func withinAnHour(wait time.Duration) time.Duration { return min(max(wait, 0), maxWait) }

// errLocation stands for net/http's own words, which repeat a Location that
// cannot be read, and with it perhaps what opens a file.
var errLocation = errors.New("redirected to no address")

// cause drops the address from a failed request, which may hold a token in
// its query, and keeps what went wrong.
func cause(err error) error {
	var located *url.Error
	if errors.As(err, &located) {
		if strings.Contains(located.Err.Error(), "Location header") {
			return errLocation
		}
		if located.Timeout() {
			return fmt.Errorf("timed out: %w", located.Err)
		}
		return located.Err
	}
	return err
}
