package ledger_test

import (
	"flag"
	"fmt"
	"os"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"ventana/infra/ledger"
	"ventana/shared/pricing"
)

var update = flag.Bool("update", false, "write docs/prices.md anew")

const pricesPage = "../../docs/prices.md"

// TestPricesPage_isWhatTheCodeSays: docs/prices.md is the worked examples and the
// rate cards, as the code prices them.
func TestPricesPage_isWhatTheCodeSays(t *testing.T) {
	t.Parallel()
	var page strings.Builder
	page.WriteString(`# Prices by example

What a message costs, with the grounds that the ledger gives. The examples are those of a test (` + "`go test ./infra/ledger`" + `), which writes this page; each was worked out by hand first. Where nothing else is said a message goes to Spain and was delivered; "number 1,001" means that the business number had delivered 1,000 service messages before in that month. [costs.md](costs.md) says how to recompute a month.

An amount is **told** where WhatsApp itself said whether and as what the message is charged, else it is an **estimate** by the rules; reports keep the two apart.

| message | WhatsApp charges | told or estimate | grounds |
|---|---|---|---|
`)
	for _, e := range examples() {
		l := e.price(t)
		amount, who := l.Charge.String(), "estimate"
		if l.Unpriced {
			amount = "no rate known"
		}
		if l.Told {
			who = "told"
		}
		grounds := l.Basis
		if l.Differs != "" {
			grounds += ". It differs: " + l.Differs
		}
		fmt.Fprintf(&page, "| %s | %s | %s | %s |\n", e.name, amount, who, grounds)
	}
	page.WriteString(ratesPart(t))
	if *update {
		if err := os.WriteFile(pricesPage, []byte(page.String()), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	text, err := os.ReadFile(pricesPage)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(text), page.String()); diff != "" {
		t.Errorf("%s is stale; run the test with -update (-page +code):\n%s", pricesPage, diff)
	}
}

// TestCostsPage_showsACardThatParses: the page's own example is one.
func TestCostsPage_showsACardThatParses(t *testing.T) {
	t.Parallel()
	text, err := os.ReadFile("../../docs/costs.md")
	if err != nil {
		t.Fatal(err)
	}
	_, rest, _ := strings.Cut(string(text), "```json\n")
	shown, _, found := strings.Cut(rest, "```")
	card, err := pricing.ParseCard([]byte(shown))
	if !found || err != nil || len(card.Volume[pricing.Spain][pricing.Utility]) != 1 {
		t.Errorf("got %+v, %v of:\n%s", card, err, shown)
	}
}

// ratesPart lists the rate cards of this release.
func ratesPart(t *testing.T) string {
	t.Helper()
	all, err := pricing.Cards()
	if err != nil {
		t.Fatal(err)
	}
	markets := []pricing.Market{
		pricing.Argentina, pricing.Brazil, pricing.Chile, pricing.Colombia, pricing.France, pricing.Germany, pricing.India, pricing.Italy,
		pricing.Mexico, pricing.NorthAmerica, pricing.Peru, pricing.RestOfLatinAmerica, pricing.Spain, pricing.UnitedKingdom,
	}
	part := "\n## The rate cards\n\nUS dollars for a delivered message. A service message costs what utility costs, since 1 October 2026. A dash is a rate that nobody confirmed. `--cards` takes newer ones, and those with volumes, in the form of the files in [shared/pricing/cards](../shared/pricing/cards).\n"
	for _, card := range all {
		part += fmt.Sprintf("\n### From %s\n\n%s.\n\n| market | marketing | utility | authentication |\n|---|---|---|---|\n", card.From.Format("2006-01-02"), card.Source)
		for _, market := range markets {
			part += "| " + string(market)
			for _, category := range []string{pricing.Marketing, pricing.Utility, pricing.Authentication} {
				if rate, known := card.Rates[market][category]; known {
					part += " | " + rate.String()
				} else {
					part += " | –"
				}
			}
			part += " |\n"
		}
		if len(card.Rates) != len(markets) {
			t.Errorf("the card of %s has %d markets, the page lists %d", card.From, len(card.Rates), len(markets))
		}
	}
	return part
}

// TestReport_keepsTheToldAndTheEstimatedApart sums lines of every kind.
func TestReport_keepsTheToldAndTheEstimatedApart(t *testing.T) {
	t.Parallel()
	utility := func(kind, agent string, minute int) ledger.Message {
		m := template(delivered(at(11, 22, 12), kind, "utility"), "utility")
		if kind == "" {
			m.Pricing = nil
		}
		m.At, m.Agent, m.Name = m.At.Add(minutes(minute)), agent, fmt.Sprint(minute)
		return m
	}
	unpriced := with(utility("regular", "42", 3), func(m *ledger.Message) { m.Country = "JP" })
	failed := with(utility("", "42", 4), func(m *ledger.Message) { m.State = ledger.Failed })
	received := with(utility("", "", 5), func(m *ledger.Message) { m.State = ledger.Received })
	yesterday := with(utility("regular", "42", 6), func(m *ledger.Message) { m.At = m.At.AddDate(0, 0, -1) })
	terms := ledger.Terms{Cards: cards(t), Fees: []ledger.Fee{{From: at(1, 1, 0), Sent: 5, Received: 7}}}
	lines := ledger.Price([]ledger.Message{utility("regular", "42", 1), utility("", "7", 2), unpriced, failed, received, yesterday}, terms)
	question := ledger.Question{From: at(11, 22, 0), To: at(11, 22, 0), By: "agent"}
	report := ledger.Make(lines, terms, question)
	want := ledger.Sum{Received: 1, Delivered: 3, Failed: 1, Charge: 20_000, Estimate: 20_000, Estimated: 1, Unpriced: 1, Fee: 22}
	if diff := cmp.Diff(want, report.Total); diff != "" {
		t.Errorf("total (-want +got)\n%s", diff)
	}
	var keys []string
	for _, row := range report.Rows {
		keys = append(keys, fmt.Sprint(row.Key, " ", row.Charge, " ", row.Estimate))
	}
	if diff := cmp.Diff([]string{"42 $0.02 $0.00", "7 $0.00 $0.02", "– $0.00 $0.00"}, keys); diff != "" {
		t.Errorf("rows (-want +got)\n%s", diff)
	}
	question.AWS = &ledger.AWS{Basis: "the price list", Received: 8980, Sent: 16_000}
	if share := ledger.Make(lines, terms, question).Total.AWS; share == nil || *share != 8980+4*16_000 || share.String() != "$0.00007298" {
		t.Errorf("got a share of AWS's of %v, want one message received and four sent", share)
	}
}
