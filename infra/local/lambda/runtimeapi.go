package lambda

import (
	"encoding/base64"
	"encoding/json"
	"io"
	"net/http"
	"strconv"
	"time"
)

// routes is the API of "Using the Lambda runtime API for custom runtimes" and
// the part of the Extensions API that aws-lambda-go's WithEnableSIGTERM needs.
func (p *process) routes() http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("GET /2018-06-01/runtime/invocation/next", p.serveNext)
	mux.HandleFunc("POST /2018-06-01/runtime/invocation/{id}/response", p.serveResponse)
	mux.HandleFunc("POST /2018-06-01/runtime/invocation/{id}/error", p.serveError)
	mux.HandleFunc("POST /2018-06-01/runtime/init/error", p.serveInitError)
	mux.HandleFunc("POST /2020-01-01/extension/register", p.serveRegister)
	mux.HandleFunc("GET /2020-01-01/extension/event/next", p.serveExtensionNext)
	return mux
}

// serveNext ends the running invocation, says that the process is free, and
// blocks until it is given an event.
func (p *process) serveNext(w http.ResponseWriter, r *http.Request) {
	p.mu.Lock()
	first := !p.asked
	p.asked = true
	done := p.current
	p.current = nil
	if first {
		p.initTook = time.Since(p.started)
	}
	p.mu.Unlock()
	if first {
		close(p.ready)
	} else {
		p.release(p)
	}
	if done != nil {
		close(done.finished) // after the release: who goes on at once finds the process free
	}
	select {
	case offer := <-p.offers:
		p.deliver(w, offer)
	case <-r.Context().Done():
		// The process has ended, or gave up a call that never times out: it
		// can take no event any more.
		p.kill()
	}
}

// deliver writes the event. The deadline counts from here.
func (p *process) deliver(w http.ResponseWriter, offer handover) {
	inv := offer.invocation
	deadline := time.Now().Add(p.cfg.Timeout)
	p.mu.Lock()
	p.current = inv
	p.mu.Unlock()
	header := w.Header()
	header.Set("Content-Type", "application/json")
	header.Set("Lambda-Runtime-Aws-Request-Id", inv.id)
	header.Set("Lambda-Runtime-Deadline-Ms", strconv.FormatInt(deadline.UnixMilli(), 10))
	header.Set("Lambda-Runtime-Invoked-Function-Arn", p.cfg.arn())
	header.Set("Lambda-Runtime-Trace-Id", inv.traceID)
	header.Set("Content-Length", strconv.Itoa(len(inv.payload)))
	_, err := w.Write(inv.payload)
	if err == nil {
		err = http.NewResponseController(w).Flush()
	}
	if err != nil {
		p.drop(inv)
		close(offer.deadline)
		return
	}
	offer.deadline <- deadline
}

// running is the invocation with the id of the path, or nil after a refusal.
func (p *process) running(w http.ResponseWriter, r *http.Request) *invocation {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.current == nil || p.current.id != r.PathValue("id") {
		refuse(w, http.StatusBadRequest, "InvalidRequestID", "Invalid request ID")
		return nil
	}
	return p.current
}

func (p *process) serveResponse(w http.ResponseWriter, r *http.Request) {
	inv := p.running(w, r)
	if inv == nil {
		return
	}
	body, err := io.ReadAll(io.LimitReader(r.Body, maxResponse+1))
	if err != nil {
		return // the process died while it answered: its exit settles the event
	}
	if p.killAboveMemory() {
		return
	}
	if len(body) > maxResponse {
		inv.settle(nil, responseTooLargeError(), nil)
		refuse(w, http.StatusRequestEntityTooLarge, "RequestEntityTooLarge", "Exceeded maximum allowed payload size (6291556 bytes).")
		return
	}
	inv.settle(body, trailerError(r), nil)
	accept(w)
}

// trailerError is an error that the function met while it streamed its answer.
func trailerError(r *http.Request) *FunctionError {
	kind := r.Trailer.Get("Lambda-Runtime-Function-Error-Type")
	if kind == "" {
		return nil
	}
	body, err := base64.StdEncoding.DecodeString(r.Trailer.Get("Lambda-Runtime-Function-Error-Body"))
	if err != nil {
		body = nil
	}
	return postedError(body, kind)
}

func (p *process) serveError(w http.ResponseWriter, r *http.Request) {
	inv := p.running(w, r)
	if inv == nil {
		return
	}
	body, err := io.ReadAll(io.LimitReader(r.Body, maxResponse))
	if err != nil {
		return // the process died while it answered: its exit settles the event
	}
	inv.settle(nil, postedError(body, r.Header.Get("Lambda-Runtime-Function-Error-Type")), nil)
	accept(w)
}

func (p *process) serveInitError(w http.ResponseWriter, r *http.Request) {
	body, err := io.ReadAll(io.LimitReader(r.Body, maxResponse))
	if err != nil {
		return // the process died while it answered: its exit is the error
	}
	p.mu.Lock()
	p.initError = postedError(body, r.Header.Get("Lambda-Runtime-Function-Error-Type"))
	p.mu.Unlock()
	accept(w)
}

func (p *process) serveRegister(w http.ResponseWriter, _ *http.Request) {
	p.mu.Lock()
	p.extension = true
	p.mu.Unlock()
	w.Header().Set("Lambda-Extension-Identifier", NewRequestID())
	w.Header().Set("Content-Type", "application/json")
	_ = json.NewEncoder(w).Encode(map[string]string{ // a dead process needs no answer
		"functionName": p.cfg.Name, "functionVersion": p.cfg.Version, "handler": "bootstrap",
	})
}

// serveExtensionNext blocks: the host sends no INVOKE events, and the end of
// the process is the only SHUTDOWN.
func (p *process) serveExtensionNext(_ http.ResponseWriter, r *http.Request) {
	<-r.Context().Done()
}

func accept(w http.ResponseWriter) {
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(http.StatusAccepted)
	_, _ = io.WriteString(w, `{"status":"OK"}`) // a dead process needs no answer
}

func refuse(w http.ResponseWriter, status int, kind, message string) {
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(status)
	_ = json.NewEncoder(w).Encode(map[string]string{ // a dead process needs no answer
		"errorType": kind, "errorMessage": message,
	})
}
