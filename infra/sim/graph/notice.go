package graph

import (
	"context"
	"encoding/json"
	"errors"
)

// Fields of webhooks that the simulator makes itself.
const (
	fieldMessages = "messages"
	fieldEchoes   = "smb_message_echoes"
)

// CustomerEcho writes to a customer from the business's phone app: raw is a
// message object as for CustomerSend. The phone shows it as the business's; the
// API is told of it in the field smb_message_echoes and gets no statuses. It
// opens no window. Source: smb_message_echoes webhook reference.
func (g *Graph) CustomerEcho(_ context.Context, who string, raw json.RawMessage) (id string, err error) {
	d, err := g.newDraft(who, raw)
	if err != nil {
		return "", err
	}
	g.lock()
	defer g.unlock()
	c := g.ensure(d.address)
	id = g.stamp(&d, c)
	d.signAs(Customer{})
	d.object["from"] = quoted(g.displayDigits())
	setOrDelete(d.object, "to", c.shownPhone())
	setOrDelete(d.object, "to_user_id", c.UserID)
	setOrDelete(d.object, "to_parent_user_id", c.ParentUserID)
	g.nameQuoted(&d, c.Customer)
	g.commitFile(&d)

	m := g.incoming(d.object, id, d.at, c.Key)
	m.From, m.Echo, m.File, m.Referred = fromBusiness, true, d.file, false
	m.Status, m.Statuses = statusDelivered, []StatusChange{{Status: statusDelivered, Timestamp: seconds(d.at)}}
	g.commit(record{Message: m})
	g.deliver(nil, c.Key, fieldEchoes, value{
		Contacts: []contact{newContact(c.Customer, true)}, Echoes: []json.RawMessage{ordered(d.object)},
	})
	return id, nil
}

// Notify posts a webhook of any field with a value of any form, signed and
// repeated like every other. An empty account is the simulator's own.
func (g *Graph) Notify(_ context.Context, field, account string, raw json.RawMessage) error {
	var members map[string]json.RawMessage
	if json.Unmarshal(raw, &members) != nil || members == nil {
		return errors.New(`value: give the field's JSON object, for example {"event":"ACCOUNT_RESTRICTION"}`)
	}
	if field == "" {
		return errors.New(`field: missing, give for example "account_update"`)
	}
	if account == "" {
		account = g.options.WABAID
	}
	g.lock()
	defer g.unlock()
	g.send(&post{Lane: "notices", Body: g.wrap(entry{
		ID: account, Time: g.now().Unix(), Changes: []change{{Value: raw, Field: field}},
	})})
	return nil
}

// displayDigits is the business phone number as webhooks write it.
func (g *Graph) displayDigits() string {
	if digits, ok := phoneDigits(g.options.DisplayNumber); ok {
		return digits
	}
	return g.options.DisplayNumber
}
