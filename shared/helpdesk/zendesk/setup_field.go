package zendesk

import (
	"cmp"
	"context"
	"fmt"
	"net/http"
	"slices"
	"strconv"
	"strings"

	"ventana/shared/helpdesk"
)

// Types of ticket fields: a dropdown and one line of text.
// https://developer.zendesk.com/api-reference/ticketing/tickets/ticket_fields/
const (
	fieldDropdown = "tagger"
	fieldText     = "text"
)

type fieldObject struct {
	ID          id            `json:"id,omitempty"`
	Type        string        `json:"type"`
	Title       string        `json:"title"`
	Description string        `json:"description,omitempty"`
	Active      bool          `json:"active"`
	Options     []fieldOption `json:"custom_field_options,omitempty"`
}

// fieldOption is one choice of a dropdown. Its value becomes a tag, and no other
// dropdown of the account may have the same.
type fieldOption struct {
	ID      id     `json:"id,omitempty"`
	Name    string `json:"name"`
	Value   string `json:"value"`
	Default bool   `json:"default,omitempty"`
}

func windowField() fieldObject {
	return fieldObject{
		Type: fieldDropdown, Title: FieldWindow, Active: true,
		Description: "Whether WhatsApp lets you write freely: open, closing or closed. Kept by Ventana.",
		Options: []fieldOption{
			{Name: "open", Value: helpdesk.WindowOpen},
			{Name: "closing", Value: helpdesk.WindowClosing},
			{Name: "closed", Value: helpdesk.WindowClosed},
		},
	}
}

func untilField() fieldObject {
	return fieldObject{
		Type: fieldText, Title: FieldUntil, Active: true,
		Description: "Until when you may write freely. Kept by Ventana.",
	}
}

func ratingField() fieldObject {
	field := fieldObject{
		Type: fieldDropdown, Title: FieldRating, Active: true,
		Description: "The customer's answer to the survey: the place of the choice. Kept by Ventana.",
	}
	for score := 1; score <= helpdesk.MaxRating; score++ {
		field.Options = append(field.Options, fieldOption{Name: strconv.Itoa(score), Value: helpdesk.RatingTag(score)})
	}
	return field
}

// fields makes and mends the fields that show the window and the rating.
func (s Setup) fields(ctx context.Context, report *Report) {
	list, err := listAll[fieldObject](ctx, s.Client, "/api/v2/ticket_fields", "ticket_fields")
	if err != nil {
		report.refused("ticket fields", err)
		return
	}
	report.Fields.Window = s.field(ctx, report, list, windowField(), s.Fields.Window)
	report.Fields.OpenUntil = s.field(ctx, report, list, untilField(), s.Fields.OpenUntil)
	report.Fields.Rating = s.field(ctx, report, list, ratingField(), s.Fields.Rating)
}

// field makes a ticket field, or mends an existing one, and gives its id. A
// field of the title and another type is left alone: its values would be lost.
func (s Setup) field(ctx context.Context, report *Report, list []fieldObject, wanted fieldObject, known string) string {
	what := "ticket field “" + wanted.Title + "”"
	existing := bestField(list, wanted, known)
	if existing == nil {
		return s.makeField(ctx, report, what, wanted)
	}
	if existing.Type != wanted.Type {
		report.add(Missing, what, fmt.Sprintf("field %s has this title and the type %q: rename it, and run this again", existing.ID, existing.Type))
		return ""
	}
	change, told := existing.differences(wanted)
	if len(change) == 0 {
		report.add(Fine, what, "")
		return existing.ID.String()
	}
	what += ": " + strings.Join(told, ", ")
	if !s.DryRun {
		err := s.Client.update(ctx, "zendesk mend ticket field", http.MethodPut, "/api/v2/ticket_fields/"+existing.ID.String(), "ticket_field", change)
		if err != nil {
			report.refused(what, err)
			return existing.ID.String()
		}
	}
	report.add(Mended, what, fieldForms)
	return existing.ID.String()
}

const fieldForms = "with several ticket forms, add it to those that WhatsApp tickets use"

func (s Setup) makeField(ctx context.Context, report *Report, what string, wanted fieldObject) string {
	var made fieldObject
	if !s.DryRun {
		if err := s.Client.create(ctx, "zendesk make ticket field", "/api/v2/ticket_fields", "ticket_field", wanted, &made); err != nil {
			report.refused(what, err)
			return ""
		}
	}
	report.add(Made, what, fieldForms)
	return made.ID.String()
}

// differences is the update that a field needs, and what it changes in words.
// The list of options replaces the one before, so it keeps those that are there.
func (f fieldObject) differences(wanted fieldObject) (change map[string]any, told []string) {
	change = map[string]any{}
	if !f.Active {
		change["active"] = true
		told = append(told, "switched on")
	}
	options := slices.Clone(f.Options)
	for _, option := range wanted.Options {
		if !f.has(option) {
			options = append(options, option)
			told = append(told, "option "+option.Value+" added")
		}
	}
	if len(options) > len(f.Options) {
		change["custom_field_options"] = options
	}
	return change, told
}

func (f fieldObject) has(option fieldOption) bool {
	return slices.ContainsFunc(f.Options, func(own fieldOption) bool { return own.Value == option.Value })
}

// bestField is the field that serves as the wanted one, nil when there is none:
// the one in the call document, one that has our options whatever its title (no
// other could have them), or one of the title; of several, a usable one first.
func bestField(list []fieldObject, wanted fieldObject, known string) *fieldObject {
	if len(list) == 0 {
		return nil
	}
	best := slices.MaxFunc(list, func(a, b fieldObject) int { return cmp.Compare(a.serves(wanted, known), b.serves(wanted, known)) })
	if best.serves(wanted, known) == 0 {
		return nil
	}
	return &best
}

// serves ranks a field; 0 is another one altogether.
func (f fieldObject) serves(wanted fieldObject, known string) int {
	titled := strings.EqualFold(f.Title, wanted.Title)
	switch {
	case f.Type != wanted.Type && titled:
		return 1
	case f.Type != wanted.Type:
		return 0
	case f.ID.String() == known:
		return 5
	case slices.ContainsFunc(wanted.Options, f.has):
		return 4
	case titled && f.Active:
		return 3
	case titled:
		return 2
	default:
		return 0
	}
}
