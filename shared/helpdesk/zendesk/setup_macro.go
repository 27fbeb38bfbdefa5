package zendesk

import (
	"context"
	"encoding/json"
	"net/http"
	"strings"
)

// Macro is a text that agents put into a reply with one click. Of the actions
// that a macro can have this is the comment alone.
// https://developer.zendesk.com/api-reference/ticketing/business-rules/macros/
type Macro struct {
	ID string // given by Zendesk
	// Title may be nested: "A::B" stands as B in the menu A.
	Title       string
	Description string // administrators see it
	Text        string // plain, with placeholders as {{ticket.id}}
	Public      bool   // the comment is a reply, not an internal note
	Active      bool   // agents can choose it
	// More tells that somebody gave it other actions besides; an update takes
	// them away.
	More bool
}

// The actions of a Macro.
// https://developer.zendesk.com/documentation/ticketing/reference-guides/actions-reference/
const (
	actionText   = "comment_value"
	actionPublic = "comment_mode_is_public"
)

type macroObject struct {
	ID          id            `json:"id,omitempty"`
	Title       string        `json:"title"`
	Description string        `json:"description"`
	Active      bool          `json:"active"`
	Actions     []macroAction `json:"actions"`
}

type macroAction struct {
	Field string          `json:"field"`
	Value json.RawMessage `json:"value"`
}

// Macros are all of the account, also those that are switched off. It needs
// ScopeSetup; an administrator sees other people's personal ones too.
func (c *Client) Macros(ctx context.Context) ([]Macro, error) {
	list, err := listAll[macroObject](ctx, c, "/api/v2/macros", "macros")
	if err != nil {
		return nil, err
	}
	macros := make([]Macro, len(list))
	for i, object := range list {
		macros[i] = object.macro()
	}
	return macros, nil
}

// CreateMacro makes a macro for everybody. After a lost answer it may stand
// there twice or not at all: Macros tells.
func (c *Client) CreateMacro(ctx context.Context, m Macro) error {
	var made macroObject
	return c.create(ctx, "zendesk make macro", "/api/v2/macros", "macro", m.object(), &made)
}

// UpdateMacro makes the macro of that id so: its actions replace all before.
func (c *Client) UpdateMacro(ctx context.Context, m Macro) error {
	return c.update(ctx, "zendesk change macro", http.MethodPut, "/api/v2/macros/"+m.ID, "macro", m.object())
}

// SwitchOffMacro takes a macro out of the agents' menu, and keeps all else.
func (c *Client) SwitchOffMacro(ctx context.Context, macroID string) error {
	return c.update(ctx, "zendesk switch off macro", http.MethodPut, "/api/v2/macros/"+macroID, "macro", map[string]any{"active": false})
}

func (m Macro) object() macroObject {
	public := json.RawMessage("false")
	if m.Public {
		public = json.RawMessage("true")
	}
	return macroObject{
		Title: m.Title, Description: m.Description, Active: m.Active,
		Actions: []macroAction{{actionText, text(m.Text)}, {actionPublic, public}},
	}
}

// macro reads the actions in each form that Zendesk answers: a text alone or
// for a channel, ["channel:all", "…"], and a truth as such or as a text. Without
// an action about it the comment is as the agent has it: not public for sure.
func (o macroObject) macro() Macro {
	m := Macro{ID: o.ID.String(), Title: o.Title, Description: o.Description, Active: o.Active}
	for _, action := range o.Actions {
		switch action.Field {
		case actionText:
			var scoped []string
			if json.Unmarshal(action.Value, &m.Text) != nil && json.Unmarshal(action.Value, &scoped) == nil && len(scoped) == 2 {
				m.Text, m.More = scoped[1], m.More || scoped[0] != "channel:all"
			}
		case actionPublic:
			m.Public = strings.Trim(string(action.Value), `"`) == "true"
		default:
			m.More = true
		}
	}
	return m
}
