package redrive

import (
	"fmt"
	"time"

	"ventana/infra/contact"
	"ventana/shared/dynamostore"
	"ventana/shared/envelope"
)

// View is a letter as it can be shared: no words, no whole phone number, user id
// or name. What is not listed here is not shown.
type View struct {
	ID       string            `json:"id"`
	Queue    string            `json:"queue"`
	Code     string            `json:"code"`
	Reason   string            `json:"reason,omitempty"`
	Mend     string            `json:"mend"`
	Function string            `json:"function,omitempty"`
	Record   string            `json:"record,omitempty"`
	Group    string            `json:"group,omitempty"`
	Receives int               `json:"receives,omitempty"`
	Redriven int               `json:"redriven,omitempty"`
	ParkedAt time.Time         `json:"parked_at,omitzero"`
	SentAt   time.Time         `json:"sent_at,omitzero"`
	FirstAt  time.Time         `json:"first_at,omitzero"`
	Bytes    int               `json:"bytes"`
	Kind     string            `json:"kind,omitempty"`
	Unread   string            `json:"unread,omitempty"`
	Envelope map[string]string `json:"envelope,omitempty"`
}

// Mask shows a letter without what makes it somebody's.
func Mask(letter Letter) View {
	view := View{
		ID: letter.ID, Queue: letter.Queue, Code: string(letter.Code), Reason: letter.Reason, Mend: letter.Code.Mend(),
		Function: letter.Function, Record: letter.Record, Group: letter.Group, Receives: letter.Receives, Redriven: letter.Redriven,
		ParkedAt: letter.At(), SentAt: letter.SentAt, FirstAt: letter.FirstAt, Bytes: len(letter.Body), Kind: string(letter.Envelope.Kind),
	}
	if letter.Unread != nil {
		view.Unread = "not an envelope that this release reads"
		return view
	}
	view.Envelope = map[string]string{}
	set := func(name, value string) {
		if value != "" {
			view.Envelope[name] = value
		}
	}
	set("connection", letter.Envelope.Connection)
	set("delivery", letter.Envelope.Delivery)
	set("received_at", told(letter.Envelope.ReceivedAt))
	maskMember(letter.Envelope, set)
	return view
}

func maskMember(e envelope.Envelope, set func(name, value string)) {
	switch e.Kind {
	case envelope.KindMessage, envelope.KindEcho, envelope.KindCall:
		maskMessage(*e.Message, set)
	case envelope.KindStatus:
		set("number", e.Status.Number)
		set("message", dynamostore.MessageDigest(e.Status.ID))
		set("state", e.Status.State)
		set("error_code", e.Status.ErrorCode)
		set("at", told(e.Status.At))
	case envelope.KindTicket:
		set("ticket", e.Ticket.ID)
		set("event", e.Ticket.Event)
	case envelope.KindNotice:
		set("field", e.Notice.Field)
		set("event", e.Notice.Event)
		set("account", e.Notice.Account)
		set("raw", size(e.Notice.Raw))
	case envelope.KindFetch:
		set("number", e.Fetch.Number)
		set("helpdesk", e.Fetch.Helpdesk)
		set("ticket", e.Fetch.Ticket)
		set("message", dynamostore.MessageDigest(e.Fetch.Message))
		set("type", e.Fetch.Type)
		set("mime", e.Fetch.File.MIME)
		set("at", told(e.Fetch.At))
	case envelope.KindUpload:
		set("number", e.Upload.Number)
		set("helpdesk", e.Upload.Helpdesk)
		set("ticket", e.Upload.Ticket)
		set("effect", e.Upload.Effect)
		set("mime", e.Upload.MIME)
		set("size", fmt.Sprintf("%d bytes", e.Upload.Size))
	case envelope.KindChore:
		set("purpose", e.Chore.Purpose)
		set("helpdesk", e.Chore.Helpdesk)
		set("ticket", e.Chore.Ticket)
	case envelope.KindRefusal:
		set("ticket", e.Refusal.Ticket)
		set("effect", e.Refusal.Effect)
		set("message", dynamostore.MessageDigest(e.Refusal.Message))
	case envelope.KindForward:
		set("event", string(e.Forward.Kind))
		set("size", size([]byte(e.Forward.Body)))
	case envelope.KindUnreadable:
		set("sha256", e.Unreadable.SHA256)
		set("size", fmt.Sprintf("%d bytes, of which %d are kept", e.Unreadable.Size, len(e.Unreadable.Head)))
	}
}

func maskMessage(m envelope.Message, set func(name, value string)) {
	set("number", m.Number)
	set("message", dynamostore.MessageDigest(m.ID)) // a part of the id is the phone number
	set("type", m.Type)
	set("at", told(m.At))
	if m.Text != "" {
		set("text", fmt.Sprintf("%d characters", len([]rune(m.Text))))
	}
	if len(m.Raw) > 0 {
		set("raw", size(m.Raw))
	}
	for name, id := range map[string][2]string{
		"phone": {"phone", m.From.Phone}, "bsuid": {"bsuid", m.From.BSUID}, "parent_bsuid": {"parent", m.From.ParentBSUID},
		"previous_phone": {"phone", m.From.PreviousPhone}, "previous_bsuid": {"bsuid", m.From.PreviousBSUID},
	} {
		if id[1] != "" {
			set(name, contact.Mask(id[0], id[1]))
		}
	}
	if m.File != nil {
		set("mime", m.File.MIME)
	}
}

func size(raw []byte) string { return fmt.Sprintf("%d bytes", len(raw)) }

func told(at time.Time) string {
	if at.IsZero() {
		return ""
	}
	return at.UTC().Format(time.RFC3339)
}
