// Package graph simulates Meta's Graph API for WhatsApp: one app, one WhatsApp
// Business Account, one business phone number, and the phones of its customers.
//
// What it serves (paths without the mount point, any version from v19.0 to
// v26.0; versions past their end are served by the oldest living one):
//
//	POST   /{version}/{number}/messages          send, mark as read, typing
//	GET    /{version}/{number}                   fields of the number
//	GET    /{version}/{account}                  fields of the account
//	GET    /{version}/{account}/phone_numbers
//	GET    /{version}/{account}/message_templates  paged, filtered
//	GET, POST, DELETE /{version}/{account}/subscribed_apps
//	GET    /{version}/debug_token
//
// It refuses what Meta refuses, in Meta's error shape: wrong token (190),
// unknown object (100, subcode 33), wrong or misspelt parameter (100, 131008,
// 131009), unknown or unapproved template (132001, 132015, 132016) and its
// parameters (132000, 132005, 132012, 132018), throughput of the number
// (130429), pair rate (131056). What Meta finds out later it reports later, by
// a failed status: a closed customer service window (131047; at once with the
// limit window_errors "sync") and a recipient that nobody has (131026).
//
// Webhooks are signed over their exact bytes, escaped as Meta escapes them, and
// repeated until answered 200, for seven simulated days, on a compressed
// schedule. Those of one customer go out in order unless a limit says shuffle.
// They flow only while the app is subscribed to the account (it is, at first).
//
// The customers' phones live here too: a customer exists once it wrote or was
// asked to write. Messages that failed never appear on a phone.
//
// State is one file of JSON lines in Dir, read and compacted at New. A change is
// in it before the answer or the webhook that tells of it leaves, so that a
// killed simulator knows what it has said; only a power failure can lose the
// last of it. It holds message texts: it plays the phone, which Ventana's own
// storage does not. A torn last line, left by a crash, is ignored.
//
// Differences from Meta: no groups, no media store (any media id or link is
// taken), no template management, no portfolio messaging limit, no quality.
//
// Sources: Meta's WhatsApp Business Platform documentation, pages Send
// messages, Messages webhook reference, Error codes, Throughput, Pricing,
// Business-scoped user IDs, and the Graph API changelog.
package graph
