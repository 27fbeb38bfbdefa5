package graph

import (
	"net/http"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// signedByHand is a delivery of a customer that the simulator has not met.
func (w *world) signedByHand(id, words string) []byte {
	w.t.Helper()
	return []byte(`{"object":"whatsapp_business_account","entry":[{"id":"1","changes":[{"field":"messages","value":{
	 "metadata":{"phone_number_id":"` + testNumber + `"},"contacts":[{"profile":{"name":"Nora"},"wa_id":"34600700001"}],
	 "messages":[{"from":"34600700001","id":"` + id + `","timestamp":"` + seconds(w.clock.Now().Unix()) + `","type":"text","text":{"body":"` + words + `"}}]}}]}]}`)
}

func TestLearnMakesACustomerWhoCanBeAnswered(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.limits(`{"window_errors":"sync"}`)
	for _, raw := range [][]byte{w.signedByHand("wamid.H1", "first"), w.signedByHand("wamid.H2", "second"), w.signedByHand("wamid.H1", "first")} {
		w.graph.Learn(raw)
	}
	status, id := w.sendText("34600700001", "answer")
	if status != http.StatusOK {
		t.Fatalf("the answer is refused with %d", status)
	}
	w.until(func() bool { return len(w.statuses(id)) == 3 })
	var got []string
	for _, m := range w.graph.CustomerMessages("34600700001") {
		got = append(got, m.Text+" "+m.Status)
	}
	if diff := cmp.Diff([]string{"first delivered", "second delivered", "answer read"}, got); diff != "" {
		t.Errorf("the phone (-want +got):\n%s", diff)
	}
}

func TestLearnChangesNothingByWhatTheSimulatorPosted(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.customer(ana, `{"type":"text","text":{"body":"hola"}}`)
	w.customer(ana, `{"type":"system","system":{"type":"user_changed_number","body":"changed","wa_id":"34600000009"}}`)
	_, id := w.sendText("34600000009", "buenas")
	w.until(func() bool { return len(w.statuses(id)) == 3 && w.poster.Pending() == 0 })
	customers, shown := w.graph.Customers(), w.graph.CustomerMessages("34600000009")
	for _, got := range w.receiver.all() { // the first ones name the number of before
		w.graph.Learn([]byte(got.body))
	}
	if diff := cmp.Diff(customers, w.graph.Customers()); diff != "" {
		t.Errorf("customers (-before +after):\n%s", diff)
	}
	if diff := cmp.Diff(shown, w.graph.CustomerMessages("34600000009")); diff != "" {
		t.Errorf("the phone (-before +after):\n%s", diff)
	}
}

func TestLearnBearsAnyBytes(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	for _, raw := range []string{"", "no JSON \xff", "[]", `{"entry":[{"changes":[{"field":"messages","value":{"messages":["x",{"id":5}],"statuses":[7]}}]}]}`} {
		w.graph.Learn([]byte(raw))
	}
	if list := w.graph.Customers(); len(list) != 0 {
		t.Errorf("customers %+v, want none", list)
	}
}
