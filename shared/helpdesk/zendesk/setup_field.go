package zendesk

import (
	"context"
	"fmt"
	"net/http"
	"strings"
)

// fieldType is a field of one line of text.
const fieldType = "text"

type fieldObject struct {
	ID          id     `json:"id,omitempty"`
	Type        string `json:"type"`
	Title       string `json:"title"`
	Description string `json:"description,omitempty"`
	Active      bool   `json:"active"`
}

// field makes a ticket field, or switches an existing one on. A field of that
// title and another type is left alone: its values would be lost.
func (s Setup) field(ctx context.Context, report *Report, title, description string) {
	what := "ticket field “" + title + "”"
	list, err := listAll[fieldObject](ctx, s.Client, "/api/v2/ticket_fields", "ticket_fields")
	if err != nil {
		report.refused(what, err)
		return
	}
	existing := bestField(list, title)
	state := Made
	switch {
	case existing == nil && !s.DryRun:
		var made fieldObject
		wanted := fieldObject{Type: fieldType, Title: title, Description: description, Active: true}
		err = s.Client.create(ctx, "zendesk make ticket field", "/api/v2/ticket_fields", "ticket_field", wanted, &made)
	case existing == nil:
	case existing.Type != fieldType:
		report.add(Missing, what, fmt.Sprintf("field %s has this title and the type %q: rename it, and run this again", existing.ID, existing.Type))
		return
	case existing.Active:
		report.add(Fine, what, "")
		return
	default:
		state = Mended
		what += ": switched on"
		if !s.DryRun {
			err = s.Client.update(ctx, "zendesk mend ticket field", http.MethodPut, "/api/v2/ticket_fields/"+existing.ID.String(),
				"ticket_field", map[string]bool{"active": true})
		}
	}
	if err != nil {
		report.refused(what, err)
		return
	}
	report.add(state, what, "with several ticket forms, add it to those that WhatsApp tickets use")
}

// bestField is the field of a title; of several, a usable one first.
func bestField(list []fieldObject, title string) *fieldObject {
	var best *fieldObject
	for i := range list {
		field := &list[i]
		if !strings.EqualFold(field.Title, title) {
			continue
		}
		if best == nil || usable(field) > usable(best) {
			best = field
		}
	}
	return best
}

func usable(field *fieldObject) int {
	switch {
	case field.Type != fieldType:
		return 0
	case field.Active:
		return 2
	default:
		return 1
	}
}
