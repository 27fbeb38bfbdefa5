package note

import (
	"fmt"
	"strings"
	"time"
)

// Texts about replies, tickets and people.
const (
	windowClosed  key = "window closed"   // with the time
	windowNever   key = "window never"    // nobody has written yet
	windowOpen    key = "window open"     // with the time and what is left
	windowShut    key = "window shut"     // with the time
	failed        key = "failed"          // with reason and code
	unconfirmed   key = "unconfirmed"     //
	waiting       key = "waiting"         //
	arrived       key = "arrived"         //
	empty         key = "empty"           //
	publicCommand key = "public command"  //
	blank         key = "blank"           //
	joined        key = "joined"          // with the other ticket, and where new messages go
	splitFrom     key = "split from"      // with the other ticket
	split         key = "split"           //
	earlier       key = "earlier tickets" // with a list
	hoursMinutes  key = "hours, minutes"  // with both
	minutes       key = "minutes"         // with the count
	moment        key = "moment"          //
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
	return fmt.Sprintf(text(lang, failed), Reason(lang, code), quoted(code, "?"))
}

// Reason is why a message with that code was not delivered, and what to do: the
// sentences that Failed and UnsentFile are made of. A code that nobody
// knows has one too.
func Reason(lang, code string) string { return reasonText(lang, reasonOf(code)) }

// Unconfirmed tells that WhatsApp's answer to a reply was lost: it may or may
// not have reached the customer, and was not sent again.
func Unconfirmed(lang string) string { return text(lang, unconfirmed) }

// StillWaits tells that a reply has not left yet because WhatsApp does not answer.
func StillWaits(lang string) string { return text(lang, waiting) }

// ArrivedAfterAll takes back Failed or Unconfirmed: WhatsApp has said since that
// the reply reached the customer.
func ArrivedAfterAll(lang string) string { return text(lang, arrived) }

// Empty tells that a reply held neither text nor a file, so nothing was sent.
func Empty(lang string) string { return text(lang, empty) }

// PublicCommand tells that a command in a public reply was kept from the
// customer, and not carried out.
func PublicCommand(lang string) string { return text(lang, publicCommand) }

// Blank stands in the ticket for a customer's message of nothing but space.
func Blank(lang string) string { return text(lang, blank) }

// Joined tells on one of two tickets that both are one person's. goesOn is the
// ticket in which new messages arrive.
func Joined(lang, other, goesOn string) string {
	return fmt.Sprintf(text(lang, joined), other, goesOn)
}

// Split tells on one of two tickets that two people were taken for one and have
// been separated. other is the ticket of the other person, empty when there is
// none yet.
func Split(lang, other string) string {
	if other == "" {
		return text(lang, split)
	}
	return fmt.Sprintf(text(lang, splitFrom), other)
}

// EarlierTickets names the person's former tickets by their ids in the helpdesk,
// in the order given. Without any there is nothing to tell, and it is empty.
func EarlierTickets(lang string, ids []string) string {
	if len(ids) == 0 {
		return ""
	}
	return fmt.Sprintf(text(lang, earlier), "#"+strings.Join(ids, ", #"))
}

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
