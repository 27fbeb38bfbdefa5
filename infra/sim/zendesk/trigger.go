package zendesk

import (
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"
)

// trigger calls webhooks after an update that meets its conditions. Of
// Zendesk's actions only notification_webhook is simulated, so one trigger
// never sets off another.
type trigger struct {
	ID         int64      `json:"id"`
	Title      string     `json:"title"`
	Active     bool       `json:"active"`
	Conditions conditions `json:"conditions"`
	Actions    []act      `json:"actions"`
	CreatedAt  time.Time  `json:"created_at"`
	UpdatedAt  time.Time  `json:"updated_at"`
}

// conditions hold when all of All and, if there are any, one of Any hold.
type conditions struct {
	All []condition `json:"all"`
	Any []condition `json:"any"`
}

type condition struct {
	Field    string          `json:"field"`
	Operator string          `json:"operator"`
	Value    json.RawMessage `json:"value"`
}

// act is one action: for notification_webhook [webhook id, body].
type act struct {
	Field string          `json:"field"`
	Value json.RawMessage `json:"value"`
}

// webhook takes the action's value apart.
func (a act) webhook() (target, body string, err error) {
	var value []string
	if err := json.Unmarshal(a.Value, &value); err != nil {
		return "", "", fmt.Errorf("value of %s: %w", a.Field, err)
	}
	if a.Field != "notification_webhook" || len(value) != 2 {
		return "", "", errors.New("want notification_webhook with [webhook id, body]")
	}
	return value[0], value[1], nil
}

// operators are the conditions that are understood, with what they may ask.
// The spellings of their values are unverified but for update_type and
// comment_is_public.
func operators() map[string][]string {
	return map[string][]string{
		"update_type": {"is"}, "comment_is_public": {"is"}, "current_tags": {"includes", "not_includes"},
		"role": {"is", "is_not"}, "status": {"is", "is_not"}, "current_via_id": {"is", "is_not"},
	}
}

func (z *Zendesk) triggerView(t *trigger) map[string]any {
	return map[string]any{
		"id": t.ID, "url": z.link(fmt.Sprintf("/triggers/%d.json", t.ID)), "title": t.Title, "raw_title": t.Title,
		"active": t.Active, "position": t.ID, "conditions": map[string]any{"all": orEmpty(t.Conditions.All), "any": orEmpty(t.Conditions.Any)},
		"actions": orEmpty(t.Actions), "description": nil, "default": false, "created_at": t.CreatedAt, "updated_at": t.UpdatedAt,
	}
}

// listTriggers is GET /triggers.
func (z *Zendesk) listTriggers(c *call) (reply, error) {
	return z.page(c, "triggers", sortedIDs(z.state.triggers), func(id int64) any {
		return z.triggerView(z.state.triggers.get(id))
	})
}

// createTrigger is POST /triggers.
func (z *Zendesk) createTrigger(c *call) (reply, error) {
	t := &trigger{Active: true}
	if err := c.decode("trigger", t); err != nil {
		return reply{}, err
	}
	if err := z.checkTrigger(t); err != nil {
		return reply{}, err
	}
	t.ID, t.CreatedAt, t.UpdatedAt = z.state.newID(), z.stamp(), z.stamp()
	z.state.triggers.put(t.ID, t)
	c.header.Set("Location", z.link(fmt.Sprintf("/triggers/%d.json", t.ID)))
	return reply{http.StatusCreated, map[string]any{"trigger": z.triggerView(t)}}, nil
}

// oneTrigger is GET, PUT and DELETE /triggers/{id}.
func (z *Zendesk) oneTrigger(c *call) (reply, error) {
	number, err := c.pathID("id")
	if err != nil {
		return reply{}, err
	}
	t := z.state.triggers.get(number)
	if t == nil {
		return reply{}, recordNotFound()
	}
	switch c.r.Method {
	case http.MethodDelete:
		z.state.triggers.drop(number)
		return reply{http.StatusNoContent, nil}, nil
	case http.MethodPut:
		if t, err = z.updateTrigger(c, t); err != nil {
			return reply{}, err
		}
	}
	return ok("trigger", z.triggerView(t))
}

// updateTrigger replaces what the request gives and keeps the rest.
func (z *Zendesk) updateTrigger(c *call, t *trigger) (*trigger, error) {
	next := *t
	given := struct {
		Title      *string     `json:"title"`
		Active     *bool       `json:"active"`
		Conditions *conditions `json:"conditions"`
		Actions    *[]act      `json:"actions"`
	}{}
	if err := c.decode("trigger", &given); err != nil {
		return nil, err
	}
	if given.Title != nil {
		next.Title = *given.Title
	}
	if given.Active != nil {
		next.Active = *given.Active
	}
	if given.Conditions != nil {
		next.Conditions = *given.Conditions
	}
	if given.Actions != nil {
		next.Actions = *given.Actions
	}
	if err := z.checkTrigger(&next); err != nil {
		return nil, err
	}
	next.UpdatedAt = z.stamp()
	z.state.triggers.put(t.ID, &next)
	return &next, nil
}

func (z *Zendesk) checkTrigger(t *trigger) error {
	if strings.TrimSpace(t.Title) == "" {
		return recordInvalid("title", "BlankValue", "Title: cannot be blank")
	}
	if len(t.Conditions.All)+len(t.Conditions.Any) == 0 {
		return recordInvalid("base", "BlankValue", "Conditions: cannot be blank")
	}
	for _, condition := range slices.Concat(t.Conditions.All, t.Conditions.Any) {
		if !slices.Contains(operators()[condition.Field], condition.Operator) {
			return recordInvalid("conditions", "InvalidValue", "Condition: %s %s is not valid", condition.Field, condition.Operator)
		}
	}
	if len(t.Actions) == 0 {
		return recordInvalid("base", "BlankValue", "Actions: cannot be blank")
	}
	for _, action := range t.Actions {
		target, _, err := action.webhook()
		if err != nil {
			return recordInvalid("actions", "InvalidValue", "Action: %s is not valid: %v", action.Field, err)
		}
		h := z.state.webhooks.get(target)
		if h == nil || h.takesEvents() {
			return recordInvalid("actions", "InvalidValue", "Action: webhook %s cannot be called by triggers", target)
		}
	}
	return nil
}

// fireTriggers evaluates every active trigger once, in order, after an update.
func (z *Zendesk) fireTriggers(a *action) {
	for _, id := range sortedIDs(z.state.triggers) {
		t := z.state.triggers.get(id)
		if !t.Active || !z.holds(t.Conditions, a) {
			continue
		}
		for _, action := range t.Actions {
			// An action was checked when it was saved; its webhook may be gone since.
			target, body, err := action.webhook()
			h := z.state.webhooks.get(target)
			if err == nil && h != nil && h.Status == "active" {
				z.posts.send(h, []byte(z.render(a, body)))
			}
		}
	}
}

func (z *Zendesk) holds(c conditions, a *action) bool {
	holds := func(c condition) bool { return z.conditionHolds(c, a) }
	for _, one := range c.All {
		if !holds(one) {
			return false
		}
	}
	return len(c.Any) == 0 || slices.ContainsFunc(c.Any, holds)
}

func (z *Zendesk) conditionHolds(c condition, a *action) bool {
	want := textOf(c.Value)
	positive := c.Operator == "is" || c.Operator == "includes"
	switch c.Field {
	case "update_type":
		return strings.EqualFold(want, "Create") == a.created
	case "comment_is_public":
		return commentHolds(want, a.comment)
	case "current_tags":
		return positive == slices.ContainsFunc(strings.Fields(want), func(tag string) bool {
			return slices.Contains(a.ticket.Tags, tag)
		})
	case "role":
		return positive == actorIs(a.actor, want)
	case "status":
		return positive == (a.ticket.Status == want)
	case "current_via_id":
		via := "0" // web form
		if a.channel == channelAPI {
			via = "5" // web service
		}
		return positive == (via == want)
	}
	return false
}

// commentHolds answers comment_is_public, which asks for a comment first.
func commentHolds(want string, c *comment) bool {
	if c == nil {
		return false
	}
	switch want {
	case "true", "requester_can_see_comment":
		return c.Public
	case "false":
		return !c.Public
	}
	return want == "not_relevant"
}

// actorIs compares the current user with a role or a user's id. Agent means
// any member of staff.
func actorIs(u *user, want string) bool {
	switch want {
	case "agent":
		return u.staff()
	case "admin":
		return u.Role == roleAdmin
	case "end_user", "end-user":
		return u.Role == roleEndUser
	}
	return strconv.FormatInt(u.ID, 10) == want
}
