// Package delivery posts webhooks for the simulators, as vendors do, and keeps
// a list of every attempt and its answer.
//
// Contract: Post sends at once from a goroutine of its own and repeats as the
// request's Retry says; PostNow makes one attempt and gives the answer back.
// The body goes out byte for byte. Redirects are not followed. What counts as
// success is the vendor's business: Retry sees each outcome and decides.
//
// Limits: 64 attempts run at once, because vendors deliver side by side but a
// developer's machine is small; the list keeps the last 5,000 deliveries and
// the first 2,000 bytes of each answer. Waits and timeouts are real time: the
// vendor's simulator has compressed its own schedule already.
//
// Failure: an attempt that gets no answer has status 0 and an error text.
// Close cancels running attempts and stops retries; a simulator that must not
// lose a webhook at a restart keeps it itself and posts it again.
package delivery
