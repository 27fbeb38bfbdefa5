// Package cloudapi speaks with WhatsApp's Cloud API, Meta's own provider.
//
// Deliveries: Challenge answers the verification of a callback, Verify checks
// the signature over the raw bytes, and Cut makes one envelope of each event.
// Cut never fails and never drops: a member that cannot be read becomes an
// unreadable envelope with its reason, and its neighbours go on; a message of
// a type that nobody foresaw keeps its type and its raw object. What the
// business wrote in the phone app is an echo, in the order of the customer's
// own messages. All other fields are notices, which keep their value only where
// no person can be named in it (fields); Serious picks those that need somebody
// at once. Meta's bodies hold at most 1,000 updates and 3 MB.
//
// Calls: a Client sends messages, carries files both ways, reads and writes
// message templates and makes the few calls of the set-up. Each call ends within 8 seconds; a file takes as long as
// its context allows, and is streamed. WhatsApp knows no idempotency key, so
// every failed send is classified by what is certain:
//
//	against WhatsApp's limits    Permanent  refused here, before any call
//	not written to the wire      Later      certainly not sent
//	refused with a known code    Permanent, Later or Ambiguous by the table (Errors)
//	unknown 4xx                  Permanent
//	unknown 5xx, lost answer     Ambiguous  perhaps sent
//
// Files, read receipts and lists may be repeated without harm: what is Ambiguous above
// is Later for them, and the caller bounds how often it tries.
//
// Errors carry Meta's code and fbtrace_id and never a body, a phone, an address
// of a file or a token, so they may be logged. The one exception is a refused
// template (subcodes 2388xxx of code 100): the subcode is the code, and Meta's
// advice to whoever wrote it is kept, as no customer is named in it.
//
// Sources: Meta's pages on webhooks, messages, media, templates, business-scoped
// user ids and error codes, https://developers.facebook.com/documentation/business-messaging/whatsapp/
package cloudapi
