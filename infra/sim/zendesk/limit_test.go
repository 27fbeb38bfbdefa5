package zendesk

import (
	"encoding/json"
	"net/http"
	"strconv"
	"strings"
	"testing"
	"time"
)

// refused checks the shape of a 429 and gives back its Retry-After in seconds.
func refused(t *testing.T, got answer) int {
	t.Helper()
	after, err := strconv.Atoi(got.header.Get("Retry-After"))
	if got.status != 429 || err != nil || after < 1 || !strings.HasPrefix(got.header.Get("Content-Type"), "text/plain") || got.body != nil {
		t.Fatalf("want a plain 429 with Retry-After, got %d %q %s", got.status, got.header, got.text)
	}
	return after
}

func TestAccountLimitCountsOnlyOurCredential(t *testing.T) {
	t.Parallel()
	a := newAccount(t)
	limits(t, a, `{"account":3}`)
	me := func() answer { return a.call(http.MethodGet, "/api/v2/users/me", "") }
	for left := 2; left >= 0; left-- {
		got := a.must(200, me())
		for name, want := range map[string]string{"X-Rate-Limit": "3", "X-Rate-Limit-Remaining": strconv.Itoa(left),
			"ratelimit-limit": "3", "ratelimit-remaining": strconv.Itoa(left), "ratelimit-reset": "60"} {
			if got.header.Get(name) != want {
				t.Errorf("%s = %q, want %s", name, got.header.Get(name), want)
			}
		}
	}
	after := refused(t, me())
	a.must(200, a.inspect(http.MethodGet, "/api/v2/users/me", ""))
	a.advance(time.Duration(after) * time.Second)
	a.must(200, me())
}

func TestLoadTellsByHowMuchTheLimitBinds(t *testing.T) {
	t.Parallel()
	a := newAccount(t)
	limits(t, a, `{"account":3}`)
	for _, asked := range []int{5, 2} {
		for range asked {
			a.call(http.MethodGet, "/api/v2/users/me", "")
		}
		a.inspect(http.MethodGet, "/api/v2/users/me", "")
		a.advance(time.Minute)
	}
	want := Load{Requests: 7, Refused: 2, Minutes: 2, Full: 1, FullAsked: 5, FullAllowed: 3}
	if got := a.z.Load(); got != want {
		t.Errorf("Load() = %+v, want %+v", got, want)
	}
}

func TestOneTicketTakesThirtyUpdatesInTenMinutes(t *testing.T) {
	t.Parallel()
	a := newAccount(t)
	busy, _ := a.ticket("")
	other, _ := a.ticket("")
	update := func(id string) answer {
		return a.call(http.MethodPut, "/api/v2/tickets/"+id, `{"ticket":{"comment":{"body":"x"}}}`)
	}
	for range 30 {
		a.must(200, update(busy))
	}
	if after := refused(t, update(busy)); after <= 60 || after > 600 {
		t.Errorf("Retry-After = %d, want the rest of ten minutes", after)
	}
	a.must(200, update(other))
	a.must(200, a.inspect(http.MethodPut, "/api/v2/tickets/"+busy, `{"ticket":{"comment":{"body":"x"}}}`))
	a.advance(10 * time.Minute)
	a.must(200, update(busy))
}

func TestEndpointLimits(t *testing.T) {
	t.Parallel()
	a := newAccount(t)
	limits(t, a, `{"ticket_updates":2,"incremental":1,"per_ticket":1,"per_ticket_window":"5m"}`)
	first, user := a.ticket("")
	second, _ := a.ticket("")
	third, _ := a.ticket("")
	tests := []struct {
		name string
		good int
		call func(n int) answer
	}{
		{"ticket updates of the account", 2, func(n int) answer {
			return a.call(http.MethodPut, "/api/v2/tickets/"+[]string{first, second, third}[n], `{"ticket":{"status":"open"}}`)
		}},
		{"incremental exports", 1, func(int) answer {
			return a.call(http.MethodGet, "/api/v2/incremental/ticket_events?start_time=1", "")
		}},
		{"updates of one user", 5, func(int) answer {
			return a.call(http.MethodPut, "/api/v2/users/"+user, `{"user":{"name":"Ana"}}`)
		}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			for n := range tt.good {
				a.must(200, tt.call(n))
			}
			if after := refused(t, tt.call(tt.good)); after > 60 {
				t.Errorf("Retry-After = %d, want at most a minute", after)
			}
		})
	}
}

func TestSetLimits(t *testing.T) {
	t.Parallel()
	a := newAccount(t)
	limits(t, a, `{"plan":"team","ticket_updates":40}`)
	if got := a.z.state.settings; got.Account != 200 || got.TicketUpdates != 40 || got.Plan != "team" || got.PerTicket != 30 {
		t.Errorf("settings = %+v", got)
	}
	tests := []struct{ name, limits, want string }{
		{"unknown member", `{"requests":1}`, "unknown member requests; known are account, double_webhooks, events, incremental, lose_webhooks, per_ticket, per_ticket_window, plan, private_attachments, reorder_webhooks, reset, ticket_updates"},
		{"unknown plan", `{"plan":"gold"}`, "plan:"},
		{"text for a number", `{"account":"many"}`, "account:"},
		{"nothing at all", `{"per_ticket":0}`, "per_ticket: must be above zero"},
		{"wrong duration", `{"per_ticket_window":10}`, "per_ticket_window:"},
		{"no object", `[]`, "JSON object"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			err := a.z.SetLimits(json.RawMessage(tt.limits))
			if err == nil || !strings.Contains(err.Error(), tt.want) {
				t.Errorf("SetLimits(%s) = %v, want %q", tt.limits, err, tt.want)
			}
		})
	}
}

func limits(t *testing.T, a *account, text string) {
	t.Helper()
	if err := a.z.SetLimits(json.RawMessage(text)); err != nil {
		t.Fatal(err)
	}
}

func TestLimitsAreShownAndReset(t *testing.T) {
	t.Parallel()
	a := newAccount(t)
	limits(t, a, `{"plan":"team","lose_webhooks":true}`)
	if got := string(a.z.Limits()); !strings.Contains(got, `"account":200,`) || !strings.Contains(got, `"lose_webhooks":true`) {
		t.Errorf("limits %s", got)
	}
	limits(t, a, `{"reset":true,"per_ticket":3}`)
	want := defaultSettings()
	want.PerTicket = 3
	if got := a.z.state.settings; got != want {
		t.Errorf("after the reset %+v, want %+v", got, want)
	}
	if err := a.z.SetLimits(json.RawMessage(`{"reset":"yes"}`)); err == nil {
		t.Error("a reset that is no boolean was taken")
	}
}
