package zendesk

import (
	"fmt"
	"net/http"
	"slices"
	"strings"
	"time"
)

// field is a custom ticket field. The account starts with none; Zendesk's
// system fields are not listed.
type field struct {
	ID          int64         `json:"id"`
	Type        string        `json:"type"`
	Title       string        `json:"title"`
	Description string        `json:"description,omitempty"`
	Tag         string        `json:"tag,omitempty"`
	Options     []fieldOption `json:"custom_field_options,omitempty"`
	Inactive    bool          `json:"inactive,omitempty"`
	CreatedAt   time.Time     `json:"created_at"`
	UpdatedAt   time.Time     `json:"updated_at"`
}

// fieldOption is one choice of a tagger; its value becomes a tag.
type fieldOption struct {
	ID    int64  `json:"id"`
	Name  string `json:"name"`
	Value string `json:"value"`
}

func (z *Zendesk) fieldView(f *field) map[string]any {
	view := map[string]any{
		"id": f.ID, "url": z.link(fmt.Sprintf("/ticket_fields/%d.json", f.ID)), "type": f.Type, "title": f.Title,
		"raw_title": f.Title, "description": f.Description, "position": 9999, "active": !f.Inactive, "required": false,
		"tag": orNull(f.Tag), "removable": true, "created_at": f.CreatedAt, "updated_at": f.UpdatedAt,
	}
	if f.choices() {
		view["custom_field_options"] = orEmpty(f.Options)
	}
	return view
}

func (f *field) choices() bool { return f.Type == "tagger" || f.Type == "multiselect" }

// fieldInput is a ticket field in a request.
type fieldInput struct {
	Type        *string        `json:"type"`
	Title       *string        `json:"title"`
	Description *string        `json:"description"`
	Tag         *string        `json:"tag"`
	Active      *flag          `json:"active"`
	Options     *[]fieldOption `json:"custom_field_options"`
}

// listFields is GET /ticket_fields.
func (z *Zendesk) listFields(c *call) (reply, error) {
	return z.page(c, "ticket_fields", sortedIDs(z.state.fields), func(id int64) any {
		return z.fieldView(z.state.fields.get(id))
	})
}

// createField is POST /ticket_fields. Titles may repeat; option values may not,
// in the whole account.
func (z *Zendesk) createField(c *call) (reply, error) {
	var in fieldInput
	if err := c.decode("ticket_field", &in); err != nil {
		return reply{}, err
	}
	known := []string{"text", "textarea", "checkbox", "date", "integer", "decimal", "regexp", "partialcreditcard",
		"multiselect", "tagger", "lookup"}
	if in.Type == nil || !slices.Contains(known, *in.Type) {
		return reply{}, recordInvalid("type", "InvalidValue", "Type: is not valid")
	}
	if in.Title == nil {
		return reply{}, recordInvalid("title", "BlankValue", "Title: cannot be blank")
	}
	f := &field{Type: *in.Type, CreatedAt: z.stamp()}
	if err := z.saveField(f, &in); err != nil {
		return reply{}, err
	}
	c.header.Set("Location", z.link(fmt.Sprintf("/ticket_fields/%d.json", f.ID)))
	return reply{http.StatusCreated, map[string]any{"ticket_field": z.fieldView(f)}}, nil
}

// oneField is GET, PUT and DELETE /ticket_fields/{id}.
func (z *Zendesk) oneField(c *call) (reply, error) {
	number, err := c.pathID("id")
	if err != nil {
		return reply{}, err
	}
	f := z.state.fields.get(number)
	if f == nil {
		return reply{}, recordNotFound()
	}
	switch c.r.Method {
	case http.MethodDelete:
		z.state.fields.drop(number)
		return reply{http.StatusNoContent, nil}, nil
	case http.MethodPut:
		var in fieldInput
		if err := c.decode("ticket_field", &in); err != nil {
			return reply{}, err
		}
		if err := z.saveField(f, &in); err != nil {
			return reply{}, err
		}
	}
	return ok("ticket_field", z.fieldView(f))
}

func (z *Zendesk) saveField(f *field, in *fieldInput) error {
	if in.Title != nil && strings.TrimSpace(*in.Title) == "" {
		return recordInvalid("title", "BlankValue", "Title: cannot be blank")
	}
	options, err := z.checkOptions(f, in.Options)
	if err != nil {
		return err
	}
	if f.ID == 0 {
		f.ID = z.state.newID()
	}
	for target, value := range map[*string]*string{&f.Title: in.Title, &f.Description: in.Description, &f.Tag: in.Tag} {
		if value != nil {
			*target = *value
		}
	}
	if in.Active != nil {
		f.Inactive = !bool(*in.Active)
	}
	f.Options, f.UpdatedAt = options, z.stamp()
	z.state.fields.put(f.ID, f)
	return nil
}

// checkOptions gives new options their ids; an option that keeps its value
// keeps its id.
func (z *Zendesk) checkOptions(f *field, given *[]fieldOption) ([]fieldOption, error) {
	if given == nil {
		return f.Options, nil
	}
	if !f.choices() {
		return nil, recordInvalid("custom_field_options", "InvalidValue", "Custom field options: not for type %s", f.Type)
	}
	taken := z.optionValues(f.ID)
	var options []fieldOption
	for _, option := range *given {
		if option.Name == "" || option.Value == "" {
			return nil, recordInvalid("custom_field_options", "BlankValue", "Custom field options: name and value cannot be blank")
		}
		if taken[option.Value] {
			return nil, recordInvalid("custom_field_options", "DuplicateValue", "Custom field options: %s is already in use", option.Value)
		}
		taken[option.Value] = true
		option.ID = z.state.newID()
		for _, old := range f.Options {
			if old.Value == option.Value {
				option.ID = old.ID
			}
		}
		options = append(options, option)
	}
	return options, nil
}

func (z *Zendesk) optionValues(except int64) map[string]bool {
	taken := map[string]bool{}
	for id, f := range z.state.fields.rows {
		for _, option := range f.Options {
			if id != except {
				taken[option.Value] = true
			}
		}
	}
	return taken
}
