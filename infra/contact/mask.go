package contact

import (
	"fmt"
	"strings"

	"github.com/nyaruka/phonenumbers"
)

// What stands for the hidden part of an identity.
const (
	dot    = "•"
	hidden = dot + dot + dot
)

// Mask is an identity without what makes it somebody's: of a phone its country
// and its last two digits stay, of an id what stands before its last "." and the
// last characters, four of a long one.
func Mask(kind, value string) string {
	if kind == "phone" {
		if number, err := phonenumbers.Parse("+"+value, ""); err == nil {
			return fmt.Sprintf("+%d %s %s%s", number.GetCountryCode(), hidden, dot, end(value, 2))
		}
		return "+" + hidden + " " + dot + end(value, 2)
	}
	at := strings.LastIndex(value, ".") + 1
	tail, shown := value[at:], 4
	if len(tail) < 12 {
		shown = len(tail) / 4
	}
	return value[:at] + hidden + end(tail, shown)
}

// reveal is an identity as it can be typed again.
func reveal(kind, value string) string {
	if kind == "phone" {
		return "+" + value
	}
	return value
}

func end(text string, characters int) string {
	runes := []rune(text)
	return string(runes[max(0, len(runes)-characters):])
}
