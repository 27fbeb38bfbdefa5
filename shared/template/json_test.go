package template_test

import (
	"encoding/json"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"ventana/shared/template"
)

func TestTemplate_isWrittenAsItWasListed(t *testing.T) {
	t.Parallel()
	all := list(t)
	var lines []string
	for _, one := range all {
		raw, err := json.Marshal(one)
		if err != nil {
			t.Fatal(err)
		}
		lines = append(lines, string(raw))
		var again template.Template
		if err := json.Unmarshal(raw, &again); err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(one, again); diff != "" {
			t.Errorf("%s differs when it is read again (-first +again):\n%s", one.Name, diff)
		}
	}
	golden(t, "list.golden", []byte(strings.Join(lines, "\n")+"\n"))
}

func TestTemplate_isReadFromTheList(t *testing.T) {
	t.Parallel()
	want := template.Template{
		ID: "1600000000000001", Name: "ticket_update", Language: "es_ES", Category: "UTILITY", Sub: "CUSTOM", Status: "APPROVED", Named: true,
		Quality: "GREEN", QualityAt: time.Date(2026, 11, 21, 22, 26, 40, 0, time.UTC), Reason: "NONE", PreviousCategory: "MARKETING", TTLSeconds: 600,
		Components: []template.Component{
			{Type: "HEADER", Format: "TEXT", Text: "Ticket {{ticket}}", Examples: []template.Example{{Name: "ticket", Value: "991"}}},
			{Type: "BODY", Text: "Hola {{first_name}}, hay <novedades> & más en su caso.", Examples: []template.Example{{Name: "first_name", Value: "Ana"}}},
			{Type: "FOOTER", Text: "Acme"},
			{Type: "BUTTONS", Buttons: []template.Button{
				{Type: "URL", Text: "Ver", URL: "https://example.com/t/{{1}}", Example: "https://example.com/t/991"},
				{Type: "QUICK_REPLY", Text: "Reabrir"}, {Type: "PHONE_NUMBER", Text: "Llamar", Phone: "+34910000000"},
			}},
		},
	}
	if diff := cmp.Diff(want, list(t)[0]); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

func TestTemplate_keepsWhatTheListDoesNotTell(t *testing.T) {
	t.Parallel()
	at := time.Date(2026, 11, 22, 0, 0, 0, 0, time.UTC)
	got := template.Template{WABA: "7", UpdatedAt: at, Reason: "old"}
	if err := json.Unmarshal([]byte(`{"name":"t","language":"en"}`), &got); err != nil {
		t.Fatal(err)
	}
	if got.WABA != "7" || !got.UpdatedAt.Equal(at) || got.Reason != "" {
		t.Errorf("got %+v, want the account and the time of before and nothing else", got)
	}
}

func TestTemplate_isReadWhateverItsNumbersAndExamplesLookLike(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name, raw string
		id        string
		named     bool
		examples  int
	}{
		{"an id that no float holds", `{"id":16000000000000017,"components":[]}`, "16000000000000017", false, 0},
		{"an id of null", `{"id":null,"components":null}`, "", false, 0},
		{"an id of another shape", `{"id":{"a":1}}`, "", false, 0},
		{"a form in small letters", `{"parameter_format":"named"}`, "", true, 0},
		{"no form, with names", `{"components":[{"type":"BODY","text":"a {{b}} c"}]}`, "", true, 0},
		{"no form, with numbers", `{"components":[{"type":"BODY","text":"a {{1}} c"}]}`, "", false, 0},
		{"types in small letters", `{"components":[{"type":"body","text":"a"},{"type":"buttons","buttons":[{"type":"url"}]}]}`, "", false, 0},
		{"a flat example", `{"components":[{"type":"BODY","example":{"body_text":["x"]}}]}`, "", false, 1},
		{"two rows of examples", `{"components":[{"type":"BODY","example":{"body_text":[["x","y"],["z","w"]]}}]}`, "", false, 2},
		{"an example of numbers", `{"components":[{"type":"BODY","example":{"body_text":[[1,2]]}}]}`, "", false, 2},
		{"an example of another shape", `{"components":[{"type":"BODY","example":[7]}]}`, "", false, 0},
		{"a button's example as one text", `{"components":[{"type":"BUTTONS","buttons":[{"type":"COPY_CODE","example":"AB"}]}]}`, "", false, 0},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			var got template.Template
			if err := json.Unmarshal([]byte(tt.raw), &got); err != nil {
				t.Fatal(err)
			}
			examples := 0
			for _, c := range got.Components {
				examples += len(c.Examples)
				if c.Type != strings.ToUpper(c.Type) {
					t.Errorf("type %s, want capitals", c.Type)
				}
				for _, b := range c.Buttons {
					if b.Type == "COPY_CODE" && b.Example != "AB" {
						t.Errorf("example %q, want AB", b.Example)
					}
				}
			}
			if got.ID != tt.id || got.Named != tt.named || examples != tt.examples {
				t.Errorf("id %q, named %t, %d examples; want %q, %t, %d", got.ID, got.Named, examples, tt.id, tt.named, tt.examples)
			}
		})
	}
}

func TestTemplate_refusesWhatIsNone(t *testing.T) {
	t.Parallel()
	for _, raw := range []string{`[]`, `{"name":7}`, `{"components":{}}`, `{"components":[{"type":7}]}`, `{"components":[{"type":"BUTTONS","buttons":[{"url":7}]}]}`} {
		var got template.Template
		if err := json.Unmarshal([]byte(raw), &got); err == nil {
			t.Errorf("%s is read as a template", raw)
		}
	}
}
