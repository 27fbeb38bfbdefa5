package zendesk

import "testing"

// setUpFields runs the part of a set-up that is about fields.
func setUpFields(t *testing.T, known FieldIDs, dry bool, script ...exchange) Report {
	t.Helper()
	var report Report
	Setup{Client: newAccount(t, script...), Fields: known, DryRun: dry}.fields(t.Context(), &report)
	return report
}

func TestSetupFields_areFoundHoweverTheyAreCalled(t *testing.T) {
	t.Parallel()
	const until = `{"id":2,"type":"text","title":"WhatsApp open until","active":true}`
	for _, tc := range []struct {
		name, list string
		known      FieldIDs
		want       FieldIDs
		states     string
	}{
		{"by their titles", bothFields, FieldIDs{}, FieldIDs{"1", "2", "77"}, "==="},
		{"by the ids of the call document", `[{"id":7,"type":"text","title":"Hasta","active":true},` + until + `,{"id":8,"type":"tagger","title":"Ventana","active":true,"custom_field_options":` + windowOptions + `}]`,
			FieldIDs{"8", "7", ""}, FieldIDs{"8", "7", "77"}, "==="},
		{"a dropdown by its options", `[{"id":5,"type":"tagger","title":"WhatsApp window","active":true},{"id":8,"type":"tagger","title":"Ventana","active":true,"custom_field_options":` + windowOptions + `},` + until + `]`,
			FieldIDs{}, FieldIDs{"8", "2", "77"}, "==="},
		{"not by an id of another type", `[{"id":8,"type":"date","title":"Due","active":true},` + bothFields[1:], FieldIDs{"8", "8", ""}, FieldIDs{"1", "2", "77"}, "==="},
		{"one that is switched on before another", `[{"id":3,"type":"text","title":"WhatsApp open until","active":false},` + bothFields[1:], FieldIDs{}, FieldIDs{"1", "2", "77"}, "==="},
		{"a text of the dropdown's title is left alone", `[{"id":1,"type":"text","title":"WhatsApp window","active":true},` + until + `]`, FieldIDs{}, FieldIDs{"", "2", "77"}, "!=="},
	} {
		t.Run(tc.name, func(t *testing.T) {
			t.Parallel()
			report := setUpFields(t, tc.known, false, fields(tc.list))
			if report.Fields != tc.want || states(report) != tc.states {
				t.Errorf("fields %+v, steps %q, want %+v, %q: %+v", report.Fields, states(report), tc.want, tc.states, report.Steps)
			}
		})
	}
}

func TestSetupFields_tellWhichWereMade(t *testing.T) {
	t.Parallel()
	report := setUpFields(t, FieldIDs{}, false, fields(`[]`), fieldMade(makeWindow, bigID), fieldMade(makeUntil, "9"))
	if want := (FieldIDs{bigID, "9", "77"}); report.Fields != want || states(report) != "++=" {
		t.Errorf("fields %+v, want %+v: %+v", report.Fields, want, report.Steps)
	}
	report = setUpFields(t, FieldIDs{}, true, fields(`[]`))
	if report.Fields != (FieldIDs{Rating: "77"}) || states(report) != "++=" {
		t.Errorf("dry run: fields %+v, %+v", report.Fields, report.Steps)
	}
	refused := exchange{status: 422, answer: `{"error":"RecordInvalid"}`}
	report = setUpFields(t, FieldIDs{}, false, fields(`[]`), refused, fieldMade(makeUntil, "9"))
	if want := (FieldIDs{"", "9", "77"}); report.Fields != want || states(report) != "!+=" {
		t.Errorf("refused: fields %+v, want %+v: %+v", report.Fields, want, report.Steps)
	}
}

// The list of an update replaces the one before, and with it the tags of tickets.
func TestSetupFields_keepTheOptionsThatSomebodyAdded(t *testing.T) {
	t.Parallel()
	list := fields(`[{"id":1,"type":"tagger","title":"x","active":false,"custom_field_options":[{"id":11,"name":"abierta","value":"wa_open","default":true},{"id":14,"name":"other","value":"wa_other"}]},` +
		`{"id":2,"type":"text","title":"WhatsApp open until","active":true}]`)
	report := setUpFields(t, FieldIDs{}, false, list, exchange{
		want: `PUT /api/v2/ticket_fields/1 {"ticket_field":{"active":true,"custom_field_options":[{"id":11,"name":"abierta","value":"wa_open","default":true},` +
			`{"id":14,"name":"other","value":"wa_other"},{"name":"closing","value":"wa_closing"},{"name":"closed","value":"wa_closed"}]}}`, answer: `{}`})
	if states(report) != "~==" || report.Fields.Window != "1" {
		t.Errorf("fields %+v: %+v", report.Fields, report.Steps)
	}
	if report := setUpFields(t, FieldIDs{}, true, list); states(report) != "~==" {
		t.Errorf("dry run: %+v", report.Steps)
	}
}

func TestSetupFields_ratingIsMade(t *testing.T) {
	t.Parallel()
	none := exchange{want: "GET /api/v2/ticket_fields?page[size]=100", answer: `{"ticket_fields":` + bothFields + `}`}
	report := setUpFields(t, FieldIDs{}, false, none, fieldMade(makeRating, "9"))
	if want := (FieldIDs{"1", "2", "9"}); report.Fields != want || states(report) != "==+" {
		t.Errorf("fields %+v, want %+v: %+v", report.Fields, want, report.Steps)
	}
}
