package cloudapi

import (
	"context"
	"errors"
	"net/http"
	"net/url"
	"strings"
	"unicode"
	"unicode/utf8"

	"ventana/shared/conversation"
	"ventana/shared/failure"
	"ventana/shared/provider"
)

// maxMarker is the longest biz_opaque_callback_data, in characters.
const maxMarker = 512

// Codes of our own, for sends that are refused before any call.
const (
	codeRecipient = "recipient"
	codeEmpty     = "empty"
	codeTooLong   = "too_long"
	codeMarker    = "marker_too_long"
)

type textMessage struct {
	Product       string   `json:"messaging_product"`
	RecipientType string   `json:"recipient_type"`
	To            string   `json:"to,omitempty"`
	Recipient     string   `json:"recipient,omitempty"`
	Type          string   `json:"type"`
	Text          textBody `json:"text"`
	Marker        string   `json:"biz_opaque_callback_data,omitempty"`
}

type textBody struct {
	Body string `json:"body"`
}

type sendAnswer struct {
	Contacts []struct {
		WAID   string `json:"wa_id"`
		UserID string `json:"user_id"`
	} `json:"contacts"`
	Messages []struct {
		ID string `json:"id"`
	} `json:"messages"`
}

// SendText sends one text. Acceptance is not delivery: that comes as a status
// with the same marker. Errors are *failure.Error, as the package comment says.
func (c *Client) SendText(ctx context.Context, text provider.Text) (provider.Sent, error) {
	op := "cloudapi send text from " + text.Number
	message, err := compose(op, text)
	if err != nil {
		return provider.Sent{}, err
	}
	var answer sendAnswer
	path := url.PathEscape(text.Number) + "/messages"
	if err := c.call(ctx, op, http.MethodPost, path, nil, message, &answer); err != nil {
		return provider.Sent{}, err
	}
	if len(answer.Messages) == 0 || answer.Messages[0].ID == "" {
		return provider.Sent{}, undecodable(op)
	}
	sent := provider.Sent{MessageID: answer.Messages[0].ID}
	if len(answer.Contacts) > 0 {
		sent.Phone, sent.BSUID = answer.Contacts[0].WAID, answer.Contacts[0].UserID
	}
	return sent, nil
}

// compose refuses what Meta would refuse, or worse would take and not deliver.
func compose(op string, text provider.Text) (textMessage, error) {
	refuse := func(code, why string) (textMessage, error) {
		return textMessage{}, &failure.Error{Class: failure.Permanent, Code: code, Op: op, Err: errors.New(why)}
	}
	message := textMessage{
		Product: "whatsapp", RecipientType: "individual",
		Type: typeText, Text: textBody{Body: text.Body}, Marker: text.Marker,
	}
	switch phone, bsuid := text.Recipient.Phone, text.Recipient.BSUID; {
	case phone != "":
		if !isDigits(phone) {
			return refuse(codeRecipient, "the phone is not digits only")
		}
		message.To = "+" + phone
	case bsuid == "":
		return refuse(codeRecipient, "neither phone nor user id")
	case conversation.CanonicalPhone(bsuid) != "" || !strings.ContainsFunc(bsuid, unicode.IsLetter):
		return refuse(codeRecipient, "a phone stands in the user id's place")
	default:
		message.Recipient = bsuid
	}
	switch {
	case strings.TrimSpace(text.Body) == "":
		return refuse(codeEmpty, "nothing to send")
	case utf8.RuneCountInString(text.Body) > provider.MaxTextRunes:
		return refuse(codeTooLong, "longer than 4,096 characters")
	case utf8.RuneCountInString(text.Marker) > maxMarker:
		return refuse(codeMarker, "marker longer than 512 characters")
	}
	return message, nil
}

func isDigits(text string) bool {
	return strings.IndexFunc(text, func(r rune) bool { return r < '0' || r > '9' }) < 0
}
