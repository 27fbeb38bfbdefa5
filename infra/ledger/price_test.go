package ledger_test

import (
	"fmt"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"ventana/infra/ledger"
	"ventana/shared/policy"
	"ventana/shared/pricing"
)

// at is a moment of a month of 2026.
func at(month time.Month, day, hour int) time.Time {
	return time.Date(2026, month, day, hour, 0, 0, 0, time.UTC)
}

// cards are this release's, and one of a Latin American volume that is made up.
func cards(t *testing.T) []pricing.Card {
	t.Helper()
	all, err := pricing.Cards()
	if err != nil {
		t.Fatal(err)
	}
	own, err := pricing.ParseCard([]byte(`{"from":"2026-12-01","source":"an example of volumes","rates":{"Brazil":{"utility":"0.0068"}},
		"volume":{"Brazil":{"utility":[{"after":2,"rate":"0.0060"},{"after":4,"rate":"0.0050"}]}}}`))
	if err != nil {
		t.Fatal(err)
	}
	return append(all, own)
}

// delivered is a message to Spain that was delivered, about which WhatsApp said kind
// and category; both empty: nothing.
func delivered(when time.Time, kind, category string) ledger.Message {
	m := ledger.Message{Name: when.Format(time.RFC3339), State: ledger.Delivered, At: when, Number: "main", Portfolio: "p", Country: "ES", SentAs: "service", Kind: "text"}
	if kind != "" || category != "" {
		m.Pricing = &ledger.Pricing{Type: kind, Category: category, Model: "PMP"}
	}
	return m
}

// with changes a message.
func with(m ledger.Message, change func(*ledger.Message)) ledger.Message {
	change(&m)
	return m
}

// template makes a message one that was sent as a category outside the window.
func template(m ledger.Message, category string) ledger.Message {
	return with(m, func(m *ledger.Message) { m.SentAs, m.Kind, m.Closed = category, "template", true })
}

// example is a worked example: by hand from the rate cards and the rules of the day.
type example struct {
	name   string
	before int // service messages that the number delivered earlier in the month
	m      ledger.Message
	want   string // the charge, or "unpriced"
	told   bool
	free   pricing.Basis
	differ bool
}

func examples() []example {
	september, november := at(9, 30, 12), at(11, 22, 12)
	inside := func(m ledger.Message) ledger.Message {
		return with(m, func(m *ledger.Message) { m.Closed = false })
	}
	to := func(m ledger.Message, country string) ledger.Message {
		return with(m, func(m *ledger.Message) { m.Country = country })
	}
	entry := func(m ledger.Message) ledger.Message {
		return with(m, func(m *ledger.Message) { m.Entry = true })
	}
	state := func(m ledger.Message, s ledger.State) ledger.Message {
		return with(m, func(m *ledger.Message) { m.State = s })
	}
	reaction := with(delivered(november, "", ""), func(m *ledger.Message) { m.Kind = "reaction" })
	return []example{
		{"a reply in September, as WhatsApp said", 5000, delivered(september, "free_customer_service", "service"), "$0.00", true, pricing.BasisWindow, false},
		{"a reply in September of which WhatsApp said nothing", 5000, delivered(september, "", ""), "$0.00", false, pricing.BasisWindow, false},
		{"a utility template inside the window in September", 0, inside(template(delivered(september, "", ""), "utility")), "$0.00", false, pricing.BasisWindow, false},
		{"the same outside the window", 0, template(delivered(september, "regular", "utility"), "utility"), "$0.02", true, "", false},
		{"the same inside the window in November", 0, inside(template(delivered(november, "regular", "utility"), "utility")), "$0.02", true, "", false},
		{"marketing inside the window in September", 0, inside(template(delivered(september, "regular", "marketing"), "marketing")), "$0.0615", true, "", false},
		{"a reply in November, number 1 of the month", 0, delivered(november, "free_customer_service", "service"), "$0.00", true, pricing.BasisFreeTier, false},
		{"number 1,000", 999, delivered(november, "free_customer_service", "service"), "$0.00", true, pricing.BasisFreeTier, false},
		{"number 1,001", 1000, delivered(november, "regular", "service"), "$0.02", true, "", false},
		{"number 1,001 of which WhatsApp said nothing", 1000, delivered(november, "", ""), "$0.02", false, "", false},
		{"number 1,000 of which WhatsApp said nothing", 999, delivered(november, "", ""), "$0.00", false, pricing.BasisFreeTier, false},
		{"number 200 that WhatsApp charges: others send on the number too", 199, delivered(november, "regular", "service"), "$0.02", true, "", true},
		{"number 1,001 that WhatsApp does not charge", 1000, delivered(november, "free_customer_service", "service"), "$0.00", true, pricing.BasisFreeTier, true},
		{"the first second of October, beyond the thousand", 1000, delivered(at(10, 1, 0), "", ""), "$0.02", false, "", false},
		{"a free entry point, as WhatsApp said", 1000, entry(delivered(november, "free_entry_point", "referral_conversion")), "$0.00", true, pricing.BasisEntryPoint, false},
		{"marketing while a free entry point was known to be open", 0, entry(template(delivered(november, "", ""), "marketing")), "$0.00", false, pricing.BasisEntryPoint, false},
		{"a reaction", 1000, reaction, "$0.00", false, pricing.BasisReaction, false},
		{"authentication", 0, template(delivered(november, "regular", "authentication"), "authentication"), "$0.02", true, "", false},
		{"authentication to abroad, which no card has", 0, template(delivered(november, "regular", "authentication_international"), "authentication"), "unpriced", true, "", false},
		{"WhatsApp put a utility template down as marketing", 0, template(delivered(november, "regular", "marketing"), "utility"), "$0.0615", true, "", false},
		{"a reply to Brazil beyond the thousand", 1000, to(delivered(november, "regular", "service"), "BR"), "$0.0068", true, "", false},
		{"marketing to Germany", 0, to(template(delivered(november, "regular", "marketing"), "marketing"), "DE"), "$0.1365", true, "", false},
		{"utility to Peru in September", 0, to(template(delivered(september, "regular", "utility"), "utility"), "PE"), "$0.02", true, "", false},
		{"utility to Peru in November", 0, to(template(delivered(november, "regular", "utility"), "utility"), "PE"), "$0.03", true, "", false},
		{"marketing to Mexico in November: the new rate is not confirmed", 0, to(template(delivered(november, "regular", "marketing"), "marketing"), "MX"), "unpriced", true, "", false},
		{"utility to Japan, of which this release has no rate", 0, to(template(delivered(november, "regular", "utility"), "utility"), "JP"), "unpriced", true, "", false},
		{"a country that nobody knows, within the thousand", 0, to(delivered(november, "free_customer_service", "service"), ""), "$0.00", true, pricing.BasisFreeTier, false},
		{"before the first card of this release", 0, template(delivered(at(1, 15, 12), "regular", "utility"), "utility"), "unpriced", true, "", false},
		{"a word of WhatsApp's that nobody knows, beyond the thousand", 1000, delivered(november, "on_the_house", "service"), "$0.02", false, "", false},
		{"failed", 1000, state(delivered(november, "", ""), ledger.Failed), "$0.00", true, "", false},
		{"no delivery was told", 1000, state(delivered(november, "", ""), ledger.OnItsWay), "$0.00", true, "", false},
		{"a customer's message", 1000, state(delivered(november, "", ""), ledger.Received), "$0.00", true, "", false},
	}
}

// price gives the line of an example, after the service messages before it.
func (e example) price(t *testing.T) ledger.Line {
	t.Helper()
	messages := []ledger.Message{with(e.m, func(m *ledger.Message) { m.Name = "it" })}
	for i := range e.before {
		earlier := delivered(e.m.At, "", "")
		earlier.Name = fmt.Sprint("earlier ", i)
		messages = append(messages, earlier)
	}
	lines := ledger.Price(messages, ledger.Terms{Cards: cards(t)})
	return lines[len(lines)-1]
}

func TestPrice_workedExamples(t *testing.T) {
	t.Parallel()
	for _, e := range examples() {
		t.Run(e.name, func(t *testing.T) {
			t.Parallel()
			l := e.price(t)
			got := l.Charge.String()
			if l.Unpriced {
				got = "unpriced"
			}
			if got != e.want || l.Told != e.told || l.Free != e.free || (l.Differs != "") != e.differ {
				t.Errorf("got %s, told %v, free %q, differs %q, want %s, %v, %q, %v: %s", got, l.Told, l.Free, l.Differs, e.want, e.told, e.free, e.differ, l.Basis)
			}
			if l.Unpriced && l.Charge != 0 {
				t.Errorf("got a charge of %s without a rate", l.Charge)
			}
		})
	}
}

// TestPrice_countsTheThousandByNumberAndMonth: each number has its own, each month
// begins anew, and what is no service message uses none up.
func TestPrice_countsTheThousandByNumberAndMonth(t *testing.T) {
	t.Parallel()
	var messages []ledger.Message
	send := func(when time.Time, number string, change func(*ledger.Message)) {
		m := delivered(when, "", "")
		m.Name, m.Number = fmt.Sprintf("m%05d", len(messages)), number
		if change != nil {
			change(&m)
		}
		messages = append(messages, m)
	}
	for i := range 1000 {
		when := at(11, 2, 0).Add(time.Duration(i) * time.Minute)
		send(when, "main", nil)
		send(when, "main", func(m *ledger.Message) { m.Kind = "reaction" })
		send(when, "main", func(m *ledger.Message) { m.SentAs, m.Kind = "utility", "template" })
		send(when, "main", func(m *ledger.Message) {
			m.Pricing = &ledger.Pricing{Type: "free_entry_point", Category: "referral_conversion"}
		})
		send(when, "main", func(m *ledger.Message) { m.State = ledger.Failed })
	}
	send(at(11, 1, 0), "second", nil)
	const thousandFirst, next = 5001, 5002
	send(at(11, 30, 23).Add(59*time.Minute+59*time.Second), "main", nil)
	send(at(12, 1, 0), "main", nil)
	send(at(11, 30, 23), "second", nil)
	free := map[string]bool{}
	for _, l := range ledger.Price(messages, ledger.Terms{Cards: cards(t)}) {
		free[l.Name] = l.Free == pricing.BasisFreeTier
	}
	for name, want := range map[string]bool{
		"m00000": true, "m04995": true, // the first and the thousandth
		messages[thousandFirst].Name: false, messages[next].Name: true, messages[next+1].Name: true, messages[5000].Name: true,
	} {
		if free[name] != want {
			t.Errorf("message %s: free %v, want %v", name, free[name], want)
		}
	}
}

// TestPrice_isTheSameInWhateverOrderEntriesAreRead: order is that of the deliveries.
func TestPrice_isTheSameInWhateverOrderEntriesAreRead(t *testing.T) {
	t.Parallel()
	var there, back []ledger.Message
	for i := range 1010 {
		m := delivered(at(11, 3, 0).Add(time.Duration(i/3)*time.Second), "", "") // three within a second
		m.Name = fmt.Sprintf("m%04d", i)
		there, back = append(there, m), append([]ledger.Message{m}, back...)
	}
	terms := ledger.Terms{Cards: cards(t)}
	forward, backward := ledger.Price(there, terms), ledger.Price(back, terms)
	charged := 0
	for i := range forward {
		if forward[i].Name != backward[i].Name || forward[i].Charge != backward[i].Charge || forward[i].Basis != backward[i].Basis {
			t.Fatalf("line %d: got %+v and %+v", i, forward[i], backward[i])
		}
		if forward[i].Charge > 0 {
			charged++
		}
	}
	if charged != 10 {
		t.Errorf("got %d of 1,010 charged, want 10", charged)
	}
}

// TestPrice_volumesAreThePortfoliosInAMarketAndMonth uses the card that is made up:
// the rate falls after 2 and after 4.
func TestPrice_volumesAreThePortfoliosInAMarketAndMonth(t *testing.T) {
	t.Parallel()
	utility := func(day int, change func(*ledger.Message)) ledger.Message {
		m := template(delivered(at(12, day, 9), "regular", "utility"), "utility")
		m.Country = "BR"
		if change != nil {
			change(&m)
		}
		return m
	}
	messages := []ledger.Message{
		utility(1, nil), utility(2, func(m *ledger.Message) { m.Number = "second" }), // one portfolio
		utility(3, nil), utility(4, nil), utility(5, nil),
		utility(6, func(m *ledger.Message) { m.Portfolio = "another" }),
		utility(7, func(m *ledger.Message) { m.Pricing.Category = "service" }), // knows no volume
	}
	want := []pricing.Money{6800, 6800, 6000, 6000, 5000, 6800, 6800}
	for i, l := range ledger.Price(messages, ledger.Terms{Cards: cards(t)}) {
		if l.Charge != want[i] {
			t.Errorf("message %d: got %s, want %s: %s", i+1, l.Charge, want[i], l.Basis)
		}
	}
}

func TestFeesOf_isThePolicys(t *testing.T) {
	t.Parallel()
	rules, err := policy.Parse([]byte("version: 1\nfees:\n  - {from: 2026-10-01, sent: \"0.005\", received: 0.005}\n  - {from: 2026-11-01, numbers: main, sent: 0.0045}\n"))
	if err != nil {
		t.Fatal(err)
	}
	want := []ledger.Fee{{From: at(10, 1, 0), Sent: 5000, Received: 5000}, {Numbers: []string{"main"}, From: at(11, 1, 0), Sent: 4500}}
	if got, err := ledger.FeesOf(rules); err != nil || cmp.Diff(want, got) != "" {
		t.Errorf("got %+v, %v, want %+v", got, err, want)
	}
}

func TestPrice_providersFee(t *testing.T) {
	t.Parallel()
	fees := []ledger.Fee{
		{From: at(1, 1, 0), Sent: 5000, Received: 5000},
		{From: at(11, 20, 0), Sent: 4000, Received: 3000},
		{Numbers: []string{"second"}, From: at(11, 1, 0), Sent: 1000},
	}
	for name, test := range map[string]struct {
		number string
		when   time.Time
		state  ledger.State
		want   pricing.Money
	}{
		"the earlier fee":               {"main", at(11, 19, 23), ledger.Delivered, 5000},
		"the later one":                 {"main", at(11, 20, 0), ledger.Delivered, 4000},
		"a customer's message":          {"main", at(11, 20, 0), ledger.Received, 3000},
		"not delivered":                 {"main", at(11, 20, 0), ledger.Failed, 0},
		"the number's own goes first":   {"second", at(11, 21, 0), ledger.Delivered, 1000},
		"and has no fee for what comes": {"second", at(11, 21, 0), ledger.Received, 0},
		"before its own, that of all":   {"second", at(10, 21, 0), ledger.Delivered, 5000},
		"before any fee":                {"main", time.Date(2025, 12, 31, 0, 0, 0, 0, time.UTC), ledger.Delivered, 0},
	} {
		m := delivered(test.when, "", "")
		m.Number, m.State = test.number, test.state
		if got := ledger.Price([]ledger.Message{m}, ledger.Terms{Fees: fees})[0].Fee; got != test.want {
			t.Errorf("%s: got %s, want %s", name, got, test.want)
		}
	}
}
