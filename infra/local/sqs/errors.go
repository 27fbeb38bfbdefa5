package sqs

import (
	"errors"
	"fmt"
	"net/http"
)

// ErrClosed is returned by every call after Close.
var ErrClosed = errors.New("sqs: server closed")

// Name spaces of the `__type` member: SQS models some errors, others come from
// the framework below it.
const (
	modelled  = "com.amazonaws.sqs#"
	framework = "com.amazon.coral.service#"
	legacy    = "AWS.SimpleQueueService."
)

// apiError is an error as AWS names it, in both protocols: SDKs choose the Go
// type by shape and report the query code as ErrorCode.
type apiError struct {
	shape   string // with its name space
	query   string // code of the query protocol
	status  int    // HTTP status
	message string
}

func (e *apiError) Error() string { return e.query + ": " + e.message }

// sender says whether the caller is to blame.
func (e *apiError) sender() bool { return e.status < http.StatusInternalServerError }

func refuse(shape, query, format string, values ...any) *apiError {
	return &apiError{shape: shape, query: query, status: http.StatusBadRequest, message: fmt.Sprintf(format, values...)}
}

func errNoQueue() *apiError {
	return refuse(modelled+"QueueDoesNotExist", legacy+"NonExistentQueue", "The specified queue does not exist.")
}

func errNoResource(format string, values ...any) *apiError {
	e := refuse(modelled+"ResourceNotFoundException", "ResourceNotFoundException", format, values...)
	e.status = http.StatusNotFound
	return e
}

func errParameter(format string, values ...any) *apiError {
	return refuse(framework+"InvalidParameterValueException", "InvalidParameterValue", format, values...)
}

// errValue is errParameter in the words AWS uses for one wrong parameter.
func errValue(parameter string, value any, reason string) *apiError {
	return errParameter("Value %v for parameter %s is invalid. Reason: %s", value, parameter, reason)
}

func errMissing(parameter string) *apiError {
	return refuse(framework+"MissingParameterException", "MissingParameter",
		"The request must contain the parameter %s.", parameter)
}

func errAttributeName(name string) *apiError {
	return refuse(modelled+"InvalidAttributeName", "InvalidAttributeName", "Unknown Attribute %s.", name)
}

func errAttributeValue(name, reason string) *apiError {
	message := "Invalid value for the parameter " + name + "."
	if reason != "" {
		message += " Reason: " + reason
	}
	return refuse(modelled+"InvalidAttributeValue", "InvalidAttributeValue", "%s", message)
}

func errReceipt(handle string) *apiError {
	return refuse(modelled+"ReceiptHandleIsInvalid", "ReceiptHandleIsInvalid",
		"The input receipt handle %q is not a valid receipt handle.", handle)
}

func errReceiptExpired(handle string) *apiError {
	return errValue("ReceiptHandle", handle, "The receipt handle has expired.")
}

func errNotInFlight() *apiError {
	return refuse(modelled+"MessageNotInflight", legacy+"MessageNotInflight", "The specified message isn't in flight.")
}

func errContents(character rune) *apiError {
	return refuse(modelled+"InvalidMessageContents", "InvalidMessageContents",
		"Invalid character '#x%X' was found in the message, the set of allowed characters is "+
			"#x9 | #xA | #xD | #x20 to #xD7FF | #xE000 to #xFFFD | #x10000 to #x10FFFF", character)
}

func errOverLimit(inFlight int) *apiError {
	return refuse(modelled+"OverLimit", "OverLimit", "Too many messages in flight: the limit is %d.", inFlight)
}

func errUnsupported(format string, values ...any) *apiError {
	return refuse(modelled+"UnsupportedOperation", legacy+"UnsupportedOperation", format, values...)
}

// wireError turns any error into one that can be sent. What we did not name is
// our own fault, and its text is for the log only.
func wireError(err error) *apiError {
	var named *apiError
	switch {
	case errors.As(err, &named):
		return named
	case errors.Is(err, ErrClosed):
		return &apiError{shape: framework + "ServiceUnavailableException", query: "ServiceUnavailable",
			status: http.StatusServiceUnavailable, message: "The server is stopping."}
	default:
		return &apiError{shape: framework + "InternalFailure", query: "InternalFailure",
			status: http.StatusInternalServerError, message: "The request could not be carried out."}
	}
}
