package graph

import (
	"cmp"
	"encoding/json"
)

// typeSystem is the type of WhatsApp's own notices about a customer.
const typeSystem = "system"

// systemNotice is the member "system" of such a message. Source: Messages
// webhook reference, system messages.
type systemNotice struct {
	Type       string `json:"type"`
	Body       string `json:"body,omitempty"`
	WaID       string `json:"wa_id,omitempty"`
	UserID     string `json:"user_id,omitempty"`
	PreviousID string `json:"previous_user_id,omitempty"`
}

// move completes the notice of a customer who changes number or BSUID and
// returns the customer with the new identity, nil for any other message. A new
// number brings a new BSUID. The caller holds the lock.
func (g *Graph) move(object map[string]json.RawMessage, kind string, c *customer) *customer {
	if kind != typeSystem {
		return nil
	}
	delete(object, "from_user_id")
	if c.Phone == "" {
		object["from_user_id"] = quoted(c.UserID)
	}
	var notice systemNotice
	if json.Unmarshal(object[typeSystem], &notice) != nil {
		return nil // of an unknown form: goes out as it is
	}
	if notice.Type == "user_changed_number" && notice.UserID == "" && notice.WaID != "" {
		notice.UserID = inventUserID(g.options.WABAID, notice.WaID)
	}
	notice.PreviousID = cmp.Or(notice.PreviousID, c.UserID)
	moved, changes := movedBy(notice, c)
	if !changes {
		return nil
	}
	if raw, err := json.Marshal(notice); err == nil {
		object[typeSystem] = raw
	}
	return moved
}

// movedBy is the customer after a notice; changes is false when the notice
// does not touch the identity.
func movedBy(notice systemNotice, c *customer) (moved *customer, changes bool) {
	if notice.Type != "user_changed_number" && notice.Type != "user_changed_user_id" {
		return nil, false
	}
	after := *c
	after.Phone = cmp.Or(notice.WaID, c.Phone)
	after.UserID = cmp.Or(notice.UserID, c.UserID)
	return &after, after != *c
}
