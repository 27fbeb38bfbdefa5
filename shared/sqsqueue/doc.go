// Package sqsqueue puts envelopes into SQS and handles the batches that Lambda
// takes out of it.
//
// Sending (Sender): all of a delivery's envelopes go in, in batches of at most
// ten entries and 1 MiB, or an error comes back and the delivery is repeated by
// its sender. Within a group the order holds even when SQS refuses a part of a
// batch: no batch carries two envelopes of one group, and a group stops at its
// first failure.
//
// Handling (Consumer): the groups of a batch run side by side, the records of
// a group in order. A function's handler says what became of each record:
//
//	Done    acknowledge it
//	Wait    give it back for a while; waiting is not failing and costs no budget
//	Retry   nobody foresaw this failure: give it back, MaxAttempts times at most
//	Park    it will never work: send it to the dead-letter queue with its
//	        reason, then acknowledge it; the records behind it go on
//
// After Wait and Retry the rest of the group is given back too. A record whose
// receives keep ending without an outcome (the process died) is parked as well.
// Nothing is ever sent again to the queue it came from.
package sqsqueue
