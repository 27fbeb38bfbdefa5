package graph

import (
	"encoding/json"
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"
)

const (
	templatesPath = "/v26.0/" + testAccount + "/message_templates"
	plainBody     = `{"type":"BODY","text":"Your case has news for you."}`
)

// newBody is the body of a creation with components.
func newBody(name, language, category string, components ...string) string {
	return fmt.Sprintf(`{"name":%q,"language":%q,"category":%q,"components":[%s]}`, name, language, category, strings.Join(components, ","))
}

// refusal is the code and the subcode of an answer.
func refusal(t *testing.T, w *world, method, path, body string) (code, subcode int, advice string) {
	t.Helper()
	answer := w.call(method, path, body)
	var refused errorBody
	if err := json.Unmarshal(answer.Body.Bytes(), &refused); err != nil {
		t.Fatalf("answer %d %q: %v", answer.Code, answer.Body, err)
	}
	return refused.Error.Code, refused.Error.Subcode, refused.Error.Advice
}

// create makes a template and returns its id.
func (w *world) create(body string) string {
	w.t.Helper()
	answer := w.call(http.MethodPost, templatesPath, body)
	var created struct{ ID, Status, Category string }
	if err := json.Unmarshal(answer.Body.Bytes(), &created); err != nil || answer.Code != 200 || created.ID == "" || created.Status != "PENDING" {
		w.t.Fatalf("create %s: %d %s", body, answer.Code, answer.Body)
	}
	return created.ID
}

// view is a template as the control shows it.
func (w *world) view(name, language string) TemplateView {
	w.t.Helper()
	for _, one := range w.graph.Templates() {
		if one.Name == name && one.Language == language {
			return one
		}
	}
	w.t.Fatalf("no template %s %s", name, language)
	return TemplateView{}
}

// order does something to a template that the business does not do itself.
func (w *world) order(raw string) TemplateView {
	w.t.Helper()
	view, err := w.graph.SetTemplate(json.RawMessage(raw))
	if err != nil {
		w.t.Fatalf("SetTemplate(%s): %v", raw, err)
	}
	return view
}

func TestCreationIsRefusedByItsRule(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	utility := func(components ...string) string { return newBody("case_news", "es_ES", "UTILITY", components...) }
	body := func(text, example string) string {
		return fmt.Sprintf(`{"type":"BODY","text":%q%s}`, text, example)
	}
	sample := func(values string) string { return `,"example":{"body_text":[[` + values + `]]}` }
	buttons := func(list ...string) string {
		return utility(plainBody, `{"type":"BUTTONS","buttons":[`+strings.Join(list, ",")+`]}`)
	}
	quick := func(text string) string { return `{"type":"QUICK_REPLY","text":"` + text + `"}` }
	const link = `{"type":"URL","text":"See","url":"https://example.com/a"}`
	tests := []struct {
		name, body string
		subcode    int // of code 100
	}{
		{"no name", newBody("", "es", "UTILITY", plainBody), 0},
		{"capital in the name", newBody("Case", "es", "UTILITY", plainBody), 0},
		{"name too long", newBody(strings.Repeat("a", 513), "es", "UTILITY", plainBody), 2388040},
		{"language with a hyphen", newBody("case", "es-ES", "UTILITY", plainBody), 0},
		{"unknown category", newBody("case", "es", "TRANSACTIONAL", plainBody), 0},
		{"no category", newBody("case", "es", "", plainBody), 0},
		{"unknown member", `{"name":"case","language":"es","category":"UTILITY","colour":"red","components":[]}`, 0},
		{"no body", utility(`{"type":"FOOTER","text":"Acme"}`), 2388043},
		{"two bodies", utility(plainBody, plainBody), 2388039},
		{"unknown component", utility(`{"type":"SIDE","text":"x"}`), 0},
		{"empty body", utility(body("", "")), 2388043},
		{"long body", utility(body(strings.Repeat("a", 1025), "")), 2388040},
		{"empty lines", utility(body("a\n\n\nb", "")), 2388072},
		{"gap in the numbers", utility(body("Your case {{1}} is now at stage {{3}} of the work to do", sample(`"1","2"`))), 2388072},
		{"name where numbers are", utility(body("Your case {{case}} has news for you", sample(`"1"`))), 2388072},
		{"half a placeholder", utility(body("Your case {{1} has news for you", "")), 2388072},
		{"two variables in a row", utility(body("Your case has news {{1}} {{2}} for all of you to read", sample(`"1","2"`))), 2388072},
		{"variable first", utility(body("{{1}} has news for you", sample(`"1"`))), 2388299},
		{"variable last, with a full stop", utility(body("There is news on {{1}}.", sample(`"1"`))), 2388299},
		{"too few words", utility(body("Case {{1}} of {{2}} here", sample(`"1","2"`))), 2388293},
		{"no example", utility(body("Your case {{1}} has news for you", "")), 2388043},
		{"one example too few", utility(body("Your case {{1}} of {{2}} has news for you", sample(`"1"`))), 2388043},
		{"long header", utility(plainBody, `{"type":"HEADER","format":"TEXT","text":"`+strings.Repeat("a", 61)+`"}`), 2388040},
		{"header of two variables", utility(plainBody, `{"type":"HEADER","format":"TEXT","text":"{{1}} {{2}}","example":{"header_text":["a","b"]}}`), 2388047},
		{"header with formatting", utility(plainBody, `{"type":"HEADER","format":"TEXT","text":"*News*"}`), 2388047},
		{"header of no format", utility(plainBody, `{"type":"HEADER","text":"News"}`), 2388047},
		{"picture without an example", utility(plainBody, `{"type":"HEADER","format":"IMAGE"}`), 2388043},
		{"long footer", utility(plainBody, `{"type":"FOOTER","text":"`+strings.Repeat("a", 61)+`"}`), 2388040},
		{"variable in the footer", utility(plainBody, `{"type":"FOOTER","text":"{{1}}"}`), 2388073},
		{"no buttons", buttons(), 2388039},
		{"three links", buttons(link, strings.Replace(link, "See", "B", 1), strings.Replace(link, "See", "C", 1)), 2388039},
		{"two phones", buttons(`{"type":"PHONE_NUMBER","text":"A","phone_number":"+341"}`, `{"type":"PHONE_NUMBER","text":"B","phone_number":"+342"}`), 2388039},
		{"quick replies apart", buttons(quick("A"), link, quick("B")), 2388039},
		{"same label twice", buttons(quick("A"), quick("A")), 2388039},
		{"long label", buttons(quick(strings.Repeat("a", 26))), 2388040},
		{"variable in the middle of a link", buttons(`{"type":"URL","text":"See","url":"https://example.com/{{1}}/a","example":["x"]}`), 2388039},
		{"link without an example", buttons(`{"type":"URL","text":"See","url":"https://example.com/{{1}}"}`), 2388043},
		{"code too long", buttons(`{"type":"COPY_CODE","example":"1234567890123456"}`), 2388043},
		{"life too long", strings.Replace(utility(plainBody), `{`, `{"message_send_ttl_seconds":43201,`, 1), 0},
		{"known already", newBody("ticket_update", "es_ES", "UTILITY", plainBody), 2388024},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			code, subcode, advice := refusal(t, w, http.MethodPost, templatesPath, tt.body)
			if code != 100 || subcode != tt.subcode || (advice != "") != (subcode != 0) {
				t.Errorf("code %d subcode %d %q, want 100 and %d", code, subcode, advice, tt.subcode)
			}
		})
	}
	if got := len(w.graph.Templates()); got != len(builtinTemplates()) {
		t.Errorf("%d templates: a refused one was kept", got)
	}
}

func TestCreationTakesWhatKeepsTheRules(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	for name, body := range map[string]string{
		"named": `{"name":"a","language":"es_ES","category":"utility","parameter_format":"named","components":[
			{"type":"header","format":"text","text":"Case {{case}}","example":{"header_text_named_params":[{"param_name":"case","example":"991"}]}},
			{"type":"body","text":"Hola {{name}}, hay novedades en su caso.","example":{"body_text_named_params":[{"param_name":"name","example":"Ana"}]}},
			{"type":"footer","text":"Acme"},
			{"type":"buttons","buttons":[{"type":"url","text":"Ver","url":"https://example.com/t/{{1}}","example":"991"},{"type":"quick_reply","text":"Reabrir"},{"type":"quick_reply","text":"Cerrar"}]}]}`,
		"file":           newBody("b", "es_ES", "UTILITY", `{"type":"HEADER","format":"DOCUMENT","example":{"header_handle":["4::abc"]}}`, plainBody),
		"authentication": newBody("c", "es_ES", "AUTHENTICATION", `{"type":"BODY","add_security_recommendation":true}`, `{"type":"FOOTER","code_expiration_minutes":5}`, `{"type":"BUTTONS","buttons":[{"type":"OTP","otp_type":"COPY_CODE"}]}`),
		"other language": newBody("ticket_update", "es_MX", "UTILITY", plainBody),
	} {
		t.Run(name, func(*testing.T) { w.create(body) })
	}
	if got := w.view("a", "es_ES"); got.Category != "UTILITY" || got.Format != "NAMED" || !strings.Contains(string(got.Components), `"type":"QUICK_REPLY"`) {
		t.Errorf("kept as %+v", got)
	}
}

func TestQuotasOfAnAccount(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	free := templatesMax - len(builtinTemplates())
	for i := range free {
		if i > 0 && i%templatesEachHour == 0 {
			code, _, _ := refusal(t, w, http.MethodPost, templatesPath, newBody("over", "es", "UTILITY", plainBody))
			if code != codeAccountRate {
				t.Fatalf("creation %d of the hour: code %d, want %d", i+1, code, codeAccountRate)
			}
			w.advance(time.Hour)
		}
		w.create(newBody(fmt.Sprintf("case_%d", i), "es", "UTILITY", plainBody))
	}
	if _, subcode, _ := refusal(t, w, http.MethodPost, templatesPath, newBody("over", "es", "UTILITY", plainBody)); subcode != subQuota {
		t.Errorf("template %d: subcode %d, want %d", templatesMax+1, subcode, subQuota)
	}
}
