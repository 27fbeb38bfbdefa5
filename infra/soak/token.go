package soak

import "strings"

// What tokens begin with: customers' messages and agents' replies.
const (
	messageToken = "m-"
	replyToken   = "r-"
)

// tokenDigits are the characters behind the beginning, without those that people
// mistake for each other, and tokenLength how many there are.
const (
	tokenDigits = "abcdefghijkmnpqrstuvwxyz23456789"
	tokenLength = 12
)

// tokens finds the tokens in a text, in order.
func tokens(text, begin string) (found []string) {
	for {
		at := strings.Index(text, begin)
		if at < 0 {
			return found
		}
		digits := text[at+len(begin):]
		length := len(digits) - len(strings.TrimLeft(digits, tokenDigits))
		if length == tokenLength && (at == 0 || !strings.Contains(tokenDigits, text[at-1:at])) {
			found = append(found, begin+digits[:length])
		}
		text = digits[length:]
	}
}
