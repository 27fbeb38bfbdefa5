package helpdesk

import (
	"strconv"
	"strings"
	"time"
)

// Field is a custom field of a ticket.
type Field struct {
	// ID is the helpdesk's, from the call document. A field without one is left
	// alone, as in an account that was not set up for it.
	ID string
	// Value is a text, or the value of a dropdown's option; empty clears the field.
	Value string
}

// The values of the field that shows the window: the options of its dropdown,
// which the helpdesk puts among the ticket's tags and takes out again.
const (
	WindowOpen    = "wa_open"
	WindowClosing = "wa_closing"
	WindowClosed  = "wa_closed"
)

// The tags of a ticket that a customer was asked about.
const (
	TagRated = "wa_rated"
	// TagRatingComment: the customer wrote to their rating.
	TagRatingComment = "wa_rating_comment"
	tagRating        = "wa_rating_"
)

// MaxRating is the highest score that a survey can have.
const MaxRating = 10

// RatingTag is the tag of a score, from 1 to MaxRating, and the value of its
// option in the field that shows the rating.
func RatingTag(score int) string { return tagRating + strconv.Itoa(score) }

// IsKept reports whether a tag is one that Ventana sets and takes away by itself:
// nobody has to look at a ticket for its sake.
func IsKept(tag string) bool {
	switch tag {
	case WindowOpen, WindowClosing, WindowClosed, TagRated:
		return true
	}
	return strings.HasPrefix(tag, tagRating)
}

// Ticket is a ticket as an agent sees it, without its comments.
type Ticket struct {
	ID        string
	Status    string // new, open, pending, hold, solved or closed
	Subject   string
	Requester string // the customer's user id
	// RequesterName is the customer's name in the helpdesk.
	RequesterName string
	Tags          []string
	// Group is the name of the group that the ticket is assigned to, empty when
	// there is none.
	Group string
	// Assignee is the user id of the agent, AssigneeName their name; both are
	// empty while nobody has the ticket.
	Assignee     string
	AssigneeName string
	// Fields are the custom fields that hold something, as the helpdesk lists
	// them. What is no text is written as JSON: true, 7, ["a"].
	Fields    []Field
	UpdatedAt time.Time
	// Stamp is the ticket's state, for SetFields and NewComment.Stamp.
	Stamp string
}

// Field is the value of a custom field, empty when it holds none.
func (t Ticket) Field(id string) string {
	for _, field := range t.Fields {
		if field.ID == id {
			return field.Value
		}
	}
	return ""
}
