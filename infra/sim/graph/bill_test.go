package graph

import (
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
)

const (
	utilityTemplate = `"type":"template","template":{"name":"hello_world","language":{"code":"en_US"}}`
	maria           = "5215512345678" // Mexico
)

// billDay is when the tests of the bill play: service messages are charged.
func billDay() time.Time { return time.Date(2030, time.May, 10, 9, 0, 0, 0, time.UTC) }

// on moves the clock to a time.
func (w *world) on(at time.Time) {
	w.t.Helper()
	w.advance(time.Until(at) - w.clock.Offset())
}

// served lets the number have delivered so many service messages of the month.
func (w *world) served(count int) {
	w.graph.lock()
	defer w.graph.unlock()
	w.graph.state.service[month(w.graph.now())] = count
}

// billed waits for so many lines and returns the bill.
func (w *world) billed(lines int) Bill {
	w.t.Helper()
	w.until(func() bool { return len(w.graph.Bill(time.Time{}, time.Time{}).Messages) == lines })
	return w.graph.Bill(time.Time{}, time.Time{})
}

func lineWithoutTime() cmp.Option { return cmpopts.IgnoreFields(BillLine{}, "At") }

func TestBill_chargesWhatIsDeliveredByTheOrderOfDelivery(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.on(billDay())
	w.customer(ana, `{"type":"text","text":{"body":"hola"}}`)
	w.customer(maria, `{"type":"text","text":{"body":"hola"}}`)
	w.served(999)
	_, last := w.sendText(ana, "the thousandth")
	w.billed(1)
	_, first := w.sendText(maria, "the first that costs")
	w.billed(2)
	utility := w.post(`"to":"`+ana+`"`, utilityTemplate)
	bill := w.billed(3)
	want := Bill{TotalMicros: 8_500 + 20_000, Currency: "USD", Messages: []BillLine{
		{ID: last, Number: testNumber, Category: "service", Market: "Spain", Free: "free tier"},
		{ID: first, Number: testNumber, Category: "service", Market: "Mexico", Micros: 8_500},
		{ID: utility, Number: testNumber, Category: "utility", Market: "Spain", Micros: 20_000},
	}}
	if diff := cmp.Diff(want, bill, lineWithoutTime()); diff != "" {
		t.Errorf("bill (-want +got):\n%s", diff)
	}
	for i, line := range bill.Messages {
		if line.At.Before(billDay()) || line.At.After(billDay().Add(time.Hour)) {
			t.Errorf("line %d was delivered at %s", i, line.At)
		}
	}
}

// Two messages are on their way when one free one is left: "sent" tells both that
// they would be free, and the delivery says which of them was.
func TestBill_countsDeliveriesAndNotSends(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.on(billDay())
	w.customer(ana, `{"type":"text","text":{"body":"hola"}}`)
	w.served(999)
	w.limits(`{"status_delay_ms":50}`)
	_, one := w.sendText(ana, "one")
	_, two := w.sendText(ana, "two")
	w.until(func() bool { return len(w.statuses(one)) == 3 && len(w.statuses(two)) == 3 })
	free, paid := 0, 0
	for _, got := range w.receiver.all() {
		if !strings.Contains(got.body, `"status":"delivered"`) {
			continue
		}
		if strings.Contains(got.body, `"type":"free_customer_service"`) {
			free++
		}
		if strings.Contains(got.body, `"billable":true,"pricing_model":"PMP","type":"regular"`) {
			paid++
		}
	}
	if free != 1 || paid != 1 {
		t.Errorf("%d deliveries free and %d charged, want one of each", free, paid)
	}
	if bill := w.billed(2); bill.TotalMicros != 20_000 {
		t.Errorf("bill %+v", bill)
	}
}

func TestBill_neverForReactionsFailuresAndCustomers(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.on(billDay())
	in := w.customer(ana, `{"type":"text","text":{"body":"hola"}}`)
	reaction := w.post(`"to":"`+ana+`"`, `"type":"reaction","reaction":{"message_id":"`+in+`","emoji":"x"}`)
	failed := w.post(`"to":"`+maria+`"`, `"type":"text","text":{"body":"nobody wrote"}`)
	w.until(func() bool { return len(w.statuses(reaction)) == 1 && len(w.statuses(failed)) == 1 })
	w.until(func() bool { return w.graph.Pending() == 0 })
	if bill := w.graph.Bill(time.Time{}, time.Time{}); len(bill.Messages) != 0 || bill.TotalMicros != 0 {
		t.Errorf("bill %+v, want none", bill)
	}
}

func TestBill_freeEntryPointIsFreeAndUsesUpNothing(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.on(billDay())
	w.served(1_000)
	w.customer(ana, byAd)
	w.sendText(ana, "welcome")
	w.post(`"to":"`+ana+`"`, utilityTemplate)
	bill := w.billed(2)
	for _, line := range bill.Messages {
		if line.Free != "free entry point" || line.Micros != 0 || line.Category != "referral_conversion" {
			t.Errorf("line %+v", line)
		}
	}
	w.graph.lock()
	defer w.graph.unlock()
	if served := w.graph.state.service[month(w.graph.now())]; served != 1_000 {
		t.Errorf("%d service messages counted, want none more", served)
	}
}

func TestBill_groupIsChargedForEachMember(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.on(billDay())
	w.customer(ana, `{"group_id":"`+testGroup+`","type":"text","text":{"body":"hi"}}`)
	w.customer(maria, `{"group_id":"`+testGroup+`","type":"text","text":{"body":"hi"}}`)
	w.served(999)
	id := w.post(`"recipient_type":"group","to":"`+testGroup+`"`, `"type":"text","text":{"body":"welcome"}`)
	want := []BillLine{
		{ID: id, Number: testNumber, Category: "group_service", Market: "Spain", Free: "free tier"},
		{ID: id, Number: testNumber, Category: "group_service", Market: "Mexico", Micros: 8_500},
	}
	if diff := cmp.Diff(want, w.billed(2).Messages, lineWithoutTime()); diff != "" {
		t.Errorf("lines (-want +got):\n%s", diff)
	}
}

func TestBill_unpublishedRateIsSaid(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.on(billDay())
	w.customer("966500000001", `{"type":"text","text":{"body":"hello"}}`) // a market without a rate here
	w.post(`"to":"966500000001"`, utilityTemplate)
	bill := w.billed(1)
	if line := bill.Messages[0]; !line.Unpriced || line.Free != "" || line.Market != "Saudi Arabia" || bill.Unpriced != 1 || bill.TotalMicros != 0 {
		t.Errorf("bill %+v", bill)
	}
}

func TestBill_outlivesARestartAndTakesATime(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.on(billDay())
	w.customer(ana, `{"type":"text","text":{"body":"hola"}}`)
	w.post(`"to":"`+ana+`"`, utilityTemplate)
	w.billed(1)
	w.advance(24 * time.Hour)
	w.post(`"to":"`+ana+`"`, utilityTemplate)
	_, service := w.sendText(ana, "closed by now")
	w.until(func() bool { return len(w.statuses(service)) == 1 })
	before := w.billed(2)
	for range 2 { // the second reads what the first compacted
		w.stop()
		w.start()
	}
	if diff := cmp.Diff(before, w.graph.Bill(time.Time{}, time.Time{})); diff != "" {
		t.Errorf("after a restart (-want +got):\n%s", diff)
	}
	midnight := time.Date(2030, time.May, 11, 0, 0, 0, 0, time.UTC)
	if first, second := w.graph.Bill(time.Time{}, midnight), w.graph.Bill(midnight, time.Time{}); len(first.Messages) != 1 || len(second.Messages) != 1 {
		t.Errorf("before midnight %d, after %d, want one each", len(first.Messages), len(second.Messages))
	}
}

func TestTariff_dayAndCallingCode(t *testing.T) {
	t.Parallel()
	tariff, err := newTariff()
	if err != nil {
		t.Fatal(err)
	}
	for phone, want := range map[string]region{
		"14155550100":   {"1", "US", "North America"},
		"18095550100":   {"1809", "DO", "Rest of Latin America"},
		"5215512345678": {"52", "MX", "Mexico"},
		"593991234567":  {"593", "EC", "Rest of Latin America"},
		"35312345678":   {},
	} {
		if got := tariff.regionOf(phone, "ES.1"); got != want {
			t.Errorf("regionOf(%s) = %v, want %v", phone, got, want)
		}
	}
	if got := tariff.regionOf("", "CA.9f3K2QpXz7LmTt41"); got != (region{"1", "CA", "North America"}) {
		t.Errorf("regionOf(a BSUID of Canada) = %v", got)
	}
	september, october := time.Date(2026, 9, 30, 23, 59, 59, 0, time.UTC), time.Date(2026, 10, 1, 0, 0, 0, 0, time.UTC)
	for _, tt := range []struct {
		market, category string
		day              time.Time
		micros           int64
		known            bool
	}{
		{"Peru", "utility", september, 20_000, true},
		{"Peru", "utility", october, 30_000, true},
		{"Peru", "service", september, 0, false},
		{"Peru", "service", october, 30_000, true},
		{"Mexico", "marketing", september, 30_500, true},
		{"Mexico", "marketing", october, 0, false},
		{"Colombia", "utility", october, 800, true},
		{"Colombia", "utility", time.Date(2026, 3, 31, 0, 0, 0, 0, time.UTC), 0, false},
		{"", "utility", october, 0, false},
	} {
		if micros, known := tariff.rate(tt.market, tt.category, tt.day); micros != tt.micros || known != tt.known {
			t.Errorf("rate(%s, %s, %s) = %d, %v, want %d, %v", tt.market, tt.category, tt.day, micros, known, tt.micros, tt.known)
		}
	}
}
