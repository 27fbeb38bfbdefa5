// Package graph simulates Meta's Graph API for WhatsApp: one app, one WhatsApp
// Business Account, one business phone number, and the phones of its customers.
//
// What it serves (paths without the mount point, any version from v19.0 to
// v26.0; versions past their end are served by the oldest living one):
//
//	POST   /{version}/{number}/messages          send, mark as read, typing
//	POST   /{version}/{number}/media             upload a file
//	GET, DELETE /{version}/{media}               where a file can be fetched; forget it
//	GET    /media-host/…                         the host of files, with the same token
//	GET    /{version}/{number}                   fields of the number
//	GET    /{version}/{account}                  fields of the account
//	GET    /{version}/{account}/phone_numbers
//	GET    /{version}/{account}/pricing_analytics  also as the field of that name with its arguments
//	GET    /{version}/{account}/message_templates  paged, filtered
//	POST, DELETE /{version}/{account}/message_templates  create; by name, hsm_id or hsm_ids
//	GET, POST /{version}/{template}              fields; edit
//	POST   /{version}/{template}/unpause         end a pause of pacing
//	GET, POST, DELETE /{version}/{account}/subscribed_apps
//	GET    /{version}/debug_token
//
// It refuses what Meta refuses, in Meta's error shape: wrong token (190; one that has
// ended, which debug_token knows, with subcode 463),
// unknown object (100, subcode 33), wrong or misspelt parameter (100, 131008,
// 131009), unknown or unapproved template (132001, 132015, 132016) and its
// parameters (132000, 132005, 132007, 132012, 132018), a template that breaks a
// rule of its form (100 with a subcode 2388xxx), utility templates of an account
// whose templates were mis-classified (131064, limit utility_stopped), a BSUID where a phone is needed
// (131062), throughput of the number (130429), pair rate (131056), more people
// outside their windows in 24 hours than the portfolio's tier (131048, as senders
// report it: Meta publishes no code for that). What Meta finds out later it reports later, by a failed status: a closed customer
// service window (131047; at once with the limit window_errors "sync"), a
// recipient that nobody has (131026), a file that does not fit its message's
// type (131053), marketing to somebody who stopped it (131050) or had too much of
// it (131049), a template that its pacing dropped (132015).
//
// Templates are reviewed after a while of simulated time (limit
// template_review_s, a minute): promotional words make a UTILITY one MARKETING,
// the words of another approved one in that language are rejected, all else is
// approved unless SetTemplate says otherwise. Limits are Meta's: 100 creations
// an hour, 250 in all, one edit of an approved one in 24 hours and 10 in 30 days,
// a deleted name blocked for 30 days. A customer's tap on a quick reply needs
// its label only: the payload and the message that it answers are filled in.
//
// Files are streamed: an upload goes to disk as it comes, up to the size of its
// MIME type; a customer's large file is never stored but made up anew each time
// it is fetched, the same bytes each time. Uploaded files live 30 days, received
// ones 7, their URLs 5 minutes, all by the simulated clock. Phones keep theirs.
//
// A message is charged when it is delivered, by the day and the window of that
// moment; each member of a group is charged for alone. The first 1,000 service
// deliveries of a month (UTC) are free, in the order of delivery, so that "sent"
// tells what a message would cost and "delivered" what it costs. Bill and
// pricing_analytics add these charges up, by the rates in rates.csv.
//
// Webhooks are signed over their exact bytes, escaped as Meta escapes them, and
// repeated until answered 200, for seven simulated days, on a compressed
// schedule. Those of one chat go out in order unless a limit says shuffle. They
// flow only while the app is subscribed to the account (it is, at first). Fields
// other than messages, smb_message_echoes, user_preferences and those about
// templates are posted by hand, with Notify.
//
// The customers' phones live here too: a customer exists once it wrote or was
// asked to write. Messages that failed never appear on a phone. A group exists
// once a customer wrote in it; its members are those who did. Whoever came by an
// ad and is answered within a day is free for 72 hours.
//
// What a webhook of somebody else tells (Learn, Deliver) is taken over:
// customers, messages, groups, windows, and files, whose bytes are made up.
//
// State is one file of JSON lines in Dir, read and compacted at New. A change is
// in it before the answer or the webhook that tells of it leaves, so that a
// killed simulator knows what it has said; only a power failure can lose the
// last of it. It holds message texts: it plays the phone, which Ventana's own
// storage does not. A torn last line, left by a crash, is ignored. Files lie in
// a folder beside it, or in a temporary one that Close removes.
//
// Differences from Meta: what a file holds is not looked at, nor fetched when it
// is sent by link; groups cannot be made or managed; no template library, no
// archive of templates, no appeals; the portfolio has one number; quality is what
// SetTemplate says. There are no volume tiers (the dimension TIER changes nothing),
// no rates for authentication across borders, and none for markets whose rate is
// not in rates.csv: such a message counts and costs nothing, and the bill says so.
// Analytics count days of UTC; a phone of +1 is one of the US. Which words are promotional and how many of them a variable
// needs is not published by Meta and guessed here; the codes of refused edits and
// deletions too.
//
// Sources: Meta's WhatsApp Business Platform documentation, pages Send
// messages, Media, Templates (overview, components, management, review, pausing,
// pacing), Messages webhook reference, Group messaging, Error codes,
// Throughput, Pricing, Business-scoped user IDs, and the Graph API changelog.
package graph
