package cloudapi

import (
	"context"
	"net/http"
	"net/url"

	"ventana/shared/failure"
	"ventana/shared/provider"
)

type sendAnswer struct {
	Contacts []struct {
		WAID   string `json:"wa_id"`
		UserID string `json:"user_id"`
	} `json:"contacts"`
	Messages []struct {
		ID     string `json:"id"`
		Status string `json:"message_status"` // of templates only
	} `json:"messages"`
}

// statusAccepted is the message_status of a template that is on its way.
const statusAccepted = "accepted"

// Send sends one message. Acceptance is not delivery: that comes as a status
// with the same marker. What WhatsApp would refuse is refused here, before any
// call, as Permanent with the code "recipient", "empty", "too_long", "content"
// or "marker_too_long". Errors are *failure.Error, as the package comment says.
// https://developers.facebook.com/documentation/business-messaging/whatsapp/messages/send-messages
func (c *Client) Send(ctx context.Context, message provider.Message) (provider.Sent, error) {
	op := "cloudapi send from " + message.Number
	body, err := compose(op, message)
	if err != nil {
		return provider.Sent{}, err
	}
	var answer sendAnswer
	if err := c.call(ctx, op, http.MethodPost, messagesPath(message.Number), nil, body, &answer); err != nil {
		return provider.Sent{}, err
	}
	if len(answer.Messages) == 0 || answer.Messages[0].ID == "" {
		return provider.Sent{}, undecodable(op)
	}
	sent := provider.Sent{MessageID: answer.Messages[0].ID}
	if status := answer.Messages[0].Status; status != statusAccepted {
		sent.Held = status
	}
	if len(answer.Contacts) > 0 {
		sent.Phone, sent.BSUID = answer.Contacts[0].WAID, answer.Contacts[0].UserID
	}
	return sent, nil
}

// Answers asks whether WhatsApp answers at all for a number; a refusal is an answer.
func (c *Client) Answers(ctx context.Context, number string) error {
	err := c.call(ctx, "cloudapi look at "+number, http.MethodGet, url.PathEscape(number), url.Values{"fields": {"id"}}, nil, nil)
	if failed := failure.Of(err); failed == nil || !provider.DoesNotAnswer(failed.Code) {
		return nil
	}
	return again(err)
}

func messagesPath(number string) string { return url.PathEscape(number) + "/messages" }

// readReceipt marks a customer's message as read.
type readReceipt struct {
	Product   string           `json:"messaging_product"`
	Status    string           `json:"status"`
	MessageID string           `json:"message_id"`
	Typing    *typingIndicator `json:"typing_indicator,omitempty"`
}

type typingIndicator struct {
	Type string `json:"type"`
}

// MarkRead shows a customer that their message, and those before it, were
// read. With typing they also see that somebody writes, until the answer comes
// or 25 seconds have passed. Doing it again changes nothing, so that no failure
// is Ambiguous; WhatsApp takes it within 30 days of the message.
// https://developers.facebook.com/documentation/business-messaging/whatsapp/typing-indicators
func (c *Client) MarkRead(ctx context.Context, number, messageID string, typing bool) error {
	receipt := readReceipt{Product: product, Status: "read", MessageID: messageID}
	if typing {
		receipt.Typing = &typingIndicator{Type: typeText}
	}
	return again(c.call(ctx, "cloudapi mark read at "+number, http.MethodPost, messagesPath(number), nil, receipt, nil))
}
