package template

import (
	"slices"
	"strconv"
	"strings"
)

// piece is a stretch of a text, or a placeholder in it.
type piece struct {
	text string // as written, with braces
	name string // of a placeholder; else empty
}

// pieces cuts a text at its placeholders: {{1}}, {{ name }}. Other braces are
// text.
func pieces(text string) []piece {
	var all []piece
	plain := 0
	for at := 0; at < len(text); {
		name, length := placeholderAt(text[at:])
		if length == 0 {
			at++
			continue
		}
		if plain < at {
			all = append(all, piece{text: text[plain:at]})
		}
		all = append(all, piece{text: text[at : at+length], name: name})
		at += length
		plain = at
	}
	if plain < len(text) {
		all = append(all, piece{text: text[plain:]})
	}
	return all
}

// placeholderAt is the placeholder that a text begins with, and its length in
// bytes; 0 if it begins with none.
func placeholderAt(text string) (name string, length int) {
	if !strings.HasPrefix(text, "{{") {
		return "", 0
	}
	inner, _, closed := strings.Cut(text[2:], "}}")
	if !closed {
		return "", 0
	}
	name = strings.Trim(inner, " ")
	if name == "" || strings.TrimLeft(name, letters) != "" {
		return "", 0
	}
	return name, len(inner) + 4
}

// letters of a placeholder's name; WhatsApp writes only small ones, and what it
// lists is taken as it is.
const letters = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_"

// names are the distinct placeholders of a text: named ones in order of
// appearance, numbered ones in numeric order, as they are sent.
func names(text string, named bool) []string {
	var all []string
	for _, p := range pieces(text) {
		if p.name != "" && !slices.Contains(all, p.name) {
			all = append(all, p.name)
		}
	}
	if !named {
		slices.SortStableFunc(all, func(a, b string) int { return number(a) - number(b) })
	}
	return all
}

// number is the number that a placeholder is; one that is none comes last.
func number(name string) int {
	n, err := strconv.Atoi(name)
	if err != nil {
		return 1 << 30
	}
	return n
}

// replace puts values in the places of their names. What a value says is never
// looked at again: braces in it stay braces.
func replace(text string, value func(name string) string) string {
	var filled strings.Builder
	for _, p := range pieces(text) {
		if p.name == "" {
			filled.WriteString(p.text)
			continue
		}
		filled.WriteString(value(p.name))
	}
	return filled.String()
}

func isNumber(name string) bool {
	return name != "" && strings.Trim(name, "0123456789") == ""
}
