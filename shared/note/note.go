package note

import (
	"maps"
	"strings"
	"time"
	"unicode"
)

// key names a text; every language has all of them.
type key string

const (
	// maxQuoted is how much of an outside text is repeated, in characters.
	maxQuoted = 80
	// timeLayout is the same in every language.
	timeLayout = "2006-01-02 15:04 MST"
)

// Moment is a time as notes and ticket fields show it.
func Moment(t time.Time) string { return clockTime(t) }

// clockTime keeps the location that a time carries; the machine's own says
// nothing to a reader, so it becomes UTC.
func clockTime(t time.Time) string {
	if t.Location() == time.Local {
		t = t.UTC()
	}
	return t.Format(timeLayout)
}

// quoted is an outside text on one line, cut to maxQuoted characters.
func quoted(outside, instead string) string {
	line := strings.Join(strings.FieldsFunc(outside, func(r rune) bool {
		return unicode.IsSpace(r) || !unicode.IsPrint(r)
	}), " ")
	if runes := []rune(line); len(runes) > maxQuoted {
		line = string(runes[:maxQuoted]) + "…"
	}
	if line == "" {
		return instead
	}
	return line
}

// text finds a text in the language or in English.
func text(lang string, k key) string {
	notes, _ := language(lang)
	return notes[k]
}

func reasonText(lang string, r reason) string {
	_, reasons := language(lang)
	return reasons[r]
}

// language finds a language's texts by its first two letters.
func language(lang string) (map[key]string, map[reason]string) {
	switch base(lang) {
	case "es":
		return together(spanishReplies(), spanishCommands(), spanishFiles(), spanishTemplates(), spanishPrices(), spanishChores(), spanishDigest(), spanishStatement()), spanishReasons()
	case "pt":
		return together(portugueseReplies(), portugueseCommands(), portugueseFiles(), portugueseTemplates(), portuguesePrices(), portugueseChores(), portugueseDigest(), portugueseStatement()), portugueseReasons()
	default:
		return together(englishReplies(), englishCommands(), englishFiles(), englishTemplates(), englishPrices(), englishChores(), englishDigest(), englishStatement()), englishReasons()
	}
}

func base(lang string) string {
	letters, _, _ := strings.Cut(strings.ReplaceAll(strings.ToLower(lang), "_", "-"), "-")
	return letters
}

func together(parts ...map[key]string) map[key]string {
	all := map[key]string{}
	for _, part := range parts {
		maps.Copy(all, part)
	}
	return all
}
