package cloudapi

import (
	"encoding/json"
	"errors"

	"ventana/shared/envelope"
)

var errNoState = errors.New("status: missing")

// status cuts what became of one message that we sent. It goes to a standard
// queue: statuses are unordered from the start.
func (c *cutter) status(number string, raw json.RawMessage) (envelope.Envelope, error) {
	none := envelope.Envelope{}
	status, ok := members(raw)
	if !ok {
		return none, errNotObject
	}
	if number == "" {
		return none, errNoNumber
	}
	id, state := scalar(status["id"]), scalar(status["status"])
	if id == "" {
		return none, errNoID
	}
	if state == "" {
		return none, errNoState
	}
	at, err := c.when(status["timestamp"])
	if err != nil {
		return none, err
	}
	return c.header(envelope.Envelope{Kind: envelope.KindStatus, Status: &envelope.Status{
		Number: number, ID: id, State: state, At: at,
		Marker:    scalar(status["biz_opaque_callback_data"]),
		ErrorCode: errorCode(status["errors"]),
		Pricing:   pricing(status),
		Thread:    thread(status["conversation"]),
	}}), nil
}

// errorCode is the code of the first error, which Meta writes as a number and
// some of its partners as a string.
func errorCode(raw json.RawMessage) string {
	list, _ := elements(raw) // only failures have errors
	if len(list) == 0 {
		return ""
	}
	problem, _ := members(list[0]) // no object has no code
	return safeCode(scalar(problem["code"]))
}

// pricing is beside the state, in WhatsApp groups inside the conversation.
// What cannot be read costs the price, not the status.
func pricing(status map[string]json.RawMessage) *envelope.Pricing {
	price, ok := members(status["pricing"])
	if !ok {
		conversation, _ := members(status["conversation"])
		if price, ok = members(conversation["pricing"]); !ok {
			return nil
		}
	}
	return &envelope.Pricing{
		Billable: string(price["billable"]) == "true",
		Model:    scalar(price["pricing_model"]),
		Type:     scalar(price["type"]),
		Category: scalar(price["category"]),
	}
}

// thread is Meta's own conversation, which since v24.0 is told while a free
// entry point is open. What cannot be read costs the thread, not the status.
func thread(raw json.RawMessage) *envelope.Thread {
	conversation, _ := members(raw) // most statuses have none
	origin, _ := members(conversation["origin"])
	found := envelope.Thread{ID: bounded(scalar(conversation["id"]), maxID), Origin: bounded(scalar(origin["type"]), maxID)}
	if at, ok := unixTime(conversation["expiration_timestamp"]); ok {
		found.ExpiresAt = at
	}
	if found == (envelope.Thread{}) {
		return nil
	}
	kept := found // the one that is allocated
	return &kept
}

// maxCode is the longest code that is passed on, in bytes.
const maxCode = 40

// safeCode keeps a code that may stand in logs and notes: letters, digits and
// "_.-". Anything else is no code and becomes "unreadable".
func safeCode(code string) string {
	if len(code) > maxCode || !isWord(code) {
		return "unreadable"
	}
	return code
}

// isWord: a text has space or signs in it somewhere.
func isWord(text string) bool {
	for i := range len(text) {
		b := text[i]
		letter := b >= 'a' && b <= 'z' || b >= 'A' && b <= 'Z'
		if !letter && (b < '0' || b > '9') && b != '_' && b != '.' && b != '-' {
			return false
		}
	}
	return true
}
