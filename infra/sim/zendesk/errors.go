package zendesk

import (
	"encoding/json"
	"fmt"
	"net/http"
	"strconv"
)

// refusal is an answer that is not a success, with the vendor's own body.
// Bodies follow Zendesk's "Requests" page; wordings other than that of the
// closed ticket are unverified, so clients must look at status and code only.
type refusal struct {
	status     int
	body       any    // JSON, unless text is set
	text       string // plain text or HTML
	html       bool
	retryAfter int // seconds; 0 sends no header
}

func (e *refusal) Error() string {
	if e.text != "" {
		return fmt.Sprintf("zendesk answers %d: %s", e.status, e.text)
	}
	body, err := json.Marshal(e.body)
	if err != nil {
		return fmt.Sprintf("zendesk answers %d", e.status)
	}
	return fmt.Sprintf("zendesk answers %d: %s", e.status, body)
}

// plainError is the shape {"error":code,"description":text}.
type plainError struct {
	Error       string `json:"error"`
	Description string `json:"description,omitempty"`
}

// titledError is the shape in which "error" is an object.
type titledError struct {
	Error struct {
		Title   string `json:"title"`
		Message string `json:"message"`
	} `json:"error"`
}

// oauthError is the shape of RFC 6749, used for tokens.
type oauthError struct {
	Error       string `json:"error"`
	Description string `json:"error_description"`
}

// invalidRecord is the 422 of a record that does not validate.
type invalidRecord struct {
	Error       string                     `json:"error"`
	Description string                     `json:"description"`
	Details     map[string][]invalidDetail `json:"details"`
}

type invalidDetail struct {
	Description string `json:"description"`
	Error       string `json:"error,omitempty"`
}

func titled(status int, title, message string) *refusal {
	var body titledError
	body.Error.Title, body.Error.Message = title, message
	return &refusal{status: status, body: body}
}

// invalidAttribute is the 400 for a value of the wrong type or form.
func invalidAttribute(format string, values ...any) *refusal {
	return titled(http.StatusBadRequest, "Invalid attribute", fmt.Sprintf(format, values...))
}

// unparsable is the answer to a body that is no JSON; Zendesk gives 422.
func unparsable() *refusal {
	return &refusal{status: http.StatusUnprocessableEntity, body: map[string]string{
		"error": "Unprocessable Entity", "message": "Server could not parse JSON",
	}}
}

// recordInvalid is the 422 for one member; code may be empty.
func recordInvalid(member, code, format string, values ...any) *refusal {
	detail := invalidDetail{Description: fmt.Sprintf(format, values...), Error: code}
	return &refusal{status: http.StatusUnprocessableEntity, body: invalidRecord{
		Error: "RecordInvalid", Description: "Record validation errors",
		Details: map[string][]invalidDetail{member: {detail}},
	}}
}

// closedTicket is the answer to any update of a closed ticket.
func closedTicket() *refusal {
	return recordInvalid("status", "", "Status: closed prevents ticket update")
}

func recordNotFound() *refusal {
	return &refusal{status: http.StatusNotFound, body: plainError{"RecordNotFound", "Not found"}}
}

func invalidEndpoint() *refusal {
	return &refusal{status: http.StatusNotFound, body: plainError{"InvalidEndpoint", "Not found"}}
}

func forbidden() *refusal {
	return titled(http.StatusForbidden, "Forbidden",
		"You do not have access to this page. Please contact the account owner of this help desk for further help.")
}

func missingScope(scope string) *refusal {
	return &refusal{status: http.StatusForbidden, body: plainError{"Forbidden",
		"You are missing the following required scopes: " + scope}}
}

func unauthenticated() *refusal {
	return &refusal{status: http.StatusUnauthorized, body: plainError{Error: "Couldn't authenticate you"}}
}

func invalidToken() *refusal {
	return &refusal{status: http.StatusUnauthorized, body: oauthError{"invalid_token",
		"The access token provided is expired, revoked, malformed or invalid for other reasons."}}
}

// tooLarge is the answer to an upload above the maximum; the code is unverified.
func tooLarge() *refusal {
	return &refusal{status: http.StatusRequestEntityTooLarge, body: plainError{"AttachmentTooLarge",
		"The attachment is larger than 50 MB"}}
}

func updateConflict() *refusal {
	return &refusal{status: http.StatusConflict, body: plainError{"UpdateConflict",
		"Safe Update prevented the update due to outdated ticket data. Please fetch the latest ticket data and try again."}}
}

// tooMany is a 429. Its body is plain text, as Zendesk's often is.
func tooMany(text string, retryAfter int) *refusal {
	return &refusal{status: http.StatusTooManyRequests, text: text, retryAfter: retryAfter}
}

// injected is the refusal of a fault: the vendor's shape for that status.
func injected(status, retryAfter int) *refusal {
	e := func() *refusal {
		switch status {
		case http.StatusBadRequest:
			return invalidAttribute("You passed an invalid value for the attribute.")
		case http.StatusUnauthorized:
			return invalidToken()
		case http.StatusForbidden:
			return forbidden()
		case http.StatusNotFound:
			return recordNotFound()
		case http.StatusConflict:
			return &refusal{body: plainError{"DatabaseConflict", "Database collision"}}
		case http.StatusRequestEntityTooLarge:
			return &refusal{body: plainError{"AttachmentTooLarge", "The request is too large"}}
		case http.StatusUnprocessableEntity:
			return recordInvalid("base", "", "The record could not be saved")
		case http.StatusTooManyRequests:
			return tooMany("Number of allowed API requests per minute exceeded", retryAfter)
		case http.StatusInternalServerError:
			return &refusal{body: plainError{"InternalError", "Internal Server Error"}}
		default:
			return &refusal{html: true, text: fmt.Sprintf("<html><body><h1>%d %s</h1></body></html>\n",
				status, http.StatusText(status))}
		}
	}()
	e.status, e.retryAfter = status, retryAfter
	return e
}

// write sends the refusal. The headers already in w stay.
func (e *refusal) write(w http.ResponseWriter) {
	if e.retryAfter > 0 {
		w.Header().Set("Retry-After", strconv.Itoa(e.retryAfter))
	}
	if e.status == http.StatusUnauthorized {
		w.Header().Set("WWW-Authenticate", `Bearer realm="Web Password"`)
	}
	if e.text == "" {
		writeJSON(w, e.status, e.body)
		return
	}
	kind := "text/plain; charset=utf-8"
	if e.html {
		kind = "text/html; charset=utf-8"
	}
	w.Header().Set("Content-Type", kind)
	w.WriteHeader(e.status)
	// A client that has gone away is no concern of a simulator.
	_, _ = w.Write([]byte(e.text))
}
