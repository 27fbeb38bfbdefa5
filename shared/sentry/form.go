package sentry

import (
	"log/slog"
	"reflect"
	"strconv"
	"strings"

	"ventana/shared/telemetry"
)

const (
	// mostDigits is how many digits a word may have: a phone number has more. Ids
	// that are digests or UUIDs are longer and have a form of their own.
	mostDigits = 6
	// mostMixed bounds a word with digits, and mostLetters one without: a token and
	// WhatsApp's id of a message are longer and have digits, names of AWS's errors
	// are long and have none.
	mostMixed, mostLetters = 20, 40
)

// tagOf is an attribute that may leave, when its key is one that holds nothing
// personal and its value has the form that the key's values have.
func tagOf(attribute slog.Attr) (string, bool) {
	switch attribute.Key {
	case telemetry.KeyConnection, telemetry.KeyNumber, telemetry.KeyKind, telemetry.KeyCode:
		return word(textOf(attribute.Value))
	case telemetry.KeyRecord, telemetry.KeyDelivery:
		return digest(textOf(attribute.Value))
	case telemetry.KeyReceives, telemetry.KeyAttempt, telemetry.KeyCount:
		if attribute.Value.Kind() == slog.KindInt64 {
			return word(strconv.FormatInt(attribute.Value.Int64(), 10))
		}
	}
	return "", false
}

// textOf is a value that is a string, also of a type of its own; others give
// nothing, and no method of theirs is called.
func textOf(value slog.Value) string {
	if value.Kind() == slog.KindString {
		return value.String()
	}
	if held := reflect.ValueOf(value.Any()); held.Kind() == reflect.String {
		return held.String()
	}
	return ""
}

// word is one word of letters, digits and joints, such as a code or the id of a
// connection; of another form it is nothing.
func word(text string) (string, bool) {
	digits := 0
	for _, r := range text {
		if isDigit(r) {
			digits++
		}
	}
	longest := mostLetters
	if digits > 0 {
		longest = mostMixed
	}
	if text == "" || len(text) > longest || digits > mostDigits || !consists(text, "-_") {
		return "", false
	}
	return text, true
}

// digest is a hexadecimal digest or a UUID, of at least 24 places: SQS and Lambda
// name records and runs so, and delivery.ID its deliveries.
func digest(text string) (string, bool) {
	places := strings.ReplaceAll(text, "-", "")
	if len(places) < 24 || len(places) > 64 {
		return "", false
	}
	for _, r := range places {
		if !isDigit(r) && (r < 'a' || r > 'f') {
			return "", false
		}
	}
	return text, true
}

// sentence is a message of ours, which a test holds to be constant: words in lower
// case. What has another form is somebody else's and stays here.
func sentence(text string) string {
	for _, r := range text {
		if (r < 'a' || r > 'z') && !strings.ContainsRune(" ,;:'-", r) {
			return "error"
		}
	}
	if text == "" || len(text) > 100 {
		return "error"
	}
	return text
}

// consists reports whether a text has ASCII letters, digits and joints alone.
func consists(text, joints string) bool {
	for _, r := range text {
		letter := r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z'
		if !letter && !isDigit(r) && !strings.ContainsRune(joints, r) {
			return false
		}
	}
	return true
}

func isDigit(r rune) bool { return r >= '0' && r <= '9' }
