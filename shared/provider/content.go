package provider

import (
	"errors"
	"fmt"
	"strings"
	"unicode/utf8"
)

// WhatsApp's limits, in characters unless said otherwise.
// https://developers.facebook.com/documentation/business-messaging/whatsapp/messages/send-messages
const (
	MaxTextRunes    = 4096
	MaxCaptionRunes = 1024
	// MaxBodyRunes is for the text above buttons; above a list MaxTextRunes.
	MaxBodyRunes        = 1024
	MaxButtons          = 3
	MaxButtonRunes      = 20
	MaxListButtonRunes  = 20
	MaxRows             = 10
	MaxRowRunes         = 24
	MaxDescriptionRunes = 72
	// MaxButtonIDRunes and MaxRowIDRunes are for what comes back with an answer.
	MaxButtonIDRunes = 256
	MaxRowIDRunes    = 200
)

// Content is what a message says: a Text, a File, a Reaction, Buttons, a List,
// a Request or a Template.
type Content interface {
	// Check tells what WhatsApp would refuse about it, as a *LimitError, or nil.
	Check() error
}

// LimitError is a part of a content that WhatsApp would refuse.
type LimitError struct {
	Part string // "text", "caption", "button", "buttons", "row", …
	// Limit is the most that is allowed; 0 means that the part is missing.
	Limit int
}

// Error names the part and its limit.
func (e *LimitError) Error() string {
	if e.Limit == 0 {
		return e.Part + " is missing"
	}
	return fmt.Sprintf("%s exceeds %d", e.Part, e.Limit)
}

// Text is a text of 1 to MaxTextRunes characters.
type Text struct {
	Body string
}

// File is a file that was uploaded.
type File struct {
	Kind    FileKind
	ID      string // the provider's media id
	Name    string // shown for documents
	Caption string // of an image, a video or a document; or empty
}

// Reaction puts an emoji on a message of the customer, or takes ours away.
type Reaction struct {
	To    string // the message's id, at most 30 days old
	Emoji string // empty takes it away
}

// Buttons is a text with one to three buttons, of which the customer taps one.
type Buttons struct {
	Body   string
	Titles []string
	// IDs come back with the customer's answer, one for each title; nil: their
	// places do.
	IDs []string
}

// List is a text with a button that opens up to ten rows to choose from.
type List struct {
	Body   string
	Button string
	Rows   []Row
}

// Row is one choice of a list.
type Row struct {
	Title       string
	Description string // or empty
	ID          string // comes back with the customer's answer; empty: its place does
}

// Wish is what the customer can be asked for with one tap.
type Wish string

// The wishes.
const (
	WishContact  Wish = "contact"  // their phone number
	WishLocation Wish = "location" // where they are
)

// Request asks the customer for something with one tap.
type Request struct {
	Wish Wish
	Body string
}

// Check tells what WhatsApp would refuse.
func (t Text) Check() error { return within("text", t.Body, MaxTextRunes) }

// Check tells what WhatsApp would refuse.
func (f File) Check() error {
	switch {
	case f.ID == "":
		return &LimitError{Part: "file"}
	case !f.Kind.known():
		return errors.New("a file of a kind that nobody knows")
	case f.Caption != "" && !f.Kind.TakesCaption():
		return fmt.Errorf("a file of kind %s takes no caption", f.Kind)
	case utf8.RuneCountInString(f.Caption) > MaxCaptionRunes:
		return &LimitError{Part: "caption", Limit: MaxCaptionRunes}
	}
	return nil
}

// Check tells what WhatsApp would refuse.
func (r Reaction) Check() error {
	if r.To == "" {
		return &LimitError{Part: "message to react to"}
	}
	return nil
}

// Check tells what WhatsApp would refuse.
func (b Buttons) Check() error {
	if err := within("text", b.Body, MaxBodyRunes); err != nil {
		return err
	}
	switch {
	case len(b.Titles) == 0:
		return &LimitError{Part: "button"}
	case len(b.Titles) > MaxButtons:
		return &LimitError{Part: "buttons", Limit: MaxButtons}
	case b.IDs != nil && len(b.IDs) != len(b.Titles):
		return errors.New("buttons with another number of ids")
	}
	if b.IDs != nil {
		if err := each("id", b.IDs, MaxButtonIDRunes); err != nil {
			return err
		}
	}
	return each("button", b.Titles, MaxButtonRunes)
}

// Check tells what WhatsApp would refuse.
func (l List) Check() error {
	if err := within("text", l.Body, MaxTextRunes); err != nil {
		return err
	}
	if err := within("button", l.Button, MaxListButtonRunes); err != nil {
		return err
	}
	switch {
	case len(l.Rows) == 0:
		return &LimitError{Part: "row"}
	case len(l.Rows) > MaxRows:
		return &LimitError{Part: "rows", Limit: MaxRows}
	}
	titles := make([]string, len(l.Rows))
	for i, row := range l.Rows {
		titles[i] = row.Title
		switch {
		case utf8.RuneCountInString(row.Description) > MaxDescriptionRunes:
			return &LimitError{Part: "description", Limit: MaxDescriptionRunes}
		case utf8.RuneCountInString(row.ID) > MaxRowIDRunes:
			return &LimitError{Part: "id", Limit: MaxRowIDRunes}
		}
	}
	return each("row", titles, MaxRowRunes)
}

// Check tells what WhatsApp would refuse.
func (r Request) Check() error {
	if r.Wish != WishContact && r.Wish != WishLocation {
		return errors.New("a wish that nobody knows")
	}
	return within("text", r.Body, MaxBodyRunes)
}

// each checks titles, of which no two may be the same: the customer's answer
// names one.
func each(part string, titles []string, limit int) error {
	seen := map[string]bool{}
	for _, title := range titles {
		if err := within(part, title, limit); err != nil {
			return err
		}
		if seen[title] {
			return fmt.Errorf("%s stands there twice", part)
		}
		seen[title] = true
	}
	return nil
}

func within(part, text string, limit int) error {
	switch {
	case strings.TrimSpace(text) == "":
		return &LimitError{Part: part}
	case utf8.RuneCountInString(text) > limit:
		return &LimitError{Part: part, Limit: limit}
	}
	return nil
}

// KindOf is a content's type as WhatsApp names it ("text", "image", "reaction",
// "interactive", "template").
func KindOf(content Content) string {
	switch c := content.(type) {
	case Text:
		return "text"
	case File:
		return string(c.Kind)
	case Reaction:
		return KindReaction
	case Template:
		return "template"
	default:
		return "interactive"
	}
}

// KindReaction is the type of a reaction, which is neither charged nor counted.
const KindReaction = "reaction"
