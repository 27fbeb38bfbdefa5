// Package pricing is what WhatsApp charges for a message: rate cards with the
// day from which they hold, and the rules by which a message is charged at all.
//
// Contract: amounts are whole millionths of a US dollar (Money), so that sums
// are exact. A market without a published rate has none: Price then says so and
// never guesses. The cards in cards/ are informative; Meta's own bill and the
// pricing block of each status are the truth.
// https://developers.facebook.com/documentation/business-messaging/whatsapp/pricing
package pricing
