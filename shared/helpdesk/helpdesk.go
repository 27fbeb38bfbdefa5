// Package helpdesk says what a helpdesk is to the rest of Ventana: users,
// tickets and comments, and a way to find again what we wrote. Each helpdesk
// is an adapter in a folder of its own (zendesk today).
//
// Failures come back as *failure.Error, or as one of the sentinels below. A
// write whose answer was lost is Ambiguous: the caller waits, looks for its
// markers, and only then repeats.
package helpdesk

import (
	"errors"
	"io"
	"time"
)

// Tag marks every ticket of ours, for helpdesk views and for the trigger that
// stands in where event webhooks are missing.
const Tag = "whatsapp"

// DigestTag marks the tickets that list what closes soon. They do not have Tag:
// nobody waits on WhatsApp behind them.
const DigestTag = "wa_digest"

// CanaryTag marks the tickets of the canary besides Tag: nobody is behind them.
const CanaryTag = "wa_canary"

// ManyTickets is how many tickets are read with one request.
const ManyTickets = 100

// What a call can find out about its ticket. After ErrClosed and ErrGone the
// conversation goes on in a new ticket.
var (
	// ErrClosed: the ticket is closed for good; a follow-up continues it.
	ErrClosed = errors.New("ticket is closed")
	// ErrGone: the ticket was deleted or merged away.
	ErrGone = errors.New("ticket is gone")
	// ErrIdempotencyMismatch: another ticket was asked for under the same key, so
	// that one exists or is being made; find it by its external id.
	ErrIdempotencyMismatch = errors.New("idempotency key was used for another ticket")
	// ErrRequesterGone: the helpdesk does not take the customer's user (deleted,
	// merged away or suspended). Make the user known again; if that gives the
	// same id, the failure is for good.
	ErrRequesterGone = errors.New("requester is not accepted")
	// ErrConflict: the ticket changed since the stamp was read; look again.
	ErrConflict = errors.New("ticket changed meanwhile")
	// ErrUploadGone: a token ran out or was used; upload the file again.
	ErrUploadGone = errors.New("uploaded file is gone")
)

// Codes of failures that speak of the helpdesk itself.
const (
	// CodePaced begins the code of a call that was not made because too little of a
	// rate limit is left for its kind.
	CodePaced = "Paced"
	// CodeCircuitOpen: not made, because the helpdesk does not answer.
	CodeCircuitOpen = "CircuitOpen"
)

// DoesNotAnswer reports whether a code means that the helpdesk itself is down, and
// not that it refused something.
func DoesNotAnswer(code string) bool {
	switch code {
	case CodeCircuitOpen, "Unsent", "Timeout", "Broken":
		return true
	}
	return len(code) == 3 && code[0] == '5'
}

// User is a customer to be known by the helpdesk.
type User struct {
	ExternalID string // our contact id; never a phone or a BSUID
	Name       string
	Phone      string // E.164 with "+", optional
	// Language is the customer's ("es", "pt-BR"), empty when nothing tells it: the
	// helpdesk then keeps what it has.
	Language string
}

// NewTicket is what a ticket is opened with. The same NewTicket always becomes
// the same bytes, so that a repeat carries the same idempotency key honestly.
type NewTicket struct {
	ExternalID string // conversation and generation: also the idempotency key
	Requester  string // the helpdesk's user id; of an Internal ticket empty
	Subject    string
	Body       string // to the letter
	Markers    []string
	Tags       []string
	FollowupOf string // a closed ticket's id, or empty
	// Fields are custom fields to set, in the same call.
	Fields []Field
	// Internal: the first comment is a note, and the ticket is Ventana's own user's,
	// so that nobody is mailed.
	Internal bool
	// Group is the helpdesk's id of the group that gets it, or empty.
	Group string
}

// Opened is a ticket that exists.
type Opened struct {
	Ticket  string // the helpdesk's ticket id
	Comment string // the first comment's id, empty when the helpdesk does not say
	// FieldsRefused: the ticket exists, and the helpdesk took none of its Fields.
	FieldsRefused bool
}

// NewComment is a comment to append.
type NewComment struct {
	Ticket string
	// Author is the helpdesk's user id of the customer who speaks; empty is
	// Ventana's own user, as for notes.
	Author  string
	Body    string // plain text, to the letter
	Public  bool
	Markers []string
	// Reopen: the customer spoke, so a pending, on-hold or solved ticket opens.
	Reopen bool
	// Solve sets the ticket's status to solved, in the same call.
	Solve bool
	// Stamp, when set, makes the update conditional on the ticket being
	// unchanged since the stamp was read (ErrConflict otherwise).
	Stamp string
	// Tags to add.
	Tags []string
	// Uploads are the tokens of files to attach, see Upload.
	Uploads []string
	// Fields are custom fields to set, in the same call.
	Fields []Field
}

// Added is a comment that exists.
type Added struct {
	Comment string
	// FieldsRefused: the comment exists, and the helpdesk took none of its Fields.
	FieldsRefused bool
}

// Comment is one comment of a ticket, as read back.
type Comment struct {
	ID     string
	Public bool
	// Staff: written by an agent or an administrator, not by an end user.
	Staff bool
	// Agent is the id of the agent who wrote it; empty when none did.
	Agent   string
	HTML    string
	Plain   string
	Markers []string
	// Files are attached to it, in their order; redacted ones are left out.
	Files []Attachment
	At    time.Time
}

// Attachment is a file of a comment.
type Attachment struct {
	ID   string
	Name string
	MIME string // as the helpdesk believes, without parameters
	Size int64  // in bytes
	URL  string // where it is fetched, see OpenAttachment
	// Malware: the helpdesk found some, and gives the file to nobody.
	Malware bool
	// Scanning: the helpdesk has not looked for malware yet. It does so within
	// seconds of the comment; read the comment again to learn what it found.
	Scanning bool
}

// File is a file on its way into the helpdesk.
type File struct {
	Name string // with an extension that fits MIME
	MIME string
	Size int64 // in bytes, exactly
	Body io.Reader
}

// Trace is what a look for markers found.
type Trace struct {
	// Found maps each marker that stands in the ticket to its comment's id.
	Found map[string]string
	// Stamp is the ticket's state as read BEFORE the look, for NewComment.Stamp.
	Stamp string
	// Open is false when the ticket waits solved, pending or on hold.
	Open bool
	// Closed: for good.
	Closed bool
}

// ChangedTicket is one ticket on which something was said, in public or in a
// note, since a time.
type ChangedTicket struct {
	Ticket  string
	Comment string // the newest comment's id
	At      time.Time
}

// Said is one comment as an export of the whole helpdesk tells it: without words.
type Said struct {
	Ticket, Comment string
	Public          bool
	// Own: its author wrote it; else somebody wrote it in the author's name.
	Own     bool
	Markers []string
	Files   []string // ids of attachments, redacted ones too
	At      time.Time
}
