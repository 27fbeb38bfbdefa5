package cloudapi

import (
	"encoding/json"
	"strings"

	"ventana/shared/conversation"
	"ventana/shared/envelope"
)

// contactBook finds what a delivery tells about a sender by user id or phone,
// never by position: Meta does not promise that contacts and messages line up.
// A contact that cannot be read costs a name, not a message.
type contactBook map[string]envelope.Sender

func newContactBook(raw json.RawMessage) contactBook {
	list, _ := elements(raw) // system events have no contacts
	book := make(contactBook, 2*len(list))
	for _, item := range list {
		contact, ok := members(item)
		if !ok {
			continue
		}
		profile, _ := members(contact["profile"]) // optional, as is all of it
		sender := envelope.Sender{
			BSUID:       scalar(contact["user_id"]),
			ParentBSUID: scalar(contact["parent_user_id"]),
			Phone:       phoneDigits(scalar(contact["wa_id"])),
			Username:    clean(scalar(profile["username"])),
			Name:        clean(scalar(profile["name"])),
		}
		if sender.ParentBSUID != "" {
			book[sender.ParentBSUID] = sender
		}
		if sender.BSUID != "" {
			book[sender.BSUID] = sender
		}
		if sender.Phone != "" {
			book[conversation.CanonicalPhone(sender.Phone)] = sender
		}
	}
	return book
}

// sender joins what a message and its contact say of a person. The parent id
// finds one only where nothing else is told.
func (book contactBook) sender(from envelope.Sender) envelope.Sender {
	contact, found := envelope.Sender{}, false
	if from.BSUID != "" {
		contact, found = book[from.BSUID]
	}
	if !found && from.Phone != "" {
		contact, found = book[conversation.CanonicalPhone(from.Phone)]
	}
	if from.BSUID == "" && from.Phone == "" && from.ParentBSUID != "" {
		contact, found = book[from.ParentBSUID]
	}
	if !found || (from.BSUID != "" && contact.BSUID != "" && contact.BSUID != from.BSUID) {
		return from
	}
	from.Name, from.Username = contact.Name, contact.Username
	from.BSUID = first(from.BSUID, contact.BSUID)
	from.ParentBSUID = first(from.ParentBSUID, contact.ParentBSUID)
	from.Phone = first(from.Phone, contact.Phone)
	return from
}

// originRequest marks a card that a customer gave when asked for their number.
const originRequest = "contact_request"

// sharedPhone is the customer's own number in a message that answers our request
// for it. Anybody may share anybody's card: only one that WhatsApp marks as the
// answer, with one number, is the customer's. Meta has written the mark in the
// card and beside it.
func sharedPhone(message map[string]json.RawMessage) string {
	cards, ok := elements(message["contacts"])
	if !ok || len(cards) != 1 {
		return ""
	}
	card, _ := members(cards[0]) // no object has no origin
	if scalar(card["origin"]) != originRequest && scalar(message["origin"]) != originRequest {
		return ""
	}
	phones, _ := elements(card["phones"])
	if len(phones) != 1 {
		return ""
	}
	phone, _ := members(phones[0])
	number := scalar(phone["wa_id"])
	if written := scalar(phone["phone"]); number == "" && strings.HasPrefix(strings.TrimSpace(written), "+") {
		number = written // a national number is an address nowhere
	}
	return phoneDigits(number)
}

// move applies a system event: the sender becomes the person's new identity,
// and the previous id, which orders the event among the person's messages, is
// kept beside it, as is the previous phone.
func move(from envelope.Sender, system map[string]json.RawMessage) envelope.Sender {
	previous := scalar(system["previous_user_id"])
	next := first(scalar(system["user_id"]), from.BSUID)
	if next == "" {
		next, previous = previous, ""
	}
	if previous == "" {
		previous = from.BSUID
	}
	if parent := scalar(system["parent_user_id"]); parent != "" || next != from.BSUID {
		from.ParentBSUID = parent
	}
	from.BSUID = next
	if previous != next {
		from.PreviousBSUID = previous
	}
	if phone := phoneDigits(scalar(system["wa_id"])); phone != "" && phone != from.Phone {
		from.Phone, from.PreviousPhone = phone, from.Phone
	}
	return from
}

// phoneDigits is the provider's spelling of a phone in digits, or "" for
// anything that is none, such as a BSUID in a phone's place.
func phoneDigits(phone string) string {
	if conversation.CanonicalPhone(phone) == "" {
		return ""
	}
	return strings.Map(func(r rune) rune {
		if r < '0' || r > '9' {
			return -1
		}
		return r
	}, phone)
}

// clean drops NUL, which neither databases nor helpdesks take.
func clean(text string) string { return strings.ReplaceAll(text, "\x00", "") }

func first(values ...string) string {
	for _, value := range values {
		if value != "" {
			return value
		}
	}
	return ""
}
