package template

import (
	"fmt"
	"strings"
)

// Diff is how the account's template differs from the wanted one, part by part.
// Samples are not compared: they are for review only, files' come back as other
// addresses, and an edit for their sake would cost one of the few. A TTL that is
// not asked for is left as it is.
func Diff(have, want Template) []Difference {
	var all []Difference
	add := func(field, had, wants string) {
		if had, wants = tidy(had), tidy(wants); had != wants {
			all = append(all, Difference{Field: field, Have: had, Want: wants})
		}
	}
	both := have.Name != "" && want.Name != ""
	add("category", strings.ToUpper(have.Category), strings.ToUpper(want.Category))
	if both {
		add("parameter_format", form(have), form(want))
	}
	for _, kind := range []string{TypeHeader, TypeBody, TypeFooter} {
		had, _ := have.Component(kind)
		wants, _ := want.Component(kind)
		add(strings.ToLower(kind), had.told(), wants.told())
	}
	had, _ := have.Component(TypeButtons)
	wants, _ := want.Component(TypeButtons)
	for i := range max(len(had.Buttons), len(wants.Buttons)) {
		add(fmt.Sprintf("buttons[%d]", i), had.button(i), wants.button(i))
	}
	for _, c := range have.Components {
		switch c.Type {
		case TypeHeader, TypeBody, TypeFooter, TypeButtons:
		default:
			add(strings.ToLower(c.Type), c.Type, "") // a definition has no such part
		}
	}
	if want.TTLSeconds != 0 && want.TTLSeconds != have.TTLSeconds {
		add("ttl", lasting(have.TTLSeconds), lasting(want.TTLSeconds))
	}
	return all
}

// form is how the parameters are told apart; without any it makes no difference.
func form(t Template) string {
	for _, c := range t.Components {
		if len(names(c.Text, true)) == 0 {
			continue
		}
		if t.Named {
			return formatNamed
		}
		return formatPositional
	}
	return ""
}

// told is a component as one text.
func (c Component) told() string {
	if c.Format == "" || c.Format == FormatText {
		return c.Text
	}
	return "[" + strings.ToLower(c.Format) + "]"
}

// button is one button as one text. WhatsApp itself names the one of a code.
func (c Component) button(at int) string {
	if at >= len(c.Buttons) {
		return ""
	}
	b := c.Buttons[at]
	if b.Type == ButtonCopyCode {
		return b.Type
	}
	return strings.TrimSpace(fmt.Sprintf("%s %s %s", b.Type, b.Text, b.URL+b.Phone))
}

// tidy takes away what a form and an API change by themselves.
func tidy(text string) string {
	return strings.TrimSpace(strings.ReplaceAll(text, "\r\n", "\n"))
}

func lasting(seconds int) string {
	if seconds == 0 {
		return ""
	}
	return fmt.Sprintf("%d s", seconds)
}
