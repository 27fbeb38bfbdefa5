// Package dynamostore keeps what Ventana must remember, in one DynamoDB table.
//
// It holds ids, times, states and prices; never message text. The items are
// those of the design: identity, contact, conversation, ticket link, effect,
// sent message and the sweep's watermark. One table, because every access is
// by conversation, ticket or message.
//
// Rules that every function here keeps: items are updated attribute by
// attribute and conditionally, never put whole over something that exists; a
// lease is a fact of the item (owner and end), not of a process. An expired
// item may stand for days more and is then as good as ever: it lived longer
// than anything that could repeat it. Callers never
// see an SDK type: a failed condition becomes one of the errors below or a
// result that says what stood there.
//
// Cost: each method names the requests it makes. On demand a write of up to
// 1 KB is $0.625 and a read of up to 4 KB $0.125 per million (half when
// eventually consistent); a failed condition is billed as a write.
package dynamostore
