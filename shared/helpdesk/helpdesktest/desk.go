package helpdesktest

import (
	"context"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"

	"ventana/shared/failure"
	"ventana/shared/helpdesk"
)

// The statuses of a ticket.
const (
	StatusNew     = "new"
	StatusOpen    = "open"
	StatusSolved  = "solved"
	StatusClosed  = "closed"
	StatusDeleted = "deleted"
)

// Desk is the helpdesk.
type Desk struct {
	now func() time.Time

	mu          sync.Mutex
	rest        time.Duration
	fault       func(point string) error
	refused     string
	tickets     []*Ticket
	users       map[string]string // external id to user id
	people      map[string]helpdesk.User
	refusedUser map[string]bool
	badFields   map[string]bool // ids of custom fields that are not taken
	keys        map[string]key
	uploads     []*upload
	contents    map[string]content // of agents' files, by address
	groups      map[string]string  // ids by name
	numbers     int
	page        int // of SaidSince
	calls       map[string]int
}

// key is an idempotency key that was used.
type key struct {
	ticket string // what it was used for
	until  time.Time
}

// keyLife is how long a helpdesk remembers a key, as Zendesk does.
const keyLife = 2 * time.Hour

// Ticket is a ticket as it stands.
type Ticket struct {
	helpdesk.NewTicket
	ID, Status string
	Comments   []Comment
	UpdatedAt  time.Time
	// Group, Assignee (a user id) and AssigneeName are what agents set.
	Group, Assignee, AssigneeName string
}

// Comment is a comment as it stands.
type Comment struct {
	helpdesk.Comment
	Author string // a user's id, empty for Ventana's own and for agents
}

// New returns a helpdesk without tickets whose clock is now.
func New(now func() time.Time) *Desk {
	return &Desk{
		now: now, users: map[string]string{}, people: map[string]helpdesk.User{}, refusedUser: map[string]bool{}, badFields: map[string]bool{},
		keys: map[string]key{}, contents: map[string]content{}, groups: map[string]string{}, numbers: 1000, page: 500, calls: map[string]int{},
	}
}

// Fault asks f before and after each call, with "<method> before" and
// "<method> after", and with "AddComment reopen" before a comment's ticket is
// opened. Its error is the call's: before, nothing was done; after, it was done
// and the answer lost. A panic of f is a process that dies there.
func (d *Desk) Fault(f func(point string) error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.fault = f
}

// Refuse makes every comment that holds the word a permanent failure.
func (d *Desk) Refuse(word string) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.refused = word
}

// Calls is how often a method was called.
func (d *Desk) Calls(method string) int {
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.calls[method]
}

// do runs one call's work between its two faults.
func (d *Desk) do(method string, work func() error) error {
	return d.between(method, func() error {
		d.mu.Lock()
		defer d.mu.Unlock()
		d.calls[method]++
		return work()
	})
}

// between runs work, which takes the lock itself, between two faults.
func (d *Desk) between(method string, work func() error) error {
	if err := d.ask(method + " before"); err != nil {
		return err
	}
	err := work()
	if lost := d.ask(method + " after"); lost != nil {
		return lost
	}
	return err
}

func (d *Desk) ask(point string) error {
	d.mu.Lock()
	fault := d.fault
	d.mu.Unlock()
	if fault == nil {
		return nil
	}
	return fault(point)
}

func (d *Desk) number() string {
	d.numbers++
	return strconv.Itoa(d.numbers)
}

// find gives a ticket that takes calls, or says why there is none.
func (d *Desk) find(op, id string) (*Ticket, error) {
	for _, ticket := range d.tickets {
		if ticket.ID == id && ticket.Status != StatusDeleted {
			return ticket, nil
		}
	}
	return nil, refuse(op, "RecordNotFound", helpdesk.ErrGone)
}

func refuse(op, code string, cause error) error {
	return &failure.Error{Class: failure.Permanent, Op: op, Code: code, Err: cause}
}

func (d *Desk) acceptable(op, author, body string) error {
	if d.refusedUser[author] {
		return refuse(op, "RecordInvalid", helpdesk.ErrRequesterGone)
	}
	if d.refused != "" && strings.Contains(body, d.refused) {
		return refuse(op, "RecordInvalid", nil)
	}
	return nil
}

func (d *Desk) append(ticket *Ticket, comment Comment) string {
	comment.ID, comment.At = d.number(), d.now()
	ticket.Comments, ticket.UpdatedAt = append(ticket.Comments, comment), d.now()
	return comment.ID
}

// OpenTicket opens a ticket, once per external id.
func (d *Desk) OpenTicket(_ context.Context, wanted helpdesk.NewTicket) (opened helpdesk.Opened, err error) {
	err = d.do("OpenTicket", func() error {
		op := "open ticket " + wanted.ExternalID
		if before, used := d.keys[wanted.ExternalID]; used && d.now().Before(before.until) {
			if before.ticket != fmt.Sprint(wanted) {
				return refuse(op, "IdempotentRequestError", helpdesk.ErrIdempotencyMismatch)
			}
			opened = d.opened(wanted.ExternalID)
			return nil
		}
		if err := d.acceptable(op, wanted.Requester, wanted.Body); err != nil {
			return err
		}
		d.keys[wanted.ExternalID] = key{fmt.Sprint(wanted), d.now().Add(keyLife)}
		ticket := &Ticket{NewTicket: wanted, ID: d.number(), Status: StatusNew}
		d.tickets = append(d.tickets, ticket)
		d.append(ticket, Comment{Author: wanted.Requester, Comment: helpdesk.Comment{Public: !wanted.Internal, Staff: wanted.Internal, Plain: wanted.Body, Markers: wanted.Markers}})
		ticket.NewTicket.Fields, ticket.Tags = nil, slices.Clone(wanted.Tags)
		refused := d.setFields(ticket, wanted.Fields) != nil
		opened = d.opened(wanted.ExternalID)
		opened.FieldsRefused = refused
		return nil
	})
	return opened, err
}

// opened is the newest ticket with an external id, deleted or not.
func (d *Desk) opened(externalID string) helpdesk.Opened {
	for _, ticket := range slices.Backward(d.tickets) {
		if ticket.ExternalID == externalID {
			return helpdesk.Opened{Ticket: ticket.ID, Comment: ticket.Comments[0].ID}
		}
	}
	return helpdesk.Opened{}
}

// FindTicket finds a ticket by its external id; it does not tell the comment.
func (d *Desk) FindTicket(_ context.Context, externalID string) (opened helpdesk.Opened, exists bool, err error) {
	err = d.do("FindTicket", func() error {
		opened = helpdesk.Opened{Ticket: d.opened(externalID).Ticket}
		if _, gone := d.find("find", opened.Ticket); gone != nil {
			opened = helpdesk.Opened{}
		}
		exists = opened.Ticket != ""
		return nil
	})
	return opened, exists, err
}

// AddComment appends a comment, and opens the ticket in a second step.
func (d *Desk) AddComment(_ context.Context, wanted helpdesk.NewComment) (added helpdesk.Added, err error) {
	waits := false
	err = d.do("AddComment", func() error {
		op := "add comment to ticket " + wanted.Ticket
		ticket, err := d.find(op, wanted.Ticket)
		if err != nil {
			return err
		}
		if ticket.Status == StatusClosed {
			return refuse(op, "ClosedTicket", helpdesk.ErrClosed)
		}
		if wanted.Stamp != "" && wanted.Stamp != stamp(ticket) {
			return &failure.Error{Class: failure.Later, Op: op, Code: "UpdateConflict", Err: helpdesk.ErrConflict}
		}
		if err := d.acceptable(op, wanted.Author, wanted.Body); err != nil {
			return err
		}
		claimed, err := d.claim(op, wanted.Uploads)
		if err != nil {
			return err
		}
		added.Comment = d.append(ticket, Comment{Author: wanted.Author, Comment: helpdesk.Comment{
			Public: wanted.Public, Staff: wanted.Author == "", Plain: wanted.Body, Markers: wanted.Markers,
		}})
		d.attach(claimed, &ticket.Comments[len(ticket.Comments)-1])
		ticket.tag(wanted.Tags...)
		added.FieldsRefused = d.setFields(ticket, wanted.Fields) != nil
		if wanted.Solve {
			ticket.Status = StatusSolved
		}
		waits = ticket.Status != StatusNew && ticket.Status != StatusOpen
		return nil
	})
	if err != nil {
		return helpdesk.Added{}, err
	}
	if wanted.Reopen && waits {
		if err := d.ask("AddComment reopen"); err != nil {
			return added, err
		}
		d.Set(wanted.Ticket, StatusOpen)
	}
	return added, nil
}

// Reopen opens a waiting ticket.
func (d *Desk) Reopen(_ context.Context, ticket string) error {
	return d.do("Reopen", func() error {
		found, err := d.find("reopen ticket "+ticket, ticket)
		if err != nil {
			return err
		}
		if found.Status == StatusClosed {
			return refuse("reopen ticket "+ticket, "ClosedTicket", helpdesk.ErrClosed)
		}
		found.Status, found.UpdatedAt = StatusOpen, d.now()
		return nil
	})
}

// stamp is a ticket's last change, to the second.
func stamp(ticket *Ticket) string { return ticket.UpdatedAt.UTC().Format(time.RFC3339) }
