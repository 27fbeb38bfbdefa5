package sim_test

import (
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"ventana/infra/sim/delivery"
	"ventana/infra/sim/fault"
	simulated "ventana/infra/sim/zendesk"
	"ventana/shared/clock"
	webhook "ventana/shared/delivery"
	"ventana/shared/envelope"
	"ventana/shared/failure"
	"ventana/shared/helpdesk"
	"ventana/shared/helpdesk/zendesk"
)

// desk is the real client before the simulated account.
type desk struct {
	*zendesk.Client
	account *simulated.Zendesk
	clock   *clock.Clock
	faults  *fault.Injector
	url     string
	calls   chan string // "METHOD /path" of each call of the client
}

func newDesk(t *testing.T, webhookURL string) *desk {
	t.Helper()
	d := &desk{clock: clock.New(filepath.Join(t.TempDir(), "clock")), faults: fault.New(), calls: make(chan string, 1000)}
	poster := delivery.New(d.clock.Now)
	t.Cleanup(poster.Close)
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		d.calls <- r.Method + " " + r.URL.Path
		d.account.ServeHTTP(w, r)
	}))
	t.Cleanup(server.Close)
	d.url = server.URL
	account, err := simulated.New(simulated.Options{
		Clock: d.clock, Faults: d.faults, Poster: poster, WebhookURL: webhookURL, WebhookSecret: "local-webhook-secret",
		ClientID: "local-client", ClientSecret: "local-client-secret", InspectorToken: "local-token", BaseURL: d.url,
	})
	if err != nil {
		t.Fatalf("simulator: %v", err)
	}
	t.Cleanup(func() {
		if err := account.Close(); err != nil {
			t.Errorf("close simulator: %v", err)
		}
	})
	d.account = account
	d.Client = d.client("")
	return d
}

func (d *desk) client(scope string) *zendesk.Client {
	return zendesk.New(zendesk.Options{
		BaseURL: d.url, OAuth: &zendesk.OAuth{ClientID: "local-client", ClientSecret: "local-client-secret"}, Scope: scope,
		UserAgent: "ventana (inbound; 2026/11/22/[$LATEST]test)", Now: d.clock.Now,
	})
}

// customer makes a user and opens their ticket.
func (d *desk) customer(t *testing.T) (user string, ticket helpdesk.NewTicket, opened helpdesk.Opened) {
	t.Helper()
	user, err := d.EnsureUser(t.Context(), helpdesk.User{ExternalID: "contact-1", Name: "Ana Souza", Phone: "+5511999990000"})
	if err != nil {
		t.Fatalf("EnsureUser: %v", err)
	}
	ticket = helpdesk.NewTicket{
		ExternalID: "conv-1.1", Requester: user, Subject: "WhatsApp: Ana Souza", Body: "Hi *there* <b>&amp; 😀\nsecond line",
		Markers: []string{"m1"}, Tags: []string{"whatsapp"},
	}
	opened, err = d.OpenTicket(t.Context(), ticket)
	if err != nil || opened.Ticket == "" || opened.Comment == "" {
		t.Fatalf("OpenTicket = %+v, %v", opened, err)
	}
	return user, ticket, opened
}

func (d *desk) advance(t *testing.T, by time.Duration) {
	t.Helper()
	if err := d.clock.Advance(by); err != nil {
		t.Fatalf("advance: %v", err)
	}
}

// status sets a ticket's status as an agent does.
func (d *desk) status(t *testing.T, ticket, status string) {
	t.Helper()
	if err := d.account.AgentUpdate(t.Context(), number(t, ticket), status, nil); err != nil {
		t.Fatalf("set %s: %v", status, err)
	}
}

func number(t *testing.T, ticket string) int64 {
	t.Helper()
	n, err := strconv.ParseInt(ticket, 10, 64)
	if err != nil {
		t.Fatal(err)
	}
	return n
}

func TestZendeskClient_opensATicketOnce(t *testing.T) {
	t.Parallel()
	d := newDesk(t, "")
	user, ticket, opened := d.customer(t)
	again, err := d.OpenTicket(t.Context(), ticket)
	if err != nil || again != opened {
		t.Errorf("replay = %+v, %v; want %+v", again, err, opened)
	}
	other := ticket
	other.Body = "another"
	if _, err := d.OpenTicket(t.Context(), other); !errors.Is(err, helpdesk.ErrIdempotencyMismatch) {
		t.Errorf("another body under the key: %v", err)
	}
	found, ok, err := d.FindTicket(t.Context(), ticket.ExternalID)
	if err != nil || !ok || found.Ticket != opened.Ticket {
		t.Errorf("FindTicket = %+v, %v, %v", found, ok, err)
	}
	same, err := d.EnsureUser(t.Context(), helpdesk.User{ExternalID: "contact-1", Name: "Ana S."})
	if err != nil || same != user {
		t.Errorf("EnsureUser again = %q, %v; want %q", same, err, user)
	}
	tickets := d.account.Tickets()
	if len(tickets) != 1 || tickets[0].Comments[0].Body != ticket.Body || tickets[0].Comments[0].AuthorRole != "end-user" {
		t.Errorf("account has %+v", tickets)
	}
	ticket.ExternalID, ticket.Requester = "conv-1.2", "77"
	if _, err := d.OpenTicket(t.Context(), ticket); !errors.Is(err, helpdesk.ErrRequesterGone) {
		t.Errorf("unknown requester: %v", err)
	}
}

func TestZendeskClient_commentsOnATicketThroughItsLife(t *testing.T) {
	t.Parallel()
	d := newDesk(t, "")
	user, _, opened := d.customer(t)
	say := helpdesk.NewComment{Ticket: opened.Ticket, Author: user, Body: "more", Public: true, Markers: []string{"m2"}, Reopen: true}
	for status, want := range map[string]string{"": "new", "pending": "open", "hold": "open", "solved": "open"} {
		if status != "" {
			d.status(t, opened.Ticket, status)
		}
		if _, err := d.AddComment(t.Context(), say); err != nil {
			t.Fatalf("AddComment when %q: %v", status, err)
		}
		if got := d.account.Tickets()[0].Status; got != want && (status != "" || got != "open") {
			t.Errorf("status after %q = %q, want %q", status, got, want)
		}
	}
	if err := d.AddTags(t.Context(), opened.Ticket, []string{"wa_window_closed"}); err != nil {
		t.Errorf("AddTags: %v", err)
	}
	if tags := d.account.Tickets()[0].Tags; !slices.Contains(tags, "whatsapp") || !slices.Contains(tags, "wa_window_closed") {
		t.Errorf("tags = %v", tags)
	}
	d.status(t, opened.Ticket, "closed")
	if _, err := d.AddComment(t.Context(), say); !errors.Is(err, helpdesk.ErrClosed) {
		t.Errorf("comment on a closed ticket: %v", err)
	}
	say.Ticket = "999"
	if _, err := d.AddComment(t.Context(), say); !errors.Is(err, helpdesk.ErrGone) {
		t.Errorf("comment on no ticket: %v", err)
	}
	follow, err := d.OpenTicket(t.Context(), helpdesk.NewTicket{ExternalID: "conv-1.2", Requester: user, Body: "again", FollowupOf: opened.Ticket})
	if err != nil || follow.Ticket == opened.Ticket {
		t.Errorf("follow-up = %+v, %v", follow, err)
	}
}

func TestZendeskClient_findsAWriteWhoseAnswerWasLost(t *testing.T) {
	t.Parallel()
	d := newDesk(t, "")
	user, _, opened := d.customer(t)
	before, err := d.Trace(t.Context(), opened.Ticket, []string{"m1", "m2", "m3"})
	if err != nil || before.Found["m1"] != opened.Comment || len(before.Found) != 1 || !before.Open {
		t.Fatalf("Trace = %+v, %v", before, err)
	}
	if err := d.faults.Add(fault.Fault{Target: "zendesk", Path: "PUT", Do: "drop-answer"}); err != nil {
		t.Fatal(err)
	}
	d.advance(t, 5*time.Second)
	say := helpdesk.NewComment{Ticket: opened.Ticket, Author: user, Body: "more", Public: true, Markers: []string{"m2", "m3"}}
	if _, err := d.AddComment(t.Context(), say); !failure.Is(err, failure.Ambiguous) {
		t.Fatalf("dropped answer: %v", err)
	}
	say.Stamp = before.Stamp
	if _, err := d.AddComment(t.Context(), say); !errors.Is(err, helpdesk.ErrConflict) {
		t.Errorf("repeat under an old stamp: %v", err)
	}
	after, err := d.Trace(t.Context(), opened.Ticket, []string{"m2", "m3"})
	if err != nil || after.Found["m2"] == "" || after.Found["m2"] != after.Found["m3"] || after.Stamp == before.Stamp {
		t.Errorf("Trace = %+v, %v", after, err)
	}
	say.Stamp, say.Body, say.Markers = after.Stamp, "even more", []string{"m4"}
	if _, err := d.AddComment(t.Context(), say); err != nil {
		t.Errorf("comment under a fresh stamp: %v", err)
	}
}

func TestZendeskClient_listsWhatIsNew(t *testing.T) {
	t.Parallel()
	d := newDesk(t, "")
	_, _, opened := d.customer(t)
	begin := d.clock.Now().Add(-time.Minute)
	var last string
	for i := range 30 { // more than a page
		id, err := d.account.AgentComment(t.Context(), number(t, opened.Ticket), "reply "+strconv.Itoa(i), i%2 == 0)
		if err != nil {
			t.Fatal(err)
		}
		last = strconv.FormatInt(id, 10)
	}
	got, err := d.CommentsAfter(t.Context(), opened.Ticket, opened.Comment)
	if err != nil || len(got) != 30 || got[29].ID != last || got[0].Plain != "reply 0" || !got[0].Staff || !got[0].Public || got[1].Public {
		t.Errorf("CommentsAfter: %d, %v, %+v", len(got), err, got)
	}
	all, err := d.CommentsAfter(t.Context(), opened.Ticket, "")
	if err != nil || len(all) != 31 || all[0].Staff || !slices.Equal(all[0].Markers, []string{"m1"}) {
		t.Errorf("CommentsAfter from the start: %d, %v, %+v", len(all), err, all[0])
	}
	d.advance(t, 3*time.Minute)
	changed, next, _, err := d.ChangedSince(t.Context(), begin)
	if err != nil || len(changed) != 1 || changed[0].Ticket != opened.Ticket || changed[0].Comment != last || !next.After(begin) {
		t.Errorf("ChangedSince = %+v, %v, %v", changed, next, err)
	}
	d.advance(t, 5*time.Minute)
	if changed, _, _, err = d.ChangedSince(t.Context(), next); err != nil || len(changed) != 0 {
		t.Errorf("ChangedSince next = %+v, %v; want nothing", changed, err)
	}
}

func TestZendeskClient_keepsToLimitsAndTokens(t *testing.T) {
	t.Parallel()
	d := newDesk(t, "")
	user, _, opened := d.customer(t)
	if limits := d.Limits(); len(limits) == 0 || limits[0].Name != "account" || limits[0].Total == 0 {
		t.Errorf("Limits = %+v", limits)
	}
	// Tokens live two hours; the clock jumps past that without a 401.
	d.advance(t, 3*time.Hour)
	say := helpdesk.NewComment{Ticket: opened.Ticket, Author: user, Body: "more", Public: true}
	var refused error
	for range 31 { // thirty updates of one ticket in ten minutes
		if _, refused = d.AddComment(t.Context(), say); refused != nil {
			break
		}
	}
	if told := failure.Of(refused); told == nil || told.Class != failure.Later || told.Wait <= 0 || told.Wait > 10*time.Minute {
		t.Fatalf("31st update: %v", refused)
	}
	d.advance(t, failure.Of(refused).Wait)
	if _, err := d.AddComment(t.Context(), say); err != nil {
		t.Errorf("after the wait: %v", err)
	}
	tokens := 0
	for len(d.calls) > 0 {
		if <-d.calls == "POST /oauth/tokens" {
			tokens++
		}
	}
	if tokens != 2 {
		t.Errorf("%d tokens asked for, want 2", tokens)
	}
}

func TestZendeskSetup_runsTwiceAndMakesOnce(t *testing.T) {
	t.Parallel()
	for name, limits := range map[string]string{"with event subscriptions": `{"events":true}`, "without": `{"events":false}`} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			d := newDesk(t, "")
			if err := d.account.SetLimits([]byte(limits)); err != nil {
				t.Fatal(err)
			}
			setup := zendesk.Setup{Client: d.client(zendesk.ScopeSetup), Endpoint: "https://api.test/webhooks/zendesk", DryRun: true}
			if report := setup.Run(t.Context()); !report.OK() || report.Secret != "" {
				t.Errorf("dry run: %+v", report)
			}
			setup.DryRun = false
			first := setup.Run(t.Context())
			if !first.OK() || first.Secret == "" {
				t.Errorf("first run: %+v", first)
			}
			second := setup.Run(t.Context())
			for _, step := range second.Steps {
				if step.State != zendesk.Fine {
					t.Errorf("second run: %+v", step)
				}
			}
			if second.Secret != first.Secret {
				t.Error("second run reads another secret")
			}
			setup.Endpoint = "https://moved.test/webhooks/zendesk"
			if moved := setup.Run(t.Context()); !moved.OK() || !slices.ContainsFunc(moved.Steps, func(s zendesk.Step) bool { return s.State == zendesk.Mended }) {
				t.Errorf("after a move: %+v", moved)
			}
			// What functions may do does not reach into the account's settings.
			if report := (zendesk.Setup{Client: d.Client, Endpoint: setup.Endpoint + "x"}).Run(t.Context()); report.OK() {
				t.Error("the functions' scope may change webhooks")
			}
		})
	}
}

// receiver is the API's end of webhooks.
func receiver(t *testing.T) (url string, arrived chan webhook.Delivery) {
	t.Helper()
	arrived = make(chan webhook.Delivery, 100)
	server := httptest.NewServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
		body, err := io.ReadAll(r.Body)
		if err != nil {
			t.Error(err)
		}
		got := webhook.Delivery{Connection: "zendesk", Header: map[string]string{}, Body: body}
		for name, values := range r.Header {
			got.Header[strings.ToLower(name)] = strings.Join(values, ",")
		}
		arrived <- got
	}))
	t.Cleanup(server.Close)
	return server.URL, arrived
}

// nextLook is the next envelope that arrives, verified with the secret.
func (d *desk) nextLook(t *testing.T, arrived chan webhook.Delivery, secret string) envelope.Envelope {
	t.Helper()
	for {
		select {
		case got := <-arrived:
			got.At = d.clock.Now()
			if err := zendesk.Verify([]string{secret}, got); err != nil {
				t.Fatalf("Verify: %v", err)
			}
			if err := zendesk.Verify([]string{"another-secret"}, got); !errors.Is(err, webhook.ErrSignature) {
				t.Errorf("Verify with another secret: %v", err)
			}
			if cut := zendesk.Cut(got); len(cut) > 0 {
				if cut[0].Kind != envelope.KindTicket {
					t.Fatalf("unreadable: %s", got.Body)
				}
				return cut[0]
			}
		case <-time.After(10 * time.Second):
			t.Fatal("no envelope came")
		}
	}
}

func TestZendeskWebhook_tellsAgentsCommentsAndNoCustomers(t *testing.T) {
	t.Parallel()
	url, arrived := receiver(t)
	d := newDesk(t, url)
	user, _, opened := d.customer(t)
	if _, err := d.AddComment(t.Context(), helpdesk.NewComment{Ticket: opened.Ticket, Author: user, Body: "hello?", Public: true}); err != nil {
		t.Fatal(err)
	}
	if _, err := d.account.AgentComment(t.Context(), number(t, opened.Ticket), "we look into it", true); err != nil {
		t.Fatal(err)
	}
	for {
		e := d.nextLook(t, arrived, "local-webhook-secret")
		if e.Ticket.ID != opened.Ticket || e.Ticket.ExternalID != "conv-1.1" {
			t.Errorf("envelope = %+v", e.Ticket)
		}
		// The customer's two comments would have come before.
		if e.Ticket.Event == "comment_added" {
			return
		}
	}
}

func TestZendeskTrigger_tellsCommentsAndNotes(t *testing.T) {
	t.Parallel()
	url, arrived := receiver(t)
	d := newDesk(t, "")
	if err := d.account.SetLimits([]byte(`{"events":false}`)); err != nil {
		t.Fatal(err)
	}
	report := zendesk.Setup{Client: d.client(zendesk.ScopeSetup), Endpoint: url}.Run(t.Context())
	if !report.OK() {
		t.Fatalf("set-up: %+v", report)
	}
	user, _, opened := d.customer(t)
	if _, err := d.AddComment(t.Context(), helpdesk.NewComment{Ticket: opened.Ticket, Author: user, Body: "hello?", Public: true}); err != nil {
		t.Fatal(err)
	}
	d.status(t, opened.Ticket, "pending") // no comment: the trigger is silent
	seen := map[string]bool{}
	for _, public := range []bool{true, false} {
		if _, err := d.account.AgentComment(t.Context(), number(t, opened.Ticket), `"quoted"`, public); err != nil {
			t.Fatal(err)
		}
		e := d.nextLook(t, arrived, report.Secret)
		if e.Ticket.ID != opened.Ticket || e.Ticket.ExternalID != "conv-1.1" || e.Ticket.Event != "comment" || seen[e.Dedup] {
			t.Errorf("envelope = %+v of %+v", e, e.Ticket)
		}
		seen[e.Dedup] = true
	}
	if len(arrived) != 0 {
		t.Errorf("%d deliveries too many", len(arrived))
	}
}
