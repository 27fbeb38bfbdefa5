// Package breaker leaves an outside system alone while it does not answer.
//
// Without it every waiting record asks a dead helpdesk again, holds a run for
// the eight seconds of a timeout, and of messages whose answer is lost nobody
// knows whether they left. With it a handful of calls finds out, one call a
// minute asks again, and all others come back as a wait: they were certainly not
// made, so that no effect is in doubt because of them.
//
// Contract: Failures calls in a row that speak of the system and not of the
// request (no connection, no answer in time, 5xx) open the circuit. While it is
// open a call fails with *OpenError before a byte is written. When the pause is
// over one call is let through, the rest still waits; an answer closes the
// circuit, another failure doubles the pause, from Shortest to Longest. An
// answer below 500 is an answer: a refusal and a limit (4xx, 429) come from a
// system that lives. A call that its caller broke off says nothing.
//
// Each process knows only what it met itself. A stack has some ten processes
// that call the same system, seldom more than fifty, so they ask a dead one that
// many times a minute at most. To share the state would take an item that every
// call reads and every process writes, just when much fails, and would save
// those few calls.
package breaker
