package main

import (
	"strings"
	"testing"
	"time"

	"ventana/shared/dynamostore"
	"ventana/shared/note"
	"ventana/shared/policy"
	"ventana/shared/sqsqueue"
	"ventana/shared/telemetry"
)

// frugal is a world with limits of a day and, where month is not empty, of a month,
// that stop reminders at 80 % and templates at all of it. Its reminder is due on the
// 23rd at 7:00, and its window closes at 9:00.
func frugal(t *testing.T, day, month string) *world {
	t.Helper()
	return reminds(t, within(day, month))
}

// within puts those limits into a policy.
func within(day, month string) func(*policy.Policy) {
	return func(p *policy.Policy) {
		p.Money = policy.Money{DailyLimit: day, MonthlyLimit: month, Currency: "USD", StopFirst: []policy.Purpose{policy.PurposeReminder, policy.PurposeReply}}
	}
}

// raises puts another limit of the day in force, in the place of a version's.
func (w *world) raises(t *testing.T, day string, version int) {
	t.Helper()
	text, _, err := w.store.CurrentPolicy(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	rules, err := policy.Parse([]byte(text))
	if err != nil {
		t.Fatal(err)
	}
	rules.Money.DailyLimit = day
	changed, err := policy.Marshal(rules)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := w.store.PutPolicy(t.Context(), string(changed), "test", version); err != nil {
		t.Fatal(err)
	}
}

// nearMidnight is a frugal world shortly before midnight of the 22nd, whose reminder was asked
// for already, twelve hours before the window closes.
func nearMidnight(t *testing.T, day, month string) *world {
	t.Helper()
	w := reminds(t, func(p *policy.Policy) {
		within(day, month)(p)
		p.Window.Reminder.Before = 12 * time.Hour
	})
	w.at = time.Date(2026, 11, 22, 23, 50, 0, 0, time.UTC)
	return w
}

func TestMoneyDay_reminderWaitsAndGoesOnTheNextDay(t *testing.T) {
	t.Parallel()
	w := nearMidnight(t, "10.00", "1000.00")
	w.spends(t, "2026-11-22", 800)
	w.at = time.Date(2026, 11, 22, 22, 15, 0, 0, time.UTC)
	got := w.asked(t, w.reminder())
	if !got.Holds() || got.WaitOf() != heldPause {
		t.Fatalf("got %+v, want it to look again in an hour", got)
	}
	w.at = time.Date(2026, 11, 22, 23, 50, 0, 0, time.UTC)
	got = w.asked(t, w.reminder())
	if wait := got.WaitOf(); !got.Holds() || wait < 10*time.Minute || wait > 40*time.Minute {
		t.Fatalf("got %+v, want it to wait for the first half hour of the day", got)
	}
	if len(w.line.sent) != 0 || w.count[telemetry.MetricMoneyHeld+" day reminder"] != 2 || len(w.notes()) != 0 {
		t.Fatalf("%d messages, counted %v, notes %q", len(w.line.sent), w.count, w.notes())
	}
	w.pass(got.WaitOf())
	for range 2 {
		if got := w.asked(t, w.reminder()); got != sqsqueue.Done() {
			t.Fatalf("got %+v, want it sent on the next day", got)
		}
	}
	if len(w.line.sent) != 1 {
		t.Errorf("%d messages left, want the reminder once", len(w.line.sent))
	}
}

// What waits is decided anew: of a window that closed meanwhile nobody is reminded.
func TestMoneyDay_whatHasLostItsTimeIsLeft(t *testing.T) {
	t.Parallel()
	w := frugal(t, "10.00", "")
	w.spends(t, "2026-11-23", 800)
	if got := w.asked(t, w.reminder()); !got.Holds() {
		t.Fatalf("got %+v, want it to wait", got)
	}
	w.at = time.Date(2026, 11, 24, 0, 10, 0, 0, time.UTC)
	if got := w.asked(t, w.reminder()); got != sqsqueue.Done() || len(w.line.sent) != 0 || !strings.Contains(w.log.String(), "window is closed") {
		t.Errorf("got %+v, %d messages, log %s", got, len(w.line.sent), w.log.String())
	}
}

func TestMoneyDay_theMonthHoldsForLonger(t *testing.T) {
	t.Parallel()
	w := frugal(t, "10.00", "20.00")
	w.spends(t, "2026-11-02", 1000)
	w.spends(t, "2026-11-23", 900)
	if got := w.asked(t, w.reminder()); got != sqsqueue.Done() || len(w.line.sent) != 0 || w.count[telemetry.MetricMoneyHeld+" month reminder"] != 1 {
		t.Errorf("got %+v, %d messages, counted %v, want it left for the month", got, len(w.line.sent), w.count)
	}
}

func TestMoneyDay_templateIsHeldAndTheNoteSaysTodayAndWordsGo(t *testing.T) {
	t.Parallel()
	w := frugal(t, "10.00", "1000.00")
	w.spends(t, "2026-11-23", 1000)
	w.remark("/wa template case_update es first_name=Ana")
	w.reply("hola")
	w.done(t)
	w.done(t)
	if len(w.line.sent) != 1 || w.count[telemetry.MetricMoneyHeld+" day reply"] != 1 {
		t.Errorf("%d messages left, counted %v, want the words alone", len(w.line.sent), w.count)
	}
	if want := note.MoneyHeldToday("es", "10.00"); len(w.notes()) != 1 || w.notes()[0] != want {
		t.Errorf("notes %q, want %q once", w.notes(), want)
	}
	w.at = time.Date(2026, 11, 24, 0, 1, 0, 0, time.UTC)
	w.remark("/wa template case_update es first_name=Eva")
	w.done(t)
	if len(w.line.sent) != 2 {
		t.Errorf("%d messages left, want the template of the next day", len(w.line.sent))
	}
}

// A sum that was read before midnight is not the new day's, however fresh it is.
func TestMoneyDay_aSumOfYesterdayHoldsNothing(t *testing.T) {
	t.Parallel()
	w := nearMidnight(t, "10.00", "")
	w.at = time.Date(2026, 11, 22, 23, 59, 50, 0, time.UTC)
	w.spends(t, "2026-11-22", 5000)
	if got := w.asked(t, w.reminder()); !got.Holds() {
		t.Fatalf("got %+v, want it to wait", got)
	}
	w.pass(20 * time.Second)
	if got := w.asked(t, w.reminder()); got != sqsqueue.Done() || len(w.line.sent) != 1 {
		t.Errorf("got %+v, %d messages, want the reminder of the new day", got, len(w.line.sent))
	}
}

func TestMoneyDay_aLimitThatIsRaisedLetsGo(t *testing.T) {
	t.Parallel()
	w := frugal(t, "10.00", "")
	w.spends(t, "2026-11-23", 1000)
	got := w.asked(t, w.reminder())
	if !got.Holds() {
		t.Fatalf("got %+v, want it to wait", got)
	}
	w.raises(t, "50.00", 1)
	w.pass(got.WaitOf())
	if got := w.asked(t, w.reminder()); got != sqsqueue.Done() || len(w.line.sent) != 1 {
		t.Errorf("got %+v, %d messages, want the reminder", got, len(w.line.sent))
	}
}

// A reminder that was set out before the limit was reached has a fate of its own.
func TestMoneyDay_whatWasBegunGoesOn(t *testing.T) {
	t.Parallel()
	w := frugal(t, "10.00", "")
	w.failsAt("Finish before", errStore)
	if got := w.asked(t, w.reminder()); got == sqsqueue.Done() {
		t.Fatal("the failure was swallowed")
	}
	w.spends(t, "2026-11-23", 1000)
	w.pass(offerFresh)
	w.asked(t, w.reminder())
	if w.count[telemetry.MetricMoneyHeld+" day reminder"] != 0 || len(w.line.sent) != 1 {
		t.Errorf("counted %v, %d messages: what may have left is not held", w.count, len(w.line.sent))
	}
}

func TestHeldFor_spreadsTheBeginningOfTheDay(t *testing.T) {
	t.Parallel()
	now := time.Date(2026, 11, 22, 23, 30, 0, 0, time.UTC)
	seen := map[time.Duration]bool{}
	for i := range 100 {
		wait := heldFor(now, dynamostore.MessageDigest(string(rune('a'+i))))
		if wait < 30*time.Minute || wait >= time.Hour {
			t.Fatalf("waits %s, want the first half hour of the next day", wait)
		}
		seen[wait] = true
	}
	if len(seen) < 80 {
		t.Errorf("a hundred go at %d moments", len(seen))
	}
	if wait := heldFor(now.Add(-12*time.Hour), "a"); wait != heldPause {
		t.Errorf("waits %s at noon, want %s: the limit may be raised", wait, heldPause)
	}
}
