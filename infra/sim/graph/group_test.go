package graph

import (
	"encoding/json"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

const testGroup = "R3JvdXBGYWtl"

func TestGroupIsAChatOfItsOwn(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.limits(`{"window_errors":"sync"}`)
	w.customer(ana, `{"group_id":"`+testGroup+`","type":"text","text":{"body":"hi all"}}`)
	w.customer("34600000002", `{"group_id":"`+testGroup+`","type":"text","text":{"body":"me too"}}`)
	w.customer(ana, `{"group_id":"`+testGroup+`","type":"text","text":{"body":"and again"}}`)
	if status, _ := w.sendText(ana, "alone"); status != 400 {
		t.Errorf("a message in a group opened the customer's own window: %d", status)
	}
	const frame = `{"messaging_product":"whatsapp","recipient_type":"group","to":"` + testGroup + `",`
	answer := w.call(http.MethodPost, "/v26.0/"+testNumber+"/messages", frame+`"type":"text","text":{"body":"welcome"}}`)
	if want := `"contacts":[{"input":"` + testGroup + `","group_id":"` + testGroup + `"}]`; answer.Code != 200 || !strings.Contains(answer.Body.String(), want) {
		t.Errorf("answered %d %s, want %s", answer.Code, answer.Body, want)
	}
	var sent sendAnswer
	if err := json.Unmarshal(answer.Body.Bytes(), &sent); err != nil {
		t.Fatal(err)
	}
	for _, who := range []string{ana, "34600000002"} {
		shown := w.graph.CustomerMessages(who)
		last := shown[len(shown)-1]
		if last.Text != "welcome" || last.Group != testGroup || shown[0].Group != testGroup {
			t.Errorf("%s shows %+v", who, shown)
		}
	}
	if shown := w.graph.CustomerMessages("34600000003"); len(shown) != 0 {
		t.Errorf("a stranger shows %+v", shown)
	}
	id := sent.Messages[0].ID
	w.until(func() bool { return len(w.statuses(id)) == 5 })
	if diff := cmp.Diff([]string{"sent", "delivered", "delivered", "read", "read"}, w.statuses(id)); diff != "" {
		t.Errorf("statuses (-want +got):\n%s", diff)
	}
	place := w.call(http.MethodPost, "/v26.0/"+testNumber+"/messages", frame+`"type":"location","location":{"latitude":1,"longitude":2}}`)
	if place.Code != 400 || errorCode(t, place) != 100 {
		t.Errorf("a place for a group: %d %s", place.Code, place.Body)
	}
	w.advance(24 * time.Hour)
	if answer := w.call(http.MethodPost, "/v26.0/"+testNumber+"/messages", frame+`"type":"text","text":{"body":"late"}}`); errorCode(t, answer) != 131047 {
		t.Errorf("after a day: %d %s", answer.Code, answer.Body)
	}
}

func TestStatusesOfAGroupNameItsMembersTogether(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.customer(ana, `{"group_id":"`+testGroup+`","type":"text","text":{"body":"hi all"}}`)
	w.customer(anaUserID, `{"group_id":"`+testGroup+`","type":"text","text":{"body":"me too"}}`)
	id := w.post(`"recipient_type":"group","to":"`+testGroup+`"`, `"type":"text","text":{"body":"welcome"}`)
	w.until(func() bool { return len(w.statuses(id)) == 5 })
	got := w.receiver.all()
	strip := func(raw json.RawMessage) map[string]any {
		var status map[string]any
		if err := json.Unmarshal(raw, &status); err != nil {
			t.Fatal(err)
		}
		delete(status, "timestamp")
		delete(status, "pricing")
		return status
	}
	base := func(status string, more map[string]any) map[string]any {
		more["id"], more["status"], more["recipient_id"], more["recipient_type"] = id, status, testGroup, "group"
		return more
	}
	if diff := cmp.Diff(base("sent", map[string]any{}), strip(got[2].value.Statuses[0])); diff != "" {
		t.Errorf("sent (-want +got):\n%s", diff)
	}
	if !strings.Contains(got[2].body, `"type":"free_group_customer_service","category":"group_service"`) {
		t.Errorf("price: %s", got[2].body)
	}
	delivered := got[3].value.Statuses
	if len(delivered) != 2 {
		t.Fatalf("%d statuses in one webhook, want one for each member: %s", len(delivered), got[3].body)
	}
	userID := w.graph.Customers()[0].UserID
	first := base("delivered", map[string]any{"recipient_participant_id": ana, "recipient_participant_user_id": userID})
	second := base("delivered", map[string]any{"recipient_participant_user_id": anaUserID})
	if diff := cmp.Diff([]map[string]any{first, second}, []map[string]any{strip(delivered[0]), strip(delivered[1])}); diff != "" {
		t.Errorf("delivered (-want +got):\n%s", diff)
	}
}

func TestGroupOfSomebodyElsesWebhookIsKnown(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	raw := strings.Replace(string(w.signedByHand("wamid.H1", "hi all")), `"id":"wamid.H1"`, `"group_id":"`+testGroup+`","id":"wamid.H1"`, 1)
	w.graph.Learn([]byte(raw))
	id := w.post(`"recipient_type":"group","to":"`+testGroup+`"`, `"type":"text","text":{"body":"welcome"}`)
	if w.bubble("34600700001", id).Text != "welcome" {
		t.Error("the member does not see the answer")
	}
}

func TestReadReceiptInAGroupIsForOneMessage(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	first := w.customer(ana, `{"group_id":"`+testGroup+`","type":"text","text":{"body":"one"}}`)
	second := w.customer(ana, `{"group_id":"`+testGroup+`","type":"text","text":{"body":"two"}}`)
	w.call(http.MethodPost, "/v26.0/"+testNumber+"/messages", `{"messaging_product":"whatsapp","status":"read","message_id":"`+second+`"}`)
	if w.bubble(ana, first).ReadByBusiness || !w.bubble(ana, second).ReadByBusiness {
		t.Error("each message of a group is marked alone")
	}
}

func TestMergedCustomerIsOneMember(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.customer(ana, `{"group_id":"`+testGroup+`","type":"text","text":{"body":"one"}}`)
	w.customer("34600000009", `{"group_id":"`+testGroup+`","type":"text","text":{"body":"two"}}`)
	w.change(ana, "34600000009", "")
	id := w.post(`"recipient_type":"group","to":"`+testGroup+`"`, `"type":"text","text":{"body":"welcome"}`)
	w.until(func() bool { return len(w.statuses(id)) == 3 })
	if shown := w.graph.CustomerMessages("34600000009"); len(shown) != 4 {
		t.Errorf("the phone shows %+v", shown)
	}
}
