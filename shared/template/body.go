package template

import "strings"

// creation is the body of POST /{WABA}/message_templates.
type creation struct {
	Name       string          `json:"name"`
	Language   string          `json:"language"`
	Category   string          `json:"category"`
	Format     string          `json:"parameter_format,omitempty"`
	Components []requestedPart `json:"components"`
	TTL        int             `json:"message_send_ttl_seconds,omitempty"`
}

// change is the body of POST /{template id}.
type change struct {
	Category   string          `json:"category,omitempty"`
	Components []requestedPart `json:"components,omitempty"`
	TTL        int             `json:"message_send_ttl_seconds,omitempty"`
}

// requestedPart is a component as it is asked for.
type requestedPart struct {
	listedComponent
	Buttons []any `json:"buttons,omitempty"`
}

// codeButton has one sample, where the list answers with several.
type codeButton struct {
	Type    string `json:"type"`
	Example string `json:"example"`
}

// CreateBody is the JSON that creates a template.
// https://developers.facebook.com/documentation/business-messaging/whatsapp/templates/template-management
func CreateBody(want Template) ([]byte, error) {
	c := creation{Name: want.Name, Language: want.Language, Category: want.Category, Components: requested(want), TTL: want.TTLSeconds}
	if want.Named {
		c.Format = strings.ToLower(formatNamed) // requests write it small
	}
	return plain(c)
}

// EditBody is the JSON that makes of a template what is wanted. All components
// are in it if one differs, as they are replaced together; the category of an
// approved template is not, as it is fixed.
func EditBody(want, have Template) ([]byte, error) {
	var c change
	for _, d := range Diff(have, want) {
		switch d.Field {
		case "category":
			if have.Status != StatusApproved {
				c.Category = want.Category
			}
		case "ttl":
			c.TTL = want.TTLSeconds
		default:
			c.Components = requested(want)
		}
	}
	return plain(c)
}

func requested(t Template) []requestedPart {
	all := make([]requestedPart, 0, len(t.Components))
	for _, c := range t.Components {
		part := requestedPart{listedComponent: listedComponent{Type: c.Type, Format: c.Format, Text: c.Text}}
		if len(c.Examples) > 0 {
			part.Example = c.example()
		}
		for _, b := range c.Buttons {
			if b.Type == ButtonCopyCode {
				part.Buttons = append(part.Buttons, codeButton{b.Type, b.Example})
				continue
			}
			part.Buttons = append(part.Buttons, b)
		}
		all = append(all, part)
	}
	return all
}
