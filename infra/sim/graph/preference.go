package graph

// fieldPreferences tells what customers want of a business.
const fieldPreferences = "user_preferences"

// preference is one element of that name in a webhook; the time is a number
// here. Source: user_preferences webhook reference.
type preference struct {
	WaID         string `json:"wa_id,omitempty"`
	UserID       string `json:"user_id,omitempty"`
	ParentUserID string `json:"parent_user_id,omitempty"`
	Detail       string `json:"detail"`
	Category     string `json:"category"`
	Value        string `json:"value"` // "stop" or "resume"
	Timestamp    int64  `json:"timestamp"`
}

// tellPreference tells that a customer stopped marketing messages, or wants
// them again. The caller holds the lock.
func (g *Graph) tellPreference(c *customer) {
	told := preference{
		WaID: c.shownPhone(), UserID: c.UserID, ParentUserID: c.ParentUserID,
		Detail: "User requested to resume marketing messages", Category: "marketing_messages", Value: "resume",
		Timestamp: g.now().Unix(),
	}
	if c.MarketingStopped {
		told.Detail, told.Value = "User requested to stop marketing messages", "stop"
	}
	g.deliver(nil, c.Key, fieldPreferences, value{
		Contacts: []contact{newContact(c.Customer, true)}, Preferences: []preference{told},
	})
}
