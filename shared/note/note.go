package note

import (
	"fmt"
	"strings"
	"time"
	"unicode"
)

// key names a text; every language has all of them.
type key string

const (
	windowClosed   key = "window closed"  // with the time
	windowNever    key = "window never"   // nobody has written yet
	windowOpen     key = "window open"    // with the time and what is left
	windowShut     key = "window shut"    // with the time
	failed         key = "failed"         // with reason and code
	unconfirmed    key = "unconfirmed"    //
	help           key = "help"           //
	unknownCommand key = "unknown"        // with the command
	blank          key = "blank"          //
	joined         key = "joined"         // with the other ticket, and where new messages go
	empty          key = "empty"          //
	tooLong        key = "too long"       // with the limit
	unsentFiles    key = "unsent files"   //
	publicCommand  key = "public command" //
	hoursMinutes   key = "hours, minutes" // with both
	minutes        key = "minutes"        // with the count
	moment         key = "moment"         //
)

const (
	// maxQuoted is how much of an outside text is repeated, in characters.
	maxQuoted = 80
	// timeLayout is the same in every language.
	timeLayout = "2006-01-02 15:04 MST"
)

// WindowClosed tells that a reply was not sent because the customer service
// window closed at closedAt; zero means that the customer never wrote.
func WindowClosed(lang string, closedAt time.Time) string {
	if closedAt.IsZero() {
		return text(lang, windowNever)
	}
	return fmt.Sprintf(text(lang, windowClosed), clockTime(closedAt))
}

// Window answers how long free text can be sent: until closesAt, or no longer.
// closesAt zero means that the customer never wrote.
func Window(lang string, closesAt, now time.Time) string {
	switch {
	case closesAt.IsZero():
		return text(lang, windowNever)
	case !now.Before(closesAt):
		return fmt.Sprintf(text(lang, windowShut), clockTime(closesAt))
	default:
		return fmt.Sprintf(text(lang, windowOpen), clockTime(closesAt), left(lang, closesAt.Sub(now)))
	}
}

// Failed tells that a reply was not delivered, with the reason that the
// provider's code stands for. A code that nobody knows is named, and so is
// every other one.
func Failed(lang, code string) string {
	return fmt.Sprintf(text(lang, failed), reasonText(lang, reasonOf(code)), quoted(code, "?"))
}

// Unconfirmed tells that WhatsApp's answer to a reply was lost: it may or may
// not have reached the customer, and was not sent again.
func Unconfirmed(lang string) string { return text(lang, unconfirmed) }

// Help lists the commands.
func Help(lang string) string { return text(lang, help) }

// UnknownCommand answers a command that is none, with the right forms.
func UnknownCommand(lang, command string) string {
	return fmt.Sprintf(text(lang, unknownCommand), quoted(command, "/wa")) + "\n" + text(lang, help)
}

// Empty tells that a reply held no text, so nothing was sent.
func Empty(lang string) string { return text(lang, empty) }

// TooLong tells that a reply was not sent because it has more than limit
// characters.
func TooLong(lang string, limit int) string { return fmt.Sprintf(text(lang, tooLong), limit) }

// Joined tells on one of two tickets that both are one person's. goesOn is the
// ticket in which new messages arrive.
func Joined(lang, other, goesOn string) string {
	return fmt.Sprintf(text(lang, joined), other, goesOn)
}

// Blank stands in the ticket for a customer's message of nothing but space.
func Blank(lang string) string { return text(lang, blank) }

// PublicCommand tells that a command in a public reply was kept from the
// customer, and not carried out.
func PublicCommand(lang string) string { return text(lang, publicCommand) }

// UnsentFiles tells that a reply's text was sent and its attachments were not.
func UnsentFiles(lang string) string { return text(lang, unsentFiles) }

// left is a duration in hours and minutes, rounded down so that nobody relies
// on a minute that is not there.
func left(lang string, d time.Duration) string {
	hours, rest := int(d/time.Hour), int(d%time.Hour/time.Minute)
	switch {
	case hours > 0:
		return fmt.Sprintf(text(lang, hoursMinutes), hours, rest)
	case rest > 0:
		return fmt.Sprintf(text(lang, minutes), rest)
	default:
		return text(lang, moment)
	}
}

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
	base, _, _ := strings.Cut(strings.ReplaceAll(strings.ToLower(lang), "_", "-"), "-")
	switch base {
	case "es":
		return spanishNotes(), spanishReasons()
	case "pt":
		return portugueseNotes(), portugueseReasons()
	default:
		return englishNotes(), englishReasons()
	}
}
