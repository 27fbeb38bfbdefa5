package main

import (
	"context"
	"time"

	"ventana/shared/envelope"
	"ventana/shared/telemetry"
)

// ofBusiness reports whether an envelope tells what the business itself did:
// wrote in its phone app, or called.
func ofBusiness(e envelope.Envelope) bool {
	return e.Kind == envelope.KindEcho || e.Kind == envelope.KindCall && e.Message.Call.ByBusiness
}

// opensWindow reports whether a message opens the window: every one of the
// customer's, and the calls that do. The business's words, WhatsApp's own
// remarks and the canary open none.
func (t *turn) opensWindow(message envelope.Message) bool {
	if message.Call != nil {
		return message.Call.OpensWindow()
	}
	return !t.echo && !remark(message) && !isCanary(message)
}

// hear moves the window along. A window that opens again is saved before the
// ticket shows the message: a trigger of the helpdesk answers at that moment, and
// its answer would be refused. Otherwise the turn's end is early enough.
func (t *turn) hear(ctx context.Context, messages []envelope.Message) error {
	wasOpen := t.talk.Open(t.now())
	for _, message := range messages {
		if t.opensWindow(message) {
			t.talk.Heard(answerable(message), message.At)
		}
	}
	if t.talk.Ticket == "" || wasOpen || !t.talk.Open(t.now()) {
		return nil
	}
	return t.store.SaveConversation(ctx, t.talk, t.owner, false)
}

// noteAnswer notes when the business last wrote to the customer, or spoke with
// them. A word that is lost costs a warning too many, so it holds nothing up.
func (t *turn) noteAnswer(ctx context.Context, messages []envelope.Message) {
	var last time.Time
	for _, message := range messages {
		answers := t.echo
		if message.Call != nil {
			answers = message.Call.Taken
		}
		if answers && message.At.After(last) {
			last = message.At
		}
	}
	if last.IsZero() {
		return
	}
	if err := t.store.Answered(ctx, t.talk.Contact, t.talk.Number, last); err != nil {
		t.log.Warn("answer not noted", telemetry.KeyContact, t.talk.Contact, telemetry.KeyError, err)
	}
}

// answerable is a message's id as one to react to and to quote; a call is none.
func answerable(message envelope.Message) string {
	if message.Call != nil {
		return ""
	}
	return message.ID
}

// stands reports whether a message is to stand in the ticket. Of a call only the
// end does: one line a call, however many events it has.
func stands(message envelope.Message) bool { return message.Call == nil || message.Call.Over }

// passing reports whether a part is worth a line on an open ticket, and no
// ticket of its own: a word of the business's, a remark of WhatsApp's, a call
// that was answered. Somebody has to call back who was missed.
func passing(p part) bool {
	return p.echo || remark(p.message) || p.message.Call != nil && p.message.Call.Taken
}

// internal reports whether parts are the business's calls: an agent reads of
// them, and nobody wrote that to the customer.
func internal(parts []part) bool { return parts[0].echo && parts[0].message.Call != nil }
