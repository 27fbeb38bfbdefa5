package note

import (
	"fmt"
	"strconv"
	"strings"
	"time"

	"ventana/shared/policy"
)

// Texts of the digest.
const (
	digestSubject    key = "digest subject"        // with the count and the time
	digestSubjectOne key = "digest subject of one" // with the time
	digestHead       key = "digest head"           // with the count and the time
	digestHeadOne    key = "digest head of one"    // with the time
	digestTotal      key = "digest total"          // with the amount
	digestUnvalued   key = "digest without value"  // with the count
	digestLeft       key = "digest time left"      // with the time left and the time
	digestNobody     key = "digest nobody"         // nobody has the ticket
	digestMore       key = "digest more"           // with the count
	digestUnread     key = "digest not looked at"  // with the count
	digestSearch     key = "digest search"         // with the search
)

const (
	maxDigestLines = 100    // more than that is no list to work through
	maxDigestBytes = 60_000 // a comment of Zendesk's takes 64 KiB
)

const (
	hourLayout = "15:04"
	dayLayout  = time.DateOnly + " " + hourLayout // where the day is not the digest's
)

// Digest is the list of windows that close soon.
type Digest struct {
	// Lines are the tickets in their order. All of them count, 100 are listed.
	Lines []DigestLine
	// At is the digest's time and Until the end of what it lists; their location is
	// that of all its times.
	At, Until time.Time
	// Valued: the tickets have values; Unit is written after each.
	Valued bool
	Unit   string
	// Unread counts conversations whose tickets nobody had the time to look at.
	Unread int
	// Search finds all tickets with an open window in the helpdesk.
	Search string
}

// DigestLine is a ticket of a digest. Subject and names are the helpdesk's.
type DigestLine struct {
	Ticket, Subject string
	Group, Agent    string
	ClosesAt        time.Time
	Value           policy.Amount
	Valued          bool // whether Value is known
}

// DigestSubject is the subject of the digest's ticket.
func DigestSubject(lang string, d Digest) string {
	if len(d.Lines) == 1 {
		return fmt.Sprintf(text(lang, digestSubjectOne), d.clock(d.Until))
	}
	return fmt.Sprintf(text(lang, digestSubject), len(d.Lines), d.clock(d.Until))
}

// DigestBody is its list.
func DigestBody(lang string, d Digest) string {
	var body strings.Builder
	body.WriteString(d.head(lang) + "\n\n")
	listed := 0
	for _, line := range d.Lines {
		next := strconv.Itoa(listed+1) + ". " + d.line(lang, line) + "\n"
		if listed == maxDigestLines || body.Len()+len(next) > maxDigestBytes {
			break
		}
		body.WriteString(next)
		listed++
	}
	if more := len(d.Lines) - listed; more > 0 {
		body.WriteString(fmt.Sprintf(text(lang, digestMore), more) + "\n")
	}
	body.WriteString("\n")
	if d.Unread > 0 {
		body.WriteString(fmt.Sprintf(text(lang, digestUnread), d.Unread) + "\n")
	}
	body.WriteString(fmt.Sprintf(text(lang, digestSearch), d.Search))
	return body.String()
}

// head tells how many there are, until when, and what they are worth.
func (d Digest) head(lang string) string {
	until := d.clock(d.Until) + d.Until.In(d.At.Location()).Format(" MST") // once for all times
	told := fmt.Sprintf(text(lang, digestHead), len(d.Lines), until)
	if len(d.Lines) == 1 {
		told = fmt.Sprintf(text(lang, digestHeadOne), until)
	}
	if !d.Valued {
		return told
	}
	var total policy.Amount
	unvalued := 0
	for _, line := range d.Lines {
		total += line.Value
		if !line.Valued {
			unvalued++
		}
	}
	told += " " + fmt.Sprintf(text(lang, digestTotal), d.amount(lang, total))
	if unvalued > 0 {
		told += " " + fmt.Sprintf(text(lang, digestUnvalued), unvalued)
	}
	return told
}

// line is a ticket: its number, which helpdesks link, and what to know of it.
func (d Digest) line(lang string, line DigestLine) string {
	who := quoted(line.Group, "")
	if agent := quoted(line.Agent, text(lang, digestNobody)); who != "" {
		who += ", " + agent
	} else {
		who = agent
	}
	told := "#" + line.Ticket
	if subject := quoted(line.Subject, ""); subject != "" {
		told += " · " + subject
	}
	told += " · " + who + " · " + fmt.Sprintf(text(lang, digestLeft), left(lang, line.ClosesAt.Sub(d.At)), d.clock(line.ClosesAt))
	if line.Valued {
		told += " · " + d.amount(lang, line.Value)
	}
	return told
}

// clock is a time of the digest's day, or another day's with its date.
func (d Digest) clock(at time.Time) string {
	at = at.In(d.At.Location())
	if at.Format(time.DateOnly) == d.At.Format(time.DateOnly) {
		return at.Format(hourLayout)
	}
	return at.Format(dayLayout)
}

// amount is a number as the language writes it, with its unit.
func (d Digest) amount(lang string, value policy.Amount) string {
	group, mark := ".", ","
	if base(lang) != "es" && base(lang) != "pt" {
		group, mark = ",", "."
	}
	sign := ""
	if value < 0 {
		sign, value = "-", -value
	}
	whole := strconv.FormatInt(int64(value/100), 10)
	for at := len(whole) - 3; at > 0; at -= 3 {
		whole = whole[:at] + group + whole[at:]
	}
	if cents := value % 100; cents != 0 {
		whole += fmt.Sprintf("%s%02d", mark, cents)
	}
	return strings.TrimSpace(sign + whole + " " + d.Unit)
}
