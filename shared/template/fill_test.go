package template_test

import (
	"errors"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"ventana/shared/template"
)

type values = map[string]string

func TestFill_givesAProviderItsValuesInOrder(t *testing.T) {
	t.Parallel()
	all := list(t)
	invoice := all[1]
	invoice.Status = template.StatusApproved
	otp := approved(false, body("*{{1}}* is your code."), buttons(template.Button{Type: template.ButtonURL, Text: "Copy", URL: "https://www.whatsapp.com/otp?code=otp{{1}}"}))
	otp.Category = template.CategoryAuthentication
	place := approved(true, template.Component{Type: template.TypeHeader, Format: template.FormatLocation}, body("We are here."))
	tests := []struct {
		name     string
		template template.Template
		values   values
		want     template.Filled
	}{
		{
			"names, an address and a payload", all[0], values{"ticket": "12", "first_name": "Zoë {{ticket}}", "button.1": "12?a=b", "button.2": "REOPEN"},
			template.Filled{
				Name: "ticket_update", Language: "es_ES", Category: "UTILITY",
				Header:  &template.Header{Format: "TEXT", Text: template.Value{Name: "ticket", Text: "12"}},
				Body:    []template.Value{{Name: "first_name", Text: "Zoë {{ticket}}"}},
				Buttons: []template.ButtonValue{{Index: 0, Type: "URL", Text: "12?a=b"}, {Index: 1, Type: "QUICK_REPLY", Text: "REOPEN"}},
				Text:    "Ticket 12\n\nHola Zoë {{ticket}}, hay <novedades> & más en su caso.\n\nAcme\n\n[button] Ver https://example.com/t/12?a=b\n[button] Reabrir\n[button] Llamar +34910000000",
			},
		},
		{
			"numbers, a linked file and a code", invoice, values{"header": "https://example.com/f/factura%20mayo.pdf?x=1", "1": "77", "2": "May", "code": "XY"},
			template.Filled{
				Name: "invoice", Language: "en", Category: "UTILITY",
				Header:  &template.Header{Format: "DOCUMENT", Link: "https://example.com/f/factura%20mayo.pdf?x=1", Filename: "factura mayo.pdf"},
				Body:    []template.Value{{Text: "77"}, {Text: "May"}},
				Buttons: []template.ButtonValue{{Index: 0, Type: "COPY_CODE", Text: "XY"}},
				Text:    "[document] https://example.com/f/factura%20mayo.pdf?x=1\n\nInvoice 77 of May is ready.\n\n[button] Copy offer code XY",
			},
		},
		{
			"a media id", invoice, values{"header": "5004", "1": "77", "2": "May", "code": "XY"},
			template.Filled{
				Name: "invoice", Language: "en", Category: "UTILITY", Header: &template.Header{Format: "DOCUMENT", MediaID: "5004"},
				Body:    []template.Value{{Text: "77"}, {Text: "May"}},
				Buttons: []template.ButtonValue{{Index: 0, Type: "COPY_CODE", Text: "XY"}},
				Text:    "[document]\n\nInvoice 77 of May is ready.\n\n[button] Copy offer code XY",
			},
		},
		{
			"a numbered header", approved(false, heading("Order {{1}}"), body("{{2}} then {{1}} ok")), values{"header": "7", "1": "a", "2": "b"},
			template.Filled{
				Name: "t", Language: "en", Category: "UTILITY", Header: &template.Header{Format: "TEXT", Text: template.Value{Text: "7"}},
				Body: []template.Value{{Text: "a"}, {Text: "b"}}, Text: "Order 7\n\nb then a ok",
			},
		},
		{
			"a place", place, values{"header": " 40.4168, -3.7038, Sol, Puerta del Sol, 1"},
			template.Filled{
				Name: "t", Language: "en", Category: "UTILITY",
				Header: &template.Header{Format: "LOCATION", Place: template.Place{Latitude: "40.4168", Longitude: "-3.7038", Name: "Sol", Address: "Puerta del Sol, 1"}},
				Text:   "[location] Sol, Puerta del Sol, 1\n\nWe are here.",
			},
		},
		{
			"a code stands in body and button", otp, values{"1": "123456"},
			template.Filled{
				Name: "t", Language: "en", Category: "AUTHENTICATION", Body: []template.Value{{Text: "123456"}},
				Buttons: []template.ButtonValue{{Index: 0, Type: "URL", Text: "123456"}}, Text: "*123456* is your code.\n\n[button] Copy",
			},
		},
		{
			"nothing to give", approved(true, body("Hello."), buttons(template.Button{Type: template.ButtonQuickReply, Text: "Yes"})), nil,
			template.Filled{Name: "t", Language: "en", Category: "UTILITY", Text: "Hello.\n\n[button] Yes"},
		},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			got, err := tt.template.Fill(tt.values)
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(tt.want, got); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
		})
	}
}

func TestFill_refusesWhatWhatsAppWould(t *testing.T) {
	t.Parallel()
	named := approved(true, heading("T {{n}}"), body("a {{b}} c {{d}} e"))
	numbered := approved(false, body("a {{1}} b {{2}} c"))
	file := approved(false, template.Component{Type: template.TypeHeader, Format: template.FormatImage}, body("a"))
	place := approved(false, template.Component{Type: template.TypeHeader, Format: template.FormatLocation}, body("a"))
	tapped := approved(false, body("a"), buttons(template.Button{Type: template.ButtonURL, URL: "https://e.com/{{1}}"}, template.Button{Type: template.ButtonCopyCode}, template.Button{Type: template.ButtonQuickReply}))
	good := func(change ...string) values {
		v := values{"n": "1", "b": "2", "d": "3"}
		for i := 0; i+1 < len(change); i += 2 {
			v[change[i]] = change[i+1]
		}
		return v
	}
	type problem = template.Problem
	tests := []struct {
		name     string
		template template.Template
		values   values
		want     []problem
	}{
		{"missing values, in order", named, values{"b": "2"}, []problem{{Key: "n", What: template.WhatMissing}, {Key: "d", What: template.WhatMissing}}},
		{"no values at all", numbered, nil, []problem{{Key: "1", What: template.WhatMissing}, {Key: "2", What: template.WhatMissing}}},
		{"an empty value", named, good("b", ""), []problem{{Key: "b", What: template.WhatEmpty}}},
		{"a value of spaces", named, good("b", "  "), []problem{{Key: "b", What: template.WhatEmpty}}},
		{"unknown keys, in order", named, good("z", "1", "y", "1", "", "1"), []problem{{Key: "", What: template.WhatUnknown}, {Key: "y", What: template.WhatUnknown}, {Key: "z", What: template.WhatUnknown}}},
		{"a number where names are", named, good("1", "x"), []problem{{Key: "1", What: template.WhatNamed}}},
		{"a name where numbers are", numbered, values{"1": "a", "2": "b", "name": "c"}, []problem{{Key: "name", What: template.WhatNumbered}}},
		{"one number too many", numbered, values{"1": "a", "2": "b", "3": "c"}, []problem{{Key: "3", What: template.WhatUnknown}}},
		{"a line break", named, good("b", "x\ny"), []problem{{Key: "b", What: template.WhatLine}}},
		{"a tab", named, good("b", "x\ty"), []problem{{Key: "b", What: template.WhatLine}}},
		{"a carriage return in a header", named, good("n", "x\ry"), []problem{{Key: "n", What: template.WhatLine}}},
		{"bytes that are no text", named, good("b", "\xff"), []problem{{Key: "b", What: template.WhatLine}}},
		{"a separator of lines", named, good("b", "x\u2028y"), []problem{{Key: "b", What: template.WhatLine}}},
		{"five spaces", named, good("b", "x     y"), []problem{{Key: "b", What: template.WhatSpaces, Limit: 4}}},
		{"a value longer than the body's room", named, good("b", strings.Repeat("ñ", 1017)), []problem{{Key: "b", What: template.WhatLong, Limit: 1016}}},
		{"values longer than the body together", named, good("b", strings.Repeat("ñ", 600), "d", strings.Repeat("ñ", 600)), []problem{{What: template.WhatBody, Limit: 1024}}},
		{"a value longer than the header's room", named, good("n", strings.Repeat("ñ", 59)), []problem{{Key: "n", What: template.WhatLong, Limit: 58}}},
		{"values longer than the header together", approved(true, heading("{{n}} {{m}}"), body("a")), values{"n": strings.Repeat("ñ", 30), "m": strings.Repeat("ñ", 30)}, []problem{{What: template.WhatHeader, Limit: 60}}},
		{"a file that is a word", file, values{"header": "photo"}, []problem{{Key: "header", What: template.WhatMedia}}},
		{"a file of another scheme", file, values{"header": "ftp://e.com/a.png"}, []problem{{Key: "header", What: template.WhatMedia}}},
		{"a file at no host", file, values{"header": "https:///a.png"}, []problem{{Key: "header", What: template.WhatMedia}}},
		{"a file with a space", file, values{"header": "https://e.com/a b.png"}, []problem{{Key: "header", What: template.WhatMedia}}},
		{"a place without address", place, values{"header": "40.4,-3.7,Sol"}, []problem{{Key: "header", What: template.WhatPlace}}},
		{"a place off the map", place, values{"header": "91,0,Sol,Street"}, []problem{{Key: "header", What: template.WhatPlace}}},
		{"a place that is no number", place, values{"header": "NaN,0,Sol,Street"}, []problem{{Key: "header", What: template.WhatPlace}}},
		{
			"blanks in address and code", tapped, values{"button.1": "a b", "code": "A B", "button.3": strings.Repeat("p", 257)},
			[]problem{{Key: "button.1", What: template.WhatBlank}, {Key: "code", What: template.WhatBlank}, {Key: "button.3", What: template.WhatLong, Limit: 256}},
		},
		{"a code that is too long", tapped, values{"button.1": "a", "code": strings.Repeat("A", 16)}, []problem{{Key: "code", What: template.WhatLong, Limit: 15}}},
		{"an empty payload", tapped, values{"button.1": "a", "code": "A", "button.3": ""}, []problem{{Key: "button.3", What: template.WhatEmpty}}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			_, err := tt.template.Fill(tt.values)
			var form *template.FormError
			if !errors.As(err, &form) {
				t.Fatalf("error %v, want a FormError", err)
			}
			if diff := cmp.Diff(tt.want, form.Problems); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
		})
	}
}

func TestFill_takesWhatJustFits(t *testing.T) {
	t.Parallel()
	named := approved(true, heading("T {{n}}"), body("a {{b}} c {{d}} e"))
	for _, v := range []values{
		{"n": strings.Repeat("ñ", 58), "b": "2", "d": "3"},
		{"n": "1", "b": strings.Repeat("ñ", 1016), "d": "3"},
		{"n": "1", "b": strings.Repeat("ñ", 1000), "d": strings.Repeat("ñ", 17)},
		{"n": "1", "b": "x    y", "d": "{{b}}"},
	} {
		if _, err := named.Fill(v); err != nil {
			t.Errorf("%d and %d characters: %v", len(v["n"]), len(v["b"]), err)
		}
	}
}

func TestFill_sendsNothingThatIsNotApproved(t *testing.T) {
	t.Parallel()
	for _, status := range []string{
		template.StatusPending, template.StatusRejected, template.StatusPaused, template.StatusDisabled, template.StatusInAppeal,
		template.StatusPendingDeletion, template.StatusDeleted, template.StatusLimitExceeded, template.StatusArchived, "NEW", "approved", "",
	} {
		one := approved(true, body("Hello."))
		one.Status = status
		_, err := one.Fill(nil)
		var unsendable *template.UnsendableError
		if !errors.As(err, &unsendable) || unsendable.Status != status || unsendable.Rule != template.RuleStatus {
			t.Errorf("%q: %v, want it unsendable by its status", status, err)
		}
	}
}

func TestFill_sendsNoPartThatItCannotFill(t *testing.T) {
	t.Parallel()
	tests := []struct {
		part template.Component
		want string
	}{
		{template.Component{Type: "CAROUSEL"}, "CAROUSEL"},
		{template.Component{Type: template.TypeHeader, Format: "HOLOGRAM"}, "HOLOGRAM"},
		{buttons(template.Button{Type: "FLOW", Text: "Go"}), "FLOW"},
	}
	for _, tt := range tests {
		_, err := approved(true, body("Hello."), tt.part).Fill(nil)
		var unsendable *template.UnsendableError
		if !errors.As(err, &unsendable) || unsendable.Rule != template.RulePart || unsendable.Part != tt.want {
			t.Errorf("%s: %v, want it unsendable by that part", tt.want, err)
		}
	}
}

func TestFormError_showsNoWordOfACustomer(t *testing.T) {
	t.Parallel()
	_, err := approved(true, body("a {{b}} c")).Fill(values{"b": "secret\nvalue", "secret_key": "secret", "1": "x"})
	if err == nil || strings.Contains(err.Error(), "secret") {
		t.Errorf("error %v, want one without values and unknown keys", err)
	}
	if want := "values of a template: b: line; named key; unknown key"; err.Error() != want {
		t.Errorf("error %q, want %q", err, want)
	}
}
