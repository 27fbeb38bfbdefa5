package rendering

import (
	"fmt"
	"strings"
	"time"

	"ventana/shared/envelope"
)

// About is what a message refers to (its Context.About), as it was found in the
// ticket. The zero value is what was not found.
type About struct {
	// Text is what was said, as the ticket shows it.
	Text string
	// At is when, by the provider's clock, or zero.
	At time.Time
	// Ours: the business said it, not the customer.
	Ours bool
}

// The words in brackets that begin the lines above a message, in their order.
// They are the same in every language, so that a view can filter by them.
const (
	headPhoneApp  = "[phone app]"
	headGroup     = "[group]"
	headForwarded = "[forwarded]"
	headAd        = "[ad]"
	headPost      = "[post]"
	headProduct   = "[product]"
	headReply     = "[reply]"
)

const (
	// sourcePost is how the provider names a post; whatever else opens a chat is
	// called an ad.
	sourcePost = "post"
	// maxHeadline, maxPitch and maxAddress are how much is shown of an ad, in
	// characters: it has to be known again, and the customer's words come after.
	maxHeadline = 120
	maxPitch    = 300
	maxAddress  = 500
)

// head is the lines above a message, or empty for most. echo: the business
// wrote it, so that no voice of a group is named.
func head(w words, m envelope.Message, about About, echo bool) string {
	var lines []string
	if echo {
		lines = append(lines, headPhoneApp)
	} else if m.From.Group != "" {
		lines = append(lines, headGroup+" "+voice(w, m.From)+":")
	}
	if m.Context == nil {
		return join(lines...)
	}
	switch {
	case m.Context.Often:
		lines = append(lines, headForwarded+" "+w.often)
	case m.Context.Forwarded:
		lines = append(lines, headForwarded)
	}
	lines = append(lines, referral(w, m.Context.Referral)...)
	lines = append(lines, product(w, m.Context.Product))
	return join(append(lines, reply(w, m, about))...)
}

// voice is who speaks in a group: the name that they chose, else what there is.
func voice(w words, from envelope.Sender) string {
	username := strings.TrimPrefix(line(from.Username), "@")
	switch {
	case line(from.Name) != "":
		return shorten([]rune(line(from.Name)), maxName)
	case username != "":
		return "@" + shorten([]rune(username), maxName)
	case from.Phone != "":
		return "+" + oneLine(from.Phone, "")
	default:
		return w.somebody
	}
}

// referral is the ad or post that the customer came from, each part on a line
// of its own, so that it is clear where the customer's words begin.
func referral(w words, from *envelope.Referral) []string {
	if from == nil {
		return nil
	}
	tag := headAd
	if strings.EqualFold(from.Source, sourcePost) {
		tag = headPost
	}
	lines := []string{spaced(tag, shorten([]rune(line(from.Headline)), maxHeadline), w.cameFrom)}
	for _, part := range []string{shorten([]rune(line(from.Body)), maxPitch), shorten([]rune(line(from.URL)), maxAddress)} {
		if part != "" {
			lines = append(lines, tag+" "+part)
		}
	}
	return lines
}

// product is what the customer asks about, by the names that the business gave.
func product(w words, asked *envelope.Product) string {
	if asked == nil || asked.ID == "" && asked.Catalog == "" {
		return ""
	}
	catalogue := ""
	if asked.Catalog != "" {
		catalogue = fmt.Sprintf(w.catalogue, oneLine(asked.Catalog, "?"))
	}
	return spaced(headProduct, oneLine(asked.ID, "?"), catalogue)
}

// reply is what a message answers. A reaction, an edit and a revoke show what
// they are about themselves; whoever asks about a product answers nothing,
// unless the ticket shows what.
func reply(w words, m envelope.Message, about About) string {
	switch {
	case m.Context.About == "", m.Type == typeReaction, m.Type == typeEdit, m.Type == typeRevoke:
		return ""
	case quoted(w, about.Text) != "":
		return headReply + " " + quoted(w, about.Text)
	case m.Context.Product != nil:
		return ""
	}
	earlier := w.earlier
	if about.Ours {
		earlier = w.earlierOurs
	}
	when := ""
	if !about.At.IsZero() {
		when = "(" + clockTime(about.At) + ")"
	}
	return spaced(headReply, earlier, when)
}

// said is a comment's text without the lines that head put above it: who quotes
// it means the words below. That its file followed is old news by then.
func said(w words, text string) string {
	above, below, more := strings.Cut(text, "\n")
	for more && isHead(above) {
		text = below
		above, below, more = strings.Cut(text, "\n")
	}
	if strings.HasPrefix(above, "[") {
		return strings.Replace(text, " "+w.follows, "", 1)
	}
	return text
}

func isHead(above string) bool {
	above = strings.TrimSpace(above)
	if above == headPhoneApp || above == headForwarded {
		return true
	}
	for _, tag := range []string{headGroup, headForwarded, headAd, headPost, headProduct, headReply} {
		if strings.HasPrefix(above, tag+" ") {
			return true
		}
	}
	return false
}

// clockTime is a time as Ventana's notes have it, always in UTC: the same
// message has the same rendering wherever it is made.
func clockTime(at time.Time) string { return at.UTC().Format(timeLayout) }
