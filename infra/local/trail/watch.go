package trail

import (
	"context"
	"net/http"
	"strings"
	"time"
)

// Process is a process of a function at one moment.
type Process struct {
	Function  string // short name, such as inbound
	LogStream string
	RequestID string // of the invocation that it works on; may be empty
}

// Find tells which process bears a name: its log stream's, or what it calls
// itself in the User-Agent of the AWS SDK. The zero value is nobody.
type Find func(name string) Process

// Calls adds an event for each request that next has answered. Who called, and
// in which invocation, is looked up before: the call may be its end.
func (t *Trail) Calls(target string, find Find, next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		begun := time.Now()
		answer := &statusWriter{ResponseWriter: w}
		path := r.URL.Path // handlers behind may shorten it
		function, logStream := caller(r.UserAgent())
		requestID := ""
		if logStream != "" {
			requestID = find(logStream).RequestID
		}
		// Deferred, because a handler that breaks the connection panics.
		defer func() {
			t.Add(Event{
				Kind: Call, Target: target, Method: r.Method, Path: path, Status: answer.status,
				Function: function, RequestID: requestID, LogStream: logStream, TookMS: Milliseconds(time.Since(begun)),
			})
		}()
		next.ServeHTTP(answer, r)
	})
}

// caller reads "ventana (inbound; 2026/11/22/[$LATEST]3f2a)".
func caller(userAgent string) (function, logStream string) {
	inside, found := strings.CutPrefix(userAgent, "ventana (")
	function, logStream, both := strings.Cut(strings.TrimSuffix(inside, ")"), "; ")
	if !found || !both {
		return "", ""
	}
	return function, logStream
}

// sdkName is how the AWS SDK writes AWS_SDK_UA_APP_ID into the User-Agent.
const sdkName = "app/"

type senderKey struct{}

// Senders gives next requests whose context tells Sender which process asks.
func Senders(find Find, next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		for part := range strings.FieldsSeq(r.UserAgent()) {
			if name, found := strings.CutPrefix(part, sdkName); found {
				r = r.WithContext(context.WithValue(r.Context(), senderKey{}, find(name)))
			}
		}
		next.ServeHTTP(w, r)
	})
}

// Sender is the process whose request ctx belongs to, or nobody.
func Sender(ctx context.Context) Process {
	process, _ := ctx.Value(senderKey{}).(Process) // absent: nobody
	return process
}

// statusWriter remembers the status; 0 is a connection that was broken without
// an answer. Unwrap keeps flushing and hijacking.
type statusWriter struct {
	http.ResponseWriter
	status int
}

// WriteHeader remembers the status.
func (w *statusWriter) WriteHeader(status int) {
	w.status = status
	w.ResponseWriter.WriteHeader(status)
}

// Write answers 200 where no status was written before.
func (w *statusWriter) Write(data []byte) (int, error) {
	if w.status == 0 {
		w.status = http.StatusOK
	}
	return w.ResponseWriter.Write(data)
}

// Unwrap is for http.ResponseController.
func (w *statusWriter) Unwrap() http.ResponseWriter { return w.ResponseWriter }
