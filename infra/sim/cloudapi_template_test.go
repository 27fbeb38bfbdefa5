package sim_test

import (
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"
	"time"

	"ventana/infra/sim/graph"
	"ventana/shared/failure"
	"ventana/shared/note"
	"ventana/shared/provider"
	"ventana/shared/provider/cloudapi"
	"ventana/shared/template"
)

const account = "2001"

// visit is a template with a value in every part.
func visit() template.Template {
	return template.Template{
		Name: "visit", Language: "es_ES", Category: template.CategoryUtility, Named: true,
		Components: []template.Component{
			{Type: template.TypeHeader, Format: template.FormatText, Text: "Cita {{day}}", Examples: []template.Example{{Name: "day", Value: "lunes"}}},
			{Type: template.TypeBody, Text: "Hola {{name}}, le esperamos a las {{hour}} en la clínica.", Examples: []template.Example{{Name: "name", Value: "Ana"}, {Name: "hour", Value: "9"}}},
			{Type: template.TypeFooter, Text: "Clínica"},
			{Type: template.TypeButtons, Buttons: []template.Button{
				{Type: template.ButtonURL, Text: "Mapa", URL: "https://example.com/m/{{1}}", Example: "https://example.com/m/1"},
				{Type: template.ButtonQuickReply, Text: "Iré"},
			}},
		},
	}
}

func (c *chat) order(t *testing.T, raw string) {
	t.Helper()
	if _, err := c.graph.SetTemplate(json.RawMessage(raw)); err != nil {
		t.Fatal(err)
	}
}

// create sends a template to review and lets it pass.
func (c *chat) create(t *testing.T, want template.Template) string {
	t.Helper()
	body, err := template.CreateBody(want)
	if err != nil {
		t.Fatal(err)
	}
	created, err := c.CreateTemplate(t.Context(), account, body)
	if err != nil || created.Status != template.StatusPending || created.Category != want.Category {
		t.Fatalf("created %+v, %v", created, err)
	}
	if err := c.clock.Advance(time.Minute); err != nil {
		t.Fatal(err)
	}
	return created.ID
}

// listed is a template as the client reads it; the zero one is not there.
func (c *chat) listed(t *testing.T, id string) template.Template {
	t.Helper()
	all, err := c.ListTemplates(t.Context(), account)
	if err != nil {
		t.Fatal(err)
	}
	for _, one := range all {
		if one.ID == id {
			return one
		}
	}
	return template.Template{}
}

// fill puts values into a template.
func fill(t *testing.T, known template.Template, values map[string]string) provider.Template {
	t.Helper()
	filled, err := known.Fill(values)
	if err != nil {
		t.Fatal(err)
	}
	return provider.Template{Filled: filled}
}

func to(content provider.Content) provider.Message {
	return provider.Message{Number: line, Recipient: provider.Recipient{Phone: someone}, Content: content, Marker: "m1"}
}

func TestCloudAPIClient_createsListsAndSendsATemplate(t *testing.T) {
	t.Parallel()
	c := newChat(t)
	known := c.listed(t, c.create(t, visit()))
	if known.Status != template.StatusApproved || !known.Named || known.WABA != account || known.Body() != visit().Body() {
		t.Fatalf("listed %+v", known)
	}
	c.customer(t, `{"type":"text","text":{"body":"hola"}}`)
	if err := c.clock.Advance(25 * time.Hour); err != nil { // the window is closed
		t.Fatal(err)
	}
	sent, err := c.Send(t.Context(), to(fill(t, known, map[string]string{"day": "martes", "name": "Ana", "hour": "10", "button.1": "7", "button.2": "YES_7"})))
	if err != nil || sent.Held != "" {
		t.Fatalf("sent %+v, %v", sent, err)
	}
	got := c.bubble(t, sent.MessageID)
	for _, want := range []string{`"text":"Cita martes"`, `"text":"Clínica"`, `"url":"https://example.com/m/7"`, `"payload":"YES_7"`} {
		if !strings.Contains(string(got.Object), want) {
			t.Errorf("the phone shows no %s: %s", want, got.Object)
		}
	}
	if got.Text != "Hola Ana, le esperamos a las 10 en la clínica." || got.Language != "es_ES" {
		t.Errorf("the phone shows %+v", got)
	}
	tap := c.bubble(t, c.customer(t, `{"type":"button","button":{"text":"Iré"}}`))
	if tap.Quotes != sent.MessageID {
		t.Errorf("the tap answers %q", tap.Quotes)
	}
	if _, err := c.Send(t.Context(), to(provider.Text{Body: "see you"})); err != nil {
		t.Errorf("the tap opened no window: %v", err)
	}
}

func TestCloudAPIClient_sendsEveryValueOfATemplate(t *testing.T) {
	t.Parallel()
	c := newChat(t)
	c.customer(t, `{"type":"text","text":{"body":"hola"}}`)
	pdf, err := c.UploadFile(t.Context(), provider.Upload{Number: line, Name: "a.pdf", MIME: "application/pdf", Size: 3, Body: strings.NewReader("pdf")})
	if err != nil {
		t.Fatal(err)
	}
	parts := func(components ...string) string { return strings.Join(components, ",") }
	const body = `{"type":"BODY","text":"Your case {{1}} has news for you.","example":{"body_text":[["991"]]}}`
	header := func(format string) string {
		return `{"type":"HEADER","format":"` + format + `","example":{"header_handle":["4::a"]}}`
	}
	tests := []struct {
		name, category, components string
		values                     map[string]string
		shows                      func(graph.PhoneMessage) bool
	}{
		{"document", "UTILITY", parts(header("DOCUMENT"), body), map[string]string{"header": pdf, "1": "7"},
			func(m graph.PhoneMessage) bool { return m.File != nil && m.File.ID == pdf }},
		{"linked_image", "UTILITY", parts(header("IMAGE"), body), map[string]string{"header": "https://example.com/a.png", "1": "7"},
			func(m graph.PhoneMessage) bool {
				return m.File.Kind == "image" && m.File.Link == "https://example.com/a.png"
			}},
		{"linked_video", "UTILITY", parts(header("VIDEO"), body), map[string]string{"header": "https://example.com/a.mp4", "1": "7"},
			func(m graph.PhoneMessage) bool { return m.File.Kind == "video" }},
		{"place", "UTILITY", parts(`{"type":"HEADER","format":"LOCATION"}`, body), map[string]string{"header": "40.4,-3.7,Sol,Madrid", "1": "7"},
			func(m graph.PhoneMessage) bool { return strings.Contains(string(m.Object), `"name":"Sol"`) }},
		{"coupon", "MARKETING", parts(body, `{"type":"BUTTONS","buttons":[{"type":"COPY_CODE","example":["AB12"]}]}`), map[string]string{"code": "XY34", "1": "7"},
			func(m graph.PhoneMessage) bool { return strings.Contains(string(m.Object), `"coupon_code":"XY34"`) }},
		{"one_time", "AUTHENTICATION", parts(`{"type":"BODY","text":"{{1}} is your verification code.","example":{"body_text":[["1"]]}}`, `{"type":"BUTTONS","buttons":[{"type":"OTP","otp_type":"COPY_CODE","text":"Copy"}]}`),
			map[string]string{"1": "123456"}, func(m graph.PhoneMessage) bool { return m.Text == "123456 is your verification code." }},
		{"plain", "UTILITY", `{"type":"BODY","text":"Your case has news."}`, nil, func(m graph.PhoneMessage) bool { return m.Object == nil }},
	}
	for _, tt := range tests {
		c.order(t, fmt.Sprintf(`{"do":"add","name":%q,"language":"en","category":%q,"components":[%s]}`, tt.name, tt.category, tt.components))
		all, err := c.ListTemplates(t.Context(), account)
		if err != nil {
			t.Fatal(err)
		}
		known := all[slices.IndexFunc(all, func(one template.Template) bool { return one.Name == tt.name })]
		sent, err := c.Send(t.Context(), to(fill(t, known, tt.values)))
		if err != nil {
			t.Errorf("%s: %v", tt.name, err)
			continue
		}
		if got := c.bubble(t, sent.MessageID); !tt.shows(got) {
			t.Errorf("%s: the phone shows %+v, %s", tt.name, got, got.Object)
		}
	}
}

func TestCloudAPIClient_listsEveryPage(t *testing.T) {
	t.Parallel()
	c := newChat(t)
	before, err := c.ListTemplates(t.Context(), account)
	if err != nil {
		t.Fatal(err)
	}
	const more = 120
	for i := range more {
		c.order(t, fmt.Sprintf(`{"do":"add","name":"case_%d","language":"es","category":"UTILITY","components":[{"type":"BODY","text":"News %d."}]}`, i, i))
	}
	all, err := c.ListTemplates(t.Context(), account)
	if err != nil || len(all) != len(before)+more {
		t.Errorf("listed %d, want %d: %v", len(all), len(before)+more, err)
	}
	// The whole list or none: whoever believes half of it takes the rest for deleted.
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Query().Has("after") {
			http.Error(w, `{"error":{"code":2,"message":"Service temporarily unavailable"}}`, http.StatusServiceUnavailable)
			return
		}
		c.graph.ServeHTTP(w, r)
	}))
	t.Cleanup(server.Close)
	failing := cloudapi.New(cloudapi.Options{BaseURL: server.URL, Version: "v26.0", Token: "token", UserAgent: "ventana (media; test)"})
	if half, err := failing.ListTemplates(t.Context(), account); err == nil || len(half) > 0 {
		t.Errorf("a later page fails: listed %d, %v, want none", len(half), err)
	}
}

func TestCloudAPIClient_editsAndDeletesATemplate(t *testing.T) {
	t.Parallel()
	c := newChat(t)
	id := c.create(t, visit())
	have := c.listed(t, id)
	want := have
	want.Components = slices.Clone(have.Components)
	want.Components[2].Text = "Clínica Sol"
	body, err := template.EditBody(want, have)
	if err != nil {
		t.Fatal(err)
	}
	if err := c.EditTemplate(t.Context(), id, body); err != nil {
		t.Fatal(err)
	}
	if got := c.listed(t, id); got.Status != template.StatusPending || got.Components[2].Text != "Clínica Sol" {
		t.Errorf("after the edit: %+v", got)
	}
	if err := c.EditTemplate(t.Context(), id, body); !failure.Is(err, failure.Permanent) {
		t.Errorf("an edit in review: %v", err)
	}
	if err := c.DeleteTemplate(t.Context(), account, "visit", id); err != nil {
		t.Fatal(err)
	}
	if got := c.listed(t, id); got.ID != "" {
		t.Errorf("after the deletion: %+v", got)
	}
	created, err := template.CreateBody(visit())
	if err != nil {
		t.Fatal(err)
	}
	if _, err := c.CreateTemplate(t.Context(), account, created); failure.Of(err).Code != "2388023" || !strings.Contains(err.Error(), "4 weeks") {
		t.Errorf("the name at once again: %v", err)
	}
}

func TestCloudAPIClient_knowsWhyATemplateDoesNotLeave(t *testing.T) {
	t.Parallel()
	c := newChat(t)
	c.customer(t, `{"type":"text","text":{"body":"hola"}}`)
	greeting := provider.Template{Filled: template.Filled{Name: "hello_world", Language: "en_US"}}
	c.order(t, `{"do":"hold","name":"hello_world","language":"en_US"}`)
	if sent, err := c.Send(t.Context(), to(greeting)); err != nil || sent.Held != provider.HeldForQuality {
		t.Errorf("held: %+v, %v", sent, err)
	}
	refused := func(code string, content provider.Content) {
		t.Helper()
		_, err := c.Send(t.Context(), to(content))
		if got := failure.Of(err); err == nil || got.Code != code || got.Class != failure.Permanent {
			t.Errorf("%+v: %v, want %s", content, err, code)
		}
		// The agent reads why, in words of that code's own.
		if told := note.Failed("en", code); told == note.Failed("en", "") || note.Reason("en", code) == note.Reason("en", "") {
			t.Errorf("%s: the agent reads %q", code, told)
		}
	}
	bare := func(name, language string, values ...template.Value) provider.Template {
		return provider.Template{Filled: template.Filled{Name: name, Language: language, Body: values}}
	}
	refused("132001", bare("hello_world", "en"))
	refused("132015", bare("slow_notice", "en_US"))
	refused("132016", bare("late_notice", "en_US"))
	refused("132000", bare("reply_waiting", "en"))
	refused("132012", bare("ticket_update", "es_ES", template.Value{Name: "ticket", Text: "1"}, template.Value{Name: "ticket", Text: "1"}))
	c.limit(t, `{"utility_stopped":true,"window_errors":"sync"}`)
	waiting := bare("reply_waiting", "en", template.Value{Text: "Ana"})
	refused("131064", waiting)
	if _, err := c.Send(t.Context(), to(bare("season_offer", "en_US", template.Value{Text: "Ana"}))); err != nil {
		t.Errorf("marketing is stopped with utility: %v", err)
	}
	c.limit(t, `{"utility_stopped":false}`)
	if _, err := c.Send(t.Context(), to(waiting)); err != nil {
		t.Errorf("lifted: %v", err)
	}
	if err := c.clock.Advance(25 * time.Hour); err != nil {
		t.Fatal(err)
	}
	refused("131047", provider.Text{Body: "too late"})
	if _, err := c.Send(t.Context(), to(waiting)); err != nil {
		t.Errorf("a template needs no window: %v", err)
	}
}

// limit changes the simulator's.
func (c *chat) limit(t *testing.T, raw string) {
	t.Helper()
	if err := c.graph.SetLimits(json.RawMessage(raw)); err != nil {
		t.Fatal(err)
	}
}
