// Package poller is the Lambda event source mapping for SQS: it polls a
// queue, hands batches to a function, and deletes what succeeded.
//
// Contract: batches hold up to BatchSize messages and are gathered for up to
// Window; up to MaximumConcurrency run at once. The event is the one that
// Lambda builds ("Using Lambda with Amazon SQS", AWS Lambda Developer Guide).
// Messages of one FIFO group never run side by side because the queue gives
// none out while one is in flight.
//
// Outcome: without ReportFailures an answer deletes the whole batch. With it
// the answer's batchItemFailures stay and the rest is deleted; an empty or
// null answer or list is success; an unknown, empty or missing id, or an
// answer that is not such JSON, keeps the whole batch, as does a function
// error. What stays becomes visible again by its visibility timeout, which is
// not touched here.
//
// Limits: an event holds at most 6 MB; a larger batch is handed over in
// parts, one after another, so that the order of a group holds. When a part of
// a FIFO batch fails, the parts after it are not tried. Filters, provisioned
// pollers and destinations are left out. The function's own pool makes an
// invocation wait where Lambda would throttle it.
package poller
