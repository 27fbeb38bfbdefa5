package graph

import (
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestSendIsRefusedAsMetaDoes(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.customer(ana, `{"type":"text","text":{"body":"hola"}}`)
	const frame = `"messaging_product":"whatsapp","to":"+34600000001",`
	interactive := func(kind, action string) string {
		return `{` + frame + `"type":"interactive","interactive":{"type":"` + kind + `","body":{"text":"?"},"action":` + action + `}}`
	}
	tests := []struct {
		name   string
		body   string
		status int
		code   int
	}{
		{"no JSON", `hello`, 400, 100},
		{"a list", `[]`, 400, 100},
		{"no messaging product", `{"to":"34600000001","type":"text","text":{"body":"x"}}`, 400, 100},
		{"another product", `{"messaging_product":"telegram","to":"34600000001","type":"text","text":{"body":"x"}}`, 400, 100},
		{"unknown key", `{` + frame + `"colour":"red","type":"text","text":{"body":"x"}}`, 400, 100},
		{"key in capitals", `{` + frame + `"Type":"text","text":{"body":"x"}}`, 400, 100},
		{"no recipient", `{"messaging_product":"whatsapp","type":"text","text":{"body":"x"}}`, 400, 100},
		{"a BSUID in to", `{"messaging_product":"whatsapp","to":"ES.abc123","type":"text","text":{"body":"x"}}`, 400, 131009},
		{"a phone in recipient", `{"messaging_product":"whatsapp","recipient":"34600000001","type":"text","text":{"body":"x"}}`, 400, 131009},
		{"to is a number", `{"messaging_product":"whatsapp","to":34600000001,"type":"text","text":{"body":"x"}}`, 400, 100},
		{"a group", `{` + frame + `"recipient_type":"group","type":"text","text":{"body":"x"}}`, 400, 100},
		{"the business itself", `{"messaging_product":"whatsapp","to":"+34911000001","type":"text","text":{"body":"x"}}`, 400, 131021},
		{"no type", `{` + frame + `"text":{"body":"x"}}`, 400, 100},
		{"unknown type", `{` + frame + `"type":"poll","text":{"body":"x"}}`, 400, 100},
		{"no text", `{` + frame + `"type":"text"}`, 400, 100},
		{"text without body", `{` + frame + `"type":"text","text":{}}`, 400, 100},
		{"empty body", `{` + frame + `"type":"text","text":{"body":""}}`, 400, 100},
		{"body of 4097 characters", `{` + frame + `"type":"text","text":{"body":"` + strings.Repeat("é", 4097) + `"}}`, 400, 100},
		{"body that is a number", `{` + frame + `"type":"text","text":{"body":5}}`, 400, 100},
		{"misspelt key in text", `{` + frame + `"type":"text","text":{"body":"x","preview":true}}`, 400, 100},
		{"two types", `{` + frame + `"type":"text","text":{"body":"x"},"image":{"id":"1"}}`, 400, 100},
		{"opaque data of 513 characters", `{` + frame + `"biz_opaque_callback_data":"` + strings.Repeat("x", 513) + `","type":"text","text":{"body":"x"}}`, 400, 100},
		{"context without an id", `{` + frame + `"context":{},"type":"text","text":{"body":"x"}}`, 400, 100},
		{"status that is not read", `{"messaging_product":"whatsapp","status":"seen","message_id":"wamid.1"}`, 400, 100},
		{"read of an unknown message", `{"messaging_product":"whatsapp","status":"read","message_id":"wamid.1"}`, 400, 131009},
		{"reaction to an unknown message", `{` + frame + `"type":"reaction","reaction":{"message_id":"wamid.1","emoji":"x"}}`, 400, 131009},
		{"image by id and link", `{` + frame + `"type":"image","image":{"id":"1","link":"https://example.com/a.png"}}`, 400, 100},
		{"caption on a sticker", `{` + frame + `"type":"sticker","sticker":{"id":"1","caption":"x"}}`, 400, 100},
		{"location without coordinates", `{` + frame + `"type":"location","location":{"name":"Sol"}}`, 400, 131008},
		{"no contact cards", `{` + frame + `"type":"contacts","contacts":[]}`, 400, 100},
		{"four buttons", `{` + frame + `"type":"interactive","interactive":{"type":"button","body":{"text":"?"},"action":{"buttons":[` +
			strings.TrimSuffix(strings.Repeat(`{"type":"reply","reply":{"id":"a","title":"A"}},`, 4), ",") + `]}}}`, 400, 100},
		{"button title of 21 characters", `{` + frame + `"type":"interactive","interactive":{"type":"button","body":{"text":"?"},"action":{"buttons":[` +
			`{"type":"reply","reply":{"id":"a","title":"` + strings.Repeat("t", 21) + `"}}]}}}`, 400, 100},
		{"button ids that are the same", `{` + frame + `"type":"interactive","interactive":{"type":"button","body":{"text":"?"},"action":{"buttons":[` +
			`{"type":"reply","reply":{"id":"a","title":"A"}},{"type":"reply","reply":{"id":"a","title":"B"}}]}}}`, 400, 131009},
		{"unknown interactive type", interactive("contact_request", `{"name":"contact_request"}`), 400, 100},
		{"misspelt key in an action", interactive("cta_url", `{"nam":"cta_url"}`), 400, 100},
		{"button to no page", interactive("cta_url", `{"name":"cta_url","parameters":{"display_text":"Open","url":"example"}}`), 400, 100},
		{"button to a page without a label", interactive("cta_url", `{"name":"cta_url","parameters":{"url":"https://example.com"}}`), 400, 100},
		{"flow without a form", interactive("flow", `{"name":"flow","parameters":{"flow_message_version":"3","flow_cta":"Start"}}`), 400, 100},
		{"flow of another version", interactive("flow", `{"name":"flow","parameters":{"flow_message_version":"2","flow_id":"1","flow_cta":"Start"}}`), 400, 100},
		{"request for a place by another name", interactive("location_request_message", `{"name":"location"}`), 400, 100},
		{"request for the number with parameters", interactive("request_contact_info", `{"name":"request_contact_info","parameters":{}}`), 400, 100},
		{"header that is an unknown file", `{` + frame + `"type":"interactive","interactive":{"type":"button","header":{"type":"image","image":{"id":"9"}},"body":{"text":"?"},` +
			`"action":{"buttons":[{"type":"reply","reply":{"id":"a","title":"A"}}]}}}`, 400, 100},
		{"a list for a group", `{"messaging_product":"whatsapp","recipient_type":"group","to":"R3JvdXA=","type":"interactive","interactive":{}}`, 400, 100},
		{"an unknown group", `{"messaging_product":"whatsapp","recipient_type":"group","to":"R3JvdXA=","type":"text","text":{"body":"x"}}`, 400, 100},
		{"image with an unknown id", `{` + frame + `"type":"image","image":{"id":"9"}}`, 400, 100},
		{"image behind no link", `{` + frame + `"type":"image","image":{"link":"file:///etc/passwd"}}`, 400, 100},
		{"location beyond the pole", `{` + frame + `"type":"location","location":{"latitude":"91","longitude":0}}`, 400, 131009},
		{"a type that only customers send", `{` + frame + `"type":"edit","edit":{}}`, 400, 100},
		{"list without rows", `{` + frame + `"type":"interactive","interactive":{"type":"list","body":{"text":"?"},"action":{"button":"Open","sections":[{}]}}}`, 400, 100},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			answer := w.call(http.MethodPost, "/v26.0/"+testNumber+"/messages", tt.body)
			if got := errorCode(t, answer); answer.Code != tt.status || got != tt.code {
				t.Errorf("answered %d code %d, want %d code %d: %s", answer.Code, got, tt.status, tt.code, answer.Body)
			}
		})
	}
	if shown := w.graph.CustomerMessages(ana); len(shown) != 1 {
		t.Errorf("the phone shows %d messages, want the customer's own: %+v", len(shown), shown)
	}
}

func TestSendIsAccepted(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	in := w.customer(ana, `{"type":"text","text":{"body":"hola"}}`)
	const frame = `{"messaging_product":"whatsapp","recipient_type":"individual","to":"+34 600-000-001",`
	action := func(kind, action string) string {
		return frame + `"type":"interactive","interactive":{"type":"` + kind + `","body":{"text":"?"},"action":` + action + `}}`
	}
	tests := []struct{ name, body, text string }{
		{"text of 4096 characters", frame + `"type":"text","text":{"body":"` + strings.Repeat("é", 4096) + `","preview_url":true}}`, strings.Repeat("é", 4096)},
		{"quote", frame + `"context":{"message_id":"` + in + `"},"type":"text","text":{"body":"a"}}`, "a"},
		{"quote of an unknown message", frame + `"context":{"message_id":"wamid.old"},"type":"text","text":{"body":"b"}}`, "b"},
		{"image", frame + `"type":"image","image":{"link":"https://example.com/a.png","caption":"c"}}`, "c"},
		{"document", frame + `"type":"document","document":{"id":"` + w.upload("application/pdf", "x") + `","filename":"a.pdf"}}`, ""},
		{"button to a page", action("cta_url", `{"name":"cta_url","parameters":{"display_text":"Open","url":"https://example.com/t/1"}}`), "?"},
		{"flow", action("flow", `{"name":"flow","parameters":{"flow_message_version":"3","flow_id":"6001","flow_cta":"Start","flow_token":"t1","mode":"published",`+
			`"flow_action":"navigate","flow_action_payload":{"screen":"S1"}}}`), "?"},
		{"request for a place", action("location_request_message", `{"name":"send_location"}`), "?"},
		{"request for the number", action("request_contact_info", `{"name":"request_contact_info"}`), "?"},
		{"request for an address", action("address_message", `{"name":"address_message","parameters":{"country":"IN"}}`), "?"},
		{"buttons under a picture", frame + `"type":"interactive","interactive":{"type":"button","header":{"type":"image","image":{"id":"` + w.upload("image/png", "x") +
			`"}},"body":{"text":"?"},"action":{"buttons":[{"type":"reply","reply":{"id":"y","title":"Yes"}}]}}}`, "?"},
		{"reaction", frame + `"type":"reaction","reaction":{"message_id":"` + in + `","emoji":"👍"}}`, "👍"},
		{"location", frame + `"type":"location","location":{"latitude":"40.4","longitude":-3.7,"name":"Sol"}}`, "Sol"},
		{"contacts", frame + `"type":"contacts","contacts":[{"name":{"formatted_name":"Luis P"},"phones":[{"phone":"+1"}]}]}`, "Luis P"},
		{"list", frame + `"type":"interactive","interactive":{"type":"list","body":{"text":"Topic?"},"action":{"button":"Open","sections":[{"rows":[{"id":"r","title":"R"}]}]}}}`, "Topic?"},
		{"a BSUID beside the phone", frame + `"recipient":"ES.other","type":"text","text":{"body":"d"}}`, "d"},
	}
	for i, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			answer := w.call(http.MethodPost, "/v25.0/"+testNumber+"/messages", tt.body)
			var sent sendAnswer
			if err := json.Unmarshal(answer.Body.Bytes(), &sent); err != nil || answer.Code != 200 {
				t.Fatalf("answered %d %s (%v)", answer.Code, answer.Body, err)
			}
			want := []sendContact{{Input: "+34 600-000-001", WaID: ana}}
			if diff := cmp.Diff(want, sent.Contacts); diff != "" {
				t.Errorf("contacts (-want +got):\n%s", diff)
			}
			shown := w.graph.CustomerMessages(ana)[i+1]
			if shown.Text != tt.text || shown.ID != sent.Messages[0].ID || shown.From != "business" || !strings.HasPrefix(shown.ID, "wamid.") {
				t.Errorf("the phone shows %+v", shown)
			}
		})
	}
}

func TestErrorHasMetasShape(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	answer := w.call(http.MethodPost, "/v26.0/"+testNumber+"/messages", `{"messaging_product":"whatsapp","to":"ES.abc","type":"text","text":{"body":"x"}}`)
	var got map[string]map[string]any
	if err := json.Unmarshal(answer.Body.Bytes(), &got); err != nil {
		t.Fatal(err)
	}
	if trace, _ := got["error"]["fbtrace_id"].(string); len(trace) < 10 {
		t.Errorf("fbtrace_id %q", trace)
	}
	delete(got["error"], "fbtrace_id")
	want := map[string]map[string]any{"error": {
		"message": "(#131009) Parameter value is not valid", "type": "OAuthException", "code": 131009.0,
		"error_data": map[string]any{
			"messaging_product": "whatsapp",
			"details":           "Param to is not a phone number; a business-scoped user ID goes into recipient.",
		},
	}}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("error body (-want +got):\n%s", diff)
	}
}

func TestTokenVersionAndObject(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	tests := []struct {
		name, path, authorization string
		status, code              int
	}{
		{"no token", "/v26.0/" + testNumber, "", 401, 190},
		{"wrong token", "/v26.0/" + testNumber, "Bearer other", 401, 190},
		{"basic", "/v26.0/" + testNumber, "Basic " + testToken, 401, 190},
		{"unknown number", "/v26.0/1", "Bearer " + testToken, 400, 100},
		{"unknown edge", "/v26.0/" + testNumber + "/media", "Bearer " + testToken, 400, 100},
		{"future version", "/v27.0/" + testNumber, "Bearer " + testToken, 400, 2500},
		{"odd version", "/v26.1/" + testNumber, "Bearer " + testToken, 400, 2500},
		{"no version", "/" + testNumber, "Bearer " + testToken, 400, 2500},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			r := httptest.NewRequest(http.MethodGet, tt.path, nil)
			r.Header.Set("Authorization", tt.authorization)
			answer := httptest.NewRecorder()
			w.graph.ServeHTTP(answer, r)
			if got := errorCode(t, answer); answer.Code != tt.status || got != tt.code {
				t.Errorf("answered %d code %d, want %d code %d", answer.Code, got, tt.status, tt.code)
			}
		})
	}
}

func TestReadReceiptMarksEarlierMessages(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.customer(ana, `{"type":"text","text":{"body":"one"}}`)
	second := w.customer(ana, `{"type":"text","text":{"body":"two"}}`)
	w.customer(ana, `{"type":"text","text":{"body":"three"}}`)
	w.wait(3)
	answer := w.call(http.MethodPost, "/v26.0/"+testNumber+"/messages",
		`{"messaging_product":"whatsapp","status":"read","message_id":"`+second+`","typing_indicator":{"type":"text"}}`)
	if got := strings.TrimSpace(answer.Body.String()); answer.Code != 200 || got != `{"success":true}` {
		t.Errorf("answered %d %s", answer.Code, got)
	}
	w.until(func() bool { return w.graph.CustomerMessages(ana)[2].Status == "delivered" })
	for i, want := range []string{"read", "read", "delivered"} {
		if got := w.graph.CustomerMessages(ana)[i].Status; got != want {
			t.Errorf("message %d is %s, want %s", i, got, want)
		}
	}
}

func TestFaultsAnswerWithMetasErrors(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	for _, tt := range []struct{ status, code int }{{429, 130429}, {500, 131000}, {503, 2}, {401, 190}, {403, 131005}} {
		if err := w.faults.Add(faultOf(tt.status)); err != nil {
			t.Fatal(err)
		}
		answer := w.call(http.MethodGet, "/v26.0/"+testNumber, "")
		if got := errorCode(t, answer); answer.Code != tt.status || got != tt.code || answer.Header().Get("Retry-After") != "3" {
			t.Errorf("fault %d: answered %d code %d %v", tt.status, answer.Code, got, answer.Header())
		}
	}
	if err := w.faults.Add(faultOf(502)); err != nil {
		t.Fatal(err)
	}
	answer := w.call(http.MethodGet, "/v26.0/"+testNumber, "")
	if answer.Code != 502 || !strings.Contains(answer.Header().Get("Content-Type"), "html") {
		t.Errorf("fault 502: answered %d %v", answer.Code, answer.Header())
	}
}
