package graph

import (
	"errors"
	"strings"
	"testing"
)

// change moves a customer to another phone or BSUID.
func (w *world) change(who, phone, userID string) {
	w.t.Helper()
	if _, err := w.graph.ChangeNumber(w.t.Context(), who, phone, userID); err != nil {
		w.t.Fatalf("ChangeNumber(%s, %s, %s): %v", who, phone, userID, err)
	}
}

func TestChangeNumberTellsAndMoves(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.customer(ana, `{"type":"text","text":{"body":"hola"}}`)
	old := w.graph.Customers()[0]
	w.change(ana, "+34 600 000 009", "ES.NEW1")
	got := w.wait(2)[1]
	for _, part := range []string{
		`"user_changed_number"`, `"body":"User ` + old.Name + ` changed from 34600000001 to 34600000009"`, `"wa_id":"34600000009"`, `"user_id":"ES.NEW1"`, `"previous_user_id":"` + old.UserID + `"`, `"from":"34600000001"`,
	} {
		if !strings.Contains(got.body, part) {
			t.Errorf("webhook without %s: %s", part, got.body)
		}
	}
	if len(got.value.Contacts) != 0 || strings.Contains(got.body, "from_user_id") {
		t.Errorf("a system message has no contacts and no BSUID beside the phone: %s", got.body)
	}
	w.customer("34600000009", `{"type":"text","text":{"body":"still me"}}`)
	if next := w.wait(3)[2].body; !strings.Contains(next, `"from_user_id":"ES.NEW1"`) {
		t.Errorf("the next webhook: %s", next)
	}

	w.change("34600000009", "", "ES.NEW2")
	if body := w.wait(4)[3].body; !strings.Contains(body, `"user_changed_user_id"`) || !strings.Contains(body, `"previous_user_id":"ES.NEW1"`) || strings.Contains(body, "wa_id") {
		t.Errorf("webhook of another BSUID alone: %s", body)
	}
	list := w.graph.Customers()
	if len(list) != 1 || list[0].Phone != "34600000009" || list[0].UserID != "ES.NEW2" || len(w.graph.CustomerMessages("ES.NEW2")) != 4 {
		t.Errorf("customers %+v", list)
	}
}

func TestChangeOfAHiddenNumberTellsNoNumber(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.profile(ana, Profile{HidePhone: to(true)})
	old, _ := w.graph.Customer(ana)
	w.change(ana, "34600000009", "")
	got := w.wait(1)[0].body
	if strings.Contains(got, "34600000009") || strings.Contains(got, ana) || !strings.Contains(got, `"previous_user_id":"`+old.UserID+`"`) ||
		!strings.Contains(got, `"from_user_id":"`+old.UserID+`"`) {
		t.Errorf("webhook: %s", got)
	}
	c, known := w.graph.Customer("34600000009")
	if !known || !c.HidePhone || c.UserID == old.UserID || len(w.graph.Customers()) != 1 {
		t.Errorf("customer %+v of %+v", c, w.graph.Customers())
	}
}

func TestChangeOfANumberThatNobodyKnewStaysHidden(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.customer(anaUserID, `{"type":"text","text":{"body":"hola"}}`)
	w.change(anaUserID, "34600000009", "ES.NEW1")
	w.customer("ES.NEW1", `{"type":"text","text":{"body":"still hidden"}}`)
	w.wait(3)
	if all := w.bodies(); strings.Contains(all, "34600000009") {
		t.Errorf("a webhook tells the phone: %s", all)
	}
	if shown := w.graph.CustomerMessages("34600000009"); len(shown) != 3 {
		t.Errorf("by phone %d messages, want 3", len(shown))
	}
}

func TestNoticeAfterTheFirstMessageOfTheNewNumberJoinsBoth(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.customer(ana, `{"type":"text","text":{"body":"before"}}`)
	w.customer("34600000009", `{"type":"text","text":{"body":"already new"}}`)
	userID := w.graph.Customers()[1].UserID
	w.change(ana, "34600000009", "")
	list := w.graph.Customers()
	if len(list) != 1 || list[0].UserID != userID || list[0].Phone != "34600000009" {
		t.Errorf("customers %+v, want one with the BSUID %s", list, userID)
	}
	if shown := w.graph.CustomerMessages("34600000009"); len(shown) != 3 {
		t.Errorf("the phone shows %+v", shown)
	}
}

func TestChangeNumberRefusesWhatIsNone(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.customer(ana, `{"type":"text","text":{"body":"hola"}}`)
	for _, tt := range []struct{ who, phone, userID string }{
		{"Ana", "34600000009", ""}, {ana, "nine", ""}, {ana, "", "new"}, {ana, "", ""}, {"34600000077", "34600000009", ""},
	} {
		if _, err := w.graph.ChangeNumber(t.Context(), tt.who, tt.phone, tt.userID); err == nil {
			t.Errorf("%+v moves", tt)
		}
	}
	if _, err := w.graph.ChangeNumber(t.Context(), ana, "nine", ""); !errors.Is(err, ErrAddress) {
		t.Errorf("error %v, want ErrAddress", err)
	}
}
