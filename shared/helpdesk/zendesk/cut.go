package zendesk

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"

	"ventana/shared/delivery"
	"ventana/shared/envelope"
	"ventana/shared/helpdesk"
)

const (
	eventPrefix  = "zen:event-type:"
	ticketPrefix = eventPrefix + "ticket."
	// commentAdded is the event that most deliveries carry.
	commentAdded = "comment_added"
	tagsChanged  = "tags_changed"
	merged       = "merged"
	// triggerVersion is the version of the body that our trigger sends.
	triggerVersion = 1
	// maxEventName bounds what is kept of an event's name.
	maxEventName = 64
)

// webhookBody is what the two kinds of webhook post: an event that we
// subscribed to (Type, ID, Detail, Event), or the body of our own trigger (V,
// TicketID and the rest).
type webhookBody struct {
	Type string `json:"type"`
	ID   string `json:"id"`
	// Detail is read only for tickets: other things have ids of other forms.
	Detail json.RawMessage `json:"detail"`
	Event  json.RawMessage `json:"event"`

	Version    int    `json:"v"`
	TicketID   id     `json:"ticket_id"`
	ExternalID string `json:"external_id"`
}

// Cut makes the envelopes of a verified delivery: at most one, that says to
// look at a ticket. It never fails: what cannot be read becomes an unreadable
// envelope.
//
// No envelope comes of events that are not a ticket's, nor of a comment that a
// customer wrote (usually we did, in their name). That is safe because nothing
// of a customer's goes to WhatsApp, and because a look handles every comment
// that was not handled before: the next staff comment brings the ticket up. Nor
// does one come of the tags of the window's field and of ratings, which we set.
func Cut(d delivery.Delivery) []envelope.Envelope {
	body, err := readBody(d.Body)
	if err != nil {
		return unreadable(d, err)
	}
	if strings.HasPrefix(body.Type, eventPrefix) {
		return cutEvent(d, body)
	}
	return cutTrigger(d, body)
}

// readBody reads exactly one JSON object. The reasons quote nothing.
func readBody(raw []byte) (webhookBody, error) {
	var body webhookBody
	decoder := json.NewDecoder(bytes.NewReader(raw))
	if err := decoder.Decode(&body); err != nil {
		return body, errors.New("no JSON object of a known shape")
	}
	if _, err := decoder.Token(); !errors.Is(err, io.EOF) {
		return body, errors.New("more than one JSON value")
	}
	return body, nil
}

// cutEvent reads an event of a subscription.
// https://developer.zendesk.com/api-reference/webhooks/event-types/ticket-events/
func cutEvent(d delivery.Delivery, body webhookBody) []envelope.Envelope {
	event, isTicket := strings.CutPrefix(body.Type, ticketPrefix)
	if !isTicket || (event == commentAdded && byCustomer(body.Event)) || (event == tagsChanged && ofOurs(body.Event)) {
		return nil
	}
	var ticket struct {
		ID         id     `json:"id"`
		ExternalID string `json:"external_id"`
	}
	if json.Unmarshal(body.Detail, &ticket) != nil || ticket.ID <= 0 {
		return unreadable(d, errors.New("ticket event without the ticket's id"))
	}
	// The signed id of the event is the same for each repetition.
	dedup := envelope.Digest("event", d.Connection, body.ID)
	if body.ID == "" {
		dedup = envelope.Digest("event-body", d.Connection, string(d.Body))
	}
	told := envelope.Ticket{ID: ticket.ID.String(), ExternalID: ticket.ExternalID, Event: event}
	if event == merged {
		told.MergedInto = target(body.Event)
	}
	return look(d, told, dedup)
}

// target is the ticket into which one was merged, or empty.
func target(event json.RawMessage) string {
	var detail struct {
		Target id `json:"target_ticket_id"`
	}
	if json.Unmarshal(event, &detail) != nil || detail.Target <= 0 {
		return ""
	}
	return detail.Target.String()
}

// byCustomer is true only if the event says so: a missing flag means a look
// too many, which costs little.
func byCustomer(event json.RawMessage) bool {
	var detail struct {
		Comment struct {
			Author struct {
				IsStaff *bool `json:"is_staff"`
			} `json:"author"`
		} `json:"comment"`
	}
	if json.Unmarshal(event, &detail) != nil {
		return false
	}
	staff := detail.Comment.Author.IsStaff
	return staff != nil && !*staff
}

// ofOurs is true of a change of tags that Ventana alone sets: of the window's field
// and of ratings. Anything else, also what cannot be read, is looked at.
func ofOurs(event json.RawMessage) bool {
	var detail struct {
		Added   []string `json:"tags_added"`
		Removed []string `json:"tags_removed"`
	}
	if json.Unmarshal(event, &detail) != nil {
		return false
	}
	tags := slices.Concat(detail.Added, detail.Removed)
	return len(tags) > 0 && !slices.ContainsFunc(tags, func(tag string) bool { return !helpdesk.IsKept(tag) })
}

// cutTrigger reads the body that our trigger's action renders.
func cutTrigger(d delivery.Delivery, body webhookBody) []envelope.Envelope {
	if body.Version != triggerVersion {
		return unreadable(d, fmt.Errorf("neither an event nor the body of Ventana's trigger, version %d", triggerVersion))
	}
	if body.TicketID <= 0 {
		return unreadable(d, errors.New("trigger's body without the ticket's id"))
	}
	// Two comments within the resolution of the body's time have the same body;
	// the invocation's id keeps the second from being taken for a repetition. It
	// is not signed, but who can post our signed body again wins only a look.
	invocation := d.Header[headerInvocation]
	if invocation == "" {
		invocation = d.Header[headerTimestamp]
	}
	ticket := envelope.Ticket{ID: body.TicketID.String(), ExternalID: body.ExternalID, Event: triggerEvent(body.Event)}
	return look(d, ticket, envelope.Digest("trigger", d.Connection, string(d.Body), invocation))
}

// triggerEvent is the trigger's own word for what happened.
func triggerEvent(raw json.RawMessage) string {
	var name string
	// The word is only for reading; without it the look is the same.
	if json.Unmarshal(raw, &name) != nil {
		return ""
	}
	return name
}

func look(d delivery.Delivery, ticket envelope.Ticket, dedup string) []envelope.Envelope {
	ticket.Event = ticket.Event[:min(len(ticket.Event), maxEventName)]
	return []envelope.Envelope{{
		Version: envelope.Version, Kind: envelope.KindTicket, Connection: d.Connection, Delivery: d.ID(), ReceivedAt: d.At,
		Ticket: &ticket,
		Group:  envelope.Digest("ticket", d.Connection, ticket.ID),
		Dedup:  dedup,
	}}
}

func unreadable(d delivery.Delivery, reason error) []envelope.Envelope {
	return []envelope.Envelope{envelope.NewUnreadable(d.Connection, d.ID(), d.At, d.Body, reason.Error())}
}
