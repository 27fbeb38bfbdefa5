package cloudapi

import (
	"encoding/json"
	"fmt"

	"ventana/shared/envelope"
)

// preferences is the value that a notice of a preference keeps: ids and the
// choice, in Meta's names, and nobody's name.
type preferences struct {
	List [1]preference `json:"user_preferences"`
}

type preference struct {
	Phone    string `json:"wa_id,omitempty"`
	BSUID    string `json:"user_id,omitempty"`
	Parent   string `json:"parent_user_id,omitempty"`
	Category string `json:"category,omitempty"`
	Value    string `json:"value,omitempty"`
}

// preferences cuts what people chose to get, each a notice of its own.
func (c *cutter) preferences(raw json.RawMessage) {
	content, _ := members(raw) // no object has no list
	list, ok := elements(content[preferencesField])
	if !ok {
		c.notice(preferencesField, raw)
		return
	}
	book, people := newContactBook(content["contacts"]), directoryOf(content["contacts"])
	for i, item := range list {
		e, err := c.preference(numberOf(raw), book, item)
		if err != nil {
			c.unreadable(item, fmt.Sprintf("%s.value.%s[%d]: %v", c.path(), preferencesField, i, err))
			continue
		}
		e.Origin = c.origin(preferencesField, eventValue(content, people, preferencesField, item))
		c.add(e, item)
	}
}

func (c *cutter) preference(number string, book contactBook, raw json.RawMessage) (envelope.Envelope, error) {
	none := envelope.Envelope{}
	own, ok := members(raw)
	if !ok {
		return none, errNotObject
	}
	at, err := c.when(own["timestamp"])
	if err != nil {
		return none, err
	}
	person := book.sender(envelope.Sender{
		BSUID: scalar(own["user_id"]), ParentBSUID: scalar(own["parent_user_id"]), Phone: phoneDigits(scalar(own["wa_id"])),
	})
	if person.BSUID == "" && person.ParentBSUID == "" && person.Phone == "" {
		return none, errNobody
	}
	value := word([]string{"value"}, raw)
	kept, err := json.Marshal(preferences{List: [1]preference{{
		Phone: person.Phone, BSUID: person.BSUID, Parent: person.ParentBSUID, Category: word([]string{"category"}, raw), Value: value,
	}}})
	if err != nil {
		return none, fmt.Errorf("keep the choice: %w", err)
	}
	return c.header(envelope.Envelope{Kind: envelope.KindNotice, Notice: &envelope.Notice{
		Field: preferencesField, Event: value, Account: c.account, Number: number, At: at, Raw: kept,
	}}), nil
}
