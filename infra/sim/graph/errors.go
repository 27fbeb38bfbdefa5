package graph

import (
	"crypto/rand"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"net/http"
	"strconv"
)

// Meta's error codes that this simulator gives. Source: Cloud API, Error codes.
const (
	codeTemporaryOutage   = 2
	codeWrongParameter    = 100
	codeBadToken          = 190
	codeUnknownPath       = 2500
	codeAccountRate       = 80007
	codeThroughput        = 130429
	codeUnknownFailure    = 131000
	codeAccessDenied      = 131005
	codeParameterMissing  = 131008
	codeParameterValue    = 131009
	codeRecipientIsSender = 131021
	codeUndeliverable     = 131026
	codeWindowClosed      = 131047
	codeSpamRate          = 131048
	codeUnsupportedType   = 131051
	codeMarketingCap      = 131049
	codeMarketingStopped  = 131050
	codeMediaUpload       = 131053
	codePairRate          = 131056
	codeNeedsPhone        = 131062
	codeUtilityStopped    = 131064
	codeParameterCount    = 132000
	codeNoTemplate        = 132001
	codeTemplateTooLong   = 132005
	codeTemplatePolicy    = 132007
	codeParameterFormat   = 132012
	codeTemplatePaused    = 132015
	codeTemplateDisabled  = 132016
	codeTemplateParameter = 132018

	codeTemplateNotApproved = 141002 // in health only
)

// Subcodes of codeWrongParameter: an id that does not exist, and what is wrong
// with a template that is created or edited.
const (
	subcodeUnknownObject = 33

	subQuota        = 2388019
	subBeingDeleted = 2388023
	subDuplicate    = 2388024
	subFormat       = 2388039
	subTooLong      = 2388040
	subMissing      = 2388043
	subHeader       = 2388047
	subBody         = 2388072
	subFooter       = 2388073
	subWords        = 2388293
	subEdgeVariable = 2388299
)

const (
	errorPage             = "https://developers.facebook.com/docs/whatsapp/cloud-api/support/error-codes/"
	contentTypeGraphJSON  = "application/json; charset=UTF-8"
	typeOAuthException    = "OAuthException"
	typeGraphMethod       = "GraphMethodException"
	messagingProduct      = "whatsapp"
	htmlErrorPage         = "<!DOCTYPE html><html><head><title>Error</title></head><body>Sorry, something went wrong.</body></html>"
	traceBytes            = 16
	headerRetryAfter      = "Retry-After"
	headerServedByVersion = "Facebook-Api-Version"
	headerWWWAuthenticate = "WWW-Authenticate"
	invalidTokenChallenge = `OAuth "Facebook Platform" "invalid_token" "Invalid OAuth access token."`
)

// title is Meta's short text of a code and the HTTP status of a call that it ends.
func title(code int) (status int, text string) {
	switch code {
	case codeTemporaryOutage:
		return http.StatusServiceUnavailable, "Service temporarily unavailable"
	case codeWrongParameter:
		return http.StatusBadRequest, "Invalid parameter"
	case codeThroughput:
		return http.StatusBadRequest, "Rate limit hit"
	case codeAccountRate:
		return http.StatusBadRequest, "Rate limit issues"
	case codeAccessDenied:
		return http.StatusForbidden, "Access denied"
	case codeParameterMissing:
		return http.StatusBadRequest, "Required parameter is missing"
	case codeParameterValue:
		return http.StatusBadRequest, "Parameter value is not valid"
	case codeRecipientIsSender:
		return http.StatusBadRequest, "Recipient cannot be sender"
	case codeUndeliverable:
		return http.StatusBadRequest, "Message undeliverable"
	case codeWindowClosed:
		return http.StatusBadRequest, "Re-engagement message"
	case codeUnsupportedType:
		return http.StatusBadRequest, "Message type unknown"
	case codeSpamRate:
		return http.StatusBadRequest, "Spam rate limit hit"
	case codeMarketingCap:
		return http.StatusBadRequest, "This message was not delivered to maintain healthy ecosystem engagement."
	case codeMarketingStopped:
		return http.StatusBadRequest, "User has stopped receiving marketing messages from your company"
	case codeMediaUpload:
		return http.StatusBadRequest, "Media upload error"
	case codeNeedsPhone:
		return http.StatusBadRequest, "Business-scoped User ID (BSUID) recipients are not supported for this message"
	case codeUtilityStopped:
		return http.StatusBadRequest, "Utility templates are limited" // Meta's words are unverified
	case codePairRate:
		return http.StatusBadRequest, "(Business Account, Consumer Account) pair rate limit hit"
	case codeParameterCount:
		return http.StatusBadRequest, "Number of parameters does not match the expected number of params"
	case codeNoTemplate:
		return http.StatusNotFound, "Template name does not exist in the translation"
	case codeTemplateTooLong:
		return http.StatusBadRequest, "Translated text too long"
	case codeParameterFormat:
		return http.StatusBadRequest, "Parameter format does not match format in the created template"
	case codeTemplatePolicy:
		return http.StatusBadRequest, "Template format character policy violated"
	case codeTemplatePaused:
		return http.StatusBadRequest, "Template is paused"
	case codeTemplateDisabled:
		return http.StatusBadRequest, "Template is disabled"
	case codeTemplateParameter:
		return http.StatusBadRequest, "There is an issue with the parameters in your template"
	default:
		return http.StatusInternalServerError, "Something went wrong"
	}
}

// asyncDetails explains the codes that come as a failed status.
func asyncDetails(code int) string {
	if code == codeWindowClosed {
		return "Message failed to send because more than 24 hours have passed since the customer last replied to this number."
	}
	return "Message Undeliverable."
}

// apiError is a refused call.
type apiError struct {
	status  int
	code    int
	subcode int
	kind    string
	message string
	details string
	// heading and advice are for people, of templates only.
	heading, advice string
}

// fail is the error of a code with details for the developer.
func fail(code int, details string, values ...any) *apiError {
	status, text := title(code)
	return &apiError{
		status:  status,
		code:    code,
		kind:    typeOAuthException,
		message: fmt.Sprintf("(#%d) %s", code, text),
		details: fmt.Sprintf(details, values...),
	}
}

// failTemplate refuses a template with words for whoever wrote it.
func failTemplate(subcode int, heading, advice string, values ...any) *apiError {
	e := fail(codeWrongParameter, "")
	e.subcode, e.message = subcode, "Invalid parameter"
	e.heading, e.advice = heading, fmt.Sprintf(advice, values...)
	return e
}

func failToken() *apiError {
	return &apiError{
		status: http.StatusUnauthorized, code: codeBadToken, kind: typeOAuthException,
		message: "Invalid OAuth access token - Cannot parse access token",
	}
}

func failObject(method, id string) *apiError {
	return &apiError{
		status: http.StatusBadRequest, code: codeWrongParameter, subcode: subcodeUnknownObject, kind: typeGraphMethod,
		message: fmt.Sprintf("Unsupported %s request. Object with ID '%s' does not exist, cannot be loaded due to missing permissions, or does not support this operation", method, id),
	}
}

func failPath(path string) *apiError {
	return &apiError{
		status: http.StatusBadRequest, code: codeUnknownPath, kind: typeOAuthException,
		message: fmt.Sprintf("Unknown path components: %s", path),
	}
}

// errorBody is the wire form of a refused call.
type errorBody struct {
	Error struct {
		Message   string     `json:"message"`
		Type      string     `json:"type"`
		Code      int        `json:"code"`
		Subcode   int        `json:"error_subcode,omitempty"`
		Heading   string     `json:"error_user_title,omitempty"`
		Advice    string     `json:"error_user_msg,omitempty"`
		ErrorData *errorData `json:"error_data,omitempty"`
		TraceID   string     `json:"fbtrace_id"`
	} `json:"error"`
}

type errorData struct {
	MessagingProduct string `json:"messaging_product,omitempty"`
	Details          string `json:"details"`
}

func (e *apiError) write(w http.ResponseWriter) {
	var body errorBody
	body.Error.Message = e.message
	body.Error.Type = e.kind
	body.Error.Code = e.code
	body.Error.Subcode = e.subcode
	body.Error.Heading, body.Error.Advice = e.heading, e.advice
	body.Error.TraceID = newTraceID()
	if e.details != "" {
		body.Error.ErrorData = &errorData{MessagingProduct: messagingProduct, Details: e.details}
	}
	if e.code == codeBadToken {
		w.Header().Set(headerWWWAuthenticate, invalidTokenChallenge)
	}
	writeJSON(w, e.status, body)
}

func writeJSON(w http.ResponseWriter, status int, body any) {
	w.Header().Set("Content-Type", contentTypeGraphJSON)
	w.WriteHeader(status)
	_ = json.NewEncoder(w).Encode(body) // the caller is gone if this fails
}

// refuse answers a status fault as Meta would with that status: JSON from the
// API itself, a page of HTML from the proxies in front of it.
func refuse(w http.ResponseWriter, _ *http.Request, status, retryAfter int) {
	if retryAfter > 0 {
		w.Header().Set(headerRetryAfter, strconv.Itoa(retryAfter))
	}
	if status == http.StatusBadGateway || status == http.StatusGatewayTimeout {
		w.Header().Set("Content-Type", "text/html; charset=utf-8")
		w.WriteHeader(status)
		_, _ = w.Write([]byte(htmlErrorPage)) // the caller is gone if this fails
		return
	}
	e := faultError(status)
	e.status = status
	e.write(w)
}

func faultError(status int) *apiError {
	const details = "Injected fault."
	switch {
	case status == http.StatusUnauthorized:
		return failToken()
	case status == http.StatusForbidden:
		return fail(codeAccessDenied, details)
	case status == http.StatusTooManyRequests:
		return fail(codeThroughput, details)
	case status == http.StatusServiceUnavailable:
		return fail(codeTemporaryOutage, details)
	case status >= http.StatusInternalServerError:
		return fail(codeUnknownFailure, details)
	default:
		return fail(codeWrongParameter, details)
	}
}

// newTraceID looks like Meta's fbtrace_id.
func newTraceID() string {
	raw := make([]byte, traceBytes)
	_, _ = rand.Read(raw) // never fails since Go 1.24
	return "A" + base64.RawURLEncoding.EncodeToString(raw)
}
