package main

import (
	"fmt"
	"strings"
	"testing"

	"ventana/shared/dynamostore"
	"ventana/shared/note"
	"ventana/shared/policy"
	"ventana/shared/sqsqueue"
	"ventana/shared/telemetry"
)

// spends lets WhatsApp have charged so much on a day, in cents.
func (w *world) spends(t *testing.T, day string, cents int64) {
	t.Helper()
	id := fmt.Sprint("wamid.before ", day, cents)
	if err := w.store.RecordSent(t.Context(), dynamostore.Sent{MessageID: id, Effect: id, Number: "main", SentAt: w.at}); err != nil {
		t.Fatal(err)
	}
	if ok, err := w.store.CountSpend(t.Context(), id, dynamostore.Spend{Day: day, Number: "main", Micros: cents * 10_000, Messages: 1}); err != nil || !ok {
		t.Fatalf("%t, %v", ok, err)
	}
}

// thrifty is a world with a limit of $10 that stops reminders at 80 % and templates
// at all of it.
func thrifty(t *testing.T) *world {
	t.Helper()
	return reminds(t, func(p *policy.Policy) {
		p.Money = policy.Money{MonthlyLimit: "10.00", Currency: "USD", StopFirst: []policy.Purpose{policy.PurposeReminder, policy.PurposeReply}}
	})
}

func TestMoney_reminderIsHeldBeforeTemplatesAndIsNotSentLater(t *testing.T) {
	t.Parallel()
	w := thrifty(t)
	w.spends(t, "2026-10-31", 5000) // another month's
	w.spends(t, "2026-11-01", 799)
	w.spends(t, "2026-11-23", 1)
	for range 2 {
		if got := w.asked(t, w.reminder()); got != sqsqueue.Done() {
			t.Fatalf("got %+v, want it left", got)
		}
	}
	if len(w.line.sent) != 0 || w.count[telemetry.MetricMoneyHeld+" month reminder"] != 2 || !strings.Contains(w.log.String(), `"reason":"money"`) {
		t.Errorf("%d messages left, counted %v, log %s", len(w.line.sent), w.count, w.log.String())
	}
	w.remark("/wa template case_update es first_name=Ana")
	w.done(t)
	if len(w.line.sent) != 1 {
		t.Errorf("%d messages left, want the agent's template: 80 %% stop reminders alone", len(w.line.sent))
	}
}

func TestMoney_belowTheShareEverythingGoes(t *testing.T) {
	t.Parallel()
	w := thrifty(t)
	w.spends(t, "2026-11-01", 799)
	if got := w.asked(t, w.reminder()); got != sqsqueue.Done() || len(w.line.sent) != 1 || w.count[telemetry.MetricMoneyHeld+" month reminder"] != 0 {
		t.Errorf("got %+v, %d messages, counted %v", got, len(w.line.sent), w.count)
	}
}

func TestMoney_templateIsHeldAndItsAgentToldAndWordsGo(t *testing.T) {
	t.Parallel()
	w := thrifty(t)
	w.spends(t, "2026-11-22", 1000)
	w.remark("/wa template case_update es first_name=Ana")
	w.reply("hola")
	w.done(t)
	w.done(t)
	if len(w.line.sent) != 1 || w.count[telemetry.MetricMoneyHeld+" month reply"] != 1 {
		t.Errorf("%d messages left, counted %v, want the words alone", len(w.line.sent), w.count)
	}
	if want := note.MoneyHeld("es", "10.00"); len(w.notes()) != 1 || w.notes()[0] != want {
		t.Errorf("notes %q, want %q once", w.notes(), want)
	}
}

// A template that was set out before the limit was reached has a fate of its own.
func TestMoney_whatWasBegunGoesOn(t *testing.T) {
	t.Parallel()
	w := thrifty(t)
	w.remark("/wa template case_update es first_name=Ana")
	died := false
	w.store.Fault(func(point string) error {
		if point == "Finish before" && !died {
			died = true
			return errStore
		}
		return nil
	})
	w.look(t)
	w.spends(t, "2026-11-22", 1000)
	w.pass(offerFresh)
	if got := w.look(t); !got.Holds() {
		t.Errorf("got %+v, want it to wait for its fate", got)
	}
	if w.count[telemetry.MetricMoneyHeld+" month reply"] != 0 || strings.Contains(strings.Join(w.notes(), "\n"), note.MoneyHeld("es", "10.00")) {
		t.Errorf("counted %v, notes %q: what may have left is not told as held", w.count, w.notes())
	}
}

func TestMoney_withoutALimitNothingIsRead(t *testing.T) {
	t.Parallel()
	w := reminds(t, nil)
	w.store.Fault(func(point string) error {
		if strings.HasPrefix(point, "SpentIn") {
			return errStore
		}
		return nil
	})
	if got := w.asked(t, w.reminder()); got != sqsqueue.Done() || len(w.line.sent) != 1 {
		t.Errorf("got %+v and %d messages, want the reminder", got, len(w.line.sent))
	}
}
