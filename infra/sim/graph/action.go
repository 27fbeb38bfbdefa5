package graph

import (
	"encoding/json"
	"slices"
)

// named checks the parts that all types with a named action share.
func (m interactiveMessage) named(action string) *apiError {
	switch {
	case m.Body == nil:
		return fail(codeWrongParameter, "A %s message needs a body.", m.Type)
	case m.Action.Name != action:
		return fail(codeWrongParameter, "Param interactive['action']['name'] must be one of {%s} - got %q.", action, m.Action.Name)
	case m.Action.Button != "" || m.Action.Buttons != nil || m.Action.Sections != nil:
		return fail(codeWrongParameter, "Unexpected key on param \"interactive['action']\".")
	}
	return nil
}

// request checks a message that asks the customer for something with one tap:
// it has a body and nothing else.
func (m interactiveMessage) request(action string) *apiError {
	if m.Header != nil || m.Footer != nil {
		return fail(codeWrongParameter, "A %s message has no header and no footer.", m.Type)
	}
	if m.Action.Parameters != nil {
		return fail(codeWrongParameter, "Unexpected key \"parameters\" on param \"interactive['action']\".")
	}
	return m.named(action)
}

// url checks a button that opens a web page.
func (m interactiveMessage) url() ([]length, *apiError) {
	if e := m.named(interactiveURL); e != nil {
		return nil, e
	}
	var parameters struct {
		Label string `json:"display_text"`
		URL   string `json:"url"`
	}
	if e := strict("interactive['action']['parameters']", orEmpty(m.Action.Parameters), &parameters); e != nil {
		return nil, e
	}
	if !isWebAddress(parameters.URL) {
		return nil, fail(codeWrongParameter, "Param interactive['action']['parameters']['url'] is not a valid URI.")
	}
	return []length{
		{"action['parameters']['display_text']", parameters.Label, 1, buttonTitleMax},
		{"action['parameters']['url']", parameters.URL, 1, actionURLMax},
	}, nil
}

// flow checks a button that opens a form.
func (m interactiveMessage) flow() ([]length, *apiError) {
	if e := m.named(interactiveFlow); e != nil {
		return nil, e
	}
	var parameters struct {
		Version string          `json:"flow_message_version"`
		ID      string          `json:"flow_id"`
		Name    string          `json:"flow_name"`
		Label   string          `json:"flow_cta"`
		Token   string          `json:"flow_token"`
		Mode    string          `json:"mode"`
		Action  string          `json:"flow_action"`
		Payload json.RawMessage `json:"flow_action_payload"`
	}
	if e := strict("interactive['action']['parameters']", orEmpty(m.Action.Parameters), &parameters); e != nil {
		return nil, e
	}
	switch {
	case parameters.Version != "3":
		return nil, fail(codeWrongParameter, "Param flow_message_version must be one of {3} - got %q.", parameters.Version)
	case (parameters.ID == "") == (parameters.Name == ""):
		return nil, fail(codeWrongParameter, "A flow message needs exactly one of flow_id and flow_name.")
	case !slices.Contains([]string{"", "draft", "published"}, parameters.Mode):
		return nil, fail(codeWrongParameter, "Param mode must be one of {DRAFT, PUBLISHED} - got %q.", parameters.Mode)
	case !slices.Contains([]string{"", "navigate", "data_exchange"}, parameters.Action):
		return nil, fail(codeWrongParameter, "Param flow_action must be one of {NAVIGATE, DATA_EXCHANGE} - got %q.", parameters.Action)
	}
	return []length{{"action['parameters']['flow_cta']", parameters.Label, 1, flowLabelMax}}, nil
}

func orEmpty(raw json.RawMessage) json.RawMessage {
	if raw == nil {
		return json.RawMessage("{}")
	}
	return raw
}
