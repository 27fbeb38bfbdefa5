package conversation

import "strings"

// quoteMark begins a quoted line, in an agent's mail client as on WhatsApp.
const quoteMark = ">"

// SplitQuote separates the quoted lines at the beginning of a reply from the
// agent's own words below. A reply that quotes nothing, or that is nothing but
// a quote, is all its own words.
func SplitQuote(text string) (quote, own string) {
	lines := strings.Split(strings.TrimLeft(text, "\n"), "\n")
	var quoted []string
	for len(lines) > 0 && strings.HasPrefix(lines[0], quoteMark) {
		quoted = append(quoted, strings.TrimSpace(strings.TrimLeft(lines[0], quoteMark)))
		lines = lines[1:]
	}
	own = strings.Trim(strings.Join(lines, "\n"), "\n")
	if len(quoted) == 0 || strings.TrimSpace(own) == "" {
		return "", text
	}
	return strings.Join(quoted, "\n"), own
}

// Quotes reports whether a quote is a part of what was said. Space does not
// count: programs break lines anew when they quote.
func Quotes(quote, said string) bool {
	quote = flat(quote)
	return quote != "" && strings.Contains(flat(said), quote)
}

func flat(text string) string { return strings.Join(strings.Fields(text), " ") }
