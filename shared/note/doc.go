// Package note holds what Ventana writes for people: internal notes for agents,
// what stands in the ticket for an empty message, and the questions that it asks
// customers for an agent, in English, Spanish and Portuguese. It is pure.
//
// A note says what happened, why, and what to do. Codes choose the words,
// vendors' texts never do. Whatever comes from outside (a command, a code, a
// file's name) is cut to a line's length before it is repeated.
//
// Languages are given as the helpdesk spells them ("es", "es-MX", "pt_BR"); one
// that is not known gives English. Times are written in the location that they
// carry, with its name; without one of their own in UTC. Sizes are in MB of
// 1,048,576 bytes, as the limits are.
//
// docs/errors.md shows what agents read for each of WhatsApp's codes.
package note
