package sim_test

import (
	"slices"
	"strconv"
	"testing"
	"time"

	"ventana/shared/helpdesk"
)

// TestZendeskClient_readsADaysComments: whatever was said comes once from page to
// page, with the markers and files of each, and the last minute is withheld.
func TestZendeskClient_readsADaysComments(t *testing.T) {
	t.Parallel()
	d := newDesk(t, "")
	begin := d.clock.Now().Add(-time.Minute)
	user, _, opened := d.customer(t)
	number, err := strconv.ParseInt(opened.Ticket, 10, 64)
	if err != nil {
		t.Fatal(err)
	}
	ours, err := d.AddComment(t.Context(), helpdesk.NewComment{Ticket: opened.Ticket, Author: user, Body: "dos", Public: true, Markers: []string{"m2", "m3"}})
	if err != nil {
		t.Fatal(err)
	}
	note, err := d.AddComment(t.Context(), helpdesk.NewComment{Ticket: opened.Ticket, Body: "a note", Markers: []string{"n1"}})
	if err != nil {
		t.Fatal(err)
	}
	agent, err := d.account.AgentComment(t.Context(), number, "an answer", true)
	if err != nil {
		t.Fatal(err)
	}
	d.advance(t, 3*time.Minute)
	if _, err := d.account.AgentComment(t.Context(), number, "withheld", true); err != nil {
		t.Fatal(err)
	}
	said, next, end, err := d.SaidSince(t.Context(), begin)
	if err != nil || !end || !next.After(begin) {
		t.Fatalf("SaidSince: next %s, end %v, %v", next, end, err)
	}
	by := map[string]helpdesk.Said{}
	for _, one := range said {
		by[one.Comment] = one
		if one.Ticket != opened.Ticket || one.At.IsZero() {
			t.Errorf("%+v", one)
		}
	}
	if one := by[ours.Comment]; !slices.Equal(one.Markers, []string{"m2", "m3"}) || !one.Public || one.Own {
		t.Errorf("ours in the customer's name: %+v", one)
	}
	if one := by[note.Comment]; !slices.Equal(one.Markers, []string{"n1"}) || one.Public || !one.Own {
		t.Errorf("our note: %+v", one)
	}
	if one := by[strconv.FormatInt(agent, 10)]; len(one.Markers) != 0 || !one.Public || !one.Own {
		t.Errorf("the agent's: %+v", one)
	}
	if len(by) != 4 { // the ticket's first besides
		t.Errorf("%d comments, want 4: %+v", len(by), said)
	}
	if said, next, end, err := d.SaidSince(t.Context(), d.clock.Now()); len(said) != 0 || !end || err != nil {
		t.Errorf("the last minute: %v, %s, %v", said, next, err)
	}
}
