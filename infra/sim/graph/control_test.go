package graph

import (
	"encoding/json"
	"errors"
	"net/http"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestCustomerByPhoneHasABSUIDAndAName(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.customer("+34 600 000 001", `{"type":"text","text":{"body":"a"}}`)
	w.customer("34600000001", `{"type":"text","text":{"body":"b"}}`)
	list := w.graph.Customers()
	if len(list) != 1 || list[0].Phone != ana || !strings.HasPrefix(list[0].UserID, "ES.") || !isUserID(list[0].UserID) || list[0].Name == "" {
		t.Errorf("customers %+v", list)
	}
	if shown := w.graph.CustomerMessages(list[0].UserID); len(shown) != 2 {
		t.Errorf("asked by BSUID the phone shows %d messages, want 2", len(shown))
	}
}

func TestCustomerByBSUIDShowsNoPhone(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.customer(anaUserID, `{"type":"text","text":{"body":"hola"}}`)
	answer := w.call(http.MethodPost, "/v26.0/"+testNumber+"/messages",
		`{"messaging_product":"whatsapp","recipient":"`+anaUserID+`","type":"text","text":{"body":"buenas"}}`)
	if want := `"contacts":[{"input":"` + anaUserID + `","user_id":"` + anaUserID + `"}]`; !strings.Contains(answer.Body.String(), want) {
		t.Errorf("answer %s, want %s", answer.Body, want)
	}
	for _, got := range w.wait(4) {
		for _, absent := range []string{`"wa_id"`, `"recipient_id"`, `"from":`} {
			if strings.Contains(got.body, absent) {
				t.Errorf("webhook with %s: %s", absent, got.body)
			}
		}
		if !strings.Contains(got.body, anaUserID) {
			t.Errorf("webhook without the BSUID: %s", got.body)
		}
	}
}

func TestBrazilianPhoneIsOnePersonWithAndWithoutTheNine(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.customer("551187654321", `{"type":"text","text":{"body":"oi"}}`)
	answer := w.call(http.MethodPost, "/v26.0/"+testNumber+"/messages",
		`{"messaging_product":"whatsapp","to":"+5511987654321","type":"text","text":{"body":"olá"}}`)
	if want := `{"input":"+5511987654321","wa_id":"551187654321"}`; !strings.Contains(answer.Body.String(), want) {
		t.Errorf("answer %s, want %s", answer.Body, want)
	}
	if shown := w.graph.CustomerMessages("5511987654321"); len(shown) != 2 {
		t.Errorf("the phone shows %d messages, want 2", len(shown))
	}
}

func TestGivenIDAndTimestampAreKeptAndTheIdentityIsNot(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	id := w.customer(ana, `{"id":"wamid.mine","timestamp":"1795300000","from":"1","from_user_id":"XX.1","type":"future","future":{"a":[1,2.50]}}`)
	if id != "wamid.mine" {
		t.Errorf("id %s, want wamid.mine", id)
	}
	raw := string(w.wait(1)[0].value.Messages[0])
	want := `{"from":"34600000001","from_user_id":"` + w.graph.Customers()[0].UserID +
		`","id":"wamid.mine","timestamp":"1795300000","future":{"a":[1,2.50]},"type":"future"}`
	if raw != want {
		t.Errorf("message\n%s\nwant\n%s", raw, want)
	}
}

func TestCustomerSendRefusesWhatNoPhoneSends(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	for name, message := range map[string]string{
		"a list": `[]`, "null": `null`, "no type": `{"text":{"body":"x"}}`,
		"text without body": `{"type":"text","text":{}}`, "odd time": `{"type":"text","text":{"body":"x"},"timestamp":"noon"}`,
	} {
		if _, err := w.graph.CustomerSend(t.Context(), ana, json.RawMessage(message)); err == nil {
			t.Errorf("%s is sent", name)
		}
	}
	if _, err := w.graph.CustomerSend(t.Context(), "Ana", json.RawMessage(`{"type":"text","text":{"body":"x"}}`)); !errors.Is(err, ErrAddress) {
		t.Errorf("error %v, want %v", err, ErrAddress)
	}
}

func TestChangeOfNumberMovesTheCustomer(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.customer(ana, `{"type":"text","text":{"body":"hola"}}`)
	old := w.graph.Customers()[0]
	w.customer(ana, `{"type":"system","system":{"type":"user_changed_number","body":"changed","wa_id":"34600000009"}}`)
	got := w.wait(2)[1]
	if len(got.value.Contacts) != 0 || !strings.Contains(got.body, `"previous_user_id":"`+old.UserID+`"`) || !strings.Contains(got.body, `"from":"34600000001"`) {
		t.Errorf("webhook: %s", got.body)
	}
	moved := w.graph.Customers()[0]
	if moved.Phone != "34600000009" || moved.UserID == old.UserID {
		t.Errorf("customer %+v", moved)
	}
	if shown := w.graph.CustomerMessages(ana); len(shown) != 0 {
		t.Errorf("the old number shows %+v", shown)
	}
	if shown := w.graph.CustomerMessages("34600000009"); len(shown) != 2 {
		t.Errorf("the new number shows %d messages, want 2", len(shown))
	}
}

func TestDeliverPostsExactlyTheBytesAndLearns(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	raw := ` {"object":"whatsapp_business_account", "entry":[{"id":"1","changes":[
	 {"field":"messages","value":{"metadata":{"phone_number_id":"` + testNumber + `"},"contacts":[{"profile":{"name":"Ána"},"wa_id":"34600000001","user_id":"` + anaUserID + `"}, 7],
	  "messages":[{"from":"34600000001","from_user_id":"` + anaUserID + `","id":"wamid.A","timestamp":"` + seconds(w.clock.Now().Unix()) + `","type":"text","text":{"body":"é"}}, "junk", {"id":5}]}},
	 {"field":"messages","value":{"messages":"odd"}}]}]}`
	w.receiver.answer = func(int) int { return http.StatusOK }
	status, _, err := w.graph.Deliver(t.Context(), []byte(raw))
	if err != nil || status != 200 {
		t.Fatalf("Deliver() = %d, %v", status, err)
	}
	got := w.receiver.all()[0]
	if got.body != raw || got.header.Get(signatureHeader) != sign(testSecret, []byte(raw)) {
		t.Errorf("posted %q signed %q", got.body, got.header.Get(signatureHeader))
	}
	if diff := cmp.Diff([]Customer{{Phone: ana, UserID: anaUserID, Name: "Ána"}}, w.graph.Customers()); diff != "" {
		t.Errorf("customers (-want +got):\n%s", diff)
	}
	shown := w.graph.CustomerMessages(ana)
	if len(shown) != 1 || shown[0].ID != "wamid.A" || shown[0].Text != "é" || shown[0].Status != "delivered" {
		t.Errorf("the phone shows %+v", shown)
	}
	w.limits(`{"window_errors":"sync"}`)
	if status, _ := w.sendText(ana, "answer"); status != 200 {
		t.Errorf("the window is not open: %d", status)
	}
}

func TestDeliverTakesAnyBytes(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.receiver.answer = func(int) int { return 503 }
	status, _, err := w.graph.Deliver(t.Context(), []byte("no JSON \xff"))
	if err != nil || status != 503 || len(w.receiver.all()) != 1 {
		t.Errorf("Deliver() = %d, %v after %d posts", status, err, len(w.receiver.all()))
	}
	w.receiver.server.Close()
	if _, _, err := w.graph.Deliver(t.Context(), []byte("{}")); err == nil {
		t.Error("no error without an answer")
	}
}

func TestPhoneAndBSUIDSeenTogetherBecomeOneCustomer(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.customer(anaUserID, `{"type":"text","text":{"body":"by BSUID"}}`)
	w.customer(ana, `{"type":"text","text":{"body":"by phone"}}`)
	raw := `{"entry":[{"changes":[{"field":"messages","value":{"contacts":[{"wa_id":"` + ana + `","user_id":"` + anaUserID + `"}]}}]}]}`
	if _, _, err := w.graph.Deliver(t.Context(), []byte(raw)); err != nil {
		t.Fatal(err)
	}
	if list := w.graph.Customers(); len(list) != 1 || list[0].Phone != ana || list[0].UserID != anaUserID {
		t.Errorf("customers %+v", list)
	}
	for _, who := range []string{ana, anaUserID} {
		shown := w.graph.CustomerMessages(who)
		if len(shown) != 2 || shown[0].Text != "by BSUID" || shown[1].Text != "by phone" {
			t.Errorf("%s shows %+v", who, shown)
		}
	}
}

func TestPhoneShowsTheWordsOfEachType(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	tests := []struct{ name, message, want string }{
		{"caption", `{"type":"image","image":{"id":"1","caption":"broken"}}`, "broken"},
		{"button of a template", `{"type":"button","button":{"payload":"P","text":"Cancel"}}`, "Cancel"},
		{"reply button", `{"type":"interactive","interactive":{"type":"button_reply","button_reply":{"id":"y","title":"Yes"}}}`, "Yes"},
		{"row of a list", `{"type":"interactive","interactive":{"type":"list_reply","list_reply":{"id":"r","title":"Billing"}}}`, "Billing"},
		{"reaction", `{"type":"reaction","reaction":{"message_id":"wamid.O","emoji":"❤️"}}`, "❤️"},
		{"place", `{"type":"location","location":{"latitude":1,"longitude":2,"name":"Sol"}}`, "Sol"},
		{"cards", `{"type":"contacts","contacts":[{"name":{"formatted_name":"Luis"}}]}`, ""},
		{"unknown type", `{"type":"hologram"}`, ""},
	}
	for i, tt := range tests {
		w.customer(ana, tt.message)
		if got := w.graph.CustomerMessages(ana)[i]; got.Text != tt.want || got.From != "customer" {
			t.Errorf("%s: the phone shows %+v, want %q", tt.name, got, tt.want)
		}
	}
}

func TestEventsTellWhatIsNew(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	id := w.customer(ana, `{"type":"text","text":{"body":"hola"}}`)
	w.until(func() bool { return len(w.graph.Events(0)) == 2 })
	all := w.graph.Events(0)
	if all[0].Kind != "message" || all[0].Text != "hola" || all[0].ID != id || all[0].Customer.Phone != ana {
		t.Errorf("first event %+v", all[0])
	}
	later := w.graph.Events(all[0].Seq)
	if len(later) != 1 || later[0].Kind != "status" || later[0].Status != "delivered" {
		t.Errorf("later events %+v", later)
	}
}
