package main

import (
	"encoding/json"
	"errors"
	"testing"
	"time"

	"ventana/shared/envelope"
	"ventana/shared/failure"
	"ventana/shared/note"
	"ventana/shared/sqsqueue"
)

func (w *world) notice(t *testing.T, field, event, raw string) sqsqueue.Outcome {
	t.Helper()
	return w.receive(t, w.at, 1, envelope.Envelope{Kind: envelope.KindNotice, Notice: &envelope.Notice{
		Field: field, Event: event, Account: "200000000000001", At: w.at, Raw: json.RawMessage(raw),
	}})
}

// TestStatus_noticesAreKeptAndTheSeriousOnesCounted: an alarm looks at the
// count, later work at what is kept.
func TestStatus_noticesAreKeptAndTheSeriousOnesCounted(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	for _, one := range []struct{ field, event, raw string }{
		{"account_update", "DISABLED_UPDATE", `{"event":"DISABLED_UPDATE","ban_info":{"waba_ban_state":"DISABLE"}}`},
		{"message_template_status_update", "APPROVED", `{"event":"APPROVED"}`},
		{"phone_number_quality_update", "FLAGGED", `{"event":"FLAGGED"}`},
	} {
		if got := w.notice(t, one.field, one.event, one.raw); got != sqsqueue.Done() {
			t.Fatalf("%s: got %+v, want done", one.field, got)
		}
	}
	if len(w.counts) != 2 || w.counts["AccountTrouble banned"] != 1 || w.counts["AccountTrouble quality"] != 1 {
		t.Errorf("got counts %v, want the ban and the quality, and no approval", w.counts)
	}
	kept, err := w.store.Notices(t.Context(), "whatsapp", "200000000000001", w.at.Add(-time.Hour))
	if err != nil || len(kept) != 3 {
		t.Errorf("got %d notices kept, %v, want all three", len(kept), err)
	}
}

func TestStatus_noticeIsCountedAlthoughTheTableFails(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.store.Fault(func(point string) error {
		if point == "KeepNotice before" {
			return errors.New("throttled")
		}
		return nil
	})
	if got := w.notice(t, "security", "PIN_CHANGED", ""); !got.Holds() {
		t.Errorf("got %+v, want the notice to come again", got)
	}
	if w.counts["AccountTrouble security"] != 1 {
		t.Errorf("got counts %v, want the alarm not to wait for the table", w.counts)
	}
}

func TestStatus_unknownMessagesAreCountedWhenTheyAreLeft(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	s := status("delivered", "")
	received := w.at
	w.receive(t, received, 1, envelope.Envelope{Kind: envelope.KindStatus, Status: &s})
	if len(w.counts) != 0 {
		t.Fatalf("got counts %v while it is waited for", w.counts)
	}
	w.pass(patience)
	w.receive(t, received, 2, envelope.Envelope{Kind: envelope.KindStatus, Status: &s})
	if w.counts["StatusesUnknown delivered"] != 1 {
		t.Errorf("got counts %v, want it counted once", w.counts)
	}
}

func TestStatus_laterDeliveryTakesTheFailureNoteBack(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.sent(t)
	w.done(t, status("failed", "131026"))
	for range 2 { // statuses come twice
		w.done(t, status("delivered", ""))
	}
	w.done(t, status("read", ""))
	notes := w.notes()
	if len(notes) != 2 || notes[0] != note.Failed("pt", "131026") || notes[1] != note.ArrivedAfterAll("pt") {
		t.Errorf("got notes %q, want the failure and once that it arrived", notes)
	}
}

func TestStatus_deliveryWithoutAFailureNoteTellsNothing(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.sent(t)
	w.done(t, status("delivered", ""))
	w.done(t, status("failed", "131026")) // late: the message is there
	w.done(t, status("read", ""))
	if notes := w.notes(); len(notes) != 0 {
		t.Errorf("got notes %q, want none", notes)
	}
}

// What WhatsApp says of a template makes the account's list be read anew.
func TestStatus_noticeOfATemplateSyncsItsAccount(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	for _, field := range []string{"message_template_status_update", "template_category_update", "account_update", "message_template_quality_update"} {
		w.notice(t, field, "X", "")
	}
	if len(w.synced) != 3 || w.synced[0] != "200000000000001" {
		t.Errorf("got %v synced, want one for each word on a template", w.synced)
	}
	if len(w.coming) > 0 {
		t.Errorf("got %q foretold, want none", w.coming)
	}
	announced := envelope.Envelope{Kind: envelope.KindNotice, Notice: &envelope.Notice{
		Field: "template_category_update", Account: "200000000000001", At: w.at,
		Raw: []byte(`{"message_template_name":"news","message_template_language":"es","new_category":"UTILITY","correct_category":"MARKETING"}`),
	}}
	if got := w.receive(t, w.at, 1, announced); got != sqsqueue.Done() || len(w.coming) != 1 || w.coming[0] != "200000000000001 news es MARKETING" {
		t.Errorf("got %+v and %q, want the category to come foretold", got, w.coming)
	}
	w.synced = w.synced[:3]
	stranger := envelope.Envelope{Kind: envelope.KindNotice, Notice: &envelope.Notice{Field: "message_template_status_update", Account: "9", At: w.at}}
	if got := w.receive(t, w.at, 1, stranger); got != sqsqueue.Done() || len(w.synced) != 3 {
		t.Errorf("got %+v and %v, want another program's account left alone", got, w.synced)
	}
}

// What WhatsApp says of a number's limits is read from the number itself.
func TestStatus_noticeOfANumberHasItsLimitsReadAnew(t *testing.T) {
	t.Parallel()
	for _, field := range []string{"phone_number_quality_update", "business_capability_update", "account_update"} {
		t.Run(field, func(t *testing.T) {
			t.Parallel()
			w := newWorld(t)
			w.checkFails = &failure.Error{Class: failure.Later, Wait: time.Minute}
			if got := w.notice(t, field, "ONBOARDING", "{}"); !got.Holds() {
				t.Errorf("got %+v, want the notice to come again", got)
			}
			w.checkFails = &failure.Error{Class: failure.Permanent, Code: "33"}
			if got := w.notice(t, field, "ONBOARDING", "{}"); got != sqsqueue.Done() {
				t.Errorf("got %+v of a number that is gone, want done", got)
			}
			w.checkFails = nil
			if got := w.notice(t, field, "ONBOARDING", "{}"); got != sqsqueue.Done() {
				t.Errorf("got %+v, want done", got)
			}
			if len(w.checked) != 3 || w.checked[2] != "main 1" {
				t.Errorf("got %q checked, want the account's number", w.checked)
			}
		})
	}
	w := newWorld(t)
	w.notice(t, "message_template_status_update", "APPROVED", `{}`)
	if len(w.checked) != 0 {
		t.Errorf("got %q checked for a template's notice", w.checked)
	}
}
