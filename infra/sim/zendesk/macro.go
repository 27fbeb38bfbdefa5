package zendesk

import (
	"fmt"
	"net/http"
	"slices"
	"strings"
	"time"
)

// macro is what an agent puts into a ticket with one click. It is kept and not
// applied: agents of the simulator write for themselves.
// https://developer.zendesk.com/api-reference/ticketing/business-rules/macros/
type macro struct {
	ID          int64        `json:"id"`
	Title       string       `json:"title"`
	Description string       `json:"description,omitempty"`
	Inactive    bool         `json:"inactive,omitempty"`
	Actions     []act        `json:"actions"`
	Restriction *restriction `json:"restriction,omitempty"`
	CreatedAt   time.Time    `json:"created_at"`
	UpdatedAt   time.Time    `json:"updated_at"`
}

// restriction says who may use a macro; nil is everybody.
type restriction struct {
	Type string  `json:"type"` // User or Group
	ID   idInput `json:"id"`
}

// macroInput is a macro in a request.
type macroInput struct {
	Title       *string      `json:"title"`
	Description *string      `json:"description"`
	Active      *flag        `json:"active"`
	Actions     *[]act       `json:"actions"`
	Restriction *restriction `json:"restriction"`
}

// maxMacroTitle is the longest title in characters (unverified).
const maxMacroTitle = 255

func (z *Zendesk) macroView(m *macro) map[string]any {
	var restricted any
	if m.Restriction != nil {
		restricted = map[string]any{"type": m.Restriction.Type, "id": m.Restriction.ID}
	}
	return map[string]any{
		"id": m.ID, "url": z.link(fmt.Sprintf("/macros/%d.json", m.ID)), "title": m.Title, "raw_title": m.Title,
		"description": orNull(m.Description), "active": !m.Inactive, "default": false, "position": 9999,
		"actions": orEmpty(m.Actions), "restriction": restricted, "created_at": m.CreatedAt, "updated_at": m.UpdatedAt,
	}
}

// visible: administrators see every macro, agents the shared ones and their own.
func (m *macro) visible(to *user) bool {
	return to.Role == roleAdmin || m.Restriction == nil || m.personal(to) || m.Restriction.Type == "Group"
}

func (m *macro) personal(to *user) bool {
	return m.Restriction != nil && m.Restriction.Type == "User" && int64(m.Restriction.ID) == to.ID
}

// listMacros is GET /macros and GET /macros/active.
func (z *Zendesk) listMacros(c *call) (reply, error) {
	wanted := c.r.URL.Query().Get("active")
	if strings.HasSuffix(c.r.URL.Path, "/active") {
		wanted = "true"
	}
	if wanted != "" && wanted != "true" && wanted != "false" {
		return reply{}, invalidAttribute("active must be true or false, got %q", wanted)
	}
	ids := slices.DeleteFunc(sortedIDs(z.state.macros), func(id int64) bool {
		m := z.state.macros.get(id)
		return !m.visible(c.user) || wanted != "" && (wanted == "true") == m.Inactive
	})
	return z.page(c, "macros", ids, func(id int64) any { return z.macroView(z.state.macros.get(id)) })
}

// macroCategories is GET /macros/categories: what stands before the first "::"
// of the active macros' titles.
func (z *Zendesk) macroCategories(c *call) (reply, error) {
	categories := []string{}
	for _, id := range sortedIDs(z.state.macros) {
		m := z.state.macros.get(id)
		category, _, nested := strings.Cut(m.Title, "::")
		if nested && !m.Inactive && m.visible(c.user) && !slices.Contains(categories, category) {
			categories = append(categories, category)
		}
	}
	slices.Sort(categories)
	return ok("categories", categories)
}

// createMacro is POST /macros, which answers 200 and not 201. Titles may repeat.
func (z *Zendesk) createMacro(c *call) (reply, error) {
	m := &macro{CreatedAt: z.stamp()}
	if err := z.saveMacro(c, m); err != nil {
		return reply{}, err
	}
	c.header.Set("Location", z.link(fmt.Sprintf("/macros/%d.json", m.ID)))
	return ok("macro", z.macroView(m))
}

// oneMacro is GET, PUT and DELETE /macros/{id}.
func (z *Zendesk) oneMacro(c *call) (reply, error) {
	number, err := c.pathID("id")
	if err != nil {
		return reply{}, err
	}
	m := z.state.macros.get(number)
	if m == nil || !m.visible(c.user) {
		return reply{}, recordNotFound()
	}
	switch c.r.Method {
	case http.MethodDelete:
		if c.user.Role != roleAdmin && !m.personal(c.user) {
			return reply{}, forbidden()
		}
		z.state.macros.drop(number)
		return reply{http.StatusNoContent, nil}, nil
	case http.MethodPut:
		next := *m
		if err := z.saveMacro(c, &next); err != nil {
			return reply{}, err
		}
		m = &next
	}
	return ok("macro", z.macroView(m))
}

// saveMacro takes what the request gives and keeps the rest; actions replace
// all that were there.
func (z *Zendesk) saveMacro(c *call, m *macro) error {
	var in macroInput
	if err := c.decode("macro", &in); err != nil {
		return err
	}
	if m.ID != 0 && c.user.Role != roleAdmin && !m.personal(c.user) {
		return forbidden()
	}
	if in.Title != nil {
		m.Title = *in.Title
	}
	if in.Description != nil {
		m.Description = *in.Description
	}
	if in.Active != nil {
		m.Inactive = !bool(*in.Active)
	}
	if in.Restriction != nil {
		m.Restriction = in.Restriction
	}
	if in.Actions != nil {
		m.Actions = *in.Actions
	}
	if err := z.checkMacro(c.user, m); err != nil {
		return err
	}
	if m.ID == 0 {
		m.ID = z.state.newID()
	}
	m.UpdatedAt = z.stamp()
	z.state.macros.put(m.ID, m)
	return nil
}

func (z *Zendesk) checkMacro(by *user, m *macro) error {
	if m.Restriction != nil && m.Restriction.Type != "User" && m.Restriction.Type != "Group" {
		return recordInvalid("restriction", "InvalidValue", "Restriction: is not valid")
	}
	// An agent makes macros for nobody else.
	if by.Role != roleAdmin && !m.personal(by) {
		return forbidden()
	}
	if strings.TrimSpace(m.Title) == "" {
		return recordInvalid("title", "BlankValue", "Title: cannot be blank")
	}
	if len([]rune(m.Title)) > maxMacroTitle {
		return recordInvalid("title", "TooLong", "Title: is too long (maximum is %d characters)", maxMacroTitle)
	}
	if len(m.Actions) == 0 {
		return recordInvalid("base", "BlankValue", "Macro must contain at least one action")
	}
	for i, action := range m.Actions {
		checked, err := z.macroAction(action)
		if err != nil {
			return err
		}
		m.Actions[i] = checked
	}
	return nil
}
