package main

import (
	"cmp"
	"context"
	"slices"
	"strings"
	"time"

	"ventana/shared/conversation"
	"ventana/shared/envelope"
	"ventana/shared/failure"
	"ventana/shared/helpdesk"
	"ventana/shared/internalnote"
	"ventana/shared/note"
	"ventana/shared/secret"
	"ventana/shared/sqsqueue"
	"ventana/shared/telemetry"
)

// aside is how long something may take that must not hold up a message.
const aside = 2 * time.Second

// spare reports whether there is time for something aside: enough must be left
// for a call that happens once, or the message would never be posted.
func (t *turn) spare(ctx context.Context) bool { return sqsqueue.Spare(ctx, failure.CallTimeout+aside) }

// author is who speaks: the customer's user, or nobody but Ventana's own user
// for the business's words.
func (t *turn) author(ctx context.Context, first part) (string, error) {
	if first.echo {
		return "", nil
	}
	return t.user(ctx, first)
}

// user is the contact in the helpdesk, made on first need, and told again when
// name, username, number or language have changed.
func (t *turn) user(ctx context.Context, first part) (string, error) {
	from := first.message.From
	profile := profileOf(from)
	if t.talk.HelpdeskUser != "" {
		// What an old message tells was told anew since.
		if profile != "" && profile != t.talk.Profile && !first.message.At.Before(t.talk.LastInboundAt) && t.spare(ctx) {
			t.renew(ctx, first.message, profile)
		}
		return t.talk.HelpdeskUser, nil
	}
	id, err := t.desk.EnsureUser(ctx, t.userOf(first.message))
	if err != nil {
		return "", err
	}
	t.talk.HelpdeskUser, t.talk.Profile = id, profile
	return id, nil
}

func (t *turn) userOf(message envelope.Message) helpdesk.User {
	return helpdesk.User{
		ExternalID: cmp.Or(t.talk.KnownAs, t.talk.Contact), Name: nameOf(message), Phone: phoneOf(message),
		Language: conversation.LanguageOf(message.From.BSUID, message.From.Phone),
	}
}

// renew tells the helpdesk what has changed about a person. The message does
// not wait for it: what fails is tried with the next one.
func (t *turn) renew(ctx context.Context, message envelope.Message, profile string) {
	ctx, cancel := context.WithTimeout(ctx, aside)
	defer cancel()
	err := t.store.DescribeContact(ctx, t.contact, identities(t.line.provider.Portfolio, message))
	if err == nil {
		_, err = t.desk.EnsureUser(ctx, t.userOf(message))
	}
	if err != nil {
		t.log.Warn("user not renewed", telemetry.KeyContact, t.talk.Contact, telemetry.KeyError, err)
		return
	}
	t.talk.Profile = profile
}

// profileOf is a digest of what the helpdesk is told of a person. A message
// without a name tells nothing new: it must not take a name away.
func profileOf(from envelope.Sender) string {
	if strings.TrimSpace(from.Name) == "" || from.Group != "" {
		return ""
	}
	return envelope.Digest("profile", from.Name, from.Username,
		conversation.CanonicalPhone(from.Phone), conversation.LanguageOf(from.BSUID, from.Phone))
}

// knowAgain makes a customer known whose user was deleted or merged away in the
// helpdesk, for the next run. When that gives the same user, the helpdesk does
// not take the customer, and the refusal is for good.
func (t *turn) knowAgain(ctx context.Context, first part, refusal error) error {
	refused := t.talk.HelpdeskUser
	t.talk.HelpdeskUser = ""
	user, err := t.user(ctx, first)
	if err != nil {
		return err
	}
	if user == refused {
		return refusal
	}
	return &failure.Error{Class: failure.Later, Op: "write for contact " + t.talk.Contact, Code: "requester gone", Wait: time.Second, Err: refusal}
}

// introduce tells the agents of a new ticket, once, of the person's others in
// this helpdesk. What fails is tried again with the next message.
func (t *turn) introduce(ctx context.Context) {
	if t.talk.Ticket == "" || t.talk.Introduced == t.talk.Ticket {
		return
	}
	ctx, cancel := context.WithTimeout(ctx, aside)
	defer cancel()
	others, err := t.otherTickets(ctx)
	if err == nil && len(others) > 0 {
		id := envelope.Digest("note", "earlier", t.line.helpdesk.ID, t.talk.Ticket)
		text := note.EarlierTickets(t.line.helpdesk.Language, others)
		_, err = internalnote.NewWriter(t.store, t.owner).Write(ctx, t.desk, t.talk.Ticket, id, text)
	}
	if err != nil {
		t.log.Warn("ticket not introduced", telemetry.KeyTicket, t.talk.Ticket, telemetry.KeyError, err)
		return
	}
	t.talk.Introduced = t.talk.Ticket
}

// otherTickets are the person's, on every number that this helpdesk answers,
// in the order of the numbers and oldest first within each.
func (t *turn) otherTickets(ctx context.Context) ([]string, error) {
	talks, _, err := t.store.Conversations(ctx, t.talk.Contact)
	if err != nil {
		return nil, err
	}
	tickets := slices.Clone(t.talk.Earlier)
	for _, talk := range talks {
		if talk.Number != t.talk.Number && talk.Helpdesk == t.talk.Helpdesk {
			tickets = append(append(tickets, talk.Earlier...), talk.Ticket)
		}
	}
	var others []string
	for _, ticket := range tickets {
		if ticket != "" && ticket != t.talk.Ticket && !slices.Contains(others, ticket) {
			others = append(others, ticket)
		}
	}
	return others, nil
}

// markRead shows the customer that the message stands in the ticket, where the
// number's connection asks for it. A receipt that fails is no loss: the next
// message's covers it.
func (t *turn) markRead(ctx context.Context, letters []letter) {
	last := letters[len(letters)-1].envelope.Message
	if t.line.number.ReadReceipts != secret.ReadTicket || t.echo || t.talk.Ticket == "" || t.talk.LastMessage != last.ID {
		return
	}
	ctx, cancel := context.WithTimeout(ctx, aside)
	defer cancel()
	if err := t.provider(t.line.provider).MarkRead(ctx, t.line.number.PhoneNumberID, last.ID, false); err != nil {
		t.log.Warn("message not marked as read", telemetry.KeyTicket, t.talk.Ticket, telemetry.KeyError, err)
	}
}
