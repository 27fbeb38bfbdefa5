package main

import (
	"context"
	"strings"

	"ventana/shared/conversation"
	"ventana/shared/dynamostore"
	"ventana/shared/envelope"
	"ventana/shared/policy"
	"ventana/shared/pricing"
)

// rules are the deployer's.
type rules interface {
	Policy(ctx context.Context) (policy.Policy, error)
}

// chargedType is WhatsApp's word for a message that it charges.
const chargedType = "regular"

// spend counts what a delivered message costs against the month's limit and the day's,
// where the policy has either: once for each message, whichever status comes first with
// its price and however often, on the day of its delivery. One write counts for both.
// What is free is not counted, and of what has no published rate only how many there
// were.
//
// Only once a limit is set does it count: the messages before are in the ledger.
func (h *Handler) spend(ctx context.Context, status envelope.Status, sent dynamostore.Sent) error {
	arrived := conversation.State(status.State).Rank() >= conversation.StateDelivered.Rank()
	if !arrived || status.Pricing == nil || status.Pricing.Type != chargedType {
		return nil
	}
	rules, err := h.rules.Policy(ctx)
	if err != nil {
		return err
	}
	if !rules.Money.Limited() {
		return nil
	}
	cards, err := h.cards()
	if err != nil {
		return err
	}
	category := strings.ReplaceAll(strings.TrimPrefix(strings.ToLower(status.Pricing.Category), "group_"), "_", "-")
	rate, basis := pricing.Rate(cards, pricing.Message{Category: category, Market: pricing.MarketIn(sent.Origin.Country), At: status.At})
	spent := dynamostore.Spend{Day: status.At.UTC().Format("2006-01-02"), Number: sent.Number, Messages: 1}
	if basis == pricing.BasisUnknown {
		spent.Unpriced = 1
	} else {
		spent.Micros = int64(rate)
	}
	_, err = h.store.CountSpend(ctx, status.ID, spent)
	return err
}
