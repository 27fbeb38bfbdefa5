package sqs_test

import (
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
)

// post sends raw JSON and gives the answer with its decoded body.
func post(t *testing.T, h http.Handler, target, body string) (*http.Response, map[string]any) {
	t.Helper()
	request := httptest.NewRequestWithContext(t.Context(), http.MethodPost, "/", strings.NewReader(body))
	if target != "" {
		request.Header.Set("X-Amz-Target", target)
	}
	recorder := httptest.NewRecorder()
	h.ServeHTTP(recorder, request)
	var decoded map[string]any
	if err := json.Unmarshal(recorder.Body.Bytes(), &decoded); err != nil {
		t.Fatalf("answer %q: %v", recorder.Body, err)
	}
	return recorder.Result(), decoded
}

func TestProtocol_errorsOnTheWire(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	r.queue("q")
	for name, c := range map[string]struct {
		target, body string
		status       int
		shape, query string
	}{
		"a queue that is not there": {"AmazonSQS.GetQueueUrl", `{"QueueName":"none"}`, 400,
			"com.amazonaws.sqs#QueueDoesNotExist", "AWS.SimpleQueueService.NonExistentQueue;Sender"},
		"a wrong parameter": {"AmazonSQS.ReceiveMessage", `{"QueueUrl":"q","MaxNumberOfMessages":0}`, 400,
			"com.amazon.coral.service#InvalidParameterValueException", "InvalidParameterValue;Sender"},
		"no source of a move": {"AmazonSQS.StartMessageMoveTask", `{"SourceArn":"arn:aws:sqs:eu-west-1:000000000000:none"}`, 404,
			"com.amazonaws.sqs#ResourceNotFoundException", "ResourceNotFoundException;Sender"},
		"no visibility timeout": {"AmazonSQS.ChangeMessageVisibility", `{"QueueUrl":"q","ReceiptHandle":"x"}`, 400,
			"com.amazon.coral.service#MissingParameterException", "MissingParameter;Sender"},
		"an unknown action": {"AmazonSQS.Sing", `{}`, 400, "com.amazon.coral.service#UnknownOperationException", "InvalidAction;Sender"},
		"no target":         {"", `{}`, 400, "com.amazon.coral.service#UnknownOperationException", "InvalidAction;Sender"},
		"no JSON":           {"AmazonSQS.ListQueues", `Action=ListQueues`, 400, "com.amazon.coral.service#SerializationException", "MalformedInput;Sender"},
		"text for a number": {"AmazonSQS.ReceiveMessage", `{"WaitTimeSeconds":"x"}`, 400, "com.amazon.coral.service#SerializationException", "MalformedInput;Sender"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			answer, body := post(t, r.server, c.target, c.body)
			if answer.StatusCode != c.status || body["__type"] != c.shape || answer.Header.Get("x-amzn-query-error") != c.query {
				t.Errorf("got %d %v %q", answer.StatusCode, body["__type"], answer.Header.Get("x-amzn-query-error"))
			}
			if answer.Header.Get("Content-Type") != "application/x-amz-json-1.0" || answer.Header.Get("x-amzn-RequestId") == "" {
				t.Errorf("headers = %v", answer.Header)
			}
		})
	}
}

func TestProtocol_requestThatIsTooLong(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	_, body := post(t, r.server, "AmazonSQS.ListQueues", `{"QueueNamePrefix":"`+strings.Repeat("x", 9<<20)+`"}`)
	if body["__type"] != "com.amazon.coral.service#RequestTooLargeException" {
		t.Errorf("type = %v", body["__type"])
	}
}

func TestProtocol_emptyReceiveHasNoMessages(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	r.queue("q")
	_, body := post(t, r.server, "AmazonSQS.ReceiveMessage", `{"QueueUrl":"http://anywhere/1/q"}`)
	if len(body) != 0 {
		t.Errorf("body = %v, want {}", body)
	}
}

func TestProtocol_closedServerAnswers503(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	if err := r.server.Close(); err != nil {
		t.Fatal(err)
	}
	answer, _ := post(t, r.server, "AmazonSQS.ListQueues", `{}`)
	if answer.StatusCode != http.StatusServiceUnavailable {
		t.Errorf("status = %d, want 503", answer.StatusCode)
	}
}
