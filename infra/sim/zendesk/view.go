package zendesk

import (
	"fmt"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"
)

// view is a list of tickets in the agents' workspace. It is kept and not
// executed: the simulator shows agents all tickets.
type view struct {
	ID         int64      `json:"id"`
	Title      string     `json:"title"`
	Active     bool       `json:"active"`
	Conditions conditions `json:"conditions"`
	Columns    []string   `json:"columns"`
	CreatedAt  time.Time  `json:"created_at"`
	UpdatedAt  time.Time  `json:"updated_at"`
}

// viewInput is a view in a request, where conditions stand beside the title.
type viewInput struct {
	Title  *string     `json:"title"`
	Active *flag       `json:"active"`
	All    []condition `json:"all"`
	Any    []condition `json:"any"`
	Output struct {
		Columns []string `json:"columns"`
	} `json:"output"`
}

// maxColumns is how many columns a view may have.
const maxColumns = 10

func (z *Zendesk) viewView(v *view) map[string]any {
	columns := []map[string]any{}
	for _, column := range v.Columns {
		columns = append(columns, map[string]any{"id": column, "title": column})
	}
	return map[string]any{
		"id": v.ID, "url": z.link(fmt.Sprintf("/views/%d.json", v.ID)), "title": v.Title, "raw_title": v.Title, "active": v.Active,
		"position": v.ID, "restriction": nil, "execution": map[string]any{"columns": columns},
		"conditions": map[string]any{"all": orEmpty(v.Conditions.All), "any": orEmpty(v.Conditions.Any)},
		"created_at": v.CreatedAt, "updated_at": v.UpdatedAt,
	}
}

// listViews is GET /views.
func (z *Zendesk) listViews(c *call) (reply, error) {
	return z.page(c, "views", sortedIDs(z.state.views), func(id int64) any { return z.viewView(z.state.views.get(id)) })
}

// createView is POST /views. One of its conditions must be about a ticket's
// status, type, group, assignee or requester, and hold for all.
func (z *Zendesk) createView(c *call) (reply, error) {
	var in viewInput
	if err := c.decode("view", &in); err != nil {
		return reply{}, err
	}
	if in.Title == nil || strings.TrimSpace(*in.Title) == "" {
		return reply{}, recordInvalid("title", "BlankValue", "Title: cannot be blank")
	}
	if err := z.checkView(&in); err != nil {
		return reply{}, err
	}
	v := &view{ID: z.state.newID(), Title: *in.Title, Active: in.Active == nil || bool(*in.Active),
		Conditions: conditions{All: in.All, Any: in.Any}, Columns: in.Output.Columns, CreatedAt: z.stamp(), UpdatedAt: z.stamp()}
	z.state.views.put(v.ID, v)
	c.header.Set("Location", z.link(fmt.Sprintf("/views/%d.json", v.ID)))
	return reply{http.StatusCreated, map[string]any{"view": z.viewView(v)}}, nil
}

func (z *Zendesk) checkView(in *viewInput) error {
	narrows := []string{"status", "type", "group_id", "assignee_id", "requester_id"}
	if !slices.ContainsFunc(in.All, func(c condition) bool { return slices.Contains(narrows, c.Field) }) {
		return recordInvalid("base", "InvalidValue", "Conditions: give one about status, type, group, assignee or requester")
	}
	if len(in.Output.Columns) > maxColumns {
		return recordInvalid("base", "TooLong", "Columns: at most %d", maxColumns)
	}
	known := []string{"status", "requester", "subject", "assignee", "updated", "created", "group", "priority", "nice_id", "type", "submitter"}
	for _, column := range in.Output.Columns {
		number, err := strconv.ParseInt(column, 10, 64)
		if !slices.Contains(known, column) && (err != nil || z.state.fields.get(number) == nil) {
			return recordInvalid("base", "InvalidValue", "Columns: %s is not valid", column)
		}
	}
	return nil
}

// oneView is GET and DELETE /views/{id}.
func (z *Zendesk) oneView(c *call) (reply, error) {
	number, err := c.pathID("id")
	if err != nil {
		return reply{}, err
	}
	v := z.state.views.get(number)
	if v == nil {
		return reply{}, recordNotFound()
	}
	if c.r.Method == http.MethodDelete {
		z.state.views.drop(number)
		return reply{http.StatusNoContent, nil}, nil
	}
	return ok("view", z.viewView(v))
}
