package sim

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"ventana/infra/sim/delivery"
	"ventana/infra/sim/fault"
	"ventana/infra/sim/graph"
	"ventana/infra/sim/zendesk"
	"ventana/shared/clock"
)

// fakeZendesk notes what agents do; ticket 404 does not exist, 422 is closed, and
// a file without a name cannot be attached.
type fakeZendesk struct {
	did   []string
	reply zendesk.AgentReply // the last one
}

func (f *fakeZendesk) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	_, _ = io.WriteString(w, "zendesk "+r.URL.Path)
}

func (f *fakeZendesk) AgentReply(_ context.Context, ticket int64, reply zendesk.AgentReply) (int64, error) {
	if ticket == 404 {
		return 0, fmt.Errorf("comment: %w", zendesk.ErrUnknownTicket)
	}
	if ticket == 422 {
		return 0, errors.New("closed prevents ticket update")
	}
	for _, file := range reply.Files {
		if file.Name == "" {
			return 0, fmt.Errorf("comment: %w", zendesk.ErrFile)
		}
	}
	f.reply = reply
	f.did = append(f.did, fmt.Sprintf("comment %d %q %v", ticket, reply.Body, reply.Public))
	return 35436, nil
}

func (f *fakeZendesk) AgentUpdate(_ context.Context, ticket int64, status string, tags []string) error {
	f.did = append(f.did, fmt.Sprintf("update %d %q %v nil=%v", ticket, status, tags, tags == nil))
	return nil
}

func (f *fakeZendesk) Tickets() []zendesk.TicketView {
	return []zendesk.TicketView{{ID: 35, Subject: "WhatsApp: Ana", Status: "open"}}
}

func (f *fakeZendesk) TicketList() []zendesk.TicketView { return []zendesk.TicketView{{ID: 35}} }

func (f *fakeZendesk) Ticket(id int64) (zendesk.TicketView, bool) {
	return zendesk.TicketView{ID: id}, id == 35
}

func (f *fakeZendesk) RevokeTokens() int { return 2 }

func (f *fakeZendesk) Load() zendesk.Load {
	return zendesk.Load{Requests: 9, Refused: 3, Minutes: 2, Full: 1, FullAsked: 7, FullAllowed: 4}
}

func (f *fakeZendesk) Limits() json.RawMessage { return json.RawMessage(`{"plan":"high"}`) }

func (f *fakeZendesk) SetLimits(raw json.RawMessage) error {
	f.did = append(f.did, "limits "+string(raw))
	return nil
}

type fixture struct {
	t       *testing.T
	handler http.Handler
	zendesk *fakeZendesk
	graph   *graph.Graph
	api     *httptest.Server
}

func newFixture(t *testing.T) *fixture {
	t.Helper()
	f := &fixture{t: t, zendesk: &fakeZendesk{}}
	f.api = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, _ := io.ReadAll(r.Body)
		_, _ = fmt.Fprintf(w, "got %d bytes", len(body))
	}))
	t.Cleanup(f.api.Close)
	faults, poster := fault.New(), delivery.New(clock.New("").Now)
	faults.Functions("inbound", "outbound")
	_ = faults.Wrap("zendesk", nil, nil, f.zendesk) // its name is known
	var err error
	f.graph, err = graph.New(graph.Options{
		Faults: faults, Poster: poster, CallbackURL: f.api.URL + "/webhooks/whatsapp",
		AppSecret: "secret", AccessToken: "token", PhoneNumberID: "1001", WABAID: "2001", DisplayNumber: "+34 911 000 001",
	})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { poster.Close(); _ = f.graph.Close() })
	say := func(text string) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { _, _ = io.WriteString(w, text) })
	}
	f.handler = New(Options{
		Graph: f.graph, Zendesk: f.zendesk, Faults: faults, Poster: poster,
		Extra: map[string]http.Handler{"/sim/clock": say("clock")}, Playground: say("playground"),
	})
	return f
}

func (f *fixture) call(method, path, body string) (status int, answer string) {
	f.t.Helper()
	r := httptest.NewRequest(method, path, strings.NewReader(body))
	r.Header.Set("Authorization", "Bearer token")
	w := httptest.NewRecorder()
	f.handler.ServeHTTP(w, r)
	return w.Code, strings.TrimSpace(w.Body.String())
}

func TestEverythingIsMounted(t *testing.T) {
	t.Parallel()
	f := newFixture(t)
	tests := []struct{ name, method, path, body, want string }{
		{"graph", "GET", "/graph/v26.0/1001?fields=status", "", `{"id":"1001","status":"CONNECTED"}`},
		{"zendesk", "GET", "/zendesk/api/v2/tickets.json", "", "zendesk /api/v2/tickets.json"},
		{"zendesk tokens", "POST", "/zendesk/oauth/tokens", "", "zendesk /oauth/tokens"},
		{"extra", "POST", "/sim/clock", "", "clock"},
		{"playground", "GET", "/", "", "playground"},
		{"phone of a stranger", "GET", "/sim/customers/%2B34600000009/messages", "", "[]"},
		{"nobody yet", "GET", "/sim/customers", "", "[]"},
		{"no deliveries yet", "GET", "/sim/deliveries", "", "[]"},
		{"no faults", "GET", "/sim/faults", "", "[]"},
		{"comment", "POST", "/sim/agents/tickets/7/comments", `{"body":"hola","public":false}`, `{"id":35436}`},
		{"tickets", "GET", "/sim/agents/tickets", ``, `[{"id":35,"subject":"WhatsApp: Ana","status":"open","external_id":"","requester":"","tags":null,"updated_at":"0001-01-01T00:00:00Z","comments":null}]`},
		{"tickets without comments", "GET", "/sim/agents/tickets?comments=none", ``, `[{"id":35,"subject":"","status":"","external_id":"","requester":"","tags":null,"updated_at":"0001-01-01T00:00:00Z","comments":null}]`},
		{"nothing struck", "GET", "/sim/faults/struck", "", "[]"},
		{"load", "GET", "/sim/load", "", `{"zendesk":{"requests":9,"refused":3,"minutes":2,"full":1,"full_asked":7,"full_allowed":4}}`},
		{"tokens", "DELETE", "/sim/tokens", "", `{"revoked":2}`},
		{"update", "POST", "/sim/agents/tickets/7", `{"status":"solved","tags":["a"]}`, `{"id":7}`},
		{"limits in force", "GET", "/sim/limits", "", `{"graph":{"mps":1000,"pair_burst":45,"pair_every_ms":6000,"throughput":"","tier":"TIER_100K","quality":"GREEN","status":"CONNECTED","on_app":false,"window_errors":"async","read_receipts":true,"status_delay_ms":0,"double_statuses":false,"shuffle_statuses":false,"double_messages":false,"shuffle_messages":false,"template_review_s":60,"utility_stopped":false},"zendesk":{"plan":"high"}}`},
		{"templates", "POST", "/sim/templates", `{"do":"quality","name":"hello_world","language":"en_US","score":"GREEN"}`, `{"id":"1600000000000001","name":"hello_world","language":"en_US","status":"APPROVED","category":"UTILITY","parameter_format":"POSITIONAL","components":[{"type":"BODY","text":"Hello! This number is connected and can send templates."}],"rejected_reason":"NONE","quality_score":"GREEN","edits":0}`},
		{"limits", "POST", "/sim/limits", `{"graph":{"mps":5},"zendesk":{"plan":"team"}}`, `{"ok":true}`},
	}
	for _, tt := range tests {
		status, answer := f.call(tt.method, tt.path, tt.body)
		if status != 200 || answer != tt.want {
			t.Errorf("%s: answered %d %s, want %s", tt.name, status, answer, tt.want)
		}
	}
	want := `comment 7 "hola" false; update 7 "solved" [a] nil=false; limits {"plan":"team"}`
	if got := strings.Join(f.zendesk.did, "; "); got != want {
		t.Errorf("zendesk did %s, want %s", got, want)
	}
}

func TestCustomerIsNamedWithOrWithoutPlus(t *testing.T) {
	t.Parallel()
	f := newFixture(t)
	for i, who := range []string{"%2B34600000001", "+34600000001", "34600000001"} {
		status, answer := f.call("POST", "/sim/customers/"+who+"/messages", `{"type":"text","text":{"body":"hola"}}`)
		if status != 200 || !strings.HasPrefix(answer, `{"id":"wamid.`) {
			t.Errorf("%s: answered %d %s", who, status, answer)
		}
		_, shown := f.call("GET", "/sim/customers/"+who+"/messages", "")
		var list []graph.PhoneMessage
		if err := json.Unmarshal([]byte(shown), &list); err != nil || len(list) != i+1 {
			t.Errorf("%s: shows %s", who, shown)
		}
	}
	status, _ := f.call("POST", "/sim/customers/ES.abc123/messages", `{"type":"text","text":{"body":"hola"}}`)
	if status != 200 || len(f.graph.Customers()) != 2 {
		t.Errorf("BSUID: answered %d, customers %+v", status, f.graph.Customers())
	}
}

func TestDeliveryIsPostedRawAndListed(t *testing.T) {
	t.Parallel()
	f := newFixture(t)
	status, answer := f.call("POST", "/sim/deliveries?connection=whatsapp", " raw \xff bytes")
	if status != 200 || answer != `{"status":200,"body":"got 12 bytes"}` {
		t.Errorf("answered %d %s", status, answer)
	}
	_, list := f.call("GET", "/sim/deliveries?connection=whatsapp", "")
	var deliveries []delivery.Delivery
	if err := json.Unmarshal([]byte(list), &deliveries); err != nil || len(deliveries) != 1 || deliveries[0].Attempts[0].Status != 200 {
		t.Errorf("list %s", list)
	}
	if _, none := f.call("GET", "/sim/deliveries?connection=zendesk", ""); none != "[]" {
		t.Errorf("list of another connection: %s", none)
	}
	f.api.Close()
	if status, _ := f.call("POST", "/sim/deliveries?connection=whatsapp", "{}"); status != 502 {
		t.Errorf("without the API: answered %d, want 502", status)
	}
}

func TestFaultIsArmedFiresAndIsCleared(t *testing.T) {
	t.Parallel()
	f := newFixture(t)
	status, answer := f.call("POST", "/sim/faults", `{"target":"graph","do":"status","status":500,"path":"^GET /graph/v26.0/1001$"}`)
	if want := `[{"target":"graph","path":"^GET /graph/v26.0/1001$","do":"status","status":500,"times":1}]`; status != 200 || answer != want {
		t.Errorf("answered %d %s, want %s", status, answer, want)
	}
	for _, want := range []int{500, 200} {
		if status, _ := f.call("GET", "/graph/v26.0/1001", ""); status != want {
			t.Errorf("call answered %d, want %d", status, want)
		}
	}
	f.call("POST", "/sim/faults", `{"target":"function","name":"outbound","do":"kill","after":"graph POST"}`)
	if _, answer := f.call("DELETE", "/sim/faults", ""); answer != "[]" {
		t.Errorf("after DELETE: %s", answer)
	}
}

func TestMistakesAreExplained(t *testing.T) {
	t.Parallel()
	f := newFixture(t)
	tests := []struct {
		name, method, path, body string
		status                   int
		want                     string
	}{
		{"unknown control", "GET", "/sim/customer", "", 404, "/sim/customers"},
		{"wrong method", "DELETE", "/sim/customers", "", 405, "use GET"},
		{"no address", "POST", "/sim/customers/ana/messages", `{"type":"text","text":{"body":"x"}}`, 400, "+34600000001"},
		{"message without type", "POST", "/sim/customers/34600000001/messages", `{}`, 400, "type:"},
		{"message too long", "POST", "/sim/customers/34600000001/messages", strings.Repeat(" ", 24<<20+1), 413, "bytes"},
		{"unknown connection", "POST", "/sim/deliveries?connection=bird", "{}", 400, "connection=whatsapp"},
		{"ticket that is no number", "POST", "/sim/agents/tickets/x", `{"status":"open"}`, 400, "id of a ticket"},
		{"unknown ticket", "POST", "/sim/agents/tickets/404/comments", `{"body":"x"}`, 404, "lists the tickets"},
		{"closed ticket", "POST", "/sim/agents/tickets/422/comments", `{"body":"x"}`, 422, "lists the tickets"},
		{"empty comment", "POST", "/sim/agents/tickets/7/comments", `{"public":true}`, 400, "body:"},
		{"unknown member of a comment", "POST", "/sim/agents/tickets/7/comments", `{"body":"x","author":"y"}`, 400, "author"},
		{"empty update", "POST", "/sim/agents/tickets/7", `{}`, 400, "status, tags"},
		{"two objects", "POST", "/sim/agents/tickets/7", `{"status":"open"}{}`, 400, "goes on"},
		{"unknown simulator", "POST", "/sim/limits", `{"freshdesk":{}}`, 400, `"zendesk"`},
		{"no simulator", "POST", "/sim/limits", `{}`, 400, `"graph"`},
		{"unknown template", "POST", "/sim/templates", `{"do":"pause","name":"none","language":"es"}`, 400, "GET /sim/templates"},
		{"unknown limit", "POST", "/sim/limits", `{"graph":{"speed":1}}`, 400, "pair_burst"},
		{"unknown thing to do", "POST", "/sim/faults", `{"target":"graph","do":"explode"}`, 400, "do:"},
		{"unknown member of a fault", "POST", "/sim/faults", `{"target":"graph","do":"hang","when":"now"}`, 400, "when"},
		{"system that is not here", "POST", "/sim/faults", `{"target":"grahp","do":"hang"}`, 400, "graph"},
		{"kill of nobody", "POST", "/sim/faults", `{"target":"function","do":"kill","after":"zendesk PUT"}`, 400, "inbound, outbound"},
		{"kill of a function that is not here", "POST", "/sim/faults", `{"target":"function","name":"inbuond","do":"kill","after":"zendesk PUT"}`, 400, "inbound, outbound"},
		{"kill after a system that is not here", "POST", "/sim/faults", `{"target":"function","do":"kill","after":"zendsk PUT"}`, 400, "zendsk"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			status, answer := f.call(tt.method, tt.path, tt.body)
			var body struct{ Error string }
			if err := json.Unmarshal([]byte(answer), &body); err != nil || status != tt.status || !strings.Contains(body.Error, tt.want) {
				t.Errorf("answered %d %s, want %d with %q", status, answer, tt.status, tt.want)
			}
		})
	}
	if len(f.zendesk.did) != 0 {
		t.Errorf("zendesk did %v", f.zendesk.did)
	}
}

func TestOtherWebsitesPagesAreRefused(t *testing.T) {
	t.Parallel()
	for origin, want := range map[string]int{"": 200, "http://sim.test": 200, "https://evil.example": 403, "null": 403} {
		request := httptest.NewRequest(http.MethodGet, "http://sim.test/x", nil)
		if origin != "" {
			request.Header.Set("Origin", origin)
		}
		answer := httptest.NewRecorder()
		ownPagesOnly(http.HandlerFunc(func(http.ResponseWriter, *http.Request) {})).ServeHTTP(answer, request)
		if answer.Code != want {
			t.Errorf("Origin %q: got %d, want %d", origin, answer.Code, want)
		}
	}
}
