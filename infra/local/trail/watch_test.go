package trail

import (
	"net/http"
	"net/http/httptest"
	"testing"

	"github.com/google/go-cmp/cmp"
)

const stream = "2026/11/22/[$LATEST]3f2a"

// working is one process that works on r1, known by both of its names.
func working(name string) Process {
	if name == stream || name == "3f2a" {
		return Process{Function: "inbound", LogStream: stream, RequestID: "r1"}
	}
	return Process{}
}

func TestCallsNameFunctionAndInvocation(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name, userAgent string
		want            Event
	}{
		{"a process that works", "ventana (inbound; " + stream + ")", Event{Function: "inbound", LogStream: stream, RequestID: "r1"}},
		{"a process that is gone", "ventana (inbound; 2026/11/22/[$LATEST]dead)", Event{Function: "inbound", LogStream: "2026/11/22/[$LATEST]dead"}},
		{"somebody else", "curl/8", Event{}},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			trail := New(moment)
			handler := trail.Calls("zendesk", working, http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(429) }))
			r := httptest.NewRequest("PUT", "/api/v2/tickets/1?secret=x", nil)
			r.Header.Set("User-Agent", test.userAgent)
			handler.ServeHTTP(httptest.NewRecorder(), r)
			got := trail.Since(0)[0]
			got.TookMS = 0
			want := test.want
			want.ID, want.At, want.Kind, want.Target = 1, moment(), Call, "zendesk"
			want.Method, want.Path, want.Status = "PUT", "/api/v2/tickets/1", 429
			if diff := cmp.Diff(want, got); diff != "" {
				t.Errorf("event (-want +got):\n%s", diff)
			}
		})
	}
}

func TestInvocationOfACallIsThatOfItsBeginning(t *testing.T) {
	t.Parallel()
	trail := New(moment)
	current := "r1"
	find := func(string) Process { return Process{RequestID: current} }
	handler := trail.Calls("zendesk", find, http.HandlerFunc(func(http.ResponseWriter, *http.Request) { current = "r2" }))
	r := httptest.NewRequest("GET", "/", nil)
	r.Header.Set("User-Agent", "ventana (inbound; "+stream+")")
	handler.ServeHTTP(httptest.NewRecorder(), r)
	if got := trail.Since(0)[0].RequestID; got != "r1" {
		t.Errorf("the call belongs to %q, want r1, which ended meanwhile", got)
	}
}

func TestSenderIsReadFromTheSDKsUserAgent(t *testing.T) {
	t.Parallel()
	inbound := Process{Function: "inbound", LogStream: stream, RequestID: "r1"}
	tests := []struct {
		name, userAgent string
		want            Process
	}{
		{"a process that names itself", "aws-sdk-go-v2/1.47.7 ua/2.1 os/linux app/3f2a api/sqs#1.55", inbound},
		{"a process that nobody knows", "aws-sdk-go-v2/1.47.7 app/beef", Process{}},
		{"a client without a name", "aws-cli/2", Process{}},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			var got Process
			r := httptest.NewRequest("POST", "/", nil)
			r.Header.Set("User-Agent", test.userAgent)
			Senders(working, http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) { got = Sender(r.Context()) })).ServeHTTP(httptest.NewRecorder(), r)
			if diff := cmp.Diff(test.want, got); diff != "" {
				t.Errorf("sender (-want +got):\n%s", diff)
			}
		})
	}
}
