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

// who finds the contact that wrote. An event that moves an identity is about
// the person as known before, and gives that contact the new identities.
func (h *Handler) who(ctx context.Context, portfolio string, from envelope.Sender) (dynamostore.Contact, error) {
	now := identities(portfolio, from)
	if from.PreviousBSUID == "" && from.PreviousPhone == "" {
		return h.store.FindContact(ctx, now)
	}
	previous := from
	previous.BSUID, previous.Phone = cmp.Or(from.PreviousBSUID, from.BSUID), cmp.Or(from.PreviousPhone, from.Phone)
	if from.PreviousBSUID != "" {
		previous.ParentBSUID = "" // the one that is told is the new id's
	}
	contact, err := h.store.FindContact(ctx, identities(portfolio, previous))
	if err != nil {
		return dynamostore.Contact{}, err
	}
	contact.Other = "" // settled when the person writes
	err = h.store.MoveIdentity(ctx, contact, now)
	var taken *dynamostore.TakenError
	if errors.As(err, &taken) {
		// The new identity wrote before this event came: two contacts are one person.
		h.log.Info("moved identity is another contact's", telemetry.KeyContact, contact.ID)
		contact.Other = taken.Contact
		return contact, nil
	}
	return contact, err
}

func identities(portfolio string, from envelope.Sender) dynamostore.Identities {
	return dynamostore.Identities{
		Portfolio: portfolio, BSUID: from.BSUID, Parent: from.ParentBSUID, Group: from.Group,
		Canonical: conversation.CanonicalPhone(from.Phone), Phone: from.Phone, Username: from.Username,
	}
}
