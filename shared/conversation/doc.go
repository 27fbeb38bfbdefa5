// Package conversation holds the rules of a conversation between one person
// and one number: who is who, when the customer service window is open, and
// what an agent's comment becomes. It is pure: no AWS, no clock, no
// environment; time is an argument.
//
// The window (invariant): it counts from the provider's message time, moves
// forward only with inbound messages, and belongs to the conversation, not to
// the ticket. A refusal by WhatsApp closes it until the customer writes again.
//
// The decision: Decide is the only place where windows and commands turn a
// comment into something to send, to say or to leave alone, and Complete the only
// one where templates and rules do. DecideAll is both; docs/decision.md has the
// table of it.
package conversation
