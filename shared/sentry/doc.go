// Package sentry tells Sentry what is broken in a function: errors and panics
// with release and stage, and check-ins of the functions that a schedule starts.
//
// It hooks in where functions start (package process) and nowhere else. What is
// logged as an error becomes an event, and so do a run's error, a panic, a run
// that is about to be cut off, and the refusals of which an alarm tells. Waits do
// not: a failure that goes by itself is nobody's to mend.
//
// Contract: nothing personal leaves, whatever a value holds. An event is made
// from what is known to be harmless and not cleaned of what is known to be
// harmful: a constant message, tags of an allow-list whose values have a form,
// types and codes of errors but never their texts, places in the code. Where the
// text of an error is wanted, the request id leads to the log. A host's name and
// an address are in none of it.
//
// Limits: an event is sent while its run goes on. At its end a run that told
// something waits for what is left of that, a second at most and never into the
// run's own last moments; one in vain makes the process tell nothing for a minute.
// A run that tells nothing waits for nothing. What Sentry refuses with 429 is
// left out as long as it asks.
//
// Without a DSN nothing is built and nothing is sent. With one, the client is
// built by the first thing to tell: a cold start pays for none of it.
package sentry
