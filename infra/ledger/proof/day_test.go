package proof

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"ventana/infra/ledger"
	"ventana/shared/dynamostore"
	"ventana/shared/pricing"
)

// A day of 100 conversations: the ledger is the simulator's own bill, in sum and
// message by message. `ventana cost day` plays 10,000.
func TestDay_ledgerIsTheBill(t *testing.T) {
	t.Parallel()
	result, err := Run(t.Context(), Options{Template: "../../../template.yaml", Conversations: 100, Seed: 17})
	if err != nil {
		t.Fatalf("%v\n%s", err, result.LastLogs)
	}
	t.Logf("in %s: %d deliveries, bill %s, ledger %s", result.Took.Round(time.Second), result.Deliveries, result.Billed, result.Booked)
	if !result.Equal() {
		t.Errorf("bill %s, ledger %s, %d differences:\n%s", result.Billed, result.Booked, len(result.Differences), strings.Join(result.Differences, "\n"))
	}
	if result.Deliveries < 100 || result.Billed == 0 || result.Free == 0 || result.Unpriced == 0 || result.Report.Total.Failed == 0 || result.Report.Total.Received < 100 {
		t.Errorf("too little to prove anything: %+v", result.Comparison)
	}
	// On a machine out of breath a reply may come so late that its window has closed,
	// and its agent is told; that none is lost is the soak's to hold.
	if sent := result.Report.Total.Sent(); sent < result.Planned*9/10 {
		t.Errorf("%d of %d messages left: too few to prove anything", sent, result.Planned)
	}
	if result.Estimated > 0 {
		t.Errorf("got %d estimates although WhatsApp told every price", result.Estimated)
	}
}

// TestCompare_namesEachDifference: equal totals are not enough.
func TestCompare_namesEachDifference(t *testing.T) {
	t.Parallel()
	at := time.Date(2026, 11, 22, 12, 0, 0, 0, time.UTC)
	line := func(id string, charge pricing.Money) ledger.Line {
		return ledger.Line{Message: ledger.Message{Name: dynamostore.MessageDigest(id), State: ledger.Delivered, At: at}, Charge: charge, Told: true}
	}
	billed := func(id string, micros pricing.Money) BillLine { return BillLine{ID: id, At: at, Micros: micros} }
	for name, test := range map[string]struct {
		lines []ledger.Line
		bill  Bill
		want  string
	}{
		"equal":                       {[]ledger.Line{line("a", 5)}, Bill{5, []BillLine{billed("a", 5)}}, ""},
		"missing":                     {nil, Bill{5, []BillLine{billed("a", 5)}}, "not in the ledger"},
		"too much":                    {[]ledger.Line{line("a", 5)}, Bill{}, "not on the bill"},
		"another price":               {[]ledger.Line{line("a", 5)}, Bill{6, []BillLine{billed("a", 6)}}, "$0.000006 on the bill"},
		"equal sums, other prices":    {[]ledger.Line{line("a", 5), line("b", 6)}, Bill{11, []BillLine{billed("a", 6), billed("b", 5)}}, "on the bill"},
		"charged on another second":   {[]ledger.Line{line("a", 5)}, Bill{5, []BillLine{{ID: "a", At: at.Add(time.Second), Micros: 5}}}, "by the ledger"},
		"free against charged at 0":   {[]ledger.Line{line("a", 0)}, Bill{0, []BillLine{{ID: "a", At: at, Free: "free tier"}}}, "free tier"},
		"a bill that does not add up": {[]ledger.Line{line("a", 5)}, Bill{6, []BillLine{billed("a", 5)}}, "add up"},
		"on the bill twice":           {[]ledger.Line{line("a", 5)}, Bill{10, []BillLine{billed("a", 5), billed("a", 5)}}, "twice"},
	} {
		got := Compare(test.lines, test.bill)
		if told := fmt.Sprint(got.Differences); got.Equal() != (test.want == "") || !strings.Contains(told, test.want) {
			t.Errorf("%s: got equal %v, %s", name, got.Equal(), told)
		}
	}
}
