package template_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"ventana/shared/template"
)

func TestParameters_areWhatMustBeGiven(t *testing.T) {
	t.Parallel()
	file := func(format string) template.Component {
		return template.Component{Type: template.TypeHeader, Format: format}
	}
	quick := template.Button{Type: template.ButtonQuickReply, Text: "Yes"}
	code := template.Button{Type: template.ButtonCopyCode, Example: "AB12"}
	otp := approved(false, body("{{1}} is your code."), buttons(template.Button{Type: template.ButtonURL, URL: "https://www.whatsapp.com/otp?code=otp{{1}}"}))
	otp.Category = template.CategoryAuthentication
	type parameter = template.Parameter
	text := func(key string, limit int) parameter {
		return parameter{Key: key, Kind: template.KindText, MaxRunes: limit, Required: true}
	}
	tests := []struct {
		name     string
		template template.Template
		want     []parameter
	}{
		{"no placeholder", approved(false, body("Hello.")), nil},
		{"names in order of the text", approved(true, body("a {{zoe}} b {{ana}} c")), []parameter{text("zoe", 1024-7-1), text("ana", 1024-7-1)}},
		{"numbers in order of their value", approved(false, body("a {{10}} b {{2}} c")), []parameter{text("2", 1016), text("10", 1016)}},
		{"a name twice is given once", approved(true, body("a {{n}} b {{n}} c")), []parameter{text("n", 1+(1024-7-2)/2)}},
		{"a name in header and body keeps to the shorter", approved(true, heading("T {{n}}"), body("a {{n}} c")), []parameter{text("n", 58)}},
		{"a numbered header is no number of the body", approved(false, heading("T {{1}}"), body("a {{1}} c")), []parameter{text("header", 58), text("1", 1020)}},
		{"a file", approved(false, file("DOCUMENT"), body("a")), []parameter{{Key: "header", Kind: template.KindMedia, Required: true}}},
		{"a place", approved(false, file("LOCATION"), body("a")), []parameter{{Key: "header", Kind: template.KindLocation, Required: true}}},
		{"a file beside a name of ours", approved(true, file("IMAGE"), body("a {{header}} b")), []parameter{{Key: "header.1", Kind: template.KindMedia, Required: true}, text("header", 1020)}},
		{
			"buttons count from 1", approved(false, body("a"), buttons(quick, template.Button{Type: template.ButtonURL, URL: "https://e.com/{{1}}", Example: "9"}, template.Button{Type: template.ButtonURL, URL: "https://e.com"}, template.Button{Type: template.ButtonPhone}, code)),
			[]parameter{
				{Key: "button.1", Kind: template.KindPayload, MaxRunes: 256},
				{Key: "button.2", Kind: template.KindURL, Example: "9", MaxRunes: 2000 - 14, Required: true},
				{Key: "code", Kind: template.KindCode, Example: "AB12", MaxRunes: 15, Required: true},
			},
		},
		{"two codes have their buttons' keys", approved(false, body("a"), buttons(code, code)), []parameter{
			{Key: "button.1", Kind: template.KindCode, Example: "AB12", MaxRunes: 15, Required: true},
			{Key: "button.2", Kind: template.KindCode, Example: "AB12", MaxRunes: 15, Required: true},
		}},
		{"a one-time code is given once", otp, []parameter{{Key: "1", Kind: template.KindURL, MaxRunes: 15, Required: true}}},
		{"braces that are none", approved(true, body("a {b} {{}} {{c d}} {{ e }} {{f")), []parameter{text("e", 1024-23)}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			if diff := cmp.Diff(tt.want, tt.template.Parameters()); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
		})
	}
}

func TestParameters_showTheReviewedSamples(t *testing.T) {
	t.Parallel()
	got := map[string]string{}
	for _, listed := range list(t)[:2] {
		for _, p := range listed.Parameters() {
			got[listed.Name+" "+p.Key] = p.Example
		}
	}
	want := map[string]string{
		"ticket_update ticket": "991", "ticket_update first_name": "Ana", "ticket_update button.1": "991", "ticket_update button.2": "",
		"invoice header": "", "invoice 1": "77", "invoice 2": "May", "invoice code": "AB12",
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}
