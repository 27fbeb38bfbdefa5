package offer

import (
	"time"

	"ventana/shared/conversation"
	"ventana/shared/dynamostore"
	"ventana/shared/pricing"
	"ventana/shared/telemetry"
)

// Quote is what messages to the customer of a conversation cost at a time. Rate
// cards that cannot be read are logged, and then no price is known. It is free
// while a free entry point is open, as far as WhatsApp's statuses have told of
// one: of the first answer to an ad they tell afterwards.
func (b *Book) Quote(talk conversation.Conversation, contact dynamostore.Contact, at time.Time) pricing.Quote {
	cards, err := b.cards()
	if err != nil {
		b.log.Error("rate cards cannot be read", telemetry.KeyError, err)
	}
	return pricing.QuoteFor(cards, pricing.Message{
		Market: pricing.MarketOf(contact.Phone, contact.BSUID), At: at, WindowOpen: talk.Open(at), EntryPoint: talk.Free(at),
	})
}
