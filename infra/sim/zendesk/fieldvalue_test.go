package zendesk

import (
	"errors"
	"net/http"
	"strconv"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"ventana/shared/helpdesk"
	adapter "ventana/shared/helpdesk/zendesk"
)

// windowFields makes the two fields of the window and gives their ids.
func (a *account) windowFields() (window, until string) {
	a.t.Helper()
	window = a.must(201, a.call(http.MethodPost, "/api/v2/ticket_fields", `{"ticket_field":{"type":"tagger","title":"WhatsApp window","custom_field_options":[
		{"name":"open","value":"wa_open"},{"name":"closing","value":"wa_closing"},{"name":"closed","value":"wa_closed"}]}}`)).at("ticket_field.id")
	until = a.must(201, a.call(http.MethodPost, "/api/v2/ticket_fields", `{"ticket_field":{"type":"text","title":"WhatsApp open until"}}`)).at("ticket_field.id")
	return window, until
}

// client is Ventana's own adapter before the account.
func (a *account) client() *adapter.Client {
	return adapter.New(adapter.Options{
		BaseURL: a.url, UserAgent: "ventana (test)", Now: a.clock.Now, OAuth: &adapter.OAuth{ClientID: "local-client", ClientSecret: "local-client-secret"},
	})
}

func TestTaggersFollowTagsThatSomebodyChanges(t *testing.T) {
	t.Parallel()
	a := newAccount(t)
	window, _ := a.windowFields()
	id, _ := a.ticket(`,"tags":["whatsapp"],"custom_fields":[{"id":` + window + `,"value":"wa_open"}]`)
	path := "/api/v2/tickets/" + id
	for _, step := range []struct{ name, method, path, body, tags, value string }{
		{"the option is a tag", http.MethodGet, path, "", `["wa_open","whatsapp"]`, "wa_open"},
		{"tags that are sent beside the same value", http.MethodPut, path, `{"ticket":{"tags":["a"],"custom_fields":[{"id":` + window + `,"value":"wa_open"}]}}`, `["a","wa_open"]`, "wa_open"},
		{"another value", http.MethodPut, path, `{"ticket":{"custom_fields":[{"id":` + window + `,"value":"wa_closing"}]}}`, `["a","wa_closing"]`, "wa_closing"},
		{"its tag is taken away", http.MethodDelete, path + "/tags", `{"tags":["wa_closing"]}`, `["a"]`, "null"},
		{"an option's tag is added", http.MethodPut, path + "/tags", `{"tags":["wa_closed"]}`, `["a","wa_closed"]`, "wa_closed"},
		{"all tags are replaced", http.MethodPut, path, `{"ticket":{"tags":["b"]}}`, `["b"]`, "null"},
	} {
		if got := a.call(step.method, step.path, step.body); got.status != http.StatusOK {
			t.Fatalf("%s: %d %s", step.name, got.status, got.text)
		}
		got := a.call(http.MethodGet, path, "")
		if got.at("ticket.tags") != step.tags || got.at("ticket.custom_fields.0.value") != step.value {
			t.Errorf("%s: tags %s, value %s, want %s, %s", step.name, got.at("ticket.tags"), got.at("ticket.custom_fields.0.value"), step.tags, step.value)
		}
	}
}

func TestShowTicketTellsWhomItNames(t *testing.T) {
	t.Parallel()
	a := newAccount(t)
	id, user := a.ticket("")
	a.call(http.MethodGet, "/api/v2/tickets/"+id, "").check(t, "users", "?", "groups", "?")
	a.call(http.MethodGet, "/api/v2/tickets/"+id+"?include=users,groups", "").check(t,
		"ticket.group_id", "77", "groups.0.id", "77", "groups.0.name", "Support", "users.0.id", user, "users.0.name", "Ana Souza", "users.1", "?")
}

func TestViewsAreKept(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	a := newAccount(t, func(o *Options) { o.Dir = dir })
	_, until := a.windowFields()
	create := func(body string) answer { return a.call(http.MethodPost, "/api/v2/views", `{"view":`+body+`}`) }
	const open = `"all":[{"field":"status","operator":"less_than","value":"solved"}]`
	id := a.must(201, create(`{"title":"Closing",`+open+`,"output":{"columns":["status","`+until+`"]}}`)).at("view.id")
	for name, body := range map[string]string{
		"no title": `{` + open + `}`, "no condition that narrows": `{"title":"x","all":[{"field":"current_tags","operator":"includes","value":"a"}]}`,
		"unknown column": `{"title":"x",` + open + `,"output":{"columns":["7"]}}`,
	} {
		if got := create(body); got.status != http.StatusUnprocessableEntity {
			t.Errorf("%s: %d %s", name, got.status, got.text)
		}
	}
	a.must(403, a.as("bea@example.com", http.MethodPost, "/api/v2/views", `{"view":{"title":"x"}}`))
	b := newAccount(t, func(o *Options) { o.Dir = dir })
	b.must(200, b.call(http.MethodGet, "/api/v2/views/"+id, "")).check(t, "view.title", "Closing", "view.active", "true", "view.conditions.all.0.value", "solved")
	b.must(204, b.call(http.MethodDelete, "/api/v2/views/"+id, ""))
	b.must(200, b.call(http.MethodGet, "/api/v2/views", "")).check(t, "count", "0")
}

// The adapter's own words must mean here what they mean at Zendesk.
func TestTheAdapterShowsTheWindowOnTheTicket(t *testing.T) {
	t.Parallel()
	a := newAccount(t)
	window, until := a.windowFields()
	fields := func(value, text string) []helpdesk.Field {
		return []helpdesk.Field{{ID: window, Value: value}, {ID: until, Value: text}}
	}
	_, user := a.ticket("")
	desk := a.client()
	opened, err := desk.OpenTicket(t.Context(), helpdesk.NewTicket{ExternalID: "c.1", Requester: user, Subject: "Ana", Body: "hi", Tags: []string{"whatsapp"}, Fields: fields("wa_open", "Tue 14:30")})
	if err != nil || opened.FieldsRefused {
		t.Fatalf("OpenTicket = %+v, %v", opened, err)
	}
	check := func(step string, fields []helpdesk.Field, tags ...string) helpdesk.Ticket {
		t.Helper()
		got, err := desk.ReadTicket(t.Context(), opened.Ticket)
		if diff := cmp.Diff(fields, got.Fields) + cmp.Diff(tags, got.Tags); err != nil || diff != "" {
			t.Errorf("%s: %v (-want +got)\n%s", step, err, diff)
		}
		return got
	}
	read := check("opened", fields("wa_open", "Tue 14:30"), "wa_open", "whatsapp")
	if read.Group != "Support" || read.Requester != user || read.Status != "new" || read.Assignee != "" || read.Subject != "Ana" {
		t.Errorf("ReadTicket = %+v", read)
	}
	a.advance(time.Minute)
	if err := desk.SetFields(t.Context(), opened.Ticket, fields("wa_closing", "Tue 14:30"), read.Stamp); err != nil {
		t.Errorf("SetFields: %v", err)
	}
	check("closing", fields("wa_closing", "Tue 14:30"), "wa_closing", "whatsapp")
	if err := desk.SetFields(t.Context(), opened.Ticket, fields("wa_closed", ""), read.Stamp); !errors.Is(err, helpdesk.ErrConflict) {
		t.Errorf("SetFields with an old stamp: %v", err)
	}
	added, err := desk.AddComment(t.Context(), helpdesk.NewComment{Ticket: opened.Ticket, Author: user, Body: "more", Public: true, Fields: fields("wa_gone", "")})
	if err != nil || !added.FieldsRefused {
		t.Errorf("AddComment with no option = %+v, %v", added, err)
	}
	check("refused", fields("wa_closing", "Tue 14:30"), "wa_closing", "whatsapp")
	number, err := strconv.ParseInt(opened.Ticket, 10, 64)
	if err != nil {
		t.Fatal(err)
	}
	for _, ticket := range a.z.Tickets() {
		want := map[string]string{"WhatsApp window": "closing", "WhatsApp open until": "Tue 14:30"}
		if ticket.ID != number {
			want = nil
		}
		if diff := cmp.Diff(want, ticket.Fields); diff != "" {
			t.Errorf("ticket %d for agents (-want +got)\n%s", ticket.ID, diff)
		}
	}
	if err := a.z.AgentUpdate(t.Context(), number, "closed", nil); err != nil {
		t.Fatal(err)
	}
	if err := desk.SetFields(t.Context(), opened.Ticket, fields("wa_closed", ""), ""); !errors.Is(err, helpdesk.ErrClosed) {
		t.Errorf("SetFields of a closed ticket: %v", err)
	}
	if read, err := desk.ReadTicket(t.Context(), opened.Ticket); !errors.Is(err, helpdesk.ErrClosed) || read.Group != "Support" {
		t.Errorf("ReadTicket of a closed ticket = %+v, %v", read, err)
	}
}
