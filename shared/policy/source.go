package policy

import (
	"fmt"
	"strings"
)

// fieldPrefix begins the name of one of the ticket's custom fields.
const fieldPrefix = "ticket.field."

// fields are what a value's source may name, apart from the ticket's custom
// fields.
func fields() []string {
	return []string{"contact.first_name", "contact.name", "ticket.id", "ticket.subject", "agent.name"}
}

// part is a piece of a source: a literal, or a field with its fallback.
type part struct {
	literal, field, fallback string
}

// parseSource cuts a value's source into its parts.
func parseSource(text string) ([]part, error) {
	var parts []part
	for text != "" {
		before, rest, found := strings.Cut(text, "{{")
		if before != "" {
			parts = append(parts, part{literal: before})
		}
		if !found {
			break
		}
		inside, after, closed := strings.Cut(rest, "}}")
		if !closed {
			return nil, fmt.Errorf("{{ is not closed: write {{ticket.id}}")
		}
		one, err := parseField(inside)
		if err != nil {
			return nil, err
		}
		parts = append(parts, one)
		text = after
	}
	return parts, nil
}

func parseField(inside string) (part, error) {
	name, fallback, has := strings.Cut(inside, "|")
	one := part{field: strings.TrimSpace(name)}
	known := fields()
	id, isField := strings.CutPrefix(one.field, fieldPrefix)
	switch {
	case isField && id != "" && !strings.ContainsAny(id, " ."):
	case isField:
		return part{}, fmt.Errorf("{{%s}} lacks the field's id: write {{ticket.field.360001}}", one.field)
	case !contains(known, one.field):
		return part{}, fmt.Errorf("{{%s}} is no field%s: write one of %s, ticket.field.ID", one.field, meant(one.field, known), strings.Join(known, ", "))
	}
	if !has {
		return one, nil
	}
	fallback = strings.TrimSpace(fallback)
	if len(fallback) < 3 || fallback[0] != fallback[len(fallback)-1] || (fallback[0] != '"' && fallback[0] != '\'') {
		return part{}, fmt.Errorf("a fallback stands in quotes: write {{%s | \"cliente\"}}", one.field)
	}
	one.fallback = fallback[1 : len(fallback)-1]
	return one, nil
}

// expand puts the facts' fields into a source. The error names the field that
// is not known and has no fallback; WhatsApp takes no empty parameter.
func expand(source string, values map[string]string) (string, error) {
	parts, err := parseSource(source)
	if err != nil {
		return "", err
	}
	var text strings.Builder
	for _, one := range parts {
		value := one.literal
		if one.field != "" {
			value = strings.TrimSpace(values[one.field])
		}
		if value == "" {
			value = one.fallback
		}
		if value == "" {
			return "", fmt.Errorf("%s is not known and has no fallback", one.field)
		}
		text.WriteString(value)
	}
	return text.String(), nil
}
