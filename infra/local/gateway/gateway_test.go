package gateway

import (
	"context"
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-lambda-go/events"
	"github.com/google/go-cmp/cmp"

	"ventana/infra/local/lambda"
)

// fake answers with a fixed text and remembers the event.
type fake struct {
	answer  string
	failure *lambda.FunctionError
	err     error
	hang    bool
	event   []byte
	id      string
}

func (f *fake) InvokeAs(ctx context.Context, requestID string, payload []byte) ([]byte, *lambda.FunctionError, error) {
	f.event, f.id = payload, requestID
	if f.hang {
		<-ctx.Done()
		return nil, nil, ctx.Err()
	}
	return []byte(f.answer), f.failure, f.err
}

func moment() time.Time { return time.Date(2026, 11, 22, 9, 8, 7, 654e6, time.UTC) }

func newGateway(t *testing.T, function Function, change func(*Options)) *Gateway {
	t.Helper()
	options := Options{
		Routes: []Route{
			{Method: "ANY", Path: "/webhooks/{connection}", Function: function, Timeout: 50 * time.Millisecond},
			{Method: "GET", Path: "/health", Function: function},
		},
		Now:   moment,
		NewID: func() string { return "request-1" },
	}
	if change != nil {
		change(&options)
	}
	g, err := New(options)
	if err != nil {
		t.Fatal(err)
	}
	return g
}

func TestEventHasPayloadFormat2(t *testing.T) {
	t.Parallel()
	function := &fake{answer: `{"statusCode":200}`}
	g := newGateway(t, function, nil)
	r := httptest.NewRequest("POST", "/webhooks/whats%20app?a=1&b=x%20y&a=2", strings.NewReader(`{"é":1}`))
	r.Host = "abc.example.com:8080"
	r.RemoteAddr = "192.0.2.7:5555"
	r.Header.Set("Content-Type", "application/json; charset=utf-8")
	r.Header.Set("User-Agent", "tester/1")
	r.Header.Add("X-Many", "one")
	r.Header.Add("X-Many", "two")
	r.Header.Set("Cookie", "a=1; b=2")
	g.ServeHTTP(httptest.NewRecorder(), r)

	var got events.APIGatewayV2HTTPRequest
	if err := json.Unmarshal(function.event, &got); err != nil {
		t.Fatal(err)
	}
	delete(got.Headers, "x-amzn-trace-id")
	want := events.APIGatewayV2HTTPRequest{
		Version: "2.0", RouteKey: "ANY /webhooks/{connection}",
		RawPath: "/webhooks/whats%20app", RawQueryString: "a=1&b=x%20y&a=2",
		Cookies: []string{"a=1", "b=2"},
		Headers: map[string]string{
			"content-type": "application/json; charset=utf-8", "user-agent": "tester/1", "x-many": "one,two",
			"host": "abc.example.com:8080", "content-length": "8", "x-forwarded-for": "192.0.2.7",
			"x-forwarded-proto": "http", "x-forwarded-port": "8080",
		},
		QueryStringParameters: map[string]string{"a": "1,2", "b": "x y"},
		PathParameters:        map[string]string{"connection": "whats app"},
		RequestContext: events.APIGatewayV2HTTPRequestContext{
			RouteKey: "ANY /webhooks/{connection}", AccountID: "000000000000", APIID: "local", Stage: "$default",
			RequestID: "request-1", DomainName: "abc.example.com", DomainPrefix: "abc",
			Time: "22/Nov/2026:09:08:07 +0000", TimeEpoch: 1795338487654,
			HTTP: events.APIGatewayV2HTTPRequestContextHTTPDescription{
				Method: "POST", Path: "/webhooks/whats app", Protocol: "HTTP/1.1", SourceIP: "192.0.2.7", UserAgent: "tester/1",
			},
		},
		Body: `{"é":1}`,
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("event (-want +got):\n%s", diff)
	}
}

func TestBodyEncoding(t *testing.T) {
	t.Parallel()
	tests := []struct{ name, contentType, body, want string }{
		{"JSON is text", "application/json", `{}`, `{}`},
		{"plain text is text", "text/plain", "x", "x"},
		{"a structured suffix is text", "application/problem+json", "x", "x"},
		{"an image is binary", "image/png", "x", "eA=="},
		{"a form is binary", "application/x-www-form-urlencoded", "a=b", "YT1i"},
		{"no type is binary", "", "x", "eA=="},
		{"text that is not UTF-8 keeps its bytes", "application/json", "\xff", "/w=="},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			function := &fake{answer: `{"statusCode":200}`}
			r := httptest.NewRequest("POST", "/webhooks/w", strings.NewReader(test.body))
			r.Header.Set("Content-Type", test.contentType)
			newGateway(t, function, nil).ServeHTTP(httptest.NewRecorder(), r)
			var got event
			if err := json.Unmarshal(function.event, &got); err != nil {
				t.Fatal(err)
			}
			if got.Body == nil || *got.Body != test.want || got.IsBase64Encoded != (test.want != test.body) {
				t.Errorf("event %s, want body %q", function.event, test.want)
			}
		})
	}
}

func TestResponses(t *testing.T) {
	t.Parallel()
	const text = "text/plain; charset=utf-8"
	tests := []struct {
		name     string
		function fake
		status   int
		kind     string
		body     string
	}{
		{"a structured answer is used", fake{answer: `{"statusCode":201,"headers":{"content-type":"a/b"},"body":"x","multiValueHeaders":null}`}, 201, "a/b", "x"},
		{"an answer without a type is text", fake{answer: `{"statusCode":200,"body":"x"}`}, 200, text, "x"},
		{"base64 is decoded", fake{answer: `{"statusCode":200,"body":"eA==","isBase64Encoded":true}`}, 200, text, "x"},
		{"a status in quotes is taken", fake{answer: `{"statusCode":"404"}`}, 404, text, ""},
		{"an object without a status is the body", fake{answer: `{"a":1}`}, 200, "application/json", `{"a":1}`},
		{"a string is its text", fake{answer: `"hello"`}, 200, "application/json", "hello"},
		{"no JSON is an error", fake{answer: `oops`}, 500, "application/json", `{"message":"Internal Server Error"}`},
		{"a body that is no string is an error", fake{answer: `{"statusCode":200,"body":{}}`}, 500, "application/json", `{"message":"Internal Server Error"}`},
		{"an impossible status is an error", fake{answer: `{"statusCode":7}`}, 500, "application/json", `{"message":"Internal Server Error"}`},
		{"a function error is an error", fake{failure: &lambda.FunctionError{Type: "x"}}, 500, "application/json", `{"message":"Internal Server Error"}`},
		{"an event that Lambda refuses is too large", fake{err: lambda.ErrPayloadTooLarge}, 413, "application/json", `{"message":"Request Entity Too Large"}`},
		{"a late function is unavailable", fake{hang: true}, 503, "application/json", `{"message":"Service Unavailable"}`},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			w := httptest.NewRecorder()
			newGateway(t, &test.function, nil).ServeHTTP(w, httptest.NewRequest("GET", "/webhooks/w", nil))
			if w.Code != test.status || w.Header().Get("Content-Type") != test.kind || w.Body.String() != test.body {
				t.Errorf("got %d %s %s, want %d %s %s", w.Code, w.Header().Get("Content-Type"), w.Body, test.status, test.kind, test.body)
			}
		})
	}
}

func TestGatewayRefuses(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name    string
		request *http.Request
		want    int
	}{
		{"an unknown path", httptest.NewRequest("GET", "/nowhere", nil), 404},
		{"a method without a route", httptest.NewRequest("POST", "/health", nil), 404},
		{"a parameter that is empty", httptest.NewRequest("GET", "/webhooks/", nil), 404},
		{"a path that is longer", httptest.NewRequest("GET", "/webhooks/a/b", nil), 404},
		{"a body above 10 MB", httptest.NewRequest("POST", "/webhooks/w", io.LimitReader(zeros{}, maxBody+1)), 413},
		{"headers above the limit", withHeader(strings.Repeat("x", maxHeaders)), 431},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			function := &fake{answer: `{"statusCode":200}`}
			w := httptest.NewRecorder()
			newGateway(t, function, nil).ServeHTTP(w, test.request)
			if w.Code != test.want || function.event != nil {
				t.Errorf("status %d, event %.40q; want %d and no event", w.Code, function.event, test.want)
			}
		})
	}
}

type zeros struct{}

func (zeros) Read(p []byte) (int, error) { return len(p), nil }

func withHeader(value string) *http.Request {
	r := httptest.NewRequest("GET", "/health", nil)
	r.Header.Set("X-Large", value)
	return r
}

func TestThrottleAnswers429(t *testing.T) {
	t.Parallel()
	g := newGateway(t, &fake{answer: `{"statusCode":200}`}, func(o *Options) {
		o.Throttle = Throttle{Rate: 0.001, Burst: 2}
	})
	var got []int
	for range 3 {
		w := httptest.NewRecorder()
		g.ServeHTTP(w, httptest.NewRequest("GET", "/health", nil))
		got = append(got, w.Code)
	}
	if diff := cmp.Diff([]int{200, 200, 429}, got); diff != "" {
		t.Errorf("statuses (-want +got):\n%s", diff)
	}
}

func TestOutcomeNamesTheInvocation(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name, method, path string
		want               Outcome
		invoked            bool
	}{
		{"of a function that was asked", "POST", "/webhooks/a", Outcome{RouteKey: "ANY /webhooks/{connection}", Status: 200}, true},
		{"not of a path without a route", "GET", "/nowhere", Outcome{Status: 404, Reason: "no route"}, false},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			function := &fake{answer: `{"statusCode":200}`}
			var got Outcome
			g := newGateway(t, function, func(o *Options) { o.OnRequest = func(outcome Outcome) { got = outcome } })
			g.ServeHTTP(httptest.NewRecorder(), httptest.NewRequest(test.method, test.path, nil))
			if got.InvocationID != function.id || (got.InvocationID != "") != test.invoked {
				t.Errorf("outcome names invocation %q, the function got %q", got.InvocationID, function.id)
			}
			got.Took, got.InvocationID = 0, ""
			test.want.Method, test.want.Path = test.method, test.path
			if diff := cmp.Diff(test.want, got); diff != "" {
				t.Errorf("outcome (-want +got):\n%s", diff)
			}
		})
	}
}

func TestMostSpecificRouteWins(t *testing.T) {
	t.Parallel()
	routes := []Route{
		{Path: "$default"}, {Method: "ANY", Path: "/{rest+}"}, {Method: "ANY", Path: "/a/{b}"},
		{Method: "GET", Path: "/a/{b}"}, {Method: "ANY", Path: "/a/b"},
	}
	tests := []struct{ name, method, path, want string }{
		{"a literal wins over a parameter", "GET", "/a/b", "ANY /a/b"},
		{"a method wins over ANY", "GET", "/a/c", "GET /a/{b}"},
		{"ANY takes other methods", "PUT", "/a/c", "ANY /a/{b}"},
		{"a greedy parameter takes the rest", "PUT", "/x/y/z", "ANY /{rest+}"},
		{"the default takes what is left", "PUT", "/", "$default"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			if got, _ := find(routes, test.method, test.path); got.route.key() != test.want {
				t.Errorf("route %q, want %q", got.route.key(), test.want)
			}
		})
	}
}
