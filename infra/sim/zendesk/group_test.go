package zendesk

import (
	"net/http"
	"testing"
)

func TestGroups_areListedAndTaken(t *testing.T) {
	t.Parallel()
	a := newAccount(t)
	a.must(200, a.call(http.MethodGet, "/api/v2/groups", "")).check(t, "groups.0.id", "77", "groups.0.name", "Support", "groups.1.id", "78", "groups.1.name", "Supervisors")
	first := a.must(201, a.call(http.MethodPost, "/api/v2/tickets", `{"ticket":{"group_id":78,"comment":{"body":"x","public":false}}}`))
	first.check(t, "ticket.group_id", "78", "ticket.is_public", "false", "audit.events.0.public", "false")
	second := a.must(201, a.call(http.MethodPost, "/api/v2/tickets", `{"ticket":{"comment":{"body":"x"}}}`))
	second.check(t, "ticket.group_id", "77")
	a.must(200, a.call(http.MethodPut, "/api/v2/tickets/"+second.at("ticket.id"), `{"ticket":{"group_id":"78"}}`)).check(t, "ticket.group_id", "78")
	refused := a.must(422, a.call(http.MethodPost, "/api/v2/tickets", `{"ticket":{"group_id":5,"comment":{"body":"x"}}}`))
	refused.check(t, "details.group.0.description", "Group: 5 is not valid")
}

func TestShowMany_tellsTheNamesAlong(t *testing.T) {
	t.Parallel()
	a := newAccount(t)
	for _, group := range []string{"78", "77", "78"} {
		a.must(201, a.call(http.MethodPost, "/api/v2/tickets", `{"ticket":{"group_id":`+group+`,"comment":{"body":"x"}}}`))
	}
	plain := a.must(200, a.call(http.MethodGet, "/api/v2/tickets/show_many?ids=1,2,3", ""))
	plain.check(t, "count", "3", "groups", "?")
	both := a.must(200, a.call(http.MethodGet, "/api/v2/tickets/show_many?ids=1,2,3&include=groups,users", ""))
	both.check(t, "groups.0.name", "Support", "groups.1.name", "Supervisors", "groups.2.name", "?", "tickets.2.group_id", "78")
	if both.at("users.0.name") == "" || both.at("users.1.name") != "?" {
		t.Errorf("want the requester of all three, once")
	}
}
