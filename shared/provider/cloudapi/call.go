package cloudapi

import (
	"encoding/json"
	"strconv"

	"ventana/shared/conversation"
	"ventana/shared/envelope"
)

// The words of calls.
// https://developers.facebook.com/documentation/business-messaging/whatsapp/calling/user-initiated-calls
// https://developers.facebook.com/documentation/business-messaging/whatsapp/calling/business-initiated-calls
const (
	typeCall          = "call"
	callConnect       = "connect"
	callTerminate     = "terminate"
	callAccepted      = "ACCEPTED"
	byBusinessCalling = "BUSINESS_INITIATED"
	byUserCalling     = "USER_INITIATED"
)

// callLists are the events of the field of calls. Of a customer's call Meta
// tells the ringing (connect) and the end (terminate); of the business's also
// what became of it (statuses). What says nothing of window or ticket, such as
// that a phone rings, is a notice.
func (c *cutter) callLists(number, displayed string, book contactBook) []list {
	return []list{
		{"calls", func(raw json.RawMessage) (envelope.Envelope, error) { return c.call(number, displayed, book, raw) }},
		{"statuses", func(raw json.RawMessage) (envelope.Envelope, error) { return c.callStatus(number, book, raw) }},
	}
}

// call cuts one event of a call. The session of a call that begins is the
// caller's addresses, and is kept nowhere.
func (c *cutter) call(number, displayed string, book contactBook, raw json.RawMessage) (envelope.Envelope, error) {
	own, ok := members(raw)
	if !ok {
		return envelope.Envelope{}, errNotObject
	}
	event := scalar(own["event"])
	call, by := callOf(own), callerOf(own, displayed)
	call.ByBusiness, call.Over = by == byBusiness(), event == callTerminate
	if event != callTerminate && (event != callConnect || call.ByBusiness) {
		return c.callNotice(number, own["timestamp"], event), nil
	}
	when := own["timestamp"]
	if _, told := unixTime(own["start_time"]); told && call.Taken {
		when = own["start_time"]
	}
	from := book.sender(party(own, by, displayed))
	cut, err := c.callMessage(number, scalar(own["id"]), event, from, when, call)
	if err == nil && call.Over {
		cut.Message.Raw = kept(raw)
	}
	return cut, err
}

// callStatus cuts what became of a call of the business's: that the customer
// picked up moves the window.
func (c *cutter) callStatus(number string, book contactBook, raw json.RawMessage) (envelope.Envelope, error) {
	own, ok := members(raw)
	if !ok {
		return envelope.Envelope{}, errNotObject
	}
	state := scalar(own["status"])
	if state != callAccepted {
		return c.callNotice(number, own["timestamp"], state), nil
	}
	from := book.sender(envelope.Sender{
		BSUID: scalar(own["recipient_user_id"]), Phone: phoneDigits(scalar(own["recipient_id"])),
		ParentBSUID: first(scalar(own["recipient_parent_user_id"]), scalar(own["parent_recipient_user_id"])),
	})
	return c.callMessage(number, scalar(own["id"]), state, from, own["timestamp"], envelope.Call{ByBusiness: true, Taken: true})
}

// callMessage is one event of a call, among the messages of its customer.
func (c *cutter) callMessage(number, id, event string, from envelope.Sender, when json.RawMessage, call envelope.Call) (envelope.Envelope, error) {
	none := envelope.Envelope{}
	switch {
	case number == "":
		return none, errNoNumber
	case id == "":
		return none, errNoID
	case from.BSUID == "" && from.ParentBSUID == "" && from.Phone == "":
		return none, errNobody
	}
	at, err := c.when(when)
	if err != nil {
		return none, err
	}
	return c.header(envelope.Envelope{
		Kind:    envelope.KindCall,
		Message: &envelope.Message{Number: number, ID: id, At: at, Type: typeCall, From: from, Call: &call},
		Group:   conversationGroup(number, from, from), Dedup: envelope.Digest(string(envelope.KindCall), number, id, event),
	}), nil
}

// callNotice is what a call tells that concerns neither window nor ticket.
func (c *cutter) callNotice(number string, timestamp json.RawMessage, event string) envelope.Envelope {
	at, told := unixTime(timestamp)
	if !told {
		at = c.time()
	}
	if len(event) > maxWord || !isWord(event) {
		event = ""
	}
	return c.header(envelope.Envelope{Kind: envelope.KindNotice, Notice: &envelope.Notice{
		Field: callsField, Event: event, Account: c.account, Number: bounded(clean(number), maxID), At: at,
	}})
}

// callOf is how long a call lasted. Times and duration are there only when it
// was picked up, also when it failed afterwards.
func callOf(own map[string]json.RawMessage) envelope.Call {
	seconds, err := strconv.ParseInt(scalar(own["duration"]), 10, 64)
	if err != nil || seconds < 0 {
		seconds = 0
	}
	_, began := unixTime(own["start_time"])
	_, ended := unixTime(own["end_time"])
	return envelope.Call{Taken: began || ended || seconds > 0, Seconds: seconds}
}

// callerOf is on which side of a call its customer stands. An event that does
// not tell the direction tells it by who called.
func callerOf(own map[string]json.RawMessage, displayed string) side {
	switch scalar(own["direction"]) {
	case byBusinessCalling:
		return byBusiness()
	case byUserCalling:
		return byCustomer()
	}
	if isNumber(scalar(own[byCustomer().phone]), displayed) {
		return byBusiness()
	}
	return byCustomer()
}

// party is the customer of a call. Some of Meta's samples have caller and callee
// the wrong way round: the business's own number is nobody's customer.
func party(own map[string]json.RawMessage, by side, displayed string) envelope.Sender {
	from := envelope.Sender{BSUID: scalar(own[by.bsuid]), ParentBSUID: scalar(own[by.parent]), Phone: phoneDigits(scalar(own[by.phone]))}
	if !isNumber(from.Phone, displayed) {
		return from
	}
	other := byCustomer()
	if by == other {
		other = byBusiness()
	}
	from.Phone = ""
	if phone := phoneDigits(scalar(own[other.phone])); !isNumber(phone, displayed) {
		from.Phone = phone
	}
	from.BSUID = first(from.BSUID, scalar(own[other.bsuid]))
	from.ParentBSUID = first(from.ParentBSUID, scalar(own[other.parent]))
	return from
}

// isNumber reports whether a phone is the business's own.
func isNumber(phone, displayed string) bool {
	canonical := conversation.CanonicalPhone(phone)
	return canonical != "" && canonical == conversation.CanonicalPhone(displayed)
}
