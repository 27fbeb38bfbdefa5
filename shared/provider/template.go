package provider

import (
	"errors"
	"strings"
	"unicode/utf8"

	"ventana/shared/template"
)

// Template is an approved template with its values. It is the one content that
// may leave while the customer service window is closed.
type Template struct {
	template.Filled
}

// Check tells what WhatsApp would refuse of the form. Whether the template is
// approved and has just these values was seen when it was filled.
func (t Template) Check() error {
	switch {
	case t.Name == "":
		return &LimitError{Part: "template"}
	case t.Language == "":
		return &LimitError{Part: "language"}
	}
	if err := checkHeader(t.Header); err != nil {
		return err
	}
	for _, value := range t.Body {
		if err := checkValue("value", value.Text); err != nil {
			return err
		}
	}
	return checkButtons(t.Buttons)
}

func checkHeader(h *template.Header) error {
	switch {
	case h == nil:
		return nil
	case h.Format == template.FormatText:
		return checkValue("header", h.Text.Text)
	case h.Format == template.FormatLocation:
		if h.Place.Latitude == "" || h.Place.Longitude == "" {
			return &LimitError{Part: "place"}
		}
	case h.MediaID == "" && h.Link == "":
		return &LimitError{Part: "file"}
	case h.MediaID != "" && h.Link != "":
		return errors.New("a header with two files")
	}
	return nil
}

// checkButtons: each button takes one value.
func checkButtons(buttons []template.ButtonValue) error {
	seen := map[int]bool{}
	for _, b := range buttons {
		if b.Index < 0 || b.Index >= template.MaxButtons || seen[b.Index] {
			return errors.New("a button that cannot be")
		}
		seen[b.Index] = true
		switch {
		case strings.TrimSpace(b.Text) == "":
			return &LimitError{Part: "button"}
		case b.Type == template.ButtonQuickReply && utf8.RuneCountInString(b.Text) > template.MaxPayloadRunes:
			return &LimitError{Part: "payload", Limit: template.MaxPayloadRunes}
		}
	}
	return nil
}

func checkValue(part, text string) error {
	switch {
	case strings.TrimSpace(text) == "":
		return &LimitError{Part: part}
	case strings.ContainsAny(text, "\n\r\t"):
		return errors.New(part + " breaks the line")
	}
	return nil
}
