package graph

import (
	"encoding/json"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

func TestEchoIsTheBusinesssOnPhoneAndWebhook(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.limits(`{"window_errors":"sync"}`)
	w.profile(ana, Profile{Name: to("Ana R")})
	id, err := w.graph.CustomerEcho(t.Context(), ana, json.RawMessage(`{"type":"document","document":{"filename":"a.pdf","caption":"from the phone"}}`))
	if err != nil {
		t.Fatal(err)
	}
	body := w.wait(1)[0].body
	c := w.graph.Customers()[0]
	for _, want := range []string{
		`"field":"smb_message_echoes"`, `"message_echoes":[{"from":"34911000001","to":"` + ana + `","to_user_id":"` + c.UserID + `","id":"` + id + `"`,
		`"phone_number_id":"` + testNumber + `"`, `"name":"Ana R"`, `"sha256":`,
	} {
		if !strings.Contains(strings.ReplaceAll(body, `\/`, `/`), want) {
			t.Errorf("webhook without %s: %s", want, body)
		}
	}
	if strings.Contains(body, `"messages"`) || strings.Contains(body, "from_user_id") {
		t.Errorf("webhook: %s", body)
	}
	shown := w.bubble(ana, id)
	if shown.From != "business" || !shown.Echo || shown.File == nil || shown.Text != "from the phone" || shown.Status != "delivered" {
		t.Errorf("the phone shows %+v", shown)
	}
	if status, _ := w.sendText(ana, "x"); status != 400 {
		t.Errorf("an echo opened the window: %d", status)
	}
	w.until(func() bool { return w.poster.Pending() == 0 })
	if got := len(w.receiver.all()); got != 1 {
		t.Errorf("%d webhooks, want no status of an echo", got)
	}
}

func TestNotifyPostsAnyField(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	const value = `{"event":"ACCOUNT_RESTRICTION","restriction_info":[{"restriction_type":"RESTRICTED_BIZ_INITIATED_MESSAGING"}]}`
	if err := w.graph.Notify(t.Context(), "account_update", "", json.RawMessage(value)); err != nil {
		t.Fatal(err)
	}
	if err := w.graph.Notify(t.Context(), "security", "200000000000009", json.RawMessage(`{}`)); err != nil {
		t.Fatal(err)
	}
	got := w.wait(2)
	var seen struct {
		Entry []struct {
			ID   string
			Time int64
		}
	}
	if err := json.Unmarshal([]byte(got[0].body), &seen); err != nil || len(seen.Entry) != 1 || seen.Entry[0].ID != testAccount ||
		w.clock.Now().Sub(unix(seen.Entry[0].Time)).Abs() > time.Minute ||
		!strings.HasSuffix(got[0].body, `"changes":[{"value":`+value+`,"field":"account_update"}]}]}`) {
		t.Errorf("webhook %s", got[0].body)
	}
	if !strings.Contains(got[1].body, `"id":"200000000000009"`) || got[1].header.Get(signatureHeader) != sign(testSecret, []byte(got[1].body)) {
		t.Errorf("webhook %s signed %s", got[1].body, got[1].header.Get(signatureHeader))
	}
	for field, value := range map[string]string{"": `{}`, "account_update": `[]`, "security": `null`} {
		if err := w.graph.Notify(t.Context(), field, "", json.RawMessage(value)); err == nil {
			t.Errorf("field %q with value %s is posted", field, value)
		}
	}
}

func TestBatchIsOneWebhookOfManyEntriesAndChanges(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	batch := make([]BatchMessage, 0, 6)
	for _, one := range []struct{ who, words string }{
		{"34600000001", "a1"}, {"34600000001", "a2"}, {"34600000002", "b"}, {"34600000003", "c"}, {"34600000001", "a3"}, {anaUserID, "d"},
	} {
		batch = append(batch, BatchMessage{one.who, json.RawMessage(`{"type":"text","text":{"body":"` + one.words + `"}}`)})
	}
	ids, err := w.graph.CustomerBatch(t.Context(), batch)
	if err != nil || len(ids) != len(batch) {
		t.Fatalf("CustomerBatch() = %v, %v", ids, err)
	}
	w.wait(1)
	w.until(func() bool { return w.poster.Pending() == 0 })
	all := w.receiver.all()
	seen := read([]byte(all[0].body))
	var counts []int // messages of each change
	for _, e := range seen.Entry {
		if len(e.Changes) > batchChanges {
			t.Errorf("an entry has %d changes", len(e.Changes))
		}
		for _, c := range e.Changes {
			counts = append(counts, len(c.Value.Messages))
			if len(c.Value.Contacts) != 1 {
				t.Errorf("a change has %d contacts", len(c.Value.Contacts))
			}
		}
	}
	if diff := cmp.Diff([]int{2, 1, 1, 1, 1}, counts); diff != "" || len(seen.Entry) != 3 || len(all) != 1 {
		t.Errorf("%d webhooks, %d entries, messages of each change (-want +got):\n%s", len(all), len(seen.Entry), diff)
	}
	for i, id := range ids {
		if got := w.bubble(batch[i].Customer, id); got.Status != "delivered" {
			t.Errorf("message %d: %+v", i, got)
		}
	}
	if _, err := w.graph.CustomerBatch(t.Context(), append(batch[:1:1], BatchMessage{"Ana", nil})); err == nil || !strings.Contains(err.Error(), "messages[1]") {
		t.Errorf("a wrong message: %v", err)
	}
	if shown := w.graph.CustomerMessages(ana); len(shown) != 3 {
		t.Errorf("a refused batch left %d messages, want 3", len(shown))
	}
}
