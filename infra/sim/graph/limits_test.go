package graph

import (
	"encoding/json"
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"
)

func TestPairRateAllowsABurstThenOneEachSixSeconds(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.customer(ana, `{"type":"text","text":{"body":"hola"}}`)
	w.customer("34600000002", `{"type":"text","text":{"body":"hola"}}`)
	for i := range 45 {
		if status, _ := w.sendText(ana, fmt.Sprint(i)); status != 200 {
			t.Fatalf("message %d of the burst: answered %d", i, status)
		}
	}
	send := func(to string) (int, int) {
		answer := w.call(http.MethodPost, "/v26.0/"+testNumber+"/messages",
			`{"messaging_product":"whatsapp","to":"`+to+`","type":"text","text":{"body":"x"}}`)
		if answer.Code == 200 {
			return 200, 0
		}
		return answer.Code, errorCode(t, answer)
	}
	if status, code := send(ana); status != 400 || code != 131056 {
		t.Errorf("message 46: %d code %d, want 400 code 131056", status, code)
	}
	if status, _ := send("34600000002"); status != 200 {
		t.Errorf("another customer: %d, want 200", status)
	}
	w.advance(6 * time.Second)
	if status, _ := send(ana); status != 200 {
		t.Errorf("after 6 s: %d, want 200", status)
	}
	if status, _ := send(ana); status != 400 {
		t.Errorf("at once again: %d, want 400", status)
	}
}

func TestThroughputOfTheNumber(t *testing.T) {
	t.Parallel()
	now := time.Date(2026, 11, 22, 9, 0, 0, 0, time.UTC)
	limits := defaultLimits()
	limits.MPS = 2
	b := newBuckets()
	for i, want := range []bool{true, true, false} {
		if e := b.take(limits, fmt.Sprint(i), now); (e == nil) != want {
			t.Errorf("message %d: %+v", i, e)
		}
	}
	if e := b.take(limits, "x", now); e == nil || e.code != 130429 || e.status != 400 {
		t.Errorf("refused with %+v, want 400 code 130429", e)
	}
	if e := b.take(limits, "x", now.Add(500*time.Millisecond)); e != nil {
		t.Errorf("half a second later: %+v", e)
	}
}

func TestRefusedMessageIsNotCounted(t *testing.T) {
	t.Parallel()
	now := time.Date(2026, 11, 22, 9, 0, 0, 0, time.UTC)
	limits := defaultLimits()
	limits.MPS, limits.PairBurst = 2, 1
	b := newBuckets()
	for range 5 {
		_ = b.take(limits, "a", now) // one passes, four break the pair rate
	}
	if e := b.take(limits, "b", now); e != nil {
		t.Errorf("another customer is refused: %+v", e)
	}
}

func TestSetLimitsRefusesByMember(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	tests := []struct{ name, limits, want string }{
		{"unknown member", `{"speed":1}`, "mps, pair_burst"},
		{"no speed", `{"mps":0}`, "mps:"},
		{"no burst", `{"pair_burst":0}`, "pair_burst:"},
		{"no interval", `{"pair_every_ms":0}`, "pair_every_ms:"},
		{"unknown window errors", `{"window_errors":"never"}`, "window_errors:"},
		{"endless delay", `{"status_delay_ms":600001}`, "status_delay_ms:"},
		{"unknown tier", `{"tier":"TIER_3"}`, "tier:"},
		{"unknown level", `{"throughput":"FAST"}`, "throughput:"},
		{"unknown quality", `{"quality":"BLUE"}`, "quality:"},
		{"no status", `{"status":""}`, "status:"},
		{"no object", `5`, "graph:"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			err := w.graph.SetLimits(json.RawMessage(tt.limits))
			if err == nil || !strings.Contains(err.Error(), tt.want) {
				t.Errorf("SetLimits(%s) = %v, want an error with %q", tt.limits, err, tt.want)
			}
		})
	}
	w.graph.mu.Lock()
	defer w.graph.mu.Unlock()
	if w.graph.state.limits != defaultLimits() {
		t.Errorf("limits changed to %+v", w.graph.state.limits)
	}
}

func TestLimitsAreShownAndReset(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.limits(`{"mps":7,"window_errors":"sync"}`)
	if got := w.graph.Limits(); got.MPS != 7 || got.WindowErrors != windowErrorsSync {
		t.Errorf("limits %+v", got)
	}
	w.limits(`{"reset":true,"pair_burst":3}`)
	want := defaultLimits()
	want.PairBurst = 3
	if got := w.graph.Limits(); got != want {
		t.Errorf("after the reset %+v, want %+v", got, want)
	}
}
