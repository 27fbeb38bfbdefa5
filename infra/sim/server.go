package sim

import (
	"context"
	"encoding/json"
	"maps"
	"net/http"
	"slices"

	"ventana/infra/sim/delivery"
	"ventana/infra/sim/fault"
	"ventana/infra/sim/former"
	"ventana/infra/sim/graph"
	"ventana/infra/sim/zendesk"
)

// Graph is the part of the WhatsApp simulator that the controls use.
type Graph interface {
	http.Handler
	Phones
	Templates
	Biller
	Deliver(ctx context.Context, raw []byte) (status int, body string, err error)
	Limits() graph.Limits
	SetLimits(limits json.RawMessage) error
	IssueToken(order json.RawMessage) error
}

// Zendesk is the part of the helpdesk simulator that the controls use.
type Zendesk interface {
	http.Handler
	AgentReply(ctx context.Context, ticketID int64, reply zendesk.AgentReply) (commentID int64, err error)
	AgentUpdate(ctx context.Context, ticketID int64, status string, tags []string) error
	Tickets() []zendesk.TicketView
	TicketList() []zendesk.TicketView
	Ticket(id int64) (zendesk.TicketView, bool)
	RevokeTokens() int
	Load() zendesk.Load
	Limits() json.RawMessage
	SetLimits(limits json.RawMessage) error
}

// Former is the part of the former endpoint that the controls use.
type Former interface {
	http.Handler
	View() former.View
	Forget()
}

// Options are what the server mounts. All but Former, Extra and Playground are needed.
type Options struct {
	Graph   Graph
	Zendesk Zendesk
	Former  Former
	Faults  *fault.Injector
	Poster  *delivery.Poster
	// Sentry shows what functions told of errors; nil mounts none.
	Sentry Sentry
	// Extra are more handlers by pattern of http.ServeMux, such as "/sim/clock".
	// One with the pattern of a control here takes its place.
	Extra map[string]http.Handler
	// Playground serves every path that nothing else does; nil answers 404.
	Playground http.Handler
}

// server holds the handlers of the controls.
type server struct{ Options }

// New returns the handler of the simulators' port.
func New(options Options) http.Handler {
	s := &server{options}
	mux := http.NewServeMux()
	mux.Handle("/graph/", http.StripPrefix("/graph", options.Graph))
	mux.Handle("/zendesk/", http.StripPrefix("/zendesk", options.Zendesk))
	if options.Former != nil {
		mux.Handle("/former/", http.StripPrefix("/former", options.Former))
	}

	controls := s.controls()
	if options.Sentry != nil {
		mux.Handle("/sentry/", http.StripPrefix("/sentry", options.Sentry))
		maps.Copy(controls, s.sentryControls())
	}
	maps.Copy(controls, s.phoneControls())
	maps.Copy(controls, s.templateControls())
	maps.Copy(controls, options.Extra)
	for pattern, handler := range controls {
		mux.Handle(pattern, handler)
	}
	mux.HandleFunc("/sim/", unknownControl(slices.Sorted(maps.Keys(controls))))
	if options.Playground != nil {
		mux.Handle("/", options.Playground)
	}
	return ownPagesOnly(mux)
}

// controls are the handlers of this package by pattern.
func (s *server) controls() map[string]http.Handler {
	return map[string]http.Handler{
		"/sim/deliveries":                   control{http.MethodGet: s.listDeliveries, http.MethodPost: s.deliver},
		"/sim/agents/tickets":               control{http.MethodGet: s.listTickets},
		"/sim/agents/tickets/{id}":          control{http.MethodGet: s.showTicket, http.MethodPost: s.agentUpdate},
		"/sim/agents/tickets/{id}/comments": control{http.MethodPost: s.agentComment},
		"/sim/bill":                         control{http.MethodGet: s.bill},
		"/sim/limits":                       control{http.MethodGet: s.showLimits, http.MethodPost: s.setLimits},
		"/sim/former":                       control{http.MethodGet: s.showFormer, http.MethodDelete: s.forgetFormer},
		"/sim/load":                         control{http.MethodGet: s.showLoad},
		"/sim/tokens":                       control{http.MethodPost: s.issueToken, http.MethodDelete: s.revokeTokens},
		"/sim/faults":                       control{http.MethodGet: s.listFaults, http.MethodPost: s.addFault, http.MethodDelete: s.clearFaults},
		"/sim/faults/struck":                control{http.MethodGet: s.listStruck},
	}
}

// showFormer shows what came to the former endpoint.
func (s *server) showFormer(*http.Request) (any, error) {
	if s.Former == nil {
		return former.View{}, nil
	}
	return s.Former.View(), nil
}

func (s *server) forgetFormer(r *http.Request) (any, error) {
	if s.Former == nil {
		return s.showFormer(r)
	}
	s.Former.Forget()
	return s.Former.View(), nil
}
