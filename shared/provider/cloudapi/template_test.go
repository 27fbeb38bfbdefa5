package cloudapi

import (
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"ventana/shared/failure"
	"ventana/shared/provider"
	"ventana/shared/template"
)

func TestSendComposesATemplate(t *testing.T) {
	t.Parallel()
	text := func(name, value string) template.Value { return template.Value{Name: name, Text: value} }
	button := func(index int, kind, value string) template.ButtonValue {
		return template.ButtonValue{Index: index, Type: kind, Text: value}
	}
	header := func(h template.Header) template.Filled { return template.Filled{Header: &h} }
	tests := []struct {
		name   string
		filled template.Filled
		want   string // the components
	}{
		{"static", template.Filled{}, ""},
		{"named body", template.Filled{Body: []template.Value{text("first_name", "Ana"), text("ticket", "991")}},
			`{"type":"body","parameters":[{"type":"text","parameter_name":"first_name","text":"Ana"},{"type":"text","parameter_name":"ticket","text":"991"}]}`},
		{"numbered body", template.Filled{Body: []template.Value{text("", "Ana"), text("", "991")}},
			`{"type":"body","parameters":[{"type":"text","text":"Ana"},{"type":"text","text":"991"}]}`},
		{"header text", header(template.Header{Format: "TEXT", Text: text("day", "martes")}),
			`{"type":"header","parameters":[{"type":"text","parameter_name":"day","text":"martes"}]}`},
		{"header document", header(template.Header{Format: "DOCUMENT", MediaID: "5004", Filename: "a.pdf"}),
			`{"type":"header","parameters":[{"type":"document","document":{"id":"5004","filename":"a.pdf"}}]}`},
		{"header picture by link", header(template.Header{Format: "IMAGE", Link: "https://example.com/a.png", Filename: "a.png"}),
			`{"type":"header","parameters":[{"type":"image","image":{"link":"https://example.com/a.png"}}]}`},
		{"header video", header(template.Header{Format: "VIDEO", MediaID: "5"}), `{"type":"header","parameters":[{"type":"video","video":{"id":"5"}}]}`},
		{"header GIF", header(template.Header{Format: "GIF", MediaID: "5"}), `{"type":"header","parameters":[{"type":"video","video":{"id":"5"}}]}`},
		{"header place", header(template.Header{Format: "LOCATION", Place: template.Place{Latitude: "40.4", Longitude: "-3.7", Name: "Sol", Address: "Madrid"}}),
			`{"type":"header","parameters":[{"type":"location","location":{"latitude":"40.4","longitude":"-3.7","name":"Sol","address":"Madrid"}}]}`},
		{"buttons", template.Filled{Buttons: []template.ButtonValue{button(0, "URL", "991"), button(1, "QUICK_REPLY", "REOPEN_991"), button(2, "COPY_CODE", "AB12")}},
			`{"type":"button","sub_type":"url","index":"0","parameters":[{"type":"text","text":"991"}]},` +
				`{"type":"button","sub_type":"quick_reply","index":"1","parameters":[{"type":"payload","payload":"REOPEN_991"}]},` +
				`{"type":"button","sub_type":"copy_code","index":"2","parameters":[{"type":"coupon_code","coupon_code":"AB12"}]}`},
		{"one-time password", template.Filled{Body: []template.Value{text("", "1234")}, Buttons: []template.ButtonValue{button(0, "OTP", "1234")}},
			`{"type":"body","parameters":[{"type":"text","text":"1234"}]},{"type":"button","sub_type":"url","index":"0","parameters":[{"type":"text","text":"1234"}]}`},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			server := newGraph(t, 200, nil, accepted)
			message := reply()
			tt.filled.Name, tt.filled.Language, tt.filled.Text = "ticket_update", "es_ES", "not sent"
			message.Content = provider.Template{Filled: tt.filled}
			if _, err := client(server.URL).Send(t.Context(), message); err != nil {
				t.Fatal(err)
			}
			var sent struct {
				Type     string          `json:"type"`
				Template json.RawMessage `json:"template"`
			}
			if err := json.Unmarshal([]byte(server.body), &sent); err != nil {
				t.Fatal(err)
			}
			want := `{"name":"ticket_update","language":{"code":"es_ES"}`
			if tt.want != "" {
				want += `,"components":[` + tt.want + `]`
			}
			if sent.Type != "template" || string(sent.Template) != want+"}" {
				t.Errorf("type %s, template %s\nwant %s}", sent.Type, sent.Template, want)
			}
		})
	}
}

func TestSendRefusesATemplateThatCannotBeSent(t *testing.T) {
	t.Parallel()
	named := template.Filled{Name: "visit", Language: "es"}
	odd := func(edit func(*template.Filled)) template.Filled { filled := named; edit(&filled); return filled }
	for name, tt := range map[string]struct {
		filled template.Filled
		code   string
	}{
		"no name":        {template.Filled{Language: "es"}, "empty"},
		"line break":     {odd(func(f *template.Filled) { f.Body = []template.Value{{Text: "a\nb"}} }), "content"},
		"unknown header": {odd(func(f *template.Filled) { f.Header = &template.Header{Format: "PRODUCT", MediaID: "1"} }), "content"},
		"unknown button": {odd(func(f *template.Filled) { f.Buttons = []template.ButtonValue{{Type: "CATALOG", Text: "1"}} }), "content"},
	} {
		message := reply()
		message.Content = provider.Template{Filled: tt.filled}
		_, err := client("http://127.0.0.1:1").Send(t.Context(), message)
		if got := failure.Of(err); got.Class != failure.Permanent || got.Code != tt.code {
			t.Errorf("%s: %v, want Permanent %s", name, err, tt.code)
		}
	}
}

func TestSendKeepsThatATemplateWaits(t *testing.T) {
	t.Parallel()
	for status, want := range map[string]string{"accepted": "", "": "", "held_for_quality_assessment": provider.HeldForQuality, "paused": provider.HeldPaused} {
		server := newGraph(t, 200, nil, `{"messages":[{"id":"wamid.OUT","message_status":"`+status+`"}]}`)
		sent, err := client(server.URL).Send(t.Context(), reply())
		if err != nil || sent.Held != want {
			t.Errorf("%q: %+v, %v", status, sent, err)
		}
	}
}

// pages serves the pages of a list by their cursor and counts the calls.
func pages(t *testing.T, answers map[string]string) (address string, calls *[]string) {
	t.Helper()
	calls = &[]string{}
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		after := r.URL.Query().Get("after")
		*calls = append(*calls, after)
		if r.URL.Path != "/v26.0/2001/message_templates" || r.URL.Query().Get("limit") != "50" || !strings.Contains(r.URL.Query().Get("fields"), "components") {
			t.Errorf("called %s", r.URL)
		}
		answer := answers[after]
		if answer == "" {
			w.WriteHeader(http.StatusInternalServerError)
			answer = `{"error":{"code":131000}}`
		}
		_, _ = fmt.Fprint(w, answer) // the client is gone if this fails
	}))
	t.Cleanup(server.Close)
	return server.URL, calls
}

const (
	one   = `{"id":"1","name":"a","language":"es","status":"APPROVED","components":[]}`
	two   = `{"id":2,"name":"a","language":"en","status":"PAUSED","components":[]}`
	three = `{"id":"3","name":"b","language":"es","status":"APPROVED","components":[]}`
)

func paged(next string, list ...string) string {
	paging := `{"cursors":{"before":"x","after":"last"}}`
	if next != "" {
		paging = `{"cursors":{"after":"` + next + `"},"next":"http://elsewhere.test/?access_token=leak"}`
	}
	return `{"data":[` + strings.Join(list, ",") + `],"paging":` + paging + `}`
}

func TestListTemplatesReadsToTheEnd(t *testing.T) {
	t.Parallel()
	// The second is told twice, as it was changed between two pages.
	address, calls := pages(t, map[string]string{"": paged("p2", one, strings.Replace(two, "PAUSED", "APPROVED", 1)), "p2": paged("p3", two), "p3": paged("", three)})
	list, err := client(address).ListTemplates(t.Context(), "2001")
	if err != nil {
		t.Fatal(err)
	}
	got := make([]string, 0, len(list))
	for _, known := range list {
		got = append(got, known.WABA+" "+known.ID+" "+known.Status)
	}
	if diff := cmp.Diff([]string{"2001 1 APPROVED", "2001 2 PAUSED", "2001 3 APPROVED"}, got); diff != "" {
		t.Errorf("list (-want +got):\n%s", diff)
	}
	if diff := cmp.Diff([]string{"", "p2", "p3"}, *calls); diff != "" {
		t.Errorf("calls (-want +got):\n%s", diff)
	}
}

func TestListTemplatesIsWholeOrNothing(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name    string
		answers map[string]string
	}{
		{"second page fails", map[string]string{"": paged("p2", one)}},
		{"pages in a circle", map[string]string{"": paged("p2", one), "p2": paged("p2", two)}},
		{"no templates at all", map[string]string{"": `{}`}},
		{"templates of another shape", map[string]string{"": `{"data":{"a":1}}`}},
		{"template without a language", map[string]string{"": paged("", one, `{"id":"2","name":"a"}`)}},
		{"template of another shape", map[string]string{"": paged("", one, `{"id":"2","name":5,"language":"es"}`)}},
		{"paging of another shape", map[string]string{"": `{"data":[` + one + `],"paging":"more"}`}},
		{"next page without a cursor", map[string]string{"": `{"data":[` + one + `],"paging":{"next":"http://elsewhere.test"}}`}},
		{"next page of another shape", map[string]string{"": `{"data":[` + one + `],"paging":{"next":true}}`}},
		{"broken", map[string]string{"": `{"data":[` + one}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			address, calls := pages(t, tt.answers)
			list, err := client(address).ListTemplates(t.Context(), "2001")
			if list != nil || !failure.Is(err, failure.Later) {
				t.Errorf("list %v, error %v: want neither a part nor doubt", list, err)
			}
			if len(*calls) > 2 {
				t.Errorf("%d calls for %d pages", len(*calls), len(tt.answers))
			}
		})
	}
}

func TestListTemplatesEnds(t *testing.T) {
	t.Parallel()
	answers, from := map[string]string{}, ""
	for i := range maxTemplatePages + 1 {
		next := fmt.Sprint("p", i)
		answers[from], from = paged(next, one), next
	}
	address, calls := pages(t, answers)
	if list, err := client(address).ListTemplates(t.Context(), "2001"); err == nil || list != nil || len(*calls) != maxTemplatePages {
		t.Errorf("%d calls, error %v", len(*calls), err)
	}
}

func TestListTemplatesOfAnEmptyAccount(t *testing.T) {
	t.Parallel()
	address, _ := pages(t, map[string]string{"": `{"data":[]}`})
	if list, err := client(address).ListTemplates(t.Context(), "2001"); err != nil || list == nil || len(list) != 0 {
		t.Errorf("list %v, %v", list, err)
	}
}

func TestTemplateCalls(t *testing.T) {
	t.Parallel()
	type call struct{ method, uri, body string }
	body := []byte(`{"name":"visit"}`)
	tests := []struct {
		name string
		do   func(*Client) error
		want call
	}{
		{"create", func(c *Client) error {
			created, err := c.CreateTemplate(t.Context(), "2001", body)
			if want := (CreatedTemplate{ID: "1600", Status: "PENDING", Category: "MARKETING"}); err == nil && created != want {
				t.Errorf("created %+v", created)
			}
			return err
		}, call{"POST", "/v26.0/2001/message_templates", string(body)}},
		{"edit", func(c *Client) error { return c.EditTemplate(t.Context(), "1600", body) }, call{"POST", "/v26.0/1600", string(body)}},
		{"delete", func(c *Client) error { return c.DeleteTemplate(t.Context(), "2001", "visit", "") }, call{"DELETE", "/v26.0/2001/message_templates?name=visit", ""}},
		{"delete one", func(c *Client) error { return c.DeleteTemplate(t.Context(), "2001", "visit", "1600") },
			call{"DELETE", "/v26.0/2001/message_templates?hsm_id=1600&name=visit", ""}},
	}
	for _, tt := range tests {
		server := newGraph(t, 200, nil, `{"success":true,"id":1600,"status":"PENDING","category":"MARKETING"}`)
		if err := tt.do(client(server.URL)); err != nil {
			t.Errorf("%s: %v", tt.name, err)
		}
		if got := (call{server.method, server.uri, server.body}); got != tt.want {
			t.Errorf("%s: called %+v, want %+v", tt.name, got, tt.want)
		}
		refusing := newGraph(t, 200, nil, `{"success":false}`)
		if err := tt.do(client(refusing.URL)); err == nil {
			t.Errorf("%s: an answer without success is taken", tt.name)
		}
	}
}

func TestRefusedTemplateTellsItsRule(t *testing.T) {
	t.Parallel()
	const words = "This template has too many variables for its length."
	refusal := func(code, subcode int) string {
		return fmt.Sprintf(`{"error":{"message":"Invalid parameter","code":%d,"error_subcode":%d,"error_user_title":"x","error_user_msg":"This template\n has too many variables for its length.","fbtrace_id":"A1"}}`, code, subcode)
	}
	tests := []struct {
		name, answer, code string
		told               bool
	}{
		{"rule of templates", refusal(100, 2388293), "2388293", true},
		{"rule that nobody knows", refusal(100, 2388999), "2388999", true},
		{"another subcode", refusal(100, 33), "100", false},
		{"subcode of another code", refusal(190, 2388293), "190", false},
	}
	for _, tt := range tests {
		server := newGraph(t, 400, nil, tt.answer)
		_, err := client(server.URL).CreateTemplate(t.Context(), "2001", []byte(`{}`))
		got := failure.Of(err)
		if got.Code != tt.code || strings.Contains(err.Error(), words) != tt.told || !strings.Contains(err.Error(), "A1") {
			t.Errorf("%s: %v", tt.name, err)
		}
		if tt.code != "190" && got.Class != failure.Permanent {
			t.Errorf("%s: class %v", tt.name, got.Class)
		}
	}
}
