package ledger_test

import (
	"bytes"
	"encoding/csv"
	"encoding/json"
	"fmt"
	"io"
	"regexp"
	"strconv"
	"strings"
	"testing"
	"time"

	"ventana/infra/ledger"
)

func minutes(n int) time.Duration { return time.Duration(n) * time.Minute }

// month is a made-up month of messages: days, agents and countries in turn.
func month(t *testing.T, by ledger.By, aws *ledger.AWS) ledger.Report {
	t.Helper()
	var messages []ledger.Message
	for i := range 720 {
		m := delivered(at(11, 1, 9).Add(minutes(58*i)), "regular", "service")
		m.Name, m.Agent = fmt.Sprintf("m%04d", i), strconv.Itoa(40+i%7)
		m.Country = []string{"ES", "MX", "BR", "DE", "GB"}[i%5]
		m.Ticket, m.Conversation, m.Tags = fmt.Sprintf("zendesk/%d", i/4), fmt.Sprintf("c%d@main", i/4), []string{"whatsapp", []string{"vip", "<b>"}[i%2]}
		switch {
		case i%11 == 0:
			m = template(m, "marketing")
			m.Template, m.Pricing.Category = "offer", "marketing"
		case i%13 == 0:
			m = template(m, "utility")
			m.Template, m.Pricing = "reopen", nil
		case i < 300:
			m.Pricing.Type = "free_customer_service"
		case i%17 == 0:
			m.State = ledger.Failed
		case i%3 == 0:
			m.State = ledger.Received
		}
		messages = append(messages, m)
	}
	terms := ledger.Terms{Cards: cards(t), Fees: []ledger.Fee{{From: at(11, 15, 0), Sent: 3000, Received: 3000}}}
	return ledger.Make(ledger.Price(messages, terms), terms, ledger.Question{From: at(11, 1, 0), To: at(11, 30, 0), By: by, MadeAt: at(11, 30, 12), AWS: aws})
}

// TestWrite_everyFormAddsUp: the columns of the CSV sum up to the total that text,
// JSON and page tell, for everything that a report may put together.
func TestWrite_everyFormAddsUp(t *testing.T) {
	t.Parallel()
	for _, by := range ledger.Bys() {
		for _, aws := range []*ledger.AWS{nil, {Basis: "counted requests", Measured: true, Received: 8980, Sent: 17_555}} {
			t.Run(fmt.Sprint(by, " ", aws != nil), func(t *testing.T) {
				t.Parallel()
				report := month(t, by, aws)
				sums := map[string]int64{}
				rows, err := csv.NewReader(strings.NewReader(written(t, report.WriteCSV))).ReadAll()
				if err != nil {
					t.Fatal(err)
				}
				for _, row := range rows[1:] {
					for i, name := range rows[0] {
						if strings.HasSuffix(name, "_usd") {
							sums[name] += nanos(t, row[i])
						}
					}
				}
				text, page := written(t, report.WriteText), written(t, report.WriteHTML)
				if by != "tag" { // messages of two tags count twice
					for name, want := range map[string]int64{
						"whatsapp_usd": int64(report.Total.Charge) * 1000, "estimated_usd": int64(report.Total.Estimate) * 1000, "provider_fee_usd": int64(report.Total.Fee) * 1000,
					} {
						if sums[name] != want || want == 0 {
							t.Errorf("column %s sums up to %d, want %d", name, sums[name], want)
						}
					}
				}
				if _, has := sums["aws_usd"]; has != (aws != nil) || strings.Contains(text, "AWS") != has || strings.Contains(page, "AWS") != has {
					t.Error("a share of AWS's is shown where nobody gave one, or is missing")
				}
				for form, got := range map[string]string{"text": text, "page": page} {
					if !strings.Contains(got, report.Total.Charge.String()) || !strings.Contains(got, report.Total.Estimate.String()) {
						t.Errorf("the %s does not tell the total", form)
					}
				}
				var read ledger.Report
				if err := json.Unmarshal([]byte(written(t, report.WriteJSON)), &read); err != nil || read.Total.Charge != report.Total.Charge {
					t.Errorf("JSON: got %s, %v", read.Total.Charge, err)
				}
			})
		}
	}
}

// TestWriteHTML_needsNothingElse: no address, no script, and foreign text is text.
func TestWriteHTML_needsNothingElse(t *testing.T) {
	t.Parallel()
	page := written(t, month(t, "tag", nil).WriteHTML)
	if found := regexp.MustCompile(`(?i)https?://|<script|<link|@import|url\(h|<b>`).FindString(page); found != "" {
		t.Errorf("the page has %q", found)
	}
	for _, want := range []string{`lang="en"`, "<caption>", `scope="col"`, `role="img"`, "aria-label=", "&lt;b&gt;"} {
		if !strings.Contains(page, want) {
			t.Errorf("the page has no %q", want)
		}
	}
}

// TestWriteHTML_namesTheDaysOfItsChart: each of a few once, below its bar; of a month
// the first, the middle and the last. The highest is told with its amount.
func TestWriteHTML_namesTheDaysOfItsChart(t *testing.T) {
	t.Parallel()
	terms := ledger.Terms{Cards: cards(t)}
	line := template(delivered(at(11, 2, 9), "regular", "marketing"), "marketing")
	of := func(days int) string {
		return written(t, ledger.Make(ledger.Price([]ledger.Message{line}, terms), terms, ledger.Question{From: at(11, 1, 0), To: at(11, days, 0), By: "country", MadeAt: at(11, 30, 12)}).WriteHTML)
	}
	for days, want := range map[int]string{
		2:  "<span>2026-11-01</span><span>2026-11-02</span>",
		30: "<span>2026-11-01</span><span>2026-11-16</span><span>2026-11-30</span>",
	} {
		page := of(days)
		if _, rest, _ := strings.Cut(page, "<figcaption"); !strings.Contains(rest, ">"+want+"</figcaption>") {
			t.Errorf("%d days: the chart does not have %s", days, want)
		}
		if !strings.Contains(page, "The highest day: 2026-11-02, $0.0615") {
			t.Errorf("%d days: the highest is not named", days)
		}
	}
	if page := of(1); !strings.Contains(page, "No day cost anything.") {
		t.Error("a day without cost is told as the highest")
	}
}

func written(t *testing.T, write func(io.Writer) error) string {
	t.Helper()
	var out bytes.Buffer
	if err := write(&out); err != nil {
		t.Fatal(err)
	}
	return out.String()
}

// nanos reads dollars with up to nine decimals.
func nanos(t *testing.T, text string) int64 {
	t.Helper()
	whole, decimals, _ := strings.Cut(text, ".")
	n, err := strconv.ParseInt(whole+(decimals + "000000000")[:9], 10, 64)
	if err != nil {
		t.Fatalf("amount %q: %v", text, err)
	}
	return n
}
