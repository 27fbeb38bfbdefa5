package zendesk

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strings"
	"time"
)

// maxBody is the largest request body read, in bytes. Zendesk's own cap for
// JSON is not documented; comments stop at 64 KiB long before.
const maxBody = 5 << 20

// call is one API request on its way through a handler.
type call struct {
	r      *http.Request
	body   []byte
	now    time.Time
	user   *user       // who acts
	scope  string      // of the token; empty for the inspector, which may do everything
	own    bool        // Ventana's credential, which limits count
	header http.Header // of the answer
	file   *attachment // received by route.take, without an id
}

// reply is a successful answer. A nil body sends none.
type reply struct {
	status int
	body   any
}

// ok is the usual answer: 200 with one member.
func ok(name string, value any) (reply, error) {
	return reply{http.StatusOK, map[string]any{name: value}}, nil
}

// encoded turns the body into JSON. It runs under z.mu, since bodies point
// into the state.
func (a reply) encoded() (reply, error) {
	if a.body == nil {
		return a, nil
	}
	data, err := json.Marshal(a.body)
	if err != nil {
		return reply{}, fmt.Errorf("encode answer: %w", err)
	}
	return reply{a.status, json.RawMessage(data)}, nil
}

func (a reply) write(w http.ResponseWriter) {
	if a.body == nil {
		w.WriteHeader(a.status)
		return
	}
	writeJSON(w, a.status, a.body)
}

// route is one endpoint. Its handler runs with z.mu held.
type route struct {
	pattern string // of http.ServeMux
	scope   string // resource that the token's scope must cover; empty: it must cover all
	admin   bool   // agents are refused
	limits  []limit
	// take reads a body that is too large for memory. It runs without the lock;
	// nil keeps the body in call.body.
	take func(*call) error
	do   func(*call) (reply, error)
}

// serve strips ".json" and hands the request to its route.
func (z *Zendesk) serve(w http.ResponseWriter, r *http.Request) {
	inner := r.Clone(r.Context())
	inner.URL.Path = strings.TrimSuffix(r.URL.Path, ".json")
	inner.URL.RawPath = ""
	z.routes.ServeHTTP(w, inner)
}

// endpoint is the HTTP side of a route: credential, limits, body, handler.
func (z *Zendesk) endpoint(rt route) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		c := &call{r: r, now: z.now(), header: w.Header()}
		answer, err := z.handle(c, rt)
		if err != nil {
			drain(r)
			asRefusal(err).write(w)
			return
		}
		answer.write(w)
	}
}

func (z *Zendesk) handle(c *call, rt route) (reply, error) {
	if err := z.admit(c, rt); err != nil {
		return reply{}, err
	}
	release, err := z.reserve(c, rt)
	if err != nil {
		return reply{}, err
	}
	defer release()
	defer func() { z.release(c.file) }()
	if err := rt.read(c); err != nil {
		return reply{}, err
	}
	z.mu.Lock()
	defer z.unlock()
	// The body may have taken its time.
	c.now = z.now()
	answer, err := rt.do(c)
	if err != nil {
		return reply{}, err
	}
	return answer.encoded()
}

// read takes the body.
func (rt route) read(c *call) (err error) {
	if rt.take != nil {
		return rt.take(c)
	}
	c.body, err = readBody(c.r)
	return err
}

// admit checks everything that does not need the body.
func (z *Zendesk) admit(c *call, rt route) error {
	z.mu.Lock()
	defer z.mu.Unlock()
	if err := z.authenticate(c); err != nil {
		return err
	}
	if err := checkScope(c, rt); err != nil {
		return err
	}
	if c.r.Header.Get("X-On-Behalf-Of") != "" {
		// Acting as an end user is not simulated; ignoring it would act as another.
		return missingScope("impersonate")
	}
	if rt.admin && c.user.Role != roleAdmin {
		return forbidden()
	}
	return z.checkLimits(c, rt.limits)
}

func readBody(r *http.Request) ([]byte, error) {
	body, err := io.ReadAll(http.MaxBytesReader(nil, r.Body, maxBody))
	var large *http.MaxBytesError
	if errors.As(err, &large) {
		return nil, &refusal{status: http.StatusRequestEntityTooLarge, body: plainError{"RequestTooLarge", "The request is too large"}}
	}
	if err != nil {
		return nil, unparsable()
	}
	return body, nil
}

func writeJSON(w http.ResponseWriter, status int, body any) {
	data, err := json.Marshal(body)
	if err != nil {
		http.Error(w, err.Error(), http.StatusInternalServerError)
		return
	}
	w.Header().Set("Content-Type", "application/json; charset=utf-8")
	w.WriteHeader(status)
	// A client that has gone away is no concern of a simulator.
	_, _ = w.Write(data)
}

// link is an absolute URL of the API.
func (z *Zendesk) link(path string) string { return z.options.BaseURL + "/api/v2" + path }
