// Package rendering shows a customer's message that is no text as an agent
// wants to read it: plain text in English, Spanish or Portuguese. It is pure.
//
// Every rendering begins with the type as WhatsApp names it, in square
// brackets: "[location] Sol, Puerta del Sol". Agents filter by it. What the
// customer wrote (a caption, a choice, the text of an order) stands there to
// the letter, only without NUL, which no helpdesk takes. Nothing is Markdown or
// HTML, and nothing is escaped.
//
// The provider's object may be anything. A member that is missing or null is
// left out, a number may be a string and the reverse, and a member of another
// shape is shown as compact JSON. A type that nobody knows, or a known one
// whose object is of no use, is shown as a whole, so that no message is
// invisible. Nothing is an error.
//
// Limits: a rendering has at most MaxCharacters, and says so when it was cut; a
// piece of JSON has at most 2,000 characters. The same message and language
// give the same rendering, so a repetition posts the same comment.
//
// docs/messages.md shows each type; the tests write that page.
package rendering
