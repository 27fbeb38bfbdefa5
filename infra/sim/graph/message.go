package graph

import (
	"crypto/rand"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"strings"
	"time"
)

// Who wrote a message.
const (
	fromCustomer = "customer"
	fromBusiness = "business"
)

// States of a message. A customer's own go from sent to delivered (a webhook
// was answered 200) to read (the business said so).
const (
	statusAccepted  = "accepted"
	statusSent      = "sent"
	statusDelivered = "delivered"
	statusRead      = "read"
	statusPlayed    = "played" // of voice messages
	statusFailed    = "failed"
)

// message is one message of either side, as the simulator keeps it.
type message struct {
	Seq      int64  `json:"seq"`
	ID       string `json:"id"`
	Customer string `json:"customer,omitempty"` // key; empty when nobody has the address
	Number   string `json:"number"`             // phone number id of the business
	From     string `json:"from"`
	Type     string `json:"type"`
	Text     string `json:"text"`
	Quotes   string `json:"quotes,omitempty"` // id of the quoted message
	Template string `json:"template,omitempty"`
	Language string `json:"language,omitempty"`
	At       int64  `json:"at"` // Unix seconds
	Group    string `json:"group,omitempty"`
	File     *File  `json:"file,omitempty"`
	// Object is the type's own object where the text does not say all of it.
	Object json.RawMessage `json:"object,omitempty"`

	// Call is set for a call of either side, whose time is its beginning.
	Call *called `json:"call,omitempty"`

	Status   string         `json:"status"`
	Statuses []StatusChange `json:"statuses,omitempty"`

	// Of messages of a customer.
	Referred bool  `json:"referred,omitempty"`  // came by an ad or a post
	Ad       bool  `json:"ad,omitempty"`        // by an ad
	TypingAt int64 `json:"typing_at,omitempty"` // when the business was last shown typing, Unix seconds

	// The rest belongs to messages of the business.
	Echo     bool     `json:"echo,omitempty"`     // written in the phone app
	Phone    string   `json:"to_phone,omitempty"` // digits it was sent to, when sent to a phone
	UserID   string   `json:"to_user,omitempty"`  // BSUID it was sent to, when sent to a BSUID
	Opaque   string   `json:"opaque,omitempty"`   // biz_opaque_callback_data
	Pricing  *pricing `json:"pricing,omitempty"`
	Category string   `json:"category,omitempty"` // of its price, before what makes it free
	Charges  []charge `json:"charges,omitempty"`  // once it is delivered
	Plan     []string `json:"plan,omitempty"`     // statuses still to come
	FailCode int      `json:"fail_code,omitempty"`
	FailNote string   `json:"fail_note,omitempty"` // details of the failure, or empty for the code's own
	Thread   *thread  `json:"thread,omitempty"`    // while a free entry point is open
	Outside  bool     `json:"outside,omitempty"`   // reached its chat outside a window, and counts against the tier
	Held     string   `json:"held,omitempty"`      // id of the template whose pacing holds it back
}

// StatusChange is one step of a message.
type StatusChange struct {
	Status    string `json:"status"`
	Timestamp string `json:"timestamp"` // Unix seconds
}

// shown says whether the customer's phone shows the message: what failed never
// got there, and what is held back not yet.
func (m *message) shown() bool {
	return (m.Customer != "" || m.Group != "") && m.FailCode == 0 && m.Held == ""
}

// chat names the conversation, strangers' too.
func (m *message) chat() string {
	switch {
	case m.Group != "":
		return groupChat(m.Group)
	case m.Customer != "":
		return m.Customer
	}
	return m.Phone + m.UserID
}

// opensWindow says whether the message opens the customer service window: every
// one of a customer's but the notices of the system itself, calls among them,
// and a call of the business's that the customer answered.
func (m *message) opensWindow() bool {
	if m.Call != nil && m.Call.Answered {
		return true
	}
	return m.From == fromCustomer && m.Type != typeSystem
}

// setStatus applies a status; one that comes late is kept in the history but
// does not move the message back.
func (m *message) setStatus(status string, at int64) {
	m.Statuses = append(m.Statuses, StatusChange{Status: status, Timestamp: seconds(at)})
	if rank(status) > rank(m.Status) {
		m.Status = status
	}
	if len(m.Plan) > 0 && m.Plan[0] == status {
		m.Plan = m.Plan[1:]
	}
}

func rank(status string) int {
	for i, known := range []string{statusAccepted, statusSent, statusFailed, statusDelivered, statusRead, statusPlayed} {
		if status == known {
			return i
		}
	}
	return -1
}

// newMessageID makes an id of the form that Meta's have: "wamid." and base64 of
// the phone and a random part.
func newMessageID(phone string) string {
	random := make([]byte, 9)
	_, _ = rand.Read(random) // never fails since Go 1.24
	raw := "\x1c\x18" + string(rune(len(phone))) + phone + "\x15\x02\x00\x11\x18\x12" + strings.ToUpper(hex.EncodeToString(random)) + "\x00"
	return "wamid." + base64.StdEncoding.EncodeToString([]byte(raw))
}

// summary is what a phone shows of a message object: its text, or the words
// that stand for it.
func summary(kind string, object map[string]json.RawMessage) string {
	if kind == typeEdit {
		return editedSummary(object[typeEdit])
	}
	var content struct {
		Body    string `json:"body"`
		Text    any    `json:"text"` // a string in button and order
		Caption string `json:"caption"`
		Emoji   string `json:"emoji"`
		Name    string `json:"name"`
		Reply   struct {
			Title string `json:"title"`
		} `json:"button_reply"`
		Row struct {
			Title string `json:"title"`
		} `json:"list_reply"`
		Flow struct {
			Body string `json:"body"`
		} `json:"nfm_reply"`
	}
	if json.Unmarshal(object[kind], &content) != nil {
		return "" // a list (contacts) or an unknown form has no text of its own
	}
	text, _ := content.Text.(string)
	for _, candidate := range []string{
		content.Body, text, content.Caption, content.Emoji,
		content.Reply.Title, content.Row.Title, content.Flow.Body, content.Name,
	} {
		if candidate != "" {
			return candidate
		}
	}
	return ""
}

// editedSummary is what a phone shows of an edited message.
func editedSummary(raw json.RawMessage) string {
	var edit struct {
		Message map[string]json.RawMessage `json:"message"`
	}
	if json.Unmarshal(raw, &edit) != nil || text(edit.Message["type"]) == typeEdit {
		return ""
	}
	return summary(text(edit.Message["type"]), edit.Message)
}

// unix turns seconds into UTC time.
func unix(seconds int64) time.Time { return time.Unix(seconds, 0).UTC() }
