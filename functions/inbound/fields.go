package main

import (
	"slices"
	"time"

	"ventana/shared/conversation"
	"ventana/shared/helpdesk"
	"ventana/shared/note"
)

// commentFields are those of a comment: what moves the window changes them, and
// another conversation's window that was brought here.
func (t *turn) commentFields(parts []part) []helpdesk.Field {
	if !t.joined && !slices.ContainsFunc(parts, func(p part) bool { return t.opensWindow(p.message) }) {
		return nil
	}
	value := helpdesk.WindowOpen
	if !t.talk.Open(t.now()) {
		value = helpdesk.WindowClosed
	}
	return t.windowFields(t.talk.ClosesAt(), value)
}

// openedFields are those of a new ticket: its first message's alone, so that
// they are the same for every repeat.
func (t *turn) openedFields(first part) []helpdesk.Field {
	if isCanary(first.message) {
		return nil // it has no window
	}
	return t.windowFields(first.message.At.Add(conversation.WindowLength), helpdesk.WindowOpen)
}

// showSoon has the sweep of windows show the window, where a new ticket does not
// show it as it is: its first message may be older than the last, or than a
// refusal. One that has closed is due by then.
func (t *turn) showSoon(first part) {
	if isCanary(first.message) {
		return
	}
	shown := first.message.At.Add(conversation.WindowLength)
	if closesAt := t.talk.ClosesAt(); !closesAt.Equal(shown) || !t.talk.Open(t.now()) {
		t.talk.DueAt, t.talk.DueLevel = t.now(), conversation.LevelShow
	}
}

// windowFields show in the ticket until when the customer can be written to, in
// the call that is made anyway. What the account has no field for is left out.
func (t *turn) windowFields(closesAt time.Time, value string) []helpdesk.Field {
	if closesAt.IsZero() {
		return nil
	}
	return slices.DeleteFunc([]helpdesk.Field{
		{ID: t.line.helpdesk.Fields.OpenUntil, Value: note.Moment(closesAt)},
		{ID: t.line.helpdesk.Fields.Window, Value: value},
	}, func(f helpdesk.Field) bool { return f.ID == "" })
}
