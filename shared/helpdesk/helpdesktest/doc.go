// Package helpdesktest is a helpdesk in memory, for tests of the functions that
// use one. It keeps what Ventana relies on: an idempotency key that notices
// another ticket, external ids, markers that are found again, stamps of one
// second, closed tickets that take nothing, users that are no longer accepted,
// upload tokens that are good for one comment within 60 minutes.
//
// Contract: failures are classified as a helpdesk's adapter classifies them. A
// test makes calls fail, or the process die, at a point of its choice with
// Fault. Ids are decimal numbers that grow. It may be used by many goroutines.
// Of a file that is uploaded it keeps size and digest, never the content.
package helpdesktest
