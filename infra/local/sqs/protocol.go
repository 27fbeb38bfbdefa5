package sqs

import (
	"context"
	"encoding/json"
	"errors"
	"log/slog"
	"net/http"
	"strconv"
	"strings"
)

const (
	contentType  = "application/x-amz-json-1.0"
	targetPrefix = "AmazonSQS."
	// maxRequest in bytes: 1 MiB of text may be six times as long in JSON
	// escapes, and ids and receipts come on top.
	maxRequest = 8 << 20
)

// operation is one action: the JSON of its input gives its output.
type operation func(ctx context.Context, s *Server, body []byte) (any, error)

// typed makes an operation of a method that takes and gives structs.
func typed[In, Out any](run func(s *Server, ctx context.Context, in *In) (*Out, error)) operation {
	return func(ctx context.Context, s *Server, body []byte) (any, error) {
		in := new(In)
		if err := json.Unmarshal(body, in); err != nil {
			return nil, refuse(framework+"SerializationException", "MalformedInput", "The request body cannot be read: %v", err)
		}
		return run(s, ctx, in)
	}
}

// nothing is the output of actions without one.
type nothing struct{}

// operations maps the action names of X-Amz-Target.
func operations() map[string]operation {
	return map[string]operation{
		"CreateQueue":                  typed((*Server).createQueue),
		"GetQueueUrl":                  typed((*Server).getQueueURL),
		"ListQueues":                   typed((*Server).listQueues),
		"DeleteQueue":                  typed((*Server).deleteQueue),
		"PurgeQueue":                   typed((*Server).purgeQueue),
		"GetQueueAttributes":           typed((*Server).getQueueAttributes),
		"SetQueueAttributes":           typed((*Server).setQueueAttributes),
		"ListDeadLetterSourceQueues":   typed((*Server).listDeadLetterSourceQueues),
		"TagQueue":                     typed((*Server).tagQueue),
		"UntagQueue":                   typed((*Server).untagQueue),
		"ListQueueTags":                typed((*Server).listQueueTags),
		"SendMessage":                  typed((*Server).sendMessage),
		"SendMessageBatch":             typed((*Server).sendMessageBatch),
		"ReceiveMessage":               typed((*Server).receiveMessage),
		"DeleteMessage":                typed((*Server).deleteMessage),
		"DeleteMessageBatch":           typed((*Server).deleteMessageBatch),
		"ChangeMessageVisibility":      typed((*Server).changeMessageVisibility),
		"ChangeMessageVisibilityBatch": typed((*Server).changeMessageVisibilityBatch),
		"StartMessageMoveTask":         typed((*Server).startMessageMoveTask),
		"ListMessageMoveTasks":         typed((*Server).listMessageMoveTasks),
		"CancelMessageMoveTask":        typed((*Server).cancelMessageMoveTask),
	}
}

// ServeHTTP answers one request in AWS JSON 1.0, on any path: 200 with the
// output, 400 or 404 for the caller's errors, 500 when the journal cannot be
// written, 503 after Close. It asks for X-Amz-Target, which a web page cannot
// send across origins, so that no page can reach a developer's queues.
func (s *Server) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	w.Header().Set("x-amzn-RequestId", s.newID())
	out, err := s.serve(w, r)
	if err != nil {
		s.answerError(w, r, err)
		return
	}
	body, err := json.Marshal(out)
	if err != nil {
		s.answerError(w, r, err)
		return
	}
	answer(w, http.StatusOK, body)
}

func (s *Server) serve(w http.ResponseWriter, r *http.Request) (any, error) {
	action, ok := strings.CutPrefix(r.Header.Get("X-Amz-Target"), targetPrefix)
	if !ok || r.Method != http.MethodPost {
		return nil, refuse(framework+"UnknownOperationException", "InvalidAction",
			"This is an SQS endpoint for AWS JSON 1.0: POST with X-Amz-Target: AmazonSQS.<Action>.")
	}
	run, ok := s.operations[action]
	if !ok {
		return nil, refuse(framework+"UnknownOperationException", "InvalidAction", "The action %s is not valid for this endpoint.", action)
	}
	body, err := readBody(w, r)
	if err != nil {
		return nil, err
	}
	return run(r.Context(), s, body)
}

func readBody(w http.ResponseWriter, r *http.Request) ([]byte, error) {
	var body json.RawMessage
	err := json.NewDecoder(http.MaxBytesReader(w, r.Body, maxRequest)).Decode(&body)
	var tooLarge *http.MaxBytesError
	switch {
	case errors.As(err, &tooLarge):
		return nil, refuse(framework+"RequestTooLargeException", "RequestTooLarge", "The request is longer than %d bytes.", maxRequest)
	case err != nil:
		return nil, refuse(framework+"SerializationException", "MalformedInput", "The request body is not a JSON object.")
	}
	return body, nil
}

func (s *Server) answerError(w http.ResponseWriter, r *http.Request, err error) {
	e := wireError(err)
	fault := "Sender"
	if !e.sender() {
		fault = "Receiver"
	}
	if e.status == http.StatusInternalServerError {
		// The one place that sees it: the caller only learns that it failed.
		slog.ErrorContext(r.Context(), "sqs request failed", "target", r.Header.Get("X-Amz-Target"), "err", err)
	}
	body, err := json.Marshal(map[string]string{"__type": e.shape, "message": e.message})
	if err != nil {
		body = []byte(`{}`) // two strings always marshal
	}
	w.Header().Set("x-amzn-query-error", e.query+";"+fault)
	answer(w, e.status, body)
}

func answer(w http.ResponseWriter, status int, body []byte) {
	w.Header().Set("Content-Type", contentType)
	w.Header().Set("Content-Length", strconv.Itoa(len(body)))
	w.WriteHeader(status)
	_, _ = w.Write(body) // the client has gone; there is nobody to tell
}
