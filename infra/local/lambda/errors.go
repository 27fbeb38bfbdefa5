package lambda

import (
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"time"
)

var (
	// ErrPayloadTooLarge is Lambda's RequestEntityTooLargeException: the event
	// is above MaxPayload and no process saw it.
	ErrPayloadTooLarge = errors.New("event above 6 MB")
	// ErrRecursive is Lambda's RecursiveInvocationException: what the function sent
	// itself has started it as often as Lambda lets it.
	ErrRecursive = errors.New("RecursiveInvocationException: started by its own messages 16 times")
	// ErrThrottled is Lambda's TooManyRequestsException: as many runs as the
	// function has reserved are under way.
	ErrThrottled = errors.New("TooManyRequestsException: Rate Exceeded")
	// ErrShutdown says that the function takes no events any more.
	ErrShutdown = errors.New("function is shut down")
)

// FunctionError is an invocation that reached the function and failed there:
// what Lambda announces with X-Amz-Function-Error: Unhandled.
type FunctionError struct {
	Type    string // errorType, such as errorString, Runtime.ExitError or Sandbox.Timedout
	Message string // errorMessage
	Payload []byte // the JSON that a synchronous caller gets
}

// timedOutType is the error of an invocation that was killed at its deadline.
const timedOutType = "Sandbox.Timedout"

// Error is the type and message in one line.
func (e *FunctionError) Error() string { return e.Type + ": " + e.Message }

// Timeout tells whether the function was killed at its deadline.
func (e *FunctionError) Timeout() bool { return e.Type == timedOutType }

func newFunctionError(kind, requestID, text string) *FunctionError {
	message := fmt.Sprintf("RequestId: %s Error: %s", requestID, text)
	payload, _ := json.Marshal(map[string]string{ // two strings always encode
		"errorType": kind, "errorMessage": message,
	})
	return &FunctionError{Type: kind, Message: message, Payload: payload}
}

func timeoutError(requestID string, limit time.Duration) *FunctionError {
	return newFunctionError(timedOutType, requestID,
		fmt.Sprintf("Task timed out after %.2f seconds", limit.Seconds()))
}

// exitError is the end of a process in the middle of its event. state nil
// means that it could not be started at all.
func exitError(requestID string, state *os.ProcessState) *FunctionError {
	text := "Runtime exited without providing a reason"
	if state != nil && !state.Success() {
		text = "Runtime exited with error: " + state.String()
	}
	return newFunctionError("Runtime.ExitError", requestID, text)
}

func responseTooLargeError() *FunctionError {
	text := fmt.Sprintf("Response payload size exceeded maximum allowed payload size (%d bytes).", maxResponse)
	payload, _ := json.Marshal(map[string]string{ // two strings always encode
		"errorType": "Function.ResponseSizeTooLarge", "errorMessage": text,
	})
	return &FunctionError{Type: "Function.ResponseSizeTooLarge", Message: text, Payload: payload}
}

// postedError reads the body of .../error; kind is the header of the same
// request, used where the body has no type.
func postedError(body []byte, kind string) *FunctionError {
	var posted struct {
		Type    string `json:"errorType"`
		Message string `json:"errorMessage"`
	}
	if err := json.Unmarshal(body, &posted); err != nil {
		posted.Message = string(body)
	}
	if posted.Type == "" {
		posted.Type = kind
	}
	if posted.Type == "" {
		posted.Type = "Runtime.Unknown"
	}
	return &FunctionError{Type: posted.Type, Message: posted.Message, Payload: body}
}
