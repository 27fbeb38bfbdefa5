package helpdesktest

import (
	"context"
	"slices"
	"strings"

	"ventana/shared/failure"
	"ventana/shared/helpdesk"
)

// RefuseField makes a custom field one that the account does not take, as one
// whose options were changed.
func (d *Desk) RefuseField(id string) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.badFields[id] = true
}

// Change changes a ticket as agents do: its tags, group, assignee, subject or
// fields. What change appends to must be its own: take clones of slices.
func (d *Desk) Change(id string, change func(*Ticket)) {
	d.mu.Lock()
	defer d.mu.Unlock()
	if ticket, err := d.find("change", id); err == nil {
		change(ticket)
		ticket.UpdatedAt = d.now()
	}
}

// SetFields sets custom fields, all of them or none.
func (d *Desk) SetFields(_ context.Context, id string, fields []helpdesk.Field, stamped string) error {
	if !slices.ContainsFunc(fields, func(field helpdesk.Field) bool { return field.ID != "" }) {
		return nil
	}
	return d.do("SetFields", func() error {
		op := "set fields of ticket " + id
		ticket, err := d.find(op, id)
		switch {
		case err != nil:
			return err
		case ticket.Status == StatusClosed:
			return refuse(op, "ClosedTicket", helpdesk.ErrClosed)
		case stamped != "" && stamped != stamp(ticket):
			return &failure.Error{Class: failure.Later, Op: op, Code: "UpdateConflict", Err: helpdesk.ErrConflict}
		}
		return d.setFields(ticket, fields)
	})
}

// setFields sets fields. The options of the window's dropdown stand among the
// tags, one at most.
func (d *Desk) setFields(ticket *Ticket, fields []helpdesk.Field) error {
	for _, field := range fields {
		if d.badFields[field.ID] {
			return refuse("set fields of ticket "+ticket.ID, "RecordInvalid", nil)
		}
	}
	for _, field := range fields {
		if field.ID != "" {
			ticket.setField(field)
			ticket.UpdatedAt = d.now()
		}
	}
	return nil
}

func (t *Ticket) setField(field helpdesk.Field) {
	t.Fields = slices.Clone(t.Fields)
	at := slices.IndexFunc(t.Fields, func(known helpdesk.Field) bool { return known.ID == field.ID })
	if at >= 0 {
		if before := t.Fields[at].Value; isOption(before) {
			t.Tags = slices.DeleteFunc(slices.Clone(t.Tags), func(tag string) bool { return tag == before })
		}
		t.Fields = slices.Delete(t.Fields, at, at+1)
	}
	if field.Value == "" {
		return
	}
	t.Fields = append(t.Fields, field)
	slices.SortFunc(t.Fields, func(a, b helpdesk.Field) int { return strings.Compare(a.ID, b.ID) })
	if isOption(field.Value) {
		t.tag(field.Value)
	}
}

func isOption(value string) bool {
	return value == helpdesk.WindowOpen || value == helpdesk.WindowClosing || value == helpdesk.WindowClosed
}

// tag adds the tags that are missing. A helpdesk keeps tags in order.
func (t *Ticket) tag(tags ...string) {
	for _, tag := range tags {
		if !slices.Contains(t.Tags, tag) {
			t.Tags = append(slices.Clone(t.Tags), tag)
			slices.Sort(t.Tags)
		}
	}
}

// ReadTicket reads a ticket; of a closed one it gives both, the ticket and
// ErrClosed.
func (d *Desk) ReadTicket(_ context.Context, id string) (read helpdesk.Ticket, err error) {
	err = d.do("ReadTicket", func() error {
		op := "read ticket " + id
		ticket, err := d.find(op, id)
		if err != nil {
			return err
		}
		read = ticket.read()
		if ticket.Status == StatusClosed {
			return refuse(op, "ClosedTicket", helpdesk.ErrClosed)
		}
		return nil
	})
	return read, err
}

// ReadTickets reads tickets, closed ones too; those that are gone are left out.
func (d *Desk) ReadTickets(_ context.Context, ids []string) (read []helpdesk.Ticket, err error) {
	err = d.do("ReadTickets", func() error {
		if len(ids) > helpdesk.ManyTickets {
			return refuse("read tickets", "TooMany", nil)
		}
		for _, ticket := range d.tickets {
			if slices.Contains(ids, ticket.ID) && ticket.Status != StatusDeleted {
				read = append(read, ticket.read())
			}
		}
		return nil
	})
	return read, err
}

// read is the ticket as calls tell it.
func (t *Ticket) read() helpdesk.Ticket {
	return helpdesk.Ticket{
		ID: t.ID, Status: t.Status, Subject: t.Subject, Requester: t.Requester, Tags: slices.Clone(t.Tags),
		Group: t.Group, Assignee: t.Assignee, AssigneeName: t.AssigneeName,
		Fields: slices.Clone(t.Fields), UpdatedAt: t.UpdatedAt, Stamp: stamp(t),
	}
}

// AddGroup makes a group, and gives its id.
func (d *Desk) AddGroup(name string) string {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.groups[name] = d.number()
	return d.groups[name]
}

// GroupID finds a group by its name.
func (d *Desk) GroupID(_ context.Context, name string) (id string, found bool, err error) {
	err = d.do("GroupID", func() error {
		id, found = d.groups[name]
		return nil
	})
	return id, found, err
}

// AddTags is Client.AddTags.
func (d *Desk) AddTags(_ context.Context, id string, tags []string) error {
	if len(tags) == 0 {
		return nil
	}
	return d.retag("AddTags", id, func(t *Ticket) { t.tag(tags...) })
}

// RemoveTags is Client.RemoveTags.
func (d *Desk) RemoveTags(_ context.Context, id string, tags []string) error {
	if len(tags) == 0 {
		return nil
	}
	return d.retag("RemoveTags", id, func(t *Ticket) {
		t.Tags = slices.DeleteFunc(t.Tags, func(tag string) bool { return slices.Contains(tags, tag) })
	})
}

func (d *Desk) retag(method, id string, change func(*Ticket)) error {
	return d.do(method, func() error {
		op := "tag ticket " + id
		ticket, err := d.find(op, id)
		if err != nil {
			return err
		}
		if ticket.Status == StatusClosed {
			return refuse(op, "ClosedTicket", helpdesk.ErrClosed)
		}
		change(ticket)
		return nil
	})
}
