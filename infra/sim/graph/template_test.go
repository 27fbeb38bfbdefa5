package graph

import (
	"net/http"
	"strings"
	"testing"
)

func TestTemplateIsSentOnlyAsApproved(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.graph.mu.Lock()
	w.graph.ensure(address{phone: ana})
	w.graph.mu.Unlock()
	body := func(parameters string) string {
		return `,"components":[{"type":"body","parameters":[` + parameters + `]}]`
	}
	const named = `{"type":"text","parameter_name":"first_name","text":"Ana"},{"type":"text","parameter_name":"ticket","text":"991"}`
	tests := []struct {
		name, template, language, components string
		code                                 int
		text                                 string
	}{
		{"without parameters", "hello_world", "en_US", "", 0, "Hello! This number is connected and can send templates."},
		{"named", "ticket_update", "es_ES", body(named), 0, "Hola Ana, hay novedades en su caso 991. Responda aquí para continuar."},
		{"positional", "reply_waiting", "en", body(`{"type":"text","text":"Ana"}`), 0, "Hello Ana, our team has answered you. Answer here to read it."},
		{"unknown name", "no_such", "en_US", "", 132001, ""},
		{"unknown language", "hello_world", "en", "", 132001, ""},
		{"pending", "new_notice", "en_US", "", 132001, ""},
		{"rejected", "loud_notice", "en_US", "", 132001, ""},
		{"paused", "slow_notice", "en_US", "", 132015, ""},
		{"disabled", "late_notice", "en_US", "", 132016, ""},
		{"no name", "", "en_US", "", 131008, ""},
		{"parameter missing", "reply_waiting", "en", "", 132000, ""},
		{"one too many", "hello_world", "en_US", body(`{"type":"text","text":"Ana"}`), 132000, ""},
		{"without a name", "ticket_update", "es_ES", body(`{"type":"text","text":"Ana"},{"type":"text","text":"991"}`), 100, ""},
		{"twice the same name", "ticket_update", "es_ES", body(`{"type":"text","parameter_name":"ticket","text":"1"},{"type":"text","parameter_name":"ticket","text":"1"}`), 132012, ""},
		{"line break", "reply_waiting", "en", body(`{"type":"text","text":"a\nb"}`), 132018, ""},
		{"empty text", "reply_waiting", "en", body(`{"type":"text","text":""}`), 131008, ""},
		{"image in the body", "reply_waiting", "en", body(`{"type":"image","image":{"id":"1"}}`), 132012, ""},
		{"too long when filled", "reply_waiting", "en", body(`{"type":"text","text":"` + strings.Repeat("a", 1020) + `"}`), 132005, ""},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			answer := w.call(http.MethodPost, "/v26.0/"+testNumber+"/messages", `{"messaging_product":"whatsapp","to":"`+ana+
				`","type":"template","template":{"name":"`+tt.template+`","language":{"code":"`+tt.language+`"}`+tt.components+`}}`)
			if tt.code != 0 {
				if got := errorCode(t, answer); got != tt.code {
					t.Errorf("code %d, want %d: %s", got, tt.code, answer.Body)
				}
				return
			}
			if answer.Code != 200 || !strings.Contains(answer.Body.String(), `"message_status":"accepted"`) {
				t.Fatalf("answered %d %s", answer.Code, answer.Body)
			}
			shown := w.graph.CustomerMessages(ana)
			if last := shown[len(shown)-1]; last.Text != tt.text || last.Template != tt.template || last.Language != tt.language {
				t.Errorf("the phone shows %+v", last)
			}
		})
	}
}

func TestUnknownTemplateIsNotFound(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	answer := w.call(http.MethodPost, "/v26.0/"+testNumber+"/messages",
		`{"messaging_product":"whatsapp","to":"`+ana+`","type":"template","template":{"name":"no","language":{"code":"en"}}}`)
	if answer.Code != http.StatusNotFound {
		t.Errorf("answered %d, want 404", answer.Code)
	}
}
