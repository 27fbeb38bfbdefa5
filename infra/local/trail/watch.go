package trail

import (
	"bytes"
	"io"
	"net/http"
	"strings"
	"time"
)

// Calls adds an event for each request that next has answered.
func (t *Trail) Calls(target string, next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		begun := time.Now()
		answer := &statusWriter{ResponseWriter: w}
		path := r.URL.Path // handlers behind may shorten it
		function, logStream := caller(r.UserAgent())
		// Deferred, because a handler that breaks the connection panics.
		defer func() {
			t.Add(Event{
				Kind: Call, Target: target, Method: r.Method, Path: path, Status: answer.status,
				Function: function, LogStream: logStream, TookMS: Milliseconds(time.Since(begun)),
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

// Sends adds an event for each SendMessage and SendMessageBatch that the queue
// server behind next has accepted.
func (t *Trail) Sends(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if !strings.HasPrefix(r.Header.Get("X-Amz-Target"), "AmazonSQS.SendMessage") {
			next.ServeHTTP(w, r)
			return
		}
		body, err := io.ReadAll(r.Body)
		if err != nil {
			return // the sender left
		}
		r.Body = io.NopCloser(bytes.NewReader(body))
		answer := &statusWriter{ResponseWriter: w}
		next.ServeHTTP(answer, r)
		if answer.status == http.StatusOK {
			t.Add(Event{Kind: Sent, Queue: queueName(body), Count: bytes.Count(body, []byte(`"MessageBody":`))})
		}
	})
}

// queueName reads the last path element of QueueUrl without parsing up to 1 MiB:
// within a JSON string the quotes of the key would be escaped, so the first
// match is the member.
func queueName(body []byte) string {
	_, rest, found := bytes.Cut(body, []byte(`"QueueUrl":`))
	if !found {
		return ""
	}
	rest = bytes.TrimLeft(rest, " \t\r\n\"")
	url, _, _ := bytes.Cut(rest, []byte(`"`))
	return string(url[bytes.LastIndexByte(url, '/')+1:])
}
