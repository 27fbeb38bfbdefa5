package graph

import (
	"encoding/json"
	"io"
	"net/http"
	"slices"
	"unicode/utf8"
)

// sendBodyMax is the largest body of a send in bytes, far above any message.
const sendBodyMax = 1 << 20

// recipientGroup is the recipient_type of a group.
const recipientGroup = "group"

// opaqueMax is the length of biz_opaque_callback_data in characters.
const opaqueMax = 512

// sendRequest is the body of POST /{number}/messages without the object of
// the message's type.
type sendRequest struct {
	MessagingProduct string  `json:"messaging_product"`
	RecipientType    string  `json:"recipient_type"`
	To               *string `json:"to"`
	Recipient        *string `json:"recipient"`
	Type             string  `json:"type"`
	Opaque           *string `json:"biz_opaque_callback_data"`
	Context          *struct {
		MessageID string `json:"message_id"`
	} `json:"context"`

	// Of a read receipt.
	Status    string `json:"status"`
	MessageID string `json:"message_id"`
	Typing    *struct {
		Type string `json:"type"`
	} `json:"typing_indicator"`

	// Taken and not looked at.
	MessagingAccountID     string `json:"messaging_account_id"`
	PaidMessagingAccountID string `json:"paid_messaging_account_id"`
	IdentityKeyHash        string `json:"recipient_identity_key_hash"`

	Audio       json.RawMessage `json:"audio"`
	Contacts    json.RawMessage `json:"contacts"`
	Document    json.RawMessage `json:"document"`
	Image       json.RawMessage `json:"image"`
	Interactive json.RawMessage `json:"interactive"`
	Location    json.RawMessage `json:"location"`
	Reaction    json.RawMessage `json:"reaction"`
	Sticker     json.RawMessage `json:"sticker"`
	Template    json.RawMessage `json:"template"`
	Text        json.RawMessage `json:"text"`
	Video       json.RawMessage `json:"video"`
}

// readRequest decodes a body; members are its parts by name.
func readRequest(r *http.Request) (request sendRequest, members map[string]json.RawMessage, e *apiError) {
	body, err := io.ReadAll(io.LimitReader(r.Body, sendBodyMax+1))
	if err != nil || len(body) > sendBodyMax {
		return request, nil, fail(codeWrongParameter, "The body is broken or longer than %d bytes.", sendBodyMax)
	}
	if !utf8.Valid(body) {
		return request, nil, fail(codeWrongParameter, "The body is not UTF-8.")
	}
	if json.Unmarshal(body, &members) != nil || members == nil {
		return request, nil, fail(codeWrongParameter, "The body is not a JSON object, so messaging_product is missing.")
	}
	if e := strict("message", body, &request); e != nil {
		return request, nil, e
	}
	if request.MessagingProduct != messagingProduct {
		return request, nil, fail(codeWrongParameter, "Param messaging_product must be one of {WHATSAPP} - got %q.", request.MessagingProduct)
	}
	return request, members, nil
}

// check looks at the parts that all message types share.
func (r sendRequest) check() *apiError {
	switch {
	case !slices.Contains([]string{"", "individual", recipientGroup}, r.RecipientType):
		return fail(codeWrongParameter, "Param recipient_type must be one of {INDIVIDUAL, GROUP} - got %q.", r.RecipientType)
	case r.Type == "":
		return fail(codeWrongParameter, "The parameter type is required.")
	case r.RecipientType == recipientGroup && slices.Contains(messageTypes(), r.Type) && !slices.Contains(groupTypes(), r.Type):
		return fail(codeWrongParameter, "A message of type %s cannot be sent to a group.", r.Type)
	case r.Opaque != nil && utf8.RuneCountInString(*r.Opaque) > opaqueMax:
		return fail(codeWrongParameter, "Param biz_opaque_callback_data must be at most %d characters long.", opaqueMax)
	case r.Context != nil && r.Context.MessageID == "":
		return fail(codeWrongParameter, "The parameter context['message_id'] is required.")
	case r.Context != nil && r.Type == typeReaction:
		return fail(codeWrongParameter, "Unexpected key \"context\" on a message of type reaction.")
	case r.MessageID != "" || r.Typing != nil:
		return fail(codeWrongParameter, "Params message_id and typing_indicator need status \"read\".")
	}
	return nil
}

// address is whom the message is for, and the text that said so. A phone in
// "to" wins over a BSUID in "recipient"; neither may hold the other's form. A
// group stands in "to".
func (r sendRequest) address() (a address, input string, e *apiError) {
	switch {
	case r.RecipientType == recipientGroup && r.To != nil && *r.To != "":
		return address{group: *r.To}, *r.To, nil
	case r.To != nil && *r.To != "":
		phone, ok := phoneDigits(*r.To)
		if !ok {
			return a, "", fail(codeParameterValue, "Param to is not a phone number; a business-scoped user ID goes into recipient.")
		}
		return address{phone: phone}, *r.To, nil
	case r.Recipient != nil && *r.Recipient != "":
		if !isUserID(*r.Recipient) {
			return a, "", fail(codeParameterValue, "Param recipient is not a business-scoped user ID; a phone number goes into to.")
		}
		return address{userID: *r.Recipient}, *r.Recipient, nil
	default:
		return a, "", fail(codeWrongParameter, "The parameter to is required.")
	}
}
