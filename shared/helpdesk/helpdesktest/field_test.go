package helpdesktest

import (
	"errors"
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"ventana/shared/failure"
	"ventana/shared/helpdesk"
)

func window(value string) []helpdesk.Field {
	return []helpdesk.Field{{ID: "1", Value: value}, {ID: "2", Value: "Tue 14:30"}, {Value: "has no id"}}
}

// opened is a desk whose clock moves on by itself, and a ticket of it.
func opened(t *testing.T, fields []helpdesk.Field) (d *Desk, ticket string) {
	t.Helper()
	at := time.Date(2026, 11, 22, 10, 0, 0, 0, time.UTC)
	d = New(func() time.Time { at = at.Add(time.Minute); return at })
	got, err := d.OpenTicket(t.Context(), helpdesk.NewTicket{ExternalID: "c.1", Requester: "7", Subject: "Ana", Body: "hi", Tags: []string{"whatsapp"}, Fields: fields})
	if err != nil || got.FieldsRefused {
		t.Fatalf("OpenTicket = %+v, %v", got, err)
	}
	return d, got.Ticket
}

func TestFields_keepOneOptionAmongTheTags(t *testing.T) {
	t.Parallel()
	d, ticket := opened(t, window(helpdesk.WindowOpen))
	d.Change(ticket, func(t *Ticket) { t.Tags = append(slices.Clone(t.Tags), "vip") })
	check := func(step string, fields []helpdesk.Field, tags ...string) {
		t.Helper()
		got, err := d.ReadTicket(t.Context(), ticket)
		if diff := cmp.Diff(fields, got.Fields) + cmp.Diff(tags, got.Tags); err != nil || diff != "" {
			t.Errorf("%s: %v (-want +got)\n%s", step, err, diff)
		}
	}
	both := func(value string) []helpdesk.Field { return window(value)[:2] }
	check("opened", both("wa_open"), "wa_open", "whatsapp", "vip")
	if _, err := d.AddComment(t.Context(), helpdesk.NewComment{Ticket: ticket, Body: "x", Tags: []string{"a"}, Fields: window(helpdesk.WindowClosing)}); err != nil {
		t.Error(err)
	}
	check("commented", both("wa_closing"), "a", "vip", "wa_closing", "whatsapp")
	if err := d.SetFields(t.Context(), ticket, []helpdesk.Field{{ID: "1"}}, ""); err != nil {
		t.Error(err)
	}
	check("cleared", both("")[1:], "a", "vip", "whatsapp")
}

func TestSetFields_keepsToTheStampAndTheTicketsState(t *testing.T) {
	t.Parallel()
	d, ticket := opened(t, nil)
	read, err := d.ReadTicket(t.Context(), ticket)
	if err != nil {
		t.Fatal(err)
	}
	if err := d.SetFields(t.Context(), ticket, window("wa_open"), read.Stamp); err != nil {
		t.Errorf("with the stamp: %v", err)
	}
	if err := d.SetFields(t.Context(), ticket, window("wa_closed"), read.Stamp); !errors.Is(err, helpdesk.ErrConflict) {
		t.Errorf("with an old stamp: %v", err)
	}
	if err := d.SetFields(t.Context(), ticket, []helpdesk.Field{{Value: "x"}}, ""); err != nil || d.Calls("SetFields") != 2 {
		t.Errorf("without ids: %v after %d calls, want none more", err, d.Calls("SetFields"))
	}
	d.Change(ticket, func(t *Ticket) { t.Group, t.Assignee, t.AssigneeName = "Sales", "42", "Bea" })
	d.Set(ticket, StatusClosed)
	if err := d.SetFields(t.Context(), ticket, window("wa_open"), ""); !errors.Is(err, helpdesk.ErrClosed) {
		t.Errorf("closed: %v", err)
	}
	read, err = d.ReadTicket(t.Context(), ticket)
	if !errors.Is(err, helpdesk.ErrClosed) || read.Group != "Sales" || read.Assignee != "42" || read.AssigneeName != "Bea" {
		t.Errorf("read a closed one: %+v, %v", read, err)
	}
	d.Set(ticket, StatusDeleted)
	if err := d.SetFields(t.Context(), ticket, window("wa_open"), ""); !errors.Is(err, helpdesk.ErrGone) {
		t.Errorf("deleted: %v", err)
	}
	if _, err := d.ReadTicket(t.Context(), ticket); !errors.Is(err, helpdesk.ErrGone) {
		t.Errorf("read a deleted one: %v", err)
	}
}

func TestRefuseField_costsTheFieldsAndNotTheComment(t *testing.T) {
	t.Parallel()
	d, ticket := opened(t, nil)
	d.RefuseField("2")
	added, err := d.AddComment(t.Context(), helpdesk.NewComment{Ticket: ticket, Body: "x", Fields: window("wa_open")})
	if err != nil || added.Comment == "" || !added.FieldsRefused {
		t.Errorf("AddComment = %+v, %v", added, err)
	}
	again, err := d.OpenTicket(t.Context(), helpdesk.NewTicket{ExternalID: "c.2", Body: "x", Fields: window("wa_open")})
	if err != nil || again.Ticket == "" || !again.FieldsRefused {
		t.Errorf("OpenTicket = %+v, %v", again, err)
	}
	if err := d.SetFields(t.Context(), ticket, window("wa_open"), ""); !failure.Is(err, failure.Permanent) {
		t.Errorf("SetFields: %v", err)
	}
	for _, ticket := range d.Tickets() {
		if len(ticket.Fields) != 0 {
			t.Errorf("ticket %s has %v", ticket.ID, ticket.Fields)
		}
	}
}

func TestScanned_endsTheLookForMalware(t *testing.T) {
	t.Parallel()
	d, ticket := opened(t, nil)
	good, bad := d.AddFile("a.txt", "text/plain", "a"), d.AddFile("b.txt", "text/plain", "b")
	good.Scanning, bad.Scanning = true, true
	comment := helpdesk.Comment{Public: true, Staff: true, Plain: "see", Files: []helpdesk.Attachment{good, bad}}
	d.Write(ticket, comment)
	d.Scanned(good.ID, false)
	d.Scanned(bad.ID, true)
	list, err := d.Newest(t.Context(), ticket)
	if err != nil || len(list) == 0 {
		t.Fatalf("Newest = %+v, %v", list, err)
	}
	if files := list[0].Files; files[0].Scanning || files[0].Malware || files[1].Scanning || !files[1].Malware || !comment.Files[0].Scanning {
		t.Errorf("files = %+v, the test's own = %+v", files, comment.Files)
	}
}
