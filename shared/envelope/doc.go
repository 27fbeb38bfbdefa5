// Package envelope defines what travels in the queues: one SQS message body is
// one normalised event, cut out of one webhook delivery.
//
// The webhook function writes envelopes; inbound, outbound and status read
// them. Nothing in here knows a vendor: adapters cut their deliveries into
// envelopes, and a consumer that meets a kind or a version it does not know
// parks it with its reason.
//
// Limits: an encoded envelope stays below MaxBytes (SQS takes 1 MiB with its
// attributes); what is larger travels as an unreadable envelope with a digest,
// its size and its first MaxUnreadableBytes.
package envelope
