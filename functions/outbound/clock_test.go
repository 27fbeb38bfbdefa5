package main

import (
	"testing"
	"time"

	"ventana/shared/failure"
)

// While an ad's free entry point is open a template costs nothing; the sent
// message knows until when, so that its status has nothing to tell anew.
func TestTemplate_isFreeInAFreeEntryPoint(t *testing.T) {
	t.Parallel()
	for name, tt := range map[string]struct {
		until time.Duration
		price string
	}{"open": {48 * time.Hour, "$0.00"}, "over": {30 * time.Hour, "$0.02"}} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := newWorld(t)
			w.approve(t, "APPROVED")
			until := w.at.Add(tt.until)
			if err := w.store.FreeUntil(t.Context(), "c1", "main", until); err != nil {
				t.Fatal(err)
			}
			w.pass(30 * time.Hour)
			w.remark("/wa template case_update es first_name=Ana")
			w.done(t)
			entries, err := w.store.AuditOf(t.Context(), w.at)
			if err != nil || len(entries) != 1 || !entries[0].Priced || entries[0].Price.String() != tt.price {
				t.Fatalf("got audit %+v, %v, want the price %s", entries, err, tt.price)
			}
			sent, known, err := w.store.SentMessage(t.Context(), "wamid.out.1")
			if err != nil || !known || !sent.FreeUntil.Equal(until) {
				t.Errorf("got %+v, %v, want it to know until when messages are free", sent, err)
			}
			w.reply("free as it would be")
			w.done(t)
			if texts := w.line.texts(); len(texts) != 0 {
				t.Errorf("got %q sent through a closed window", texts)
			}
		})
	}
}

// What WhatsApp refuses makes the conversation due, so that the ticket shows it.
func TestSend_refusedWindowIsDueToBeShown(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.reply("one")
	w.failsAt("Send before", refusal(failure.Permanent, "131047", 0))
	w.done(t)
	due, err := w.store.Due(t.Context(), 0, w.at, 10)
	if err != nil || len(due) != 1 || due[0].Contact != "c1" {
		t.Errorf("got %v due, %v, want the refused one", due, err)
	}
}
