// Package dynamostore keeps what Ventana must remember, in one DynamoDB table.
//
// It holds ids, times, states and prices; never message text. The items are
// identity, contact, conversation, ticket link, effect, sent message, notice,
// template, policy, audit entry, the sweep's watermark, the canary's run and the
// hours in which a number heard messages. Templates and policy
// are the business's own words, the only ones here. One table, because every
// access is by conversation, ticket, message or account; the index of what is
// due is the one exception.
//
// Rules that every function here keeps: items are updated attribute by
// attribute and conditionally, never put whole over something that exists; a
// lease is a fact of the item (owner and end), not of a process. An expired
// item may stand for days more and is then as good as ever: it lived longer
// than anything that could repeat it. Callers never see an SDK type: a failed
// condition becomes an error of this package or a result that says what stood
// there.
//
// An identity leads to one contact, and its item alone says which. The contact's
// item lists keys of identities that may lead to it, so that they can be found;
// who reads that list asks the identities. The contact is written to at the
// addresses on its item, so none is put there by an identity that leads to
// somebody else, nor by news older than what stands.
//
// Cost: each method names the requests it makes. On demand a write of up to
// 1 KB is $0.625 and a read of up to 4 KB $0.125 per million (half when
// eventually consistent); a failed condition is billed as a write.
package dynamostore
