// Package limit knows how much a business number may send, so that WhatsApp's
// limits are kept and not hit.
//
// Three limits are kept; the fourth, one number to one person, is
// conversation.Pair:
//
//	throughput  messages a second of one number, in and out together (Pacer)
//	tier        people reached outside a customer service window in 24 hours, of
//	            a whole portfolio (Use)
//	health      a number's quality and status, which decide what comes next (Number)
//
// The package is pure: the time is given to it, and what has to be shared between
// processes goes through an interface. A limit that nobody knows yet is the one
// that WhatsApp gives everybody (throughput), or is left to WhatsApp (tier).
package limit
