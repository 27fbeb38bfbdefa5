package fault

import (
	"bytes"
	"io"
	"maps"
	"net/http"
	"time"
)

// hangLimit frees a hanging request whose caller never gives up. It is real
// time: longer than any HTTP timeout of a function (8 s) or of a person.
const hangLimit = 60 * time.Second

// drainLimitBytes is how much of a hanging request is read: the server notices
// that its caller left only when the body has been read. Media are the largest
// bodies, 100 MB at most.
const drainLimitBytes = 100 << 20

// Wrap puts the faults of a target before next. Call it once, when the target
// is built. Requests for which exempt answers true go straight to next; nil
// exempts none. refuse writes the vendor's own error for a status fault and
// sets Retry-After when retryAfter (seconds) is above zero.
func (i *Injector) Wrap(
	target string,
	exempt func(*http.Request) bool,
	refuse func(w http.ResponseWriter, r *http.Request, status, retryAfter int),
	next http.Handler,
) http.Handler {
	return i.WrapBatch(target, exempt, refuse, nil, next)
}

// WrapBatch is Wrap for a target that takes batches: partial does the work of a
// request but for some entry, and answers that it refused that one.
func (i *Injector) WrapBatch(
	target string,
	exempt func(*http.Request) bool,
	refuse func(w http.ResponseWriter, r *http.Request, status, retryAfter int),
	partial http.HandlerFunc,
	next http.Handler,
) http.Handler {
	i.register(target, partial != nil)
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if exempt != nil && exempt(r) {
			next.ServeHTTP(w, r)
			return
		}
		f, found := i.take(target, r)
		if !found {
			i.serve(w, r, target, next)
			return
		}
		switch f.Do {
		case DoStatus:
			refuse(w, r, f.Status, f.RetryAfter)
		case DoHang:
			hang(r)
			abort(w)
		case DoSlow:
			wait(r, time.Duration(f.DelayMS)*time.Millisecond)
			i.serve(w, r, target, next)
		case DoDropRequest:
			abort(w)
		case DoDropAnswer:
			next.ServeHTTP(newRecorder(), r)
			abort(w)
		case DoPartial:
			partial(w, r)
		}
	})
}

// take fires the oldest matching fault of a call that is no kill.
func (i *Injector) take(target string, r *http.Request) (Fault, bool) {
	i.mu.Lock()
	defer i.mu.Unlock()
	for _, a := range i.faults {
		if a.ofCalls() && a.matches(target, r) {
			f := a.Fault
			i.spend(a)
			return f, true
		}
	}
	return Fault{}, false
}

// serve does the work, kills the caller if a kill is due, and answers.
func (i *Injector) serve(w http.ResponseWriter, r *http.Request, target string, next http.Handler) {
	function, logStream, ok := caller(r.UserAgent())
	if !ok || !i.waitsFor(target, function, r) {
		next.ServeHTTP(w, r)
		return
	}
	answer := newRecorder()
	next.ServeHTTP(answer, r)
	if kill := i.takeKill(target, function, r); kill != nil {
		kill(function, logStream)
	}
	answer.send(w)
}

// waitsFor says whether any kill looks at this call, so that every other
// answer streams as usual.
func (i *Injector) waitsFor(target, function string, r *http.Request) bool {
	i.mu.Lock()
	defer i.mu.Unlock()
	for _, a := range i.faults {
		if a.kills(function) && a.matches(target, r) {
			return true
		}
	}
	return false
}

// takeKill counts the call on every kill that looks at it and returns the
// host's callback when one of them fires.
func (i *Injector) takeKill(target, function string, r *http.Request) func(string, string) {
	i.mu.Lock()
	defer i.mu.Unlock()
	var due *armed
	for _, a := range i.faults {
		if !a.kills(function) || !a.matches(target, r) {
			continue
		}
		if a.Nth > 1 {
			a.Nth--
			continue
		}
		if due == nil {
			due = a
		}
	}
	if due == nil {
		return nil
	}
	i.spend(due)
	return i.kill
}

// ofCalls reports whether the fault strikes calls as they come.
func (a *armed) ofCalls() bool {
	return a.Do != DoKill && a.Do != DoRefuse && !a.whole()
}

func (a *armed) kills(function string) bool {
	return a.Do == DoKill && a.Name == function
}

// hang waits until the caller is gone or the limit has passed.
func hang(r *http.Request) {
	// A body that breaks off means the caller left, which the context says too.
	_, _ = io.Copy(io.Discard, io.LimitReader(r.Body, drainLimitBytes))
	wait(r, hangLimit)
}

// wait lasts so long, or until the caller is known to be gone.
func wait(r *http.Request, d time.Duration) {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-r.Context().Done():
	case <-timer.C:
	}
}

// abort closes the connection without an answer.
func abort(w http.ResponseWriter) {
	if hijacker, ok := w.(http.Hijacker); ok {
		if conn, _, err := hijacker.Hijack(); err == nil {
			_ = conn.Close() // nobody is left to tell
			return
		}
	}
	panic(http.ErrAbortHandler) // net/http's own way to close without an answer
}

// recorder keeps an answer back.
type recorder struct {
	header http.Header
	status int
	body   bytes.Buffer
}

func newRecorder() *recorder { return &recorder{header: http.Header{}} }

func (c *recorder) Header() http.Header { return c.header }

func (c *recorder) WriteHeader(status int) {
	if c.status == 0 {
		c.status = status
	}
}

func (c *recorder) Write(p []byte) (int, error) {
	c.WriteHeader(http.StatusOK)
	return c.body.Write(p)
}

func (c *recorder) send(w http.ResponseWriter) {
	maps.Copy(w.Header(), c.header)
	if c.status == 0 {
		c.status = http.StatusOK
	}
	w.WriteHeader(c.status)
	_, _ = w.Write(c.body.Bytes()) // the killed caller is not there to read
}
