package graph

import (
	"net/http"
	"strings"
	"testing"
)

// profile changes what is known of a customer.
func (w *world) profile(who string, p Profile) Customer {
	w.t.Helper()
	c, err := w.graph.SetProfile(who, p)
	if err != nil {
		w.t.Fatalf("SetProfile(%s): %v", who, err)
	}
	return c
}

func to[T any](value T) *T { return &value }

func TestHiddenPhoneIsInNoWebhook(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	c := w.profile(ana, Profile{HidePhone: to(true), Name: to("Ana R"), ParentUserID: to("ES.ENT.77Ab12")})
	if c.Username == "" || c.Phone != ana {
		t.Errorf("customer %+v, want a username and the phone", c)
	}
	w.customer(ana, `{"type":"text","text":{"body":"hola"}}`)
	id := w.post(`"recipient":"`+c.UserID+`"`, `"type":"text","text":{"body":"buenas"}`)
	w.until(func() bool { return len(w.statuses(id)) == 3 })
	all := w.bodies()
	if strings.Contains(all, ana) {
		t.Errorf("a webhook tells the phone: %s", all)
	}
	for _, want := range []string{
		`"from_parent_user_id":"ES.ENT.77Ab12"`, `"parent_user_id":"ES.ENT.77Ab12"`, `"recipient_parent_user_id":"ES.ENT.77Ab12"`,
		`"name":"Ana R"`, `"username":"` + c.Username + `"`,
	} {
		if !strings.Contains(all, want) {
			t.Errorf("no webhook has %s: %s", want, all)
		}
	}
	// The business has the number from elsewhere and writes to it.
	id = w.post(`"to":"+`+ana+`"`, `"type":"text","text":{"body":"by phone"}`)
	w.until(func() bool { return len(w.statuses(id)) == 3 })
	if !strings.Contains(w.bodies(), `"recipient_id":"`+ana+`"`) {
		t.Error("the status of a message to the phone does not name it")
	}
	id = w.post(`"recipient":"ES.ENT.77Ab12"`, `"type":"text","text":{"body":"by parent"}`)
	if w.bubble(ana, id).Text != "by parent" {
		t.Error("the parent BSUID leads elsewhere")
	}
	w.profile(ana, Profile{HidePhone: to(false)})
	w.customer(ana, `{"type":"text","text":{"body":"shown again"}}`)
	w.until(func() bool { return strings.Contains(w.bodies(), `"from":"`+ana+`"`) })
}

func TestProfileRefusesWhatIsNone(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	if _, err := w.graph.SetProfile("Ana", Profile{}); err == nil {
		t.Error("a name is an address")
	}
	if _, err := w.graph.SetProfile(ana, Profile{ParentUserID: to("parent")}); err == nil {
		t.Error("a word is a parent BSUID")
	}
	if _, err := w.graph.SetProfile(anaUserID, Profile{HidePhone: to(false)}); err == nil {
		t.Error("a phone that nobody knows is shown")
	}
	if list := w.graph.Customers(); len(list) != 0 {
		t.Errorf("refused changes made %+v", list)
	}
	if _, known := w.graph.Customer("34600000077"); known {
		t.Error("a stranger is known")
	}
}

func TestSomeMessagesNeedThePhone(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.customer(ana, `{"type":"text","text":{"body":"hola"}}`)
	userID := w.graph.Customers()[0].UserID
	const code = `"type":"template","template":{"name":"access_code","language":{"code":"en_US"},"components":[{"type":"body","parameters":[{"type":"text","text":"1"}]}]}`
	const words = `"type":"text","text":{"body":"x"}`
	send := func(recipient, message string) int {
		answer := w.call(http.MethodPost, "/v26.0/"+testNumber+"/messages", `{"messaging_product":"whatsapp",`+recipient+`,`+message+`}`)
		if answer.Code == 200 {
			return 0
		}
		return errorCode(t, answer)
	}
	byUser, byPhone := `"recipient":"`+userID+`"`, `"to":"`+ana+`"`
	tests := []struct {
		name, recipient, message string
		needs                    bool
		code                     int
	}{
		{"a code to the BSUID", byUser, code, false, 131062},
		{"a code to the phone", byPhone, code, false, 0},
		{"words to the BSUID", byUser, words, false, 0},
		{"words to the BSUID of one who needs the phone", byUser, words, true, 131062},
		{"words to the phone of one who needs it", byPhone, words, true, 0},
		{"words to both", byPhone + "," + byUser, words, true, 0},
	}
	for _, tt := range tests {
		w.profile(ana, Profile{NeedsPhone: to(tt.needs)})
		if got := send(tt.recipient, tt.message); got != tt.code {
			t.Errorf("%s: code %d, want %d", tt.name, got, tt.code)
		}
	}
}

func TestAnsweringTheRequestForTheNumberShowsIt(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.customer(anaUserID, `{"type":"text","text":{"body":"hola"}}`)
	w.customer(anaUserID, `{"type":"contacts","contacts":[{"origin":"other","phones":[{"wa_id":"34600000002"}]}]}`)
	if c, _ := w.graph.Customer(anaUserID); c.Phone != "" {
		t.Errorf("somebody else's card gives %+v", c)
	}
	w.customer(anaUserID, `{"type":"contacts","contacts":[{"origin":"contact_request","phones":[{"phone":"+34 600 000 001","wa_id":"`+ana+`"}]}]}`)
	w.customer(anaUserID, `{"type":"text","text":{"body":"there"}}`)
	got := w.wait(4)
	if strings.Contains(string(got[2].value.Messages[0]), `"from":`) || !strings.Contains(got[3].body, `"from":"`+ana+`"`) {
		t.Errorf("webhooks %s and %s: the number is told from the next message on", got[2].body, got[3].body)
	}
	w.profile(ana, Profile{HidePhone: to(true)})
	w.customer(ana, `{"type":"contacts","contacts":[{"origin":"contact_request","phones":[{"phone":"+34 600 000 001"}]}]}`)
	if c, _ := w.graph.Customer(ana); c.HidePhone {
		t.Errorf("asked again, %+v is still hidden", c)
	}
	if status, _ := w.sendText(ana, "by phone"); status != 200 || len(w.graph.Customers()) != 1 {
		t.Errorf("answered %d, customers %+v", status, w.graph.Customers())
	}
}
