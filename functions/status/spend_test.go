package main

import (
	"errors"
	"fmt"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"ventana/shared/dynamostore"
	"ventana/shared/envelope"
	"ventana/shared/policy"
	"ventana/shared/pricing"
	"ventana/shared/sqsqueue"
)

// limits puts a limit on the month's spend.
func (w *world) limits(t *testing.T, limit, currency string) {
	t.Helper()
	w.guards(t, policy.Money{MonthlyLimit: limit, Currency: currency})
}

// guards puts limits in force.
func (w *world) guards(t *testing.T, money policy.Money) {
	t.Helper()
	rules := policy.Default()
	money.StopFirst = rules.Money.StopFirst
	rules.Money = money
	text, err := policy.Marshal(rules)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := w.store.PutPolicy(t.Context(), string(text), "test", 0); err != nil {
		t.Fatal(err)
	}
}

// spain is a message to Spain.
func (w *world) spain(t *testing.T) {
	t.Helper()
	err := w.store.RecordSent(t.Context(), dynamostore.Sent{
		MessageID: "wamid.1", Effect: "e1", Helpdesk: "zendesk", Ticket: w.ticket, Contact: "c1", Number: "main", SentAt: w.at,
		Origin: dynamostore.Origin{Country: "ES"},
	})
	if err != nil {
		t.Fatal(err)
	}
}

func priced(state, category, kind string) envelope.Status {
	told := status(state, "")
	told.Pricing = &envelope.Pricing{Category: category, Type: kind, Model: "PMP", Billable: kind == "regular"}
	return told
}

func (w *world) spent(t *testing.T) []dynamostore.Spend {
	t.Helper()
	all, err := w.store.SpentIn(t.Context(), "2026-11")
	if err != nil {
		t.Fatal(err)
	}
	return all
}

func TestSpend_countsWhatIsChargedOnce(t *testing.T) {
	t.Parallel()
	one := func(micros int64, unpriced int) []dynamostore.Spend {
		return []dynamostore.Spend{{Day: "2026-11-22", Number: "main", Micros: micros, Messages: 1, Unpriced: unpriced}}
	}
	for name, tt := range map[string]struct {
		limit, currency string
		told            []envelope.Status
		want            []dynamostore.Spend
	}{
		"a delivery":               {"250.00", "USD", []envelope.Status{priced("sent", "utility", "regular"), priced("delivered", "utility", "regular")}, one(20_000, 0)},
		"told twice, and read":     {"250.00", "USD", []envelope.Status{priced("delivered", "service", "regular"), priced("delivered", "service", "regular"), priced("read", "service", "regular")}, one(20_000, 0)},
		"read alone":               {"250.00", "USD", []envelope.Status{priced("read", "marketing", "regular")}, one(61_500, 0)},
		"of a group":               {"250.00", "USD", []envelope.Status{priced("delivered", "group_service", "regular")}, one(20_000, 0)},
		"sent is not delivered":    {"250.00", "USD", []envelope.Status{priced("sent", "utility", "regular")}, nil},
		"a free one":               {"250.00", "USD", []envelope.Status{priced("delivered", "service", "free_customer_service")}, nil},
		"a free entry point":       {"250.00", "USD", []envelope.Status{priced("delivered", "referral_conversion", "free_entry_point")}, nil},
		"a rate that nobody knows": {"250.00", "USD", []envelope.Status{priced("delivered", "authentication-international", "regular")}, one(0, 1)},
		"without a word of price":  {"250.00", "USD", []envelope.Status{status("delivered", "")}, nil},
		"no limit is set":          {"", "", []envelope.Status{priced("delivered", "utility", "regular")}, nil},
		"a limit that cannot hold": {"250.00", "EUR", []envelope.Status{priced("delivered", "utility", "regular")}, nil},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := newWorld(t)
			w.limits(t, tt.limit, tt.currency)
			w.spain(t)
			for _, told := range tt.told {
				if got := w.handle(t, told); got != sqsqueue.Done() {
					t.Fatalf("got %+v, want done", got)
				}
			}
			if diff := cmp.Diff(tt.want, w.spent(t)); diff != "" {
				t.Errorf("spent (-want +got):\n%s", diff)
			}
		})
	}
}

// A limit of the day alone counts too, and both count with one write; whichever day
// the delivery was on has it, to the second.
func TestSpend_ofTheDayIsThatOfTheDelivery(t *testing.T) {
	t.Parallel()
	for name, money := range map[string]policy.Money{
		"a day alone": {DailyLimit: "50.00", Currency: "USD"}, "both": {MonthlyLimit: "250.00", DailyLimit: "50.00", Currency: "USD"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := newWorld(t)
			w.guards(t, money)
			w.spain(t)
			writes := 0
			w.store.Fault(func(at string) error {
				if at == "CountSpend before" {
					writes++
				}
				return nil
			})
			last := priced("delivered", "utility", "regular")
			last.At = time.Date(2026, 11, 22, 23, 59, 59, 0, time.UTC)
			for range 2 {
				w.handle(t, last)
			}
			second := dynamostore.Sent{MessageID: "wamid.2", Effect: "e2", Helpdesk: "zendesk", Ticket: w.ticket, Contact: "c1", Number: "main", SentAt: w.at, Origin: dynamostore.Origin{Country: "ES"}}
			if err := w.store.RecordSent(t.Context(), second); err != nil {
				t.Fatal(err)
			}
			next := priced("delivered", "utility", "regular")
			next.ID, next.At = "wamid.2", last.At.Add(time.Second)
			w.handle(t, next)
			want := []dynamostore.Spend{{Day: "2026-11-22", Number: "main", Micros: 20_000, Messages: 1}, {Day: "2026-11-23", Number: "main", Micros: 20_000, Messages: 1}}
			if diff := cmp.Diff(want, w.spent(t)); diff != "" {
				t.Errorf("spent (-want +got):\n%s", diff)
			}
			if writes > 3 {
				t.Errorf("%d writes for three statuses", writes)
			}
		})
	}
}

// Many statuses of many messages at once, each told twice: the day has each once.
func TestSpend_manyAtOnceAreEachCountedOnce(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.guards(t, policy.Money{DailyLimit: "50.00", Currency: "USD"})
	const messages = 40
	var work sync.WaitGroup
	for i := range messages {
		id := fmt.Sprint("wamid.many", i)
		sent := dynamostore.Sent{MessageID: id, Effect: id, Helpdesk: "zendesk", Ticket: w.ticket, Contact: "c1", Number: "main", SentAt: w.at, Origin: dynamostore.Origin{Country: "ES"}}
		if err := w.store.RecordSent(t.Context(), sent); err != nil {
			t.Fatal(err)
		}
		for range 2 {
			work.Go(func() {
				told := priced("delivered", "utility", "regular")
				told.ID = id
				if err := w.spend(t.Context(), told, sent); err != nil {
					t.Error(err)
				}
			})
		}
	}
	work.Wait()
	if all := w.spent(t); len(all) != 1 || all[0].Micros != messages*20_000 || all[0].Messages != messages {
		t.Errorf("spent %+v, want %d messages once", all, messages)
	}
}

// Wherever the run dies, the record comes again, and the message is counted once.
func TestSpend_onceWhereverItDies(t *testing.T) {
	t.Parallel()
	for _, point := range []string{"Climb after", "CurrentPolicy before", "CountSpend before", "CountSpend after"} {
		t.Run(point, func(t *testing.T) {
			t.Parallel()
			w := newWorld(t)
			w.limits(t, "250.00", "USD")
			w.spain(t)
			died := false
			w.store.Fault(func(at string) error {
				if at == point && !died {
					died = true
					return errors.New("the process died")
				}
				return nil
			})
			if got := w.handle(t, priced("delivered", "utility", "regular")); got == sqsqueue.Done() {
				t.Error("a failure was swallowed")
			}
			if got := w.handle(t, priced("delivered", "utility", "regular")); got != sqsqueue.Done() {
				t.Errorf("got %+v, want done", got)
			}
			if all := w.spent(t); len(all) != 1 || all[0].Micros != 20_000 || all[0].Messages != 1 {
				t.Errorf("spent %+v, want one message", all)
			}
		})
	}
}

func TestSpend_cardsThatCannotBeReadAreNotSwallowed(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.limits(t, "250.00", "USD")
	w.spain(t)
	w.cards = func() ([]pricing.Card, error) { return nil, errors.New("no cards") }
	if got := w.handle(t, priced("delivered", "utility", "regular")); got == sqsqueue.Done() {
		t.Errorf("got %+v, want it tried again", got)
	}
}
