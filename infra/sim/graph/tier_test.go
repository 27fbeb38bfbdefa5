package graph

import (
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"
)

// greet sends a template to a phone; the error's code, 0 when it is accepted.
func (w *world) greet(to string) int {
	w.t.Helper()
	answer := w.call(http.MethodPost, "/v26.0/"+testNumber+"/messages",
		`{"messaging_product":"whatsapp","to":"`+to+`",`+sending("hello_world", "en_US")+`}`)
	if answer.Code == http.StatusOK {
		return 0
	}
	return errorCode(w.t, answer)
}

func stranger(i int) string { return fmt.Sprintf("3460001%04d", i) }

func TestTierLetsSoManyPeopleBeReachedInADay(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.limits(`{"tier":"TIER_50"}`)
	for i := range 60 {
		w.profile(stranger(i), Profile{Name: to("Ana R")})
	}
	w.customer(stranger(59), `{"type":"text","text":{"body":"hola"}}`)
	for i := range 50 {
		if code := w.greet(stranger(i)); code != 0 {
			t.Fatalf("person %d: refused with %d", i, code)
		}
	}
	if code := w.greet(stranger(50)); code != 131048 {
		t.Errorf("person 51: got code %d, want 131048", code)
	}
	for name, who := range map[string]string{"somebody reached before": stranger(7), "somebody with an open window": stranger(59)} {
		if code := w.greet(who); code != 0 {
			t.Errorf("%s: refused with %d", name, code)
		}
	}
	if code := w.greet("34699999999"); code != 0 { // nobody has it: a failed status follows, and nobody was reached
		t.Errorf("a number that nobody has: refused with %d", code)
	}
	if got := w.graph.Reached(); got != 50 {
		t.Errorf("got %d people reached, want 50", got)
	}
	w.stop()
	w.start()
	if got := w.graph.Reached(); got != 50 {
		t.Errorf("got %d people reached after a restart, want 50", got)
	}
	w.advance(23 * time.Hour)
	if code := w.greet(stranger(0)); code != 0 {
		t.Errorf("refused with %d", code)
	}
	w.advance(time.Hour)
	if got := w.graph.Reached(); got != 1 {
		t.Errorf("got %d people reached a day later, want the one who was reached again", got)
	}
	w.limits(`{"tier":"TIER_UNLIMITED"}`)
	for i := range 55 {
		if code := w.greet(stranger(i)); code != 0 {
			t.Fatalf("person %d without a limit: refused with %d", i, code)
		}
	}
}

func TestNumberTellsItsLimits(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	read := func() string {
		return w.call(http.MethodGet, "/v26.0/"+testNumber+"?fields=throughput,quality_rating,status,whatsapp_business_manager_messaging_limit,is_on_biz_app", "").Body.String()
	}
	for _, tt := range []struct {
		limits string
		mps    int
		told   []string
	}{
		{`{}`, 1000, []string{`"level":"HIGH"`, `"GREEN"`, `"CONNECTED"`, `"TIER_100K"`, `"is_on_biz_app":false`}},
		{`{"throughput":"STANDARD","tier":"TIER_2K","quality":"RED","status":"FLAGGED"}`, 80, []string{`"level":"STANDARD"`, `"RED"`, `"FLAGGED"`, `"TIER_2K"`}},
		{`{"throughput":"STANDARD","mps":5}`, 5, []string{`"level":"STANDARD"`}},
		{`{"throughput":"HIGH"}`, 1000, []string{`"level":"HIGH"`}},
		{`{"on_app":true}`, 20, []string{`"is_on_biz_app":true`}},
	} {
		w.limits(tt.limits)
		got := read()
		for _, want := range tt.told {
			if !strings.Contains(strings.ReplaceAll(got, " ", ""), want) {
				t.Errorf("%s: got %s, want %s in it", tt.limits, got, want)
			}
		}
		if mps := w.graph.Limits().MPS; mps != tt.mps {
			t.Errorf("%s: got %d messages a second, want %d", tt.limits, mps, tt.mps)
		}
	}
}
