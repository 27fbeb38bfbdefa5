package sim

import (
	"encoding/json"
	"errors"
	"net/http"
	"slices"
	"strings"

	"ventana/infra/sim/fault"
)

// showLimits shows the limits in force, in the form that setLimits takes.
func (s *server) showLimits(*http.Request) (any, error) {
	return map[string]any{"graph": s.Graph.Limits(), "zendesk": s.Zendesk.Limits()}, nil
}

// setLimits hands each member to its simulator.
func (s *server) setLimits(r *http.Request) (any, error) {
	var limits struct {
		Graph   json.RawMessage `json:"graph"`
		Zendesk json.RawMessage `json:"zendesk"`
	}
	const form = `{"graph":{…},"zendesk":{…}} with one of the two or both`
	if err := readStrict(r, &limits, form); err != nil {
		return nil, err
	}
	if limits.Graph == nil && limits.Zendesk == nil {
		return nil, wrong("the body names no simulator, send %s", form)
	}
	var problems []error
	if limits.Graph != nil {
		problems = append(problems, s.Graph.SetLimits(limits.Graph))
	}
	if limits.Zendesk != nil {
		problems = append(problems, s.Zendesk.SetLimits(limits.Zendesk))
	}
	if err := errors.Join(problems...); err != nil {
		return nil, wrong("%v", err)
	}
	return map[string]bool{"ok": true}, nil
}

// showLoad shows how Ventana's requests met the limits.
func (s *server) showLoad(*http.Request) (any, error) {
	return map[string]any{"zendesk": s.Zendesk.Load()}, nil
}

// issueToken gives the system user one more access token of WhatsApp's.
func (s *server) issueToken(r *http.Request) (any, error) {
	body, err := readBody(r, controlBodyMax)
	if err != nil {
		return nil, err
	}
	if err := s.Graph.IssueToken(body); err != nil {
		return nil, wrong("%v", err)
	}
	return map[string]bool{"issued": true}, nil
}

// revokeTokens ends the access tokens that the helpdesk has given out.
func (s *server) revokeTokens(*http.Request) (any, error) {
	return map[string]int{"revoked": s.Zendesk.RevokeTokens()}, nil
}

// addFault arms a fault and answers all that are armed.
func (s *server) addFault(r *http.Request) (any, error) {
	var f fault.Fault
	if err := readStrict(r, &f, `{"target":"zendesk","path":"regexp","do":"status","status":429,"retry_after":2,"times":5}`); err != nil {
		return nil, err
	}
	if err := s.checkTargets(f); err != nil {
		return nil, err
	}
	if err := s.Faults.Add(f); err != nil {
		return nil, wrong("%s", strings.ReplaceAll(err.Error(), "\n", "; "))
	}
	return s.Faults.List(), nil
}

// checkTargets refuses a fault of a system that is not here: it would wait for
// ever, and the scenario would pass without it. What is wrong in itself is left
// to the injector.
func (s *server) checkTargets(f fault.Fault) error {
	target := f.Target
	if f.Do == fault.DoKill {
		target, _, _ = strings.Cut(strings.TrimSpace(f.After), " ")
	}
	if known := s.Faults.Targets(); target != "" && target != fault.TargetFunction && !slices.Contains(known, target) {
		return wrong("nothing here is called %q, use %s or %s", target, strings.Join(known, ", "), fault.TargetFunction)
	}
	return nil
}

func (s *server) listFaults(*http.Request) (any, error) { return s.Faults.List(), nil }

// listStruck counts the faults that have happened, whatever is armed now.
func (s *server) listStruck(*http.Request) (any, error) { return s.Faults.Struck(), nil }

func (s *server) clearFaults(*http.Request) (any, error) {
	if err := s.Faults.Clear(); err != nil {
		return nil, err
	}
	return s.Faults.List(), nil
}
