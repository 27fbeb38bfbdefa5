// Package zendesk is a strict simulator of Zendesk Support for one account.
// It exists to refuse what Zendesk refuses: an adapter that works against it
// should need no change against the vendor, and one that would be refused by
// the vendor is refused here, with the vendor's own error bodies.
//
// What it answers (paths with and without .json, under /api/v2):
//   - /oauth/tokens (client credentials) and both credentials: bearer tokens,
//     and the legacy "email/token:token" pair, which is the inspector.
//   - tickets: create (Idempotency-Key), show and show_many (include=users,groups), count, list by
//     external_id or requester, update (safe_update), comments, audits, tags,
//     merge, delete. Comments take uploads and list their attachments.
//   - uploads: create (streamed, 50 MB, several files a token), delete;
//     attachments: show, malware override, redact in a comment.
//   - users: me, show, show_many, search, create, create_or_update, update,
//     identities. groups (two, fixed), ticket_fields, views and macros (kept,
//     not executed), webhooks, triggers, job_statuses, search.
//   - incremental/ticket_events, incremental/tickets and its cursor, which hold
//     the last minute back.
//
// Every change of a ticket is posted to webhooks: those subscribed to events
// get the event, those connected to a trigger get its rendered body. They are
// signed and repeated as Zendesk does, with waits divided by ten.
//
// Files: an upload's token is good for one comment within 60 minutes; one that
// is unknown, used, expired or named twice refuses the whole update with 422
// RecordInvalid and details about "uploads" (unverified). content_url is public
// by its token, or asks for credentials with the limit private_attachments. It
// leads by a redirect to files-host/…, which stands for another company's host:
// a short signed link, and 400 for a request that carries an Authorization. An
// agent's file (AgentReply) has exact bytes, or generated ones of any size, or
// is a small real one of its type; one with malware is 403. Each file is an
// event of its own, before the comment's. The scan is done at once, or after the
// file's scan_seconds, until which it is not_scanned; thumbnails are not made, and faults meet the addresses of files as they meet the API.
//
// Limits: the plan's requests a minute, ticket updates a minute, 30 updates of
// one ticket in ten minutes, 10 exports a minute, 5 updates of a user a
// minute. Only Ventana's own credential (OAuth) is counted; the inspector
// meets neither limits nor faults. Fetching a file counts against no limit. Not
// simulated: the Requests API, acting on behalf of an end user, redaction of
// texts, applying macros, automations, the circuit breaker of webhooks. Those
// paths answer InvalidEndpoint.
//
// Time is the injected clock's, in answers, tokens, limits and exports alike.
// Where Zendesk's behaviour is not documented the code says "unverified" and
// takes the stricter reading.
//
// State lives in memory and in one file, zendesk.jsonl: a snapshot on its
// first line, then one line for each request that changed something, appended
// before its answer and its webhooks leave: a killed account knows what it has
// said. A torn last line is ignored. A file that cannot be written is reported
// by Close; the simulator goes on in memory. Contents of files lie beside it in
// zendesk-files, never in memory; those that the state does not name are removed
// at the start.
package zendesk
