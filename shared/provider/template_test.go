package provider_test

import (
	"errors"
	"strings"
	"testing"

	"ventana/shared/provider"
	"ventana/shared/template"
)

func TestTemplateCheck_tellsWhatWhatsAppWouldRefuse(t *testing.T) {
	t.Parallel()
	header := func(h template.Header) template.Filled {
		return template.Filled{Name: "visit", Language: "es", Header: &h}
	}
	buttons := func(list ...template.ButtonValue) template.Filled {
		return template.Filled{Name: "visit", Language: "es", Buttons: list}
	}
	body := func(text string) template.Filled {
		return template.Filled{Name: "visit", Language: "es", Body: []template.Value{{Text: text}}}
	}
	tests := []struct {
		name   string
		filled template.Filled
		part   string // of a LimitError; "-" is another error, "" none
	}{
		{"no values", template.Filled{Name: "visit", Language: "es"}, ""},
		{"no name", template.Filled{Language: "es"}, "template"},
		{"no language", template.Filled{Name: "visit"}, "language"},
		{"value", body("Ana"), ""},
		{"empty value", body(" "), "value"},
		{"line break", body("a\nb"), "-"},
		{"header text", header(template.Header{Format: template.FormatText, Text: template.Value{Text: "a"}}), ""},
		{"empty header text", header(template.Header{Format: template.FormatText}), "header"},
		{"file", header(template.Header{Format: template.FormatImage, Link: "https://example.com/a.png"}), ""},
		{"no file", header(template.Header{Format: template.FormatImage}), "file"},
		{"two files", header(template.Header{Format: template.FormatImage, MediaID: "1", Link: "https://example.com/a.png"}), "-"},
		{"place", header(template.Header{Format: template.FormatLocation, Place: template.Place{Latitude: "1", Longitude: "2"}}), ""},
		{"no place", header(template.Header{Format: template.FormatLocation}), "place"},
		{"button", buttons(template.ButtonValue{Index: 9, Type: template.ButtonURL, Text: "7"}), ""},
		{"button out of range", buttons(template.ButtonValue{Index: 10, Type: template.ButtonURL, Text: "7"}), "-"},
		{"same button twice", buttons(template.ButtonValue{Text: "7"}, template.ButtonValue{Text: "8"}), "-"},
		{"empty button", buttons(template.ButtonValue{Type: template.ButtonURL}), "button"},
		{"long payload", buttons(template.ButtonValue{Type: template.ButtonQuickReply, Text: strings.Repeat("a", 257)}), "payload"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			err := provider.Template{Filled: tt.filled}.Check()
			var limit *provider.LimitError
			switch {
			case tt.part == "" && err != nil, tt.part != "" && err == nil:
				t.Errorf("Check() = %v", err)
			case tt.part == "-" && errors.As(err, &limit), tt.part != "-" && tt.part != "" && (!errors.As(err, &limit) || limit.Part != tt.part):
				t.Errorf("Check() = %v, want part %q", err, tt.part)
			}
		})
	}
}
