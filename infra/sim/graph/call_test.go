package graph

import (
	"encoding/json"
	"strings"
	"testing"
	"time"
)

// calls calls and waits until every webhook of it has been taken.
func (w *world) calls(call Call) (id string, told []string) {
	w.t.Helper()
	before := len(w.receiver.all())
	id, err := w.graph.Phone(w.t.Context(), ana, call)
	if err != nil {
		w.t.Fatal(err)
	}
	w.until(func() bool { return w.poster.Pending() == 0 })
	for _, got := range w.receiver.all()[before:] {
		told = append(told, got.body)
	}
	return id, told
}

// leaves sends a text and says whether the window let it through.
func (w *world) leaves(body string) bool {
	w.t.Helper()
	_, id := w.sendText(ana, body)
	w.until(func() bool { return len(w.statuses(id)) > 0 })
	return w.statuses(id)[0] != statusFailed
}

func TestCall_isToldStepByStep(t *testing.T) {
	t.Parallel()
	for name, tt := range map[string]struct {
		call Call
		want []string // a word of each webhook
		last []string // words of the last
	}{
		"the customer's": {Call{Answered: true, Seconds: 200}, []string{`"connect"`, `"terminate"`}, []string{`"USER_INITIATED"`, `"COMPLETED"`, `"duration":200`, `"from":"` + ana}},
		"missed":         {Call{By: "customer"}, []string{`"connect"`, `"terminate"`}, []string{`"USER_INITIATED"`, `"FAILED"`}},
		"the business's": {Call{By: "business", Answered: true, Seconds: 5}, []string{`"connect"`, "RINGING", "ACCEPTED", `"terminate"`}, []string{`"BUSINESS_INITIATED"`, `"to":"` + ana, `"duration":5`}},
		"declined":       {Call{By: "business"}, []string{`"connect"`, "RINGING", "REJECTED", `"terminate"`}, []string{`"BUSINESS_INITIATED"`, `"FAILED"`}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := newWorld(t)
			id, told := w.calls(tt.call)
			if len(told) != len(tt.want) {
				t.Fatalf("told %d times, want %d: %s", len(told), len(tt.want), told)
			}
			for i, body := range told {
				if !strings.Contains(body, tt.want[i]) || !strings.Contains(body, id) || !strings.Contains(body, `"field":"calls"`) {
					t.Errorf("webhook %d is %s, want %s of call %s", i, body, tt.want[i], id)
				}
			}
			last := told[len(told)-1]
			for _, word := range tt.last {
				if !strings.Contains(last, word) {
					t.Errorf("the end is %s, want %s in it", last, word)
				}
			}
			if answered := strings.Contains(last, "start_time"); answered != tt.call.Answered {
				t.Errorf("the end is %s: a beginning is told of an answered call alone", last)
			}
		})
	}
}

// The window counts from the call's beginning, and only from calls that open it.
func TestCall_opensTheWindow(t *testing.T) {
	t.Parallel()
	for name, tt := range map[string]struct {
		call  Call
		opens bool
	}{
		"the customer's": {Call{Answered: true, Seconds: 600}, true}, "missed": {Call{}, true},
		"the business's": {Call{By: "business", Answered: true, Seconds: 600}, true}, "declined": {Call{By: "business"}, false},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := newWorld(t)
			w.calls(tt.call)
			w.stop()
			w.start()
			sent := func() bool { return w.leaves("hello") }
			if sent() != tt.opens {
				t.Fatalf("a text leaves: %t, want %t", !tt.opens, tt.opens)
			}
			if !tt.opens {
				return
			}
			w.advance(24*time.Hour - 11*time.Minute)
			if !sent() {
				t.Error("the window has closed before its time")
			}
			w.advance(10*time.Minute + 30*time.Second) // 24 hours after the end, but not after the beginning
			if sent() {
				t.Error("the window counts from the end of the call")
			}
		})
	}
}

// Somebody else's webhook of a call moves the window as one of ours does.
func TestLearn_callOpensTheWindow(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	now := seconds(w.clock.Now().Unix())
	deliver := func(id, rest string) {
		t.Helper()
		raw, err := json.Marshal(json.RawMessage(`{"object":"whatsapp_business_account","entry":[{"id":"2","changes":[{"field":"calls","value":{"metadata":{"phone_number_id":"` +
			testNumber + `"},"calls":[{"id":"` + id + `","event":"terminate","timestamp":"` + now + `",` + rest + `}]}}]}]}`))
		if err != nil {
			t.Fatal(err)
		}
		if status, body, err := w.graph.Deliver(t.Context(), raw); err != nil || status != 200 {
			t.Fatalf("%d %s %v", status, body, err)
		}
	}
	deliver("wacid.1", `"direction":"BUSINESS_INITIATED","from":"34911000001","to":"`+ana+`"`)
	if w.leaves("hello") {
		t.Error("a call of the business's that nobody answered opens the window")
	}
	deliver("wacid.2", `"direction":"USER_INITIATED","from":"`+ana+`","to":"34911000001"`)
	if !w.leaves("hello") {
		t.Error("the window is closed after the customer's call")
	}
}
