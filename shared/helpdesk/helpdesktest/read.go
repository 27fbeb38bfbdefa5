package helpdesktest

import (
	"cmp"
	"context"
	"slices"
	"strconv"
	"time"

	"ventana/shared/helpdesk"
)

// Trace looks for markers.
func (d *Desk) Trace(_ context.Context, id string, markers []string) (trace helpdesk.Trace, err error) {
	err = d.do("Trace", func() error {
		ticket, err := d.find("trace ticket "+id, id)
		if err != nil {
			return err
		}
		trace = helpdesk.Trace{
			Found: map[string]string{}, Stamp: stamp(ticket),
			Open: ticket.Status == StatusNew || ticket.Status == StatusOpen, Closed: ticket.Status == StatusClosed,
		}
		for _, comment := range ticket.Comments {
			for _, marker := range comment.Markers {
				if slices.Contains(markers, marker) {
					trace.Found[marker] = comment.ID
				}
			}
		}
		return nil
	})
	return trace, err
}

// CommentsAfter lists the comments after a cursor, oldest first.
func (d *Desk) CommentsAfter(_ context.Context, id, cursor string) (list []helpdesk.Comment, err error) {
	err = d.do("CommentsAfter", func() error {
		ticket, err := d.find("look at ticket "+id, id)
		if err != nil {
			return err
		}
		for _, comment := range ticket.Comments {
			if numeric(comment.ID) > numeric(cursor) {
				list = append(list, comment.Comment)
			}
		}
		return nil
	})
	return list, err
}

// newestSize is a page of Newest, as Zendesk's adapter reads it.
const newestSize = 40

// Newest lists the last comments, newest first.
func (d *Desk) Newest(_ context.Context, id string) (list []helpdesk.Comment, err error) {
	err = d.do("Newest", func() error {
		ticket, err := d.find("read newest comments of ticket "+id, id)
		if err != nil {
			return err
		}
		for _, comment := range slices.Backward(ticket.Comments) {
			if len(list) < newestSize {
				list = append(list, comment.Comment)
			}
		}
		return nil
	})
	return list, err
}

// ChangedSince lists the tickets with a comment since a time. next is now, and
// nothing is left.
func (d *Desk) ChangedSince(_ context.Context, since time.Time) (changed []helpdesk.ChangedTicket, next time.Time, end bool, err error) {
	err = d.do("ChangedSince", func() error {
		for _, ticket := range d.tickets {
			if len(ticket.Comments) == 0 || ticket.Status == StatusDeleted {
				continue
			}
			if last := ticket.Comments[len(ticket.Comments)-1]; !last.At.Before(since) {
				changed = append(changed, helpdesk.ChangedTicket{Ticket: ticket.ID, Comment: last.ID, At: last.At})
			}
		}
		next = d.now()
		return nil
	})
	return changed, next, err == nil, err
}

// SaidSince lists what was said since a time, in pages, and like an
// export tells the comments of deleted tickets too. What is of the second in
// which a page ends comes again with the next.
func (d *Desk) SaidSince(_ context.Context, since time.Time) (said []helpdesk.Said, next time.Time, end bool, err error) {
	err = d.do("SaidSince", func() error {
		for _, ticket := range d.tickets {
			for _, comment := range ticket.Comments {
				if comment.At.Unix() < since.Unix() {
					continue
				}
				one := helpdesk.Said{
					Ticket: ticket.ID, Comment: comment.ID, Public: comment.Public, At: comment.At.Truncate(time.Second),
					Own: comment.Staff || len(comment.Markers) == 0, Markers: comment.Markers,
				}
				for _, file := range comment.Files {
					one.Files = append(one.Files, file.ID)
				}
				said = append(said, one)
			}
		}
		slices.SortStableFunc(said, func(a, b helpdesk.Said) int {
			return cmp.Or(a.At.Compare(b.At), cmp.Compare(numeric(a.Comment), numeric(b.Comment)))
		})
		cut := 0
		for cut < len(said) && (cut < d.page || said[cut].At.Equal(said[cut-1].At)) {
			cut++
		}
		end, next = cut == len(said), d.now()
		if said = said[:cut]; !end {
			next = said[cut-1].At
			if !next.After(since) {
				next = since.Add(time.Second)
			}
		}
		return nil
	})
	return said, next, end, err
}

// Page sets how many comments a page of SaidSince has; 500 at first.
func (d *Desk) Page(size int) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.page = size
}

// numeric is an id as a number; what is none, as an empty cursor, is 0.
func numeric(id string) int {
	number, err := strconv.Atoi(id)
	if err != nil {
		return 0
	}
	return number
}

// Tickets are all tickets as they stand, oldest first, deleted ones too.
func (d *Desk) Tickets() []Ticket {
	d.mu.Lock()
	defer d.mu.Unlock()
	list := make([]Ticket, len(d.tickets))
	for i, ticket := range d.tickets {
		list[i] = *ticket
		list[i].Comments = slices.Clone(ticket.Comments)
	}
	return list
}

// Write puts a comment on a ticket as somebody else than Ventana does, and
// gives its id.
func (d *Desk) Write(id string, comment helpdesk.Comment) string {
	d.mu.Lock()
	defer d.mu.Unlock()
	ticket, err := d.find("write", id)
	if err != nil {
		return ""
	}
	return d.append(ticket, Comment{Comment: comment})
}

// Set changes a ticket's status as an agent does.
func (d *Desk) Set(id, status string) {
	d.mu.Lock()
	defer d.mu.Unlock()
	if ticket, err := d.find("set", id); err == nil {
		ticket.Status, ticket.UpdatedAt = status, d.now()
	}
}

// Seed makes a ticket without comments, as one that was opened before the test
// began, and gives its id.
func (d *Desk) Seed() string {
	d.mu.Lock()
	defer d.mu.Unlock()
	ticket := &Ticket{ID: d.number(), Status: StatusOpen, UpdatedAt: d.now()}
	d.tickets = append(d.tickets, ticket)
	return ticket.ID
}
