package zendesk

import (
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"
)

// settings are what POST /sim/limits sets for the account. Requests are
// counted per minute.
type settings struct {
	Plan            string   `json:"plan"`
	Account         int      `json:"account"`
	TicketUpdates   int      `json:"ticket_updates"`
	PerTicket       int      `json:"per_ticket"`        // updates of one ticket by one user
	PerTicketWindow duration `json:"per_ticket_window"` // in which PerTicket counts
	Incremental     int      `json:"incremental"`
	LoseWebhooks    bool     `json:"lose_webhooks"`    // none is posted
	DoubleWebhooks  bool     `json:"double_webhooks"`  // each is posted twice
	ReorderWebhooks bool     `json:"reorder_webhooks"` // each gathering of a quarter second is posted backwards
	Events          bool     `json:"events"`           // the plan has event subscriptions; without, only triggers
	// PrivateAttachments asks for credentials at content_url.
	PrivateAttachments bool `json:"private_attachments"`
}

// duration is a time.Duration written as Go writes it: "10m".
type duration time.Duration

// MarshalJSON implements json.Marshaler.
func (d duration) MarshalJSON() ([]byte, error) { return json.Marshal(time.Duration(d).String()) }

// UnmarshalJSON implements json.Unmarshaler.
func (d *duration) UnmarshalJSON(data []byte) error {
	var text string
	if err := json.Unmarshal(data, &text); err != nil {
		return fmt.Errorf("%s is no duration such as \"10m\"", data)
	}
	parsed, err := time.ParseDuration(text)
	if err != nil {
		return fmt.Errorf("%q is no duration such as \"10m\"", text)
	}
	*d = duration(parsed)
	return nil
}

// planRequests are the plans' requests a minute, from Zendesk's "Rate limits".
// High is Enterprise Plus or the High Volume add-on.
func planRequests() map[string]int {
	return map[string]int{"team": 200, "growth": 400, "professional": 400, "enterprise": 700, "high": 2500}
}

func defaultSettings() settings {
	s := settings{PerTicket: 30, PerTicketWindow: duration(10 * time.Minute), Incremental: 10, Events: true}
	s.setPlan("high")
	return s
}

// setPlan sets what depends on the plan.
func (s *settings) setPlan(plan string) {
	s.Plan, s.Account, s.TicketUpdates = plan, planRequests()[plan], 100
	if plan == "high" {
		s.TicketUpdates = 300
	}
}

// Limits are the settings in force, as SetLimits takes them.
func (z *Zendesk) Limits() json.RawMessage {
	z.mu.Lock()
	defer z.mu.Unlock()
	return raw(z.state.settings)
}

// SetLimits changes the account's limits and how badly webhooks behave; members
// that are absent stay. "reset":true brings the defaults back first. "plan" (team, growth, professional, enterprise, high)
// sets account and ticket_updates, which may be given beside it. What was
// counted so far is forgotten. An unknown member or a wrong value changes
// nothing and gets an error that names it.
func (z *Zendesk) SetLimits(raw json.RawMessage) error {
	var members map[string]json.RawMessage
	if err := json.Unmarshal(raw, &members); err != nil {
		return fmt.Errorf("zendesk limits: want a JSON object: %w", err)
	}
	z.mu.Lock()
	defer z.unlock()
	next, err := z.state.settings.with(members)
	if err != nil {
		return fmt.Errorf("zendesk limits: %w", err)
	}
	z.state.settings, z.settingsChanged, z.limiter = next, true, newLimiter()
	z.posts.behave(next)
	return nil
}

func (s settings) with(members map[string]json.RawMessage) (settings, error) {
	reset := false
	targets := map[string]any{
		"reset": &reset, "account": &s.Account, "ticket_updates": &s.TicketUpdates, "per_ticket": &s.PerTicket,
		"per_ticket_window": &s.PerTicketWindow, "incremental": &s.Incremental, "plan": &s.Plan,
		"lose_webhooks": &s.LoseWebhooks, "double_webhooks": &s.DoubleWebhooks,
		"reorder_webhooks": &s.ReorderWebhooks, "events": &s.Events,
		"private_attachments": &s.PrivateAttachments,
	}
	if err := knownMembers(members, targets); err != nil {
		return s, err
	}
	if string(members["reset"]) == "true" {
		s = defaultSettings()
	}
	if raw, given := members["plan"]; given {
		var plan string
		if err := json.Unmarshal(raw, &plan); err != nil || planRequests()[plan] == 0 {
			return s, fmt.Errorf("plan: %s is not one of team, growth, professional, enterprise, high", raw)
		}
		s.setPlan(plan)
	}
	var problems []error
	for name, raw := range members {
		if err := json.Unmarshal(raw, targets[name]); err != nil {
			problems = append(problems, fmt.Errorf("%s: %w", name, err))
		}
	}
	for name, value := range map[string]int{"account": s.Account, "ticket_updates": s.TicketUpdates,
		"per_ticket": s.PerTicket, "per_ticket_window": int(s.PerTicketWindow), "incremental": s.Incremental} {
		if value < 1 {
			problems = append(problems, fmt.Errorf("%s: must be above zero", name))
		}
	}
	return s, errors.Join(problems...)
}

func knownMembers(members map[string]json.RawMessage, targets map[string]any) error {
	var unknown, known []string
	for name := range members {
		if targets[name] == nil {
			unknown = append(unknown, name)
		}
	}
	if len(unknown) == 0 {
		return nil
	}
	for name := range targets {
		known = append(known, name)
	}
	slices.Sort(unknown)
	slices.Sort(known)
	return fmt.Errorf("unknown member %s; known are %s", strings.Join(unknown, ", "), strings.Join(known, ", "))
}
