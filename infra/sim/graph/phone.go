package graph

import (
	"encoding/json"
	"slices"
	"time"
)

// typingFor is how long a phone shows the business typing, unless a message
// comes first. Source: Cloud API, Typing indicators.
const typingFor = 25 * time.Second

// PhoneMessage is one bubble on a customer's phone.
type PhoneMessage struct {
	ID string `json:"id"`
	// From is "customer" for what the phone sent, "business" for what it got.
	From string `json:"from"`
	Type string `json:"type"`
	// Text is the text shown: the body, the caption, the label of a button, the
	// filled template.
	Text string `json:"text"`
	// Status of a business message: accepted, sent, delivered, read, played. Of a
	// customer's: sent, delivered (a webhook was answered 200), read.
	Status    string         `json:"status"`
	Timestamp string         `json:"timestamp"` // Unix seconds
	Statuses  []StatusChange `json:"statuses"`
	Quotes    string         `json:"quotes,omitempty"` // id of the message quoted or reacted to
	Template  string         `json:"template,omitempty"`
	Language  string         `json:"language,omitempty"`
	// File is set for images, audios, videos, documents and stickers; Text is then
	// its caption.
	File *File `json:"file,omitempty"`
	// Object is the type's own object of a message that is more than its text:
	// buttons, lists, places, contact cards, orders.
	Object json.RawMessage `json:"object,omitempty"`
	Group  string          `json:"group,omitempty"` // id of the group it was written in
	// Echo: the business wrote it in its phone app.
	Echo bool `json:"echo,omitempty"`
	// ReadByBusiness: the customer sees two blue ticks.
	ReadByBusiness bool `json:"read_by_business,omitempty"`
	// Typing: the phone shows now that the business writes an answer to it.
	// TypingAt is when it last began to, in Unix seconds, and stays.
	Typing   bool   `json:"typing,omitempty"`
	TypingAt string `json:"typing_at,omitempty"`
}

// CustomerMessages is what a phone shows, both ways, in order of arrival:
// nothing for a stranger. Messages that failed are not shown.
func (g *Graph) CustomerMessages(who string) []PhoneMessage {
	shown := []PhoneMessage{}
	g.lock()
	defer g.unlock()
	all := g.held(who)
	for _, m := range all {
		if !m.shown() {
			continue
		}
		bubble := PhoneMessage{
			ID: m.ID, From: m.From, Type: m.Type, Text: m.Text, Status: m.Status,
			Timestamp: seconds(m.At), Statuses: append([]StatusChange{}, m.Statuses...),
			Quotes: m.Quotes, Template: m.Template, Language: m.Language, Object: m.Object, Group: m.Group, Echo: m.Echo,
			ReadByBusiness: m.From == fromCustomer && m.Status == statusRead,
			Typing:         g.typing(m, all),
			File:           m.shownFile(),
		}
		if m.TypingAt != 0 {
			bubble.TypingAt = seconds(m.TypingAt)
		}
		shown = append(shown, bubble)
	}
	return shown
}

// shownFile is the message's file, or nil.
func (m *message) shownFile() *File {
	if m.File == nil {
		return nil
	}
	file := *m.File
	return &file
}

// held are the messages of a customer, those that failed too. The caller holds
// the lock.
func (g *Graph) held(who string) []*message {
	a, err := parseAddress(who)
	if err != nil {
		return nil
	}
	c := g.state.find(a)
	if c == nil {
		return nil
	}
	return g.state.onPhone(c.Key)
}

// typing says whether the phone shows the business typing an answer to m: until
// it came, for a while. The caller holds the lock.
func (g *Graph) typing(m *message, all []*message) bool {
	if m.TypingAt == 0 || !g.now().Before(unix(m.TypingAt).Add(typingFor)) {
		return false
	}
	return !slices.ContainsFunc(all, func(answer *message) bool {
		return answer.From == fromBusiness && answer.shown() && answer.Seq > m.Seq && answer.At >= m.TypingAt
	})
}

// showsObject says whether a phone shows more of a message than words.
func showsObject(kind string) bool {
	return slices.Contains([]string{typeInteractive, typeLocation, typeContacts, "order"}, kind)
}
