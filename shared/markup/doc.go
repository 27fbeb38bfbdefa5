// Package markup turns what an agent wrote, as helpdesk HTML, into WhatsApp
// text, and cuts text that is too long into parts. It is pure.
//
// FromHTML keeps what WhatsApp can show (bold, italic, strike-through, code,
// lists, quotes, links) and drops the rest. WhatsApp's markers are ordinary
// characters, so three rules hold for all that is written:
//
//   - a marker hugs text, stands beside no letter or digit and never crosses a
//     line: anything else would be shown as a bare "*"; where the rules leave no
//     place for a marker, the text is kept without it;
//   - a literal "*", "_", "~" or "`" that would pair with another one gets a
//     zero-width joiner at its inner side, and no other text is touched;
//   - addresses carry no marker and no joiner.
//
// Split keeps within a number of Unicode code points. Lengths are code points
// everywhere, as WhatsApp counts them.
//
// Failure: none. HTML has no errors; nesting beyond 512 levels falls back to
// the bare text.
package markup
