// Package zendesk is a strict simulator of Zendesk Support for one account.
// It exists to refuse what Zendesk refuses: an adapter that works against it
// should need no change against the vendor, and one that would be refused by
// the vendor is refused here, with the vendor's own error bodies.
//
// What it answers (paths with and without .json, under /api/v2):
//   - /oauth/tokens (client credentials) and both credentials: bearer tokens,
//     and the legacy "email/token:token" pair, which is the inspector.
//   - tickets: create (Idempotency-Key), show, show_many, count, list by
//     external_id or requester, update (safe_update), comments, audits, tags,
//     merge, delete.
//   - users: me, show, show_many, search, create, create_or_update, update,
//     identities. ticket_fields, webhooks, triggers, job_statuses, search.
//   - incremental/ticket_events, incremental/tickets and its cursor, which hold
//     the last minute back.
//
// Every change of a ticket is posted to webhooks: those subscribed to events
// get the event, those connected to a trigger get its rendered body. They are
// signed and repeated as Zendesk does, with waits divided by ten.
//
// Limits: the plan's requests a minute, ticket updates a minute, 30 updates of
// one ticket in ten minutes, 10 exports a minute, 5 updates of a user a
// minute. Only Ventana's own credential (OAuth) is counted; the inspector
// meets neither limits nor faults. Not simulated: uploads, the Requests API,
// acting on behalf of an end user, views, macros, automations, the circuit
// breaker of webhooks. Those paths answer InvalidEndpoint.
//
// Time is the injected clock's, in answers, tokens, limits and exports alike.
// Where Zendesk's behaviour is not documented the code says "unverified" and
// takes the stricter reading.
//
// State lives in memory and in one file, zendesk.jsonl: a snapshot on its
// first line, then one line for each request that changed something, appended
// before its answer and its webhooks leave: a killed account knows what it has
// said. A torn last line is ignored. A file that cannot be written is reported
// by Close; the simulator goes on in memory.
package zendesk
