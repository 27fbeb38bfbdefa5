// Package cloudapi speaks with WhatsApp's Cloud API, Meta's own provider.
//
// Deliveries: Challenge answers the verification of a callback, Verify checks
// the signature over the raw bytes, and Cut makes one envelope of each event.
// Cut never fails and never drops: a member that cannot be read becomes an
// unreadable envelope with its reason, and its neighbours go on; a message of
// a type that nobody foresaw keeps its type and its raw object. Meta's bodies
// hold at most 1,000 updates and 3 MB.
//
// Calls: a Client sends text and makes the few calls of the set-up. Each call
// ends within 8 seconds. WhatsApp knows no idempotency key, so every failure
// is classified by what is certain:
//
//	not written to the wire      Later      certainly not sent
//	refused with a known code    Permanent, Later or Ambiguous by the table (Errors)
//	unknown 4xx                  Permanent
//	unknown 5xx, lost answer     Ambiguous  perhaps sent
//
// Errors carry Meta's code and fbtrace_id and never a body, a phone or a
// token, so they may be logged.
//
// Sources: Meta's pages on webhooks, messages, business-scoped user ids and
// error codes, https://developers.facebook.com/documentation/business-messaging/whatsapp/
package cloudapi
