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

// whoever is a sender without what is only shown.
func whoever(from envelope.Sender) envelope.Sender {
	from.Name, from.Username, from.ParentBSUID = "", "", ""
	return from
}

// who finds the contact that wrote. An event that moves an identity is about
// the person as known before, and gives that contact the new identities.
func (h *Handler) who(ctx context.Context, portfolio string, from envelope.Sender) (dynamostore.Contact, error) {
	now := identities(portfolio, from.BSUID, from.Phone)
	if from.PreviousBSUID == "" && from.PreviousPhone == "" {
		return h.store.FindContact(ctx, now)
	}
	before := identities(portfolio, cmp.Or(from.PreviousBSUID, from.BSUID), cmp.Or(from.PreviousPhone, from.Phone))
	contact, err := h.store.FindContact(ctx, before)
	if err != nil {
		return dynamostore.Contact{}, err
	}
	contact.Other = "" // settled when the person writes
	err = h.store.MoveIdentity(ctx, contact, now)
	if errors.Is(err, dynamostore.ErrIdentityTaken) {
		// The new identity wrote before this event came: two contacts are one
		// person, and nothing of either is lost.
		h.log.Warn("moved identity is another contact's", telemetry.KeyContact, contact.ID, telemetry.KeyError, err)
		return contact, nil
	}
	return contact, err
}

func identities(portfolio, bsuid, phone string) dynamostore.Identities {
	return dynamostore.Identities{Portfolio: portfolio, BSUID: bsuid, Canonical: conversation.CanonicalPhone(phone), Phone: phone}
}
