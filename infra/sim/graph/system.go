package graph

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
)

// typeSystem is the type of WhatsApp's own notices about a customer.
const typeSystem = "system"

// Notices that move a customer's identity.
const (
	noticeNumber = "user_changed_number"
	noticeUserID = "user_changed_user_id"
)

// systemNotice is the member "system" of such a message. Source: Messages
// webhook reference, system messages.
type systemNotice struct {
	Type           string `json:"type"`
	Body           string `json:"body,omitempty"`
	WaID           string `json:"wa_id,omitempty"`
	UserID         string `json:"user_id,omitempty"`
	ParentUserID   string `json:"parent_user_id,omitempty"`
	PreviousID     string `json:"previous_user_id,omitempty"`
	PreviousParent string `json:"previous_parent_user_id,omitempty"`
}

// move completes the notice of a customer who changes number or BSUID and
// returns the changes that give the customer the new identity, none for any
// other message. A new number brings a new BSUID. The caller holds the lock.
func (g *Graph) move(object map[string]json.RawMessage, kind string, c *customer) []record {
	if kind != typeSystem {
		return nil
	}
	if c.shownPhone() != "" {
		delete(object, "from_user_id")
		delete(object, "from_parent_user_id")
	}
	var notice systemNotice
	if json.Unmarshal(object[typeSystem], &notice) != nil {
		return nil // of an unknown form: goes out as it is
	}
	if notice.Type == noticeNumber && notice.UserID == "" && notice.WaID != "" {
		notice.UserID = g.userIDOf(notice.WaID)
	}
	notice.PreviousID = cmp.Or(notice.PreviousID, c.UserID)
	moved, changes := movedBy(notice, c)
	if !changes {
		return nil
	}
	if raw, err := json.Marshal(notice); err == nil {
		object[typeSystem] = raw
	}
	return g.become(moved)
}

// userIDOf is the BSUID of whoever has a phone. The caller holds the lock.
func (g *Graph) userIDOf(phone string) string {
	if known := g.state.find(address{phone: phone}); known != nil && known.UserID != "" {
		return known.UserID
	}
	return inventUserID(g.options.WABAID, phone)
}

// become gives a customer another identity. Whoever already wrote under it was
// the same person: a notice may come after the first message of the new number.
func (g *Graph) become(moved *customer) (changes []record) {
	for _, a := range []address{{phone: moved.Phone}, {userID: moved.UserID}} {
		if other := g.state.find(a); a != (address{}) && other != nil && other.Key != moved.Key {
			changes = append(changes, record{Merge: &merge{From: other.Key, Into: moved.Key}})
		}
	}
	return append(changes, record{Customer: moved})
}

// movedBy is the customer after a notice; changes is false when the notice
// does not touch the identity.
func movedBy(notice systemNotice, c *customer) (moved *customer, changes bool) {
	if notice.Type != noticeNumber && notice.Type != noticeUserID {
		return nil, false
	}
	after := *c
	after.Phone = cmp.Or(notice.WaID, c.Phone)
	after.UserID = cmp.Or(notice.UserID, c.UserID)
	after.ParentUserID = cmp.Or(notice.ParentUserID, c.ParentUserID)
	return &after, after != *c
}

// ChangeNumber moves a customer to another phone, or only to another BSUID when
// to is empty, and tells of it with a system message, whose id it returns. A
// new phone without a BSUID brings one of its own. Whoever hides the phone goes
// on hiding it.
func (g *Graph) ChangeNumber(ctx context.Context, who, to, userID string) (id string, err error) {
	a, err := parseAddress(who)
	if err != nil {
		return "", err
	}
	phone, ok := "", true
	if to != "" {
		phone, ok = phoneDigits(to)
	}
	switch {
	case !ok:
		return "", fmt.Errorf("to: %w: %q is no phone like +34600000009", ErrAddress, to)
	case userID != "" && !isUserID(userID):
		return "", fmt.Errorf("user_id: %w: %q is no BSUID like ES.9f3K2QpXz7LmTt41", ErrAddress, userID)
	case phone == "" && userID == "":
		return "", errors.New(`to, user_id: give at least one of them, for example {"to":"+34600000009"}`)
	}
	g.lock()
	c := g.state.find(a)
	if c == nil {
		g.unlock()
		return "", fmt.Errorf("nobody has the address %q, write as this customer first", who)
	}
	before := *c
	if phone != "" && userID == "" {
		userID = g.userIDOf(phone)
	}
	g.unlock()

	id, err = g.CustomerSend(ctx, who, before.notice(phone, userID))
	if err != nil || phone == "" || before.shownPhone() != "" {
		return id, err
	}
	// The notice of a hidden phone does not name the new one.
	g.lock()
	defer g.unlock()
	if c = g.state.byKey[before.Key]; c != nil {
		moved := *c
		moved.Phone, moved.HidePhone = phone, true
		for _, r := range g.become(&moved) {
			g.commit(r)
		}
	}
	return id, nil
}

// notice is the system message of a change to another phone or BSUID.
func (c customer) notice(phone, userID string) json.RawMessage {
	from, to := c.shownPhone(), phone
	notice := systemNotice{Type: noticeNumber, WaID: phone, UserID: userID}
	if phone == "" {
		notice.Type = noticeUserID
	}
	if from == "" || phone == "" {
		from, to, notice.WaID = c.UserID, userID, ""
	}
	notice.Body = fmt.Sprintf("User %s changed from %s to %s", c.Name, from, to)
	raw, err := json.Marshal(map[string]any{"type": typeSystem, typeSystem: notice})
	if err != nil {
		panic("graph: encode notice: " + err.Error()) // strings always encode
	}
	return raw
}
