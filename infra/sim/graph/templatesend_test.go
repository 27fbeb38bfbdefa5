package graph

import (
	"encoding/json"
	"net/http"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// rich is a template with a value in every part.
const rich = `{"do":"add","name":"visit","language":"es_ES","category":"UTILITY","parameter_format":"named","components":[
	{"type":"HEADER","format":"TEXT","text":"Cita {{day}}","example":{"header_text_named_params":[{"param_name":"day","example":"lunes"}]}},
	{"type":"BODY","text":"Hola {{name}}, le esperamos a las {{hour}} en la clínica.","example":{"body_text_named_params":[{"param_name":"name","example":"Ana"},{"param_name":"hour","example":"9"}]}},
	{"type":"FOOTER","text":"Clínica"},
	{"type":"BUTTONS","buttons":[{"type":"URL","text":"Mapa","url":"https://example.com/m/{{1}}","example":["1"]},{"type":"QUICK_REPLY","text":"Iré"},{"type":"QUICK_REPLY","text":"No iré"}]}]}`

const (
	richHeader = `{"type":"header","parameters":[{"type":"text","parameter_name":"day","text":"martes"}]}`
	richBody   = `{"type":"body","parameters":[{"type":"text","parameter_name":"hour","text":"10"},{"type":"text","parameter_name":"name","text":"Ana"}]}`
	richURL    = `{"type":"button","sub_type":"url","index":"0","parameters":[{"type":"text","text":"7"}]}`
	richReply  = `{"type":"button","sub_type":"quick_reply","index":1,"parameters":[{"type":"payload","payload":"YES_7"}]}`
)

// sending is the message of a template with components.
func sending(name, language string, components ...string) string {
	return `"type":"template","template":{"name":"` + name + `","language":{"code":"` + language + `"},"components":[` + strings.Join(components, ",") + `]}`
}

// trySend is the error code of a message to ana, 0 when it is accepted.
func (w *world) trySend(object string) int {
	w.t.Helper()
	answer := w.call(http.MethodPost, "/v26.0/"+testNumber+"/messages", `{"messaging_product":"whatsapp","to":"`+ana+`",`+object+`}`)
	if answer.Code == http.StatusOK {
		return 0
	}
	return errorCode(w.t, answer)
}

// stranger makes ana known who never wrote.
func (w *world) stranger() { w.profile(ana, Profile{Name: to("Ana R")}) }

func TestPhoneShowsTheFilledTemplateWithItsButtons(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.stranger()
	w.order(rich)
	id := w.post(`"to":"`+ana+`"`, sending("visit", "es_ES", richHeader, richBody, richURL, richReply))
	got := w.bubble(ana, id)
	want := `{"header":{"text":"Cita martes"},"footer":{"text":"Clínica"},"buttons":[` +
		`{"type":"URL","text":"Mapa","url":"https://example.com/m/7"},` +
		`{"type":"QUICK_REPLY","text":"Iré","payload":"YES_7"},{"type":"QUICK_REPLY","text":"No iré","payload":"No iré"}]}`
	if got.Text != "Hola Ana, le esperamos a las 10 en la clínica." || string(got.Object) != want || got.Template != "visit" {
		t.Errorf("the phone shows %+v\nobject %s\nwant   %s", got, got.Object, want)
	}
}

func TestTapOnATemplateComesBackAsItsPayload(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.stranger()
	w.order(rich)
	first := w.post(`"to":"`+ana+`"`, sending("visit", "es_ES", richHeader, richBody, richURL, richReply))
	second := w.post(`"to":"`+ana+`"`, sending("visit", "es_ES", richHeader, richBody, richURL))
	tests := []struct{ name, message, context, button string }{
		{"payload of the send", `{"type":"button","context":{"id":"` + first + `"},"button":{"text":"Iré"}}`, first, `{"payload":"YES_7","text":"Iré"}`},
		{"label where the send said none", `{"type":"button","context":{"id":"` + second + `"},"button":{"text":"Iré"}}`, second, `{"payload":"Iré","text":"Iré"}`},
		{"the last template, untold", `{"type":"button","button":{"text":"No iré"}}`, second, `{"payload":"No iré","text":"No iré"}`},
		{"given payload stays", `{"type":"button","context":{"id":"` + first + `"},"button":{"text":"Iré","payload":"MINE"}}`, first, `{"text":"Iré","payload":"MINE"}`},
	}
	for _, tt := range tests {
		id := w.customer(ana, tt.message)
		var seen string
		w.until(func() bool {
			for _, got := range w.receiver.all() {
				if strings.Contains(got.body, id) {
					seen = got.body
				}
			}
			return seen != ""
		})
		var object struct {
			Type    string
			Context struct{ From, ID string }
			Button  map[string]string
		}
		var want map[string]string
		if err := json.Unmarshal(read([]byte(seen)).Entry[0].Changes[0].Value.Messages[0], &object); err != nil {
			t.Fatal(err)
		}
		if err := json.Unmarshal([]byte(tt.button), &want); err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(want, object.Button); diff != "" || object.Type != "button" || object.Context.ID != tt.context || object.Context.From != "34911000001" {
			t.Errorf("%s: %+v (-want +got):\n%s", tt.name, object, diff)
		}
		if got := w.bubble(ana, id); got.Quotes != tt.context {
			t.Errorf("%s: the phone shows %+v", tt.name, got)
		}
	}
	if status, _ := w.sendText(ana, "thanks"); status != 200 {
		t.Errorf("the tap opened no window: %d", status)
	}
}

func TestTemplateTakesExactlyItsValues(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.stranger()
	w.order(rich)
	w.order(`{"do":"add","name":"bill","language":"es","category":"UTILITY","components":[{"type":"HEADER","format":"DOCUMENT","example":{"header_handle":["4::a"]}},` + plainBody + `,{"type":"BUTTONS","buttons":[{"type":"COPY_CODE","example":"AB12"}]}]}`)
	w.order(`{"do":"add","name":"place","language":"es","category":"UTILITY","components":[{"type":"HEADER","format":"LOCATION"},{"type":"BODY","text":"Here we are, come and see."}]}`)
	w.order(`{"do":"add","name":"order","language":"es","category":"UTILITY","components":[{"type":"BODY","text":"For {{2}} there is the case {{1}} to be read.","example":{"body_text":[["1","Ana"]]}}]}`)
	pdf := w.upload("application/pdf", "bill")
	const code = `{"type":"button","sub_type":"copy_code","index":"0","parameters":[{"type":"coupon_code","coupon_code":"AB12"}]}`
	document := func(object string) string {
		return `{"type":"header","parameters":[{"type":"document","document":` + object + `}]}`
	}
	place := func(object string) string {
		return sending("place", "es", `{"type":"header","parameters":[{"type":"location","location":`+object+`}]}`)
	}
	text := func(values ...string) string {
		var list []string
		for _, value := range values {
			raw, _ := json.Marshal(value) // strings always encode
			list = append(list, `{"type":"text","text":`+string(raw)+`}`)
		}
		return `{"type":"body","parameters":[` + strings.Join(list, ",") + `]}`
	}
	tests := []struct {
		name, object string
		code         int
	}{
		{"all of them", sending("visit", "es_ES", richHeader, richBody, richURL), 0},
		{"no header", sending("visit", "es_ES", richBody, richURL), 132000},
		{"no link", sending("visit", "es_ES", richHeader, richBody), 100},
		{"the link twice", sending("visit", "es_ES", richHeader, richBody, richURL, richURL), 100},
		{"a blank in the link", sending("visit", "es_ES", richHeader, richBody, strings.Replace(richURL, `"7"`, `"7 8"`, 1)), 132012},
		{"link as a reply", sending("visit", "es_ES", richHeader, richBody, strings.Replace(richURL, `"url"`, `"quick_reply"`, 1)), 132012},
		{"button that is none", sending("visit", "es_ES", richHeader, richBody, strings.Replace(richURL, `"0"`, `"3"`, 1)), 132012},
		{"two values in a button", sending("visit", "es_ES", richHeader, richBody, strings.Replace(richURL, `{"type":"text","text":"7"}`, `{"type":"text","text":"7"},{"type":"text","text":"8"}`, 1)), 132000},
		{"header too long when filled", sending("visit", "es_ES", strings.Replace(richHeader, "martes", strings.Repeat("a", 60), 1), richBody, richURL), 132005},
		{"two bodies", sending("visit", "es_ES", richHeader, richBody, richBody, richURL), 100},
		{"name where numbers are", sending("order", "es", richBody), 100},
		{"numbers", sending("order", "es", text("991", "Ana")), 0},
		{"character that nobody sees", sending("order", "es", text("991", "A\u0007na")), 132007},
		{"file and code", sending("bill", "es", document(`{"id":"`+pdf+`","filename":"a.pdf"}`), code), 0},
		{"file by link", sending("bill", "es", document(`{"link":"https://example.com/a.pdf"}`), code), 0},
		{"file that is none", sending("bill", "es", document(`{"id":"5999"}`), code), 100},
		{"no code", sending("bill", "es", document(`{"id":"`+pdf+`"}`)), 100},
		{"long code", sending("bill", "es", document(`{"id":"`+pdf+`"}`), strings.Replace(code, `"AB12"`, `"1234567890123456"`, 1)), 132012},
		{"text where a file is", sending("bill", "es", `{"type":"header","parameters":[{"type":"text","text":"a"}]}`, code), 132012},
		{"place", place(`{"latitude":"40.4","longitude":"-3.7","name":"Sol","address":"Madrid"}`), 0},
		{"no place on earth", place(`{"latitude":"91","longitude":"-3.7"}`), 131009},
	}
	for _, tt := range tests {
		if got := w.trySend(tt.object); got != tt.code {
			t.Errorf("%s: code %d, want %d", tt.name, got, tt.code)
		}
	}
	shown := w.graph.CustomerMessages(ana)
	if got := shown[1].Text; got != "For Ana there is the case 991 to be read." {
		t.Errorf("numbers in another order: %q", got)
	}
	if got := shown[2]; got.File == nil || got.File.Name != "a.pdf" || string(w.bytesOf(got.File.ID)) != "bill" || !strings.Contains(string(got.Object), `"coupon_code":"AB12"`) {
		t.Errorf("file and code: %+v", got)
	}
	if got := shown[4]; !strings.Contains(string(got.Object), `"latitude":"40.4"`) {
		t.Errorf("place: %s", got.Object)
	}
}

func TestMarketingStopsAtTheCustomersWish(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.stranger()
	const values = `{"type":"body","parameters":[{"type":"text","text":"Ana"}]}`
	offer := func() string { return w.post(`"to":"`+ana+`"`, sending("season_offer", "en_US", values)) }
	failed := func(id string, code int) bool {
		w.until(func() bool { return len(w.statuses(id)) > 0 })
		return strings.Contains(w.bodies(), id) && w.statuses(id)[0] == "failed" && w.lostWith(id) == code
	}
	if id := offer(); w.bubble(ana, id).Template != "season_offer" {
		t.Error("marketing does not arrive")
	}
	yes, no := true, false
	w.profile(ana, Profile{MarketingStopped: &yes})
	if id := offer(); !failed(id, 131050) {
		t.Errorf("after the stop: %v", w.statuses(id))
	}
	if id := w.post(`"to":"`+ana+`"`, sending("reply_waiting", "en", values)); w.bubble(ana, id).Template != "reply_waiting" {
		t.Error("a stop of marketing stops utility")
	}
	w.profile(ana, Profile{MarketingStopped: &no, MarketingCap: &yes})
	if id := offer(); !failed(id, 131049) {
		t.Errorf("over the cap: %v", w.statuses(id))
	}
	w.until(func() bool { return strings.Count(w.bodies(), `"field":"user_preferences"`) == 2 })
	for _, want := range []string{`"category":"marketing_messages","value":"stop","timestamp":1`, `"value":"resume"`, `"user_preferences":[{"wa_id":"` + ana + `"`} {
		if !strings.Contains(w.bodies(), want) {
			t.Errorf("no webhook says %s", want)
		}
	}
}

// lostWith is the code with which a message to ana failed.
func (w *world) lostWith(id string) int {
	for _, lost := range w.graph.Undelivered(ana) {
		if lost.ID == id {
			return lost.Code
		}
	}
	return 0
}

func TestPacingHoldsMessagesBack(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.stranger()
	const greeting = `"name":"hello_world","language":"en_US"}`
	send := func() (id, status string) {
		answer := w.call(http.MethodPost, "/v26.0/"+testNumber+"/messages", `{"messaging_product":"whatsapp","to":"`+ana+`",`+sending("hello_world", "en_US")+`}`)
		var sent sendAnswer
		if err := json.Unmarshal(answer.Body.Bytes(), &sent); err != nil || len(sent.Messages) != 1 {
			t.Fatalf("answered %d %s", answer.Code, answer.Body)
		}
		return sent.Messages[0].ID, sent.Messages[0].Status
	}
	w.order(`{"do":"hold",` + greeting)
	first, status := send()
	if status != "held_for_quality_assessment" || len(w.graph.CustomerMessages(ana)) != 0 {
		t.Errorf("held: %q, the phone shows %v", status, w.graph.CustomerMessages(ana))
	}
	const values = `{"type":"body","parameters":[{"type":"text","text":"Ana"}]}`
	free := w.post(`"to":"`+ana+`"`, sending("reply_waiting", "en", values))
	w.until(func() bool { return len(w.statuses(free)) == 3 })
	if got := w.statuses(first); len(got) != 0 {
		t.Errorf("held: statuses %v", got)
	}
	w.stop()
	w.start()
	w.order(`{"do":"release",` + greeting)
	w.until(func() bool { return len(w.statuses(first)) == 3 })
	if got := w.bubble(ana, first); got.Status != "read" {
		t.Errorf("released: %+v", got)
	}

	w.order(`{"do":"hold",` + greeting)
	second, _ := send()
	w.order(`{"do":"drop",` + greeting)
	w.until(func() bool { return len(w.statuses(second)) == 1 })
	if got := w.statuses(second); got[0] != "failed" || w.lostWith(second) != 132015 {
		t.Errorf("dropped: %v, code %d", got, w.lostWith(second))
	}
	if got := w.trySend(sending("hello_world", "en_US")); got != 132015 {
		t.Errorf("send while paused: code %d", got)
	}
	if answer := w.call(http.MethodPost, "/v26.0/1600000000000001/unpause", ""); answer.Body.String() != "{\"success\":true}\n" {
		t.Errorf("unpause: %s", answer.Body)
	}
	if got := w.trySend(sending("hello_world", "en_US")); got != 0 {
		t.Errorf("send after it: code %d", got)
	}
}

func TestTemplateCostsByItsCategory(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.customer(ana, `{"type":"text","text":{"body":"hola"}}`)
	for template, category := range map[string]string{"season_offer": "marketing", "access_code": "authentication", "hello_world": "utility"} {
		component := `{"type":"body","parameters":[{"type":"text","text":"123"}]}`
		if template == "hello_world" {
			component = `{"type":"body","parameters":[]}`
		}
		id := w.post(`"to":"`+ana+`"`, sending(template, "en_US", component))
		w.until(func() bool { return len(w.statuses(id)) == 3 })
		found := false
		for _, got := range w.receiver.all() {
			found = found || strings.Contains(got.body, id) && strings.Contains(got.body, `"pricing":{"billable":true,"pricing_model":"PMP","type":"regular","category":"`+category+`"}`)
		}
		if !found {
			t.Errorf("%s: no status with the price of %s", template, category)
		}
	}
}
