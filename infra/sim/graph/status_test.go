package graph

import (
	"encoding/json"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

func TestStatusesClimbInSeparateDeliveries(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.customer(ana, `{"type":"text","text":{"body":"hola"}}`)
	_, id := w.sendText("+34600000001", "buenos días")
	got := w.wait(4)
	if diff := cmp.Diff([]string{"sent", "delivered", "read"}, w.statuses(id)); diff != "" {
		t.Errorf("statuses (-want +got):\n%s", diff)
	}
	var sent map[string]any
	if err := json.Unmarshal(got[1].value.Statuses[0], &sent); err != nil {
		t.Fatal(err)
	}
	delete(sent, "timestamp")
	want := map[string]any{
		"id": id, "status": "sent", "recipient_id": ana, "biz_opaque_callback_data": "marker-1",
		"recipient_user_id": w.graph.Customers()[0].UserID,
		"pricing":           map[string]any{"billable": false, "pricing_model": "PMP", "type": "free_customer_service", "category": "service"},
	}
	if diff := cmp.Diff(want, sent); diff != "" {
		t.Errorf("sent (-want +got):\n%s", diff)
	}
	if !strings.Contains(got[2].body, `"pricing"`) || strings.Contains(got[3].body, `"pricing"`) {
		t.Error("the price belongs on sent and delivered, and not on read")
	}
	if len(got[1].value.Contacts) != 1 || got[1].value.Metadata.DisplayPhoneNumber != "34911000001" {
		t.Errorf("value %+v", got[1].value)
	}
	shown := w.graph.CustomerMessages(ana)[1]
	if shown.Status != "read" || len(shown.Statuses) != 3 || shown.Text != "buenos días" {
		t.Errorf("the phone shows %+v", shown)
	}
}

func TestMannersOfPhonesCanBeSet(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name, limits string
		want         []string
	}{
		{"no read receipts", `{"read_receipts":false}`, []string{"delivered", "sent"}},
		{"double statuses", `{"double_statuses":true}`, []string{"delivered", "delivered", "read", "read", "sent", "sent"}},
		{"shuffled statuses all arrive", `{"shuffle_statuses":true}`, []string{"delivered", "read", "sent"}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			w := newWorld(t)
			w.customer(ana, `{"type":"text","text":{"body":"hola"}}`)
			w.limits(tt.limits)
			_, id := w.sendText(ana, "x")
			w.until(func() bool { return len(w.statuses(id)) >= len(tt.want) })
			got := w.statuses(id)
			slices.Sort(got)
			if diff := cmp.Diff(tt.want, got); diff != "" {
				t.Errorf("statuses (-want +got):\n%s", diff)
			}
		})
	}
}

func TestShuffledStatusesArriveInAnotherOrder(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.customer(ana, `{"type":"text","text":{"body":"hola"}}`)
	turn := w.reverse(3)
	_, id := w.sendText(ana, "x")
	turn(func(sent int) bool { return len(w.statuses(id)) == sent })
	if diff := cmp.Diff([]string{"read", "delivered", "sent"}, w.statuses(id)); diff != "" {
		t.Errorf("statuses (-want +got):\n%s", diff)
	}
}

func TestStrangerGetsNothingAndTheBusinessAFailure(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	status, id := w.sendText("+34600999999", "anybody?")
	if status != 200 {
		t.Fatalf("answered %d, want 200", status)
	}
	got := w.wait(1)[0]
	for _, want := range []string{`"status":"failed"`, `"code":131026`, `"recipient_id":"34600999999"`, `"biz_opaque_callback_data":"marker-1"`, id} {
		if !strings.Contains(got.body, strings.ReplaceAll(want, "/", `\/`)) {
			t.Errorf("webhook without %s: %s", want, got.body)
		}
	}
	if len(got.value.Contacts) != 0 {
		t.Errorf("a failed status has no contacts: %s", got.body)
	}
	if shown := w.graph.CustomerMessages("+34600999999"); shown == nil || len(shown) != 0 {
		t.Errorf("the phone of a stranger shows %+v", shown)
	}
}

func TestClosedWindowRefusesFreeTextOnly(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.customer(ana, `{"type":"text","text":{"body":"hola"}}`)
	w.wait(1)
	w.advance(24*time.Hour - time.Minute)
	_, last := w.sendText(ana, "in time")
	w.until(func() bool { return len(w.statuses(last)) == 3 })

	w.advance(2 * time.Minute)
	status, late := w.sendText(ana, "too late")
	w.until(func() bool { return len(w.statuses(late)) == 1 })
	if got := w.statuses(late); status != 200 || got[0] != "failed" {
		t.Errorf("answered %d, statuses %v, want 200 and failed", status, got)
	}
	if body := w.receiver.all()[4].body; !strings.Contains(body, `"code":131047,"title":"Re-engagement message"`) {
		t.Errorf("webhook: %s", body)
	}

	w.limits(`{"window_errors":"sync"}`)
	answer := w.call(http.MethodPost, "/v26.0/"+testNumber+"/messages",
		`{"messaging_product":"whatsapp","to":"`+ana+`","type":"text","text":{"body":"still late"}}`)
	if got := errorCode(t, answer); answer.Code != 400 || got != 131047 {
		t.Errorf("answered %d code %d, want 400 code 131047", answer.Code, got)
	}
	answer = w.call(http.MethodPost, "/v26.0/"+testNumber+"/messages",
		`{"messaging_product":"whatsapp","to":"`+ana+`","type":"template","template":{"name":"hello_world","language":{"code":"en_US"}}}`)
	if answer.Code != 200 {
		t.Errorf("template: answered %d %s", answer.Code, answer.Body)
	}
	if shown := w.graph.CustomerMessages(ana); len(shown) != 3 {
		t.Errorf("the phone shows %d messages, want hola, the timely text and the template", len(shown))
	}
	w.customer(ana, `{"type":"reaction","reaction":{"message_id":"`+last+`","emoji":"x"}}`)
	if status, _ := w.sendText(ana, "open again"); status != 200 {
		t.Errorf("after a new message: answered %d", status)
	}
}

func TestWindowCountsFromTheMessagesOwnTime(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.limits(`{"window_errors":"sync"}`)
	yesterday := seconds(w.clock.Now().Add(-25 * time.Hour).Unix())
	w.customer(ana, `{"timestamp":"`+yesterday+`","type":"text","text":{"body":"late webhook"}}`)
	if status, _ := w.sendText(ana, "x"); status != 400 {
		t.Errorf("answered %d, want 400", status)
	}
	w.customer(ana, `{"type":"system","system":{"type":"customer_identity_changed"}}`)
	if status, _ := w.sendText(ana, "x"); status != 400 {
		t.Errorf("after a system notice: answered %d, want 400", status)
	}
	w.customer(ana, `{"type":"sticker","sticker":{"id":"1"}}`)
	if status, _ := w.sendText(ana, "x"); status != 200 {
		t.Errorf("after a sticker: answered %d, want 200", status)
	}
}

func TestReactionGetsOnlySent(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	in := w.customer(ana, `{"type":"text","text":{"body":"hola"}}`)
	w.call(http.MethodPost, "/v26.0/"+testNumber+"/messages",
		`{"messaging_product":"whatsapp","to":"`+ana+`","type":"reaction","reaction":{"message_id":"`+in+`","emoji":"x"}}`)
	_, id := w.sendText(ana, "x")
	w.until(func() bool { return len(w.statuses(id)) == 3 })
	if got := len(w.receiver.all()); got != 5 {
		t.Errorf("%d webhooks, want 1 message, 1 status of the reaction and 3 of the text", got)
	}
}

func TestPriceFollowsTheCalendar(t *testing.T) {
	t.Parallel()
	before := time.Date(2026, 9, 30, 23, 59, 59, 0, time.UTC)
	after := time.Date(2026, 10, 1, 0, 0, 0, 0, time.UTC)
	tests := []struct {
		name, category string
		open           bool
		served         int
		now            time.Time
		want           string
	}{
		{"service before the change", "service", true, 5000, before, "free_customer_service"},
		{"service in the free tier", "service", true, 999, after, "free_customer_service"},
		{"service beyond it", "service", true, 1000, after, "regular"},
		{"utility in the window before the change", "utility", true, 0, before, "free_customer_service"},
		{"utility in the window", "utility", true, 0, after, "regular"},
		{"utility outside the window", "utility", false, 0, before, "regular"},
		{"marketing", "marketing", true, 0, after, "regular"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			got := price(tt.category, tt.open, tt.served, tt.now)
			if got.Type != tt.want || got.Billable != (tt.want == "regular") {
				t.Errorf("price() = %+v, want %s", *got, tt.want)
			}
		})
	}
}

// Whoever waits for quiet asks what is still to come: not what a limit delays, and
// not what the poster has.
func TestPendingCountsStatusesThatAreAboutToCome(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.customer(ana, `{"type":"text","text":{"body":"hola"}}`)
	w.sendText("+34600000001", "buenos días")
	w.until(func() bool { return w.graph.Pending() == 0 })
	if shown := w.graph.CustomerMessages(ana)[1]; shown.Status != "read" {
		t.Errorf("the message is %q when nothing is to come, want it read", shown.Status)
	}
	w.limits(`{"status_delay_ms":60000}`)
	w.sendText("+34600000001", "hasta luego")
	if left := w.graph.Pending(); left != 0 {
		t.Errorf("%d are to come, want what a limit delays not to count", left)
	}
}
