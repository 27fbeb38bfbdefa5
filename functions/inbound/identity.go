package main

import (
	"cmp"
	"context"
	"errors"

	"ventana/shared/conversation"
	"ventana/shared/dynamostore"
	"ventana/shared/envelope"
	"ventana/shared/telemetry"
)

// whoever is a sender without what is only shown. In a WhatsApp group the
// conversation is the group's, whoever speaks.
func whoever(from envelope.Sender) envelope.Sender {
	if from.Group != "" {
		return envelope.Sender{Group: from.Group}
	}
	from.Name, from.Username, from.ParentBSUID = "", "", ""
	return from
}

// who finds the contact that wrote, and by which identities. An event that moves
// an identity is about the person as known before, and gives that contact the
// new identities; one that is another contact's is settled as if both had come
// with a message.
func (h *Handler) who(ctx context.Context, portfolio string, message envelope.Message) (dynamostore.Contact, dynamostore.Identities, error) {
	now := identities(portfolio, message)
	from := message.From
	if from.PreviousBSUID == "" && from.PreviousPhone == "" {
		contact, err := h.store.FindContact(ctx, now)
		return contact, now, err
	}
	previous := message
	previous.From.BSUID, previous.From.Phone = cmp.Or(from.PreviousBSUID, from.BSUID), cmp.Or(from.PreviousPhone, from.Phone)
	if from.PreviousBSUID != "" {
		previous.From.ParentBSUID = "" // the one that is told is the new id's
	}
	before := identities(portfolio, previous)
	contact, err := h.store.FindContact(ctx, before)
	if err != nil {
		return dynamostore.Contact{}, before, err
	}
	now.PhoneGone = from.PreviousBSUID != "" && from.PreviousBSUID != from.BSUID && from.Phone == ""
	err = h.store.MoveIdentity(ctx, contact, now)
	var taken *dynamostore.TakenError
	if errors.As(err, &taken) {
		contact.Other = taken.Contact
		return contact, now, nil
	}
	return contact, before, err
}

// meetOther settles what it means that the person's identities lead to a second
// contact too. One who is known by another user id is another person, whose
// number was given to this one since: the number goes, and nothing else. Any
// other contact has turned out to be this person.
func (t *turn) meetOther(ctx context.Context) error {
	other, known, err := t.store.ContactOf(ctx, t.contact.Other)
	if err != nil {
		return err
	}
	if known && other.BSUID != "" && t.who.BSUID != "" && other.BSUID != t.who.BSUID && t.contact.BSUID != other.BSUID {
		t.log.Info("number has a new owner", telemetry.KeyContact, t.contact.ID, telemetry.KeyOther, t.contact.Other)
		return t.store.TakeOver(ctx, t.contact, t.who)
	}
	return t.join(ctx, t.who)
}

func identities(portfolio string, message envelope.Message) dynamostore.Identities {
	from := message.From
	return dynamostore.Identities{
		At: message.At, Portfolio: portfolio, BSUID: from.BSUID, Parent: from.ParentBSUID, Group: from.Group,
		Canonical: conversation.CanonicalPhone(from.Phone), Phone: from.Phone, Username: from.Username,
	}
}
