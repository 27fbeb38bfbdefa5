// Package sentry is a stand-in for Sentry's ingestion: it takes envelopes as
// Sentry's relay does, refuses what that would refuse, and shows what it took.
//
//	POST /api/{project}/envelope/   one envelope, gzip or plain → {"id":"…"}
//
// Contract: one project with one key. The key stands in X-Sentry-Auth or, as
// browsers send it, in the query. An item's announced length is kept to the byte.
// Refusals are {"detail":"…"}: 400 for what cannot be read, 401 without a key, 403
// with a wrong one, 404 for another path, 405 for another method, 413 for what is
// too large, 429 with Retry-After and X-Sentry-Rate-Limits when a fault says so.
//
// Limits: an event up to 1 MiB, an envelope up to 20 MiB; the newest 1,000 items
// are kept, in memory. Events and check-ins are looked at; other kinds of items are
// taken unseen.
//
// Source: https://develop.sentry.dev/sdk/data-model/envelopes/ and
// https://develop.sentry.dev/sdk/telemetry/check-ins/
package sentry
