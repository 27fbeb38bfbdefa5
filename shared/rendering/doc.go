// Package rendering shows a customer's message as an agent wants to read it:
// plain text in English, Spanish or Portuguese. It is pure.
//
// A text stands there to the letter. Anything else begins with the type as
// WhatsApp names it, in square brackets: "[location] Sol, Puerta del Sol".
// Agents filter by it. What the customer wrote (a caption, a choice, the text of
// an order) stands there to the letter, only without NUL, which no helpdesk
// takes. Nothing is Markdown or HTML, and nothing is escaped.
//
// What a message stands in relation to is told above it, each line again with a
// word in brackets: that the business wrote it in its phone app, who wrote in a
// group, that it was passed on, the ad that the customer came from, the product
// that is asked about, the words that it answers. Those lines are cut, the
// message below them is not. A customer can type such a line too; who wrote a
// comment is told by its author alone.
//
// The provider's object may be anything. A member that is missing or null is
// left out, a number may be a string and the reverse, and a member of another
// shape is shown as compact JSON. A type that nobody knows, or a known one
// whose object is of no use, is shown as a whole, so that no message is
// invisible. Nothing is an error.
//
// Limits: a rendering of anything but text has at most MaxCharacters, and says
// so when it was cut; a piece of JSON has at most 2,000 characters, a quote about
// 100. The same message, reference and language give the same rendering, so a
// repetition posts the same comment.
//
// docs/messages.md shows each type; the tests write that page.
package rendering
