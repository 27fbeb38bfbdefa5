package sim_test

import (
	"errors"
	"net/http"
	"testing"
	"time"

	"ventana/shared/helpdesk"
)

// An internal ticket is nobody's but Ventana's: its comment is a note, and no
// customer is its requester. The key holds two hours, whatever the text.
func TestDesk_opensAnInternalTicketOnce(t *testing.T) {
	t.Parallel()
	d := newDesk(t, "http://127.0.0.1:1")
	group, found, err := d.GroupID(t.Context(), "supervisors")
	if err != nil || !found {
		t.Fatalf("GroupID = %q, %t, %v", group, found, err)
	}
	wanted := helpdesk.NewTicket{
		ExternalID: "ventana-digest:zendesk:2026-11-24", Subject: "WhatsApp: 2 windows close", Body: "1. #12", Tags: []string{helpdesk.DigestTag},
		Internal: true, Group: group,
	}
	opened, err := d.OpenTicket(t.Context(), wanted)
	if err != nil {
		t.Fatal(err)
	}
	read, err := d.ReadTickets(t.Context(), []string{opened.Ticket, "999"})
	if err != nil || len(read) != 1 || read[0].Group != "Supervisors" || read[0].Tags[0] != helpdesk.DigestTag {
		t.Fatalf("ReadTickets = %+v, %v", read, err)
	}
	comments, err := d.CommentsAfter(t.Context(), opened.Ticket, "")
	if err != nil || len(comments) != 1 || comments[0].Public || !comments[0].Staff || comments[0].Plain != wanted.Body {
		t.Errorf("got comments %+v, %v, want one note", comments, err)
	}
	wanted.Body = "1. #13"
	if _, err := d.OpenTicket(t.Context(), wanted); !errors.Is(err, helpdesk.ErrIdempotencyMismatch) {
		t.Errorf("another text under the same key: got %v", err)
	}
	if found, exists, err := d.FindTicket(t.Context(), wanted.ExternalID); err != nil || !exists || found.Ticket != opened.Ticket {
		t.Errorf("FindTicket = %+v, %t, %v, want %s", found, exists, err, opened.Ticket)
	}
	if got := d.account.Tickets(); len(got) != 1 {
		t.Errorf("got %d tickets, want one", len(got))
	}
}

// Many tickets are one call; those that were deleted are left out.
func TestDesk_readsManyTicketsAtOnce(t *testing.T) {
	t.Parallel()
	d := newDesk(t, "http://127.0.0.1:1")
	_, _, opened := d.customer(t)
	d.advance(t, time.Minute)
	for len(d.calls) > 0 {
		<-d.calls
	}
	read, err := d.ReadTickets(t.Context(), []string{opened.Ticket, "77"})
	if err != nil || len(read) != 1 || read[0].ID != opened.Ticket || read[0].RequesterName != "Ana Souza" || read[0].Group != "Support" {
		t.Errorf("got %+v, %v", read, err)
	}
	if call := <-d.calls; call != http.MethodGet+" /api/v2/tickets/show_many" || len(d.calls) > 0 {
		t.Errorf("got %s and %d more calls, want one", call, len(d.calls))
	}
}
