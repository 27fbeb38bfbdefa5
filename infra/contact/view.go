package contact

import (
	"slices"
	"time"

	"ventana/shared/conversation"
	"ventana/shared/dynamostore"
)

// View is what a person is shown of a contact, and what --json prints.
type View struct {
	Contact    string   `json:"contact"`
	Portfolio  string   `json:"portfolio"`
	Username   string   `json:"username,omitempty"`
	Identities []Known  `json:"identities"`
	Talks      []Talk   `json:"conversations"`
	JoinedInto *Former  `json:"joined_into,omitempty"` // the contact that this one became
	JoinedFrom []Former `json:"joined_from,omitempty"` // contacts that became this one
}

// Known is an identity that leads to the contact.
type Known struct {
	Kind  string `json:"kind"` // bsuid, parent, phone or group
	Value string `json:"value"`
	// Former: the person has another of this kind now, and is written to there.
	Former bool `json:"former,omitempty"`
	// JoinedFrom is the contact that it led to before a join, SplitFrom the one
	// before a split.
	JoinedFrom string `json:"joined_from,omitempty"`
	SplitFrom  string `json:"split_from,omitempty"`
	// TakenFrom is the contact whose it was before this one became its new owner.
	TakenFrom *Former `json:"taken_from,omitempty"`
}

// Talk is the contact's conversation on a number.
type Talk struct {
	Number   string   `json:"number"`
	Helpdesk string   `json:"helpdesk,omitempty"`
	Ticket   string   `json:"ticket,omitempty"`          // the open one
	Earlier  []string `json:"earlier_tickets,omitempty"` // oldest first
	// WindowUntil is until when free text may be sent, or could be; left out when
	// nobody wrote.
	WindowUntil time.Time `json:"window_until,omitzero"`
	WindowOpen  bool      `json:"window_open"`
}

// Show describes a contact as things stand at now; whole identities are shown
// only with revealed.
func Show(found Found, now time.Time, revealed bool) View {
	view := View{
		Contact: found.ID, Portfolio: found.Portfolio, Username: found.Username,
		Identities: []Known{}, Talks: []Talk{}, JoinedFrom: found.Former,
	}
	if found.JoinedInto != "" {
		view.JoinedInto = &Former{Contact: found.JoinedInto, At: found.JoinedAt}
	}
	current := dynamostore.Identities{
		Portfolio: found.Portfolio, BSUID: found.BSUID, Parent: found.Parent, Group: found.Group,
		Canonical: conversation.CanonicalPhone(found.Phone),
	}.Keys()
	for _, one := range found.Identities {
		view.Identities = append(view.Identities, knownAs(one, current, revealed))
	}
	for _, talk := range found.Conversations {
		view.Talks = append(view.Talks, Talk{
			Number: talk.Number, Helpdesk: talk.Helpdesk, Ticket: talk.Ticket, Earlier: talk.Earlier,
			WindowUntil: talk.ClosesAt(), WindowOpen: talk.Open(now),
		})
	}
	return view
}

// knownAs shows an identity; current are the keys of those that the contact is
// written to.
func knownAs(one dynamostore.Identity, current []string, revealed bool) Known {
	shown := Known{
		Kind: one.Kind, Value: Mask(one.Kind, one.Value), Former: !slices.Contains(current, one.Key),
		JoinedFrom: one.JoinedFrom, SplitFrom: one.SplitFrom,
	}
	if one.TakenFrom != "" {
		shown.TakenFrom = &Former{Contact: one.TakenFrom, At: one.TakenAt}
	}
	if revealed {
		shown.Value = reveal(one.Kind, one.Value)
	}
	return shown
}
