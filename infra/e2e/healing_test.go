package e2e

import (
	"fmt"
	"net/http"
	"testing"
)

// Agents merge, delete and re-assign tickets in the helpdesk. The conversation
// goes on where its ticket was merged into, in both directions; a deleted ticket
// is replaced; a ticket that has another requester stays the conversation's, and
// replies go to the person who wrote.
func TestHealing_ofWhatAgentsDoToTickets(t *testing.T) {
	t.Parallel()
	system := start(t, t.TempDir())
	const who, about = "+34600950001", "healing 95001."
	system.says(t, who, about)
	var requester int64
	ticket := func(about string) int64 {
		t.Helper()
		eventually(t, func() error { _, err := system.ticketOf(t, about); return err })
		found, err := system.ticketOf(t, about)
		if err != nil {
			t.Fatal(err)
		}
		return found.ID
	}
	first := ticket(about)
	var shown struct {
		Ticket struct {
			ID        int64 `json:"id"`
			Requester int64 `json:"requester_id"`
		} `json:"ticket"`
	}
	system.inspect(t, http.MethodGet, fmt.Sprintf("/tickets/%d", first), "", &shown)
	requester = shown.Ticket.Requester
	system.drained(t)

	// The same person's ticket by mail takes the conversation in.
	system.inspect(t, http.MethodPost, "/tickets", fmt.Sprintf(`{"ticket":{"subject":"by mail","requester_id":%d,"comment":{"body":"mailed 95002."}}}`, requester), &shown)
	mail := shown.Ticket.ID
	system.inspect(t, http.MethodPost, fmt.Sprintf("/tickets/%d/merge", mail), fmt.Sprintf(`{"ids":[%d]}`, first), nil)
	eventually(t, func() error {
		return system.noted(t, "mailed 95002.", fmt.Sprintf("The WhatsApp conversation of ticket #%d goes on here", first))
	})
	system.says(t, who, "after the merge 95003.")
	if got := ticket("after the merge 95003."); got != mail {
		t.Errorf("the message after the merge is in ticket %d, want %d", got, mail)
	}
	system.control(t, http.MethodPost, fmt.Sprintf("/sim/agents/tickets/%d/comments", mail), `{"body":"From the merged one.","public":true}`, nil)
	eventually(t, func() error { return system.onPhone(t, who, "From the merged one.") })

	// Another requester changes nothing about whom the conversation is with.
	var made struct {
		User struct {
			ID int64 `json:"id"`
		} `json:"user"`
	}
	system.inspect(t, http.MethodPost, "/users", `{"user":{"name":"Somebody Else"}}`, &made)
	system.inspect(t, http.MethodPut, fmt.Sprintf("/tickets/%d", mail), fmt.Sprintf(`{"ticket":{"requester_id":%d}}`, made.User.ID), nil)
	system.says(t, who, "after the change 95004.")
	if got := ticket("after the change 95004."); got != mail {
		t.Errorf("the message after the change is in ticket %d, want %d", got, mail)
	}
	system.control(t, http.MethodPost, fmt.Sprintf("/sim/agents/tickets/%d/comments", mail), `{"body":"Still to you.","public":true}`, nil)
	eventually(t, func() error { return system.onPhone(t, who, "From the merged one.", "Still to you.") })
	system.drained(t)

	// A deleted ticket is replaced by a new one.
	system.inspect(t, http.MethodDelete, fmt.Sprintf("/tickets/%d", mail), "", nil)
	system.says(t, who, "after the deletion 95005.")
	if got := ticket("after the deletion 95005."); got == mail || got == first {
		t.Errorf("the message after the deletion is in ticket %d", got)
	}
	system.drained(t)
	system.noDeadLetters(t)
}
