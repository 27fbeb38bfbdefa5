package sentry

import (
	"compress/gzip"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"sync"

	"ventana/infra/sim/fault"
)

// Project and Key are all that is known here; DSN puts them together.
const (
	Project = "1"
	Key     = "0123456789abcdef0123456789abcdef"
)

const (
	envelopeMax = 20 << 20 // bytes
	eventMax    = 1 << 20  // bytes, of an event or a check-in
	keptMax     = 1000     // items
)

// DSN is what a client is given to send to a stand-in at an address.
func DSN(address string) string {
	scheme, rest, _ := strings.Cut(address, "://")
	return scheme + "://" + Key + "@" + rest + "/" + Project
}

// Item is one thing that was taken.
type Item struct {
	Type    string          `json:"type"`
	Payload json.RawMessage `json:"payload"`
}

// Sentry is the stand-in. It may be used by many goroutines.
type Sentry struct {
	handler http.Handler

	mu    sync.Mutex
	items []Item
}

// New returns a stand-in that has taken nothing. Its faults are those of "sentry".
func New(faults *fault.Injector) *Sentry {
	s := &Sentry{}
	mux := http.NewServeMux()
	mux.HandleFunc("POST /api/{project}/envelope/{$}", s.take)
	mux.HandleFunc("/api/{project}/envelope/{$}", func(w http.ResponseWriter, _ *http.Request) {
		refuse(w, &refusal{http.StatusMethodNotAllowed, "method not allowed"})
	})
	mux.HandleFunc("/", func(w http.ResponseWriter, _ *http.Request) { refuse(w, &refusal{http.StatusNotFound, "not found"}) })
	s.handler = faults.Wrap("sentry", nil, refuseAsTold, mux)
	return s
}

// ServeHTTP answers as Sentry does.
func (s *Sentry) ServeHTTP(w http.ResponseWriter, r *http.Request) { s.handler.ServeHTTP(w, r) }

// Items are what was taken, oldest first.
func (s *Sentry) Items() []Item {
	s.mu.Lock()
	defer s.mu.Unlock()
	return append([]Item{}, s.items...)
}

// refusal is an answer that is no 200.
type refusal struct {
	status int
	detail string
}

func (r *refusal) Error() string { return r.detail }

func wrong(format string, values ...any) error {
	return &refusal{http.StatusBadRequest, fmt.Sprintf(format, values...)}
}

func refuse(w http.ResponseWriter, err error) {
	status := http.StatusBadRequest
	var refused *refusal
	if errors.As(err, &refused) {
		status = refused.status
	}
	answer(w, status, map[string]string{"detail": err.Error()})
}

// refuseAsTold is the answer of a fault. A limit names how long it lasts and for
// what: everything, here.
func refuseAsTold(w http.ResponseWriter, _ *http.Request, status, retryAfter int) {
	if retryAfter > 0 {
		w.Header().Set("Retry-After", strconv.Itoa(retryAfter))
		w.Header().Set("X-Sentry-Rate-Limits", strconv.Itoa(retryAfter)+"::organization")
	}
	refuse(w, &refusal{status, http.StatusText(status)})
}

func answer(w http.ResponseWriter, status int, body any) {
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(status)
	_ = json.NewEncoder(w).Encode(body) // a client that left needs no answer
}

// take takes an envelope whole or not at all.
func (s *Sentry) take(w http.ResponseWriter, r *http.Request) {
	if err := authorised(r.PathValue("project"), r.Header.Get("X-Sentry-Auth"), r.URL.Query()); err != nil {
		refuse(w, err)
		return
	}
	body, err := bodyOf(r)
	if err != nil {
		refuse(w, err)
		return
	}
	id, items, err := parse(body)
	if err != nil {
		refuse(w, err)
		return
	}
	s.mu.Lock()
	s.items = append(s.items, items...)
	s.items = s.items[max(0, len(s.items)-keptMax):]
	s.mu.Unlock()
	said := map[string]string{}
	if id != "" {
		said["id"] = id
	}
	answer(w, http.StatusOK, said)
}

// authorised checks the key: "Sentry sentry_version=7, sentry_key=…".
func authorised(project, header string, query url.Values) error {
	key, version := query.Get("sentry_key"), query.Get("sentry_version")
	if header != "" {
		members, is := strings.CutPrefix(header, "Sentry ")
		if !is {
			return &refusal{http.StatusUnauthorized, "bad sentry authorization header"}
		}
		for member := range strings.SplitSeq(members, ",") {
			name, value, _ := strings.Cut(strings.TrimSpace(member), "=")
			switch name {
			case "sentry_key":
				key = value
			case "sentry_version":
				version = value
			}
		}
	}
	switch {
	case key == "":
		return &refusal{http.StatusUnauthorized, "missing authorization information"}
	case version != "7":
		return wrong("unsupported protocol version %q", version)
	case project != Project || key != Key:
		return &refusal{http.StatusForbidden, "event submission rejected with_reason: ProjectId"}
	}
	return nil
}

func bodyOf(r *http.Request) ([]byte, error) {
	reader := io.Reader(r.Body)
	switch encoding := r.Header.Get("Content-Encoding"); encoding {
	case "", "identity":
	case "gzip":
		unzipped, err := gzip.NewReader(r.Body)
		if err != nil {
			return nil, wrong("failed to decode gzip: %v", err)
		}
		reader = unzipped
	default:
		return nil, &refusal{http.StatusUnsupportedMediaType, "content encoding not supported: " + encoding}
	}
	body, err := io.ReadAll(io.LimitReader(reader, envelopeMax+1))
	if err != nil {
		return nil, wrong("failed to read request body: %v", err)
	}
	if len(body) > envelopeMax {
		return nil, &refusal{http.StatusRequestEntityTooLarge, "envelope exceeded size limits"}
	}
	return body, nil
}
