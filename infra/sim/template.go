package sim

import (
	"encoding/json"
	"net/http"

	"ventana/infra/sim/graph"
)

// Templates is the part of the WhatsApp simulator in which people act as those
// who review message templates, and as those who get them.
type Templates interface {
	Templates() []graph.TemplateView
	SetTemplate(order json.RawMessage) (graph.TemplateView, error)
}

// templateControls are the handlers of this file by pattern.
func (s *server) templateControls() map[string]http.Handler {
	return map[string]http.Handler{
		"/sim/templates": control{http.MethodGet: s.listTemplates, http.MethodPost: s.setTemplate},
	}
}

func (s *server) listTemplates(*http.Request) (any, error) { return s.Graph.Templates(), nil }

// setTemplate does what the order says and shows the template.
func (s *server) setTemplate(r *http.Request) (any, error) {
	body, err := readBody(r, controlBodyMax)
	if err != nil {
		return nil, err
	}
	view, err := s.Graph.SetTemplate(json.RawMessage(body))
	if err != nil {
		return nil, wrong("%v", err)
	}
	return view, nil
}
