// Package deadletter says what stands beside a record in a dead-letter queue:
// why it was parked, when, by whom, after how many receives, and what has to be
// mended before it is sent back.
//
// A letter is the record as it came, with SQS message attributes beside it: ten
// at most, which is SQS's limit, and together below 1 KiB, for which an envelope
// leaves room. Its group is that of the record, as SQS keeps it. None of them
// holds a message's text or a phone number.
//
// The code is for programs and for the table of what to mend; the reason is for
// people. A letter without a code was parked by an earlier release or moved by
// SQS or Scheduler, which know none; CodeOf tells those apart.
package deadletter
