package local

import (
	"encoding/json"
	"errors"
	"fmt"
	"net/http"

	"ventana/infra/local/console"
	"ventana/infra/sim"
	"ventana/infra/sim/delivery"
	"ventana/infra/sim/fault"
	"ventana/infra/sim/former"
	"ventana/infra/sim/graph"
	"ventana/infra/sim/sentry"
	"ventana/infra/sim/zendesk"
)

// apiTarget is the name of the HTTP API in faults.
const apiTarget = "api"

// whatsappPath is where the API takes WhatsApp's deliveries.
const whatsappPath = "/webhooks/" + whatsappID

// simulators are the outside systems.
type simulators struct {
	faults  *fault.Injector
	poster  *delivery.Poster
	graph   *graph.Graph
	zendesk *zendesk.Zendesk
	sentry  *sentry.Sentry
	former  *former.Former
}

// newSimulators opens their state. Their webhooks go to the API, which waits
// with its first answer until it is served.
func (h *host) newSimulators() error {
	s := &h.simulators
	s.faults.OnKill(func(function, logStream string) {
		killed := h.functions.kill(logStream)
		h.console.Host("fault", console.Warn, "kill", "function", function, "stream", logStream, "killed", killed)
	})
	for _, described := range h.template.Functions {
		s.faults.Functions(shortName(described.LogicalID))
	}
	s.poster = delivery.New(h.clock.Now)
	s.sentry = sentry.New(s.faults)
	var err error
	s.graph, err = graph.New(graph.Options{
		Clock: h.clock, Faults: s.faults, Poster: s.poster, CallbackURL: h.api.URL + whatsappPath, Dir: h.folder.path("sim"), BaseURL: h.hosts()["/graph"],
		AppSecret: appSecret, VerifyToken: verifyToken, AccessToken: accessToken,
		PhoneNumberID: phoneNumberID, WABAID: wabaID, DisplayNumber: displayNumber,
	})
	if err != nil {
		return fmt.Errorf("simulators: %w", err)
	}
	s.zendesk, err = zendesk.New(zendesk.Options{
		Clock: h.clock, Faults: s.faults, Poster: s.poster, WebhookURL: h.api.URL + "/webhooks/" + zendeskID, WebhookSecret: webhookSecret,
		ClientID: clientID, ClientSecret: clientSecret, InspectorEmail: inspector, InspectorToken: inspectorKey,
		BaseURL: h.hosts()["/zendesk"], Dir: h.folder.path("sim"),
	})
	if err != nil {
		return fmt.Errorf("simulators: %w", err)
	}
	s.former = former.New(former.Options{Now: h.clock.Now, Faults: s.faults, AppSecret: formerSecret})
	return nil
}

// hosts are the outside systems' addresses, by the path that each ends with.
func (h *host) hosts() map[string]string {
	return map[string]string{"/graph": h.graphHost.URL + "/graph", "/zendesk": h.zendeskHost.URL + "/zendesk", "/former": h.sim.URL + "/former"}
}

// watchedGraph and watchedZendesk tell the trail of each call.
type watchedGraph struct {
	*graph.Graph
	watched http.Handler
}

func (w watchedGraph) ServeHTTP(rw http.ResponseWriter, r *http.Request) { w.watched.ServeHTTP(rw, r) }

type watchedZendesk struct {
	*zendesk.Zendesk
	watched http.Handler
}

func (w watchedZendesk) ServeHTTP(rw http.ResponseWriter, r *http.Request) {
	w.watched.ServeHTTP(rw, r)
}

// controls is the handler of the simulators' port.
func (h *host) controls() http.Handler {
	s := &h.simulators
	extra := map[string]http.Handler{
		"/sim/clock":       http.HandlerFunc(h.serveClock),
		"POST /sim/aws":    http.HandlerFunc(h.serveAWS),
		"POST /sim/policy": http.HandlerFunc(h.servePolicy),
		"GET /sim/system":  http.HandlerFunc(h.serveSystem),
		"GET /sim/reports": http.HandlerFunc(h.serveReports),
		"GET /sim/trail":   h.trail,
	}
	if h.options.Dashboard != nil {
		extra["GET /dashboard"] = h.options.Dashboard(Watched{Stack: stackName, Now: h.clock.Now, Alarms: h.template.Alarms})
	}
	return sim.New(sim.Options{
		Graph:   watchedGraph{s.graph, h.around("graph", h.trail.Calls("graph", h.functions.working, s.graph))},
		Zendesk: watchedZendesk{s.zendesk, h.around("zendesk", h.trail.Calls("zendesk", h.functions.working, s.zendesk))},
		Faults:  s.faults, Poster: s.poster, Sentry: s.sentry, Former: s.former, Playground: h.options.Playground,
		Extra: extra,
	})
}

// faultyAPI puts the faults of the target "api" before the gateway. What the
// gateway took and a fault then loses on its way back was taken nevertheless.
func (h *host) faultyAPI(gateway http.Handler) http.Handler {
	return h.around(apiTarget, h.simulators.faults.Wrap(apiTarget, nil, func(w http.ResponseWriter, _ *http.Request, status, retryAfter int) {
		if retryAfter > 0 {
			w.Header().Set("Retry-After", fmt.Sprint(retryAfter))
		}
		writeJSON(w, status, map[string]string{"message": http.StatusText(status)})
	}, learning(h.simulators.graph.Learn, gateway)))
}

// close stops webhooks and writes the state.
func (s *simulators) close() error {
	var problems []error
	if s.poster != nil {
		s.poster.Close()
	}
	if s.graph != nil {
		problems = append(problems, s.graph.Close())
	}
	if s.zendesk != nil {
		problems = append(problems, s.zendesk.Close())
	}
	return errors.Join(problems...)
}

// writeJSON answers a request of a control.
func writeJSON(w http.ResponseWriter, status int, answer any) {
	text, err := json.Marshal(answer)
	if err != nil {
		http.Error(w, err.Error(), http.StatusInternalServerError)
		return
	}
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(status)
	_, _ = w.Write(append(text, '\n')) // a client that left needs no answer
}
