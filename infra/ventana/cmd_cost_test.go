package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"ventana/infra/count"
	"ventana/infra/local"
	"ventana/infra/price"
	"ventana/infra/sim/graph"
	"ventana/shared/dynamostore"
	"ventana/shared/envelope"
	"ventana/shared/policy"
)

func TestCostEstimate_linesAndWhatIsWrong(t *testing.T) {
	t.Parallel()
	out, _, err := ventana(t, "cost", "estimate", "--conversations", "MX=24000,ES=16000", "--on", "2026-11-22", "--templates", "marketing=0.1")
	if err != nil {
		t.Fatal(err)
	}
	holds(t, out, "rate card of 2026-10-01", "service, ES (Spain)", "64,000 - 400 in the free tier = 63,600 x $0.02", "$1272.00",
		"2,400 = 2,400 x ?, no rate is known", "$?", "run time, assumed", "2400 messages are not in the total")
	out, _, err = ventana(t, "cost", "estimate", "--conversations", "MX=10", "--on", "2026-09-01", "--json")
	var told struct {
		Total    float64 `json:"total_usd"`
		WhatsApp struct {
			USD   float64
			Lines []struct{ Arithmetic string }
		}
	}
	if err != nil || json.Unmarshal([]byte(out), &told) != nil || told.WhatsApp.USD != 0 || told.Total <= 0 || !strings.Contains(told.WhatsApp.Lines[0].Arithmetic, "free until") {
		t.Errorf("%v: %s", err, out)
	}
	_, _, err = ventana(t, "cost", "estimate", "--conversations", "MEX=1", "--entry", "3")
	if err == nil || !strings.Contains(err.Error(), `"MEX" is no country`) || !strings.Contains(err.Error(), "entry: 3") {
		t.Errorf("got %v, want everything that is wrong", err)
	}
}

func TestCostAWS_countsTheLocalSystemsRuns(t *testing.T) {
	t.Parallel()
	data := t.TempDir()
	if _, _, err := ventana(t, "cost", "aws", "--local", "--data", data); err == nil || !strings.Contains(err.Error(), "no logs in") {
		t.Errorf("without logs: %v", err)
	}
	if err := os.MkdirAll(local.LogsOf(data), 0o700); err != nil {
		t.Fatal(err)
	}
	line := `{"type":"platform.report","record":{"requestId":"a","metrics":{"durationMs":1,"billedDurationMs":1000,"memorySizeMB":1024,"maxMemoryUsedMB":21},"status":"success"}}` + "\n"
	for name, text := range map[string]string{"inbound.jsonl.1": line, "inbound.jsonl": line} {
		if err := os.WriteFile(filepath.Join(local.LogsOf(data), name), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	out, _, err := ventana(t, "cost", "aws", "--local", "--data", data, "--json")
	var told struct {
		Together struct {
			Runs int     `json:"invocations"`
			USD  float64 `json:"usd"`
		}
	}
	if err != nil || json.Unmarshal([]byte(out), &told) != nil || told.Together.Runs != 2 {
		t.Fatalf("%v: %s", err, out)
	}
	if want := 2*0.0000002 + 2*0.0000133334; told.Together.USD < want*0.999999 || told.Together.USD > want*1.000001 {
		t.Errorf("$%g, want $%g", told.Together.USD, want)
	}
	costsWhatTheStandInsCounted(t, data)
	if _, _, err := ventana(t, "cost", "aws", "--local", "--csv", "--json"); err == nil || !strings.Contains(err.Error(), "choose one") {
		t.Errorf("two formats: %v", err)
	}
	if _, _, err := ventana(t, "cost", "aws"); err == nil || !strings.Contains(err.Error(), "give one of the three") {
		t.Errorf("without a source: %v", err)
	}
}

// costsWhatTheStandInsCounted adds requests to the two runs of a data folder.
func costsWhatTheStandInsCounted(t *testing.T, data string) {
	t.Helper()
	out, _, err := ventana(t, "cost", "aws", "--local", "--data", data)
	if err != nil {
		t.Fatal(err)
	}
	holds(t, out, "this data folder is of a release that did not count it")
	tally, err := count.Open(count.FileOf(data))
	if err != nil {
		t.Fatal(err)
	}
	at := time.Date(2026, 11, 22, 10, 0, 0, 0, time.UTC)
	for item, units := range map[string]float64{price.LambdaRequest: 2, price.HTTPAPIRequest: 1_000_000, price.DynamoDBWriteUnit: 1_000_000} {
		tally.Add(item, "one", units, at)
	}
	if err := tally.Save(); err != nil {
		t.Fatal(err)
	}
	if out, _, err = ventana(t, "cost", "aws", "--local", "--data", data); err != nil {
		t.Fatal(err)
	}
	holds(t, out, "counted from 2026-11-22 10:00:00", "write units", "measured: $1.625000", "this machine's: $0.000027", "estimated: $0.158", "not known")
	if out, _, err = ventana(t, "cost", "aws", "--local", "--data", data, "--csv"); err != nil {
		t.Fatal(err)
	}
	holds(t, out, "DynamoDB,write units,one,1000000,", ",0.625,measured,", "Secrets Manager,requests,,,")
	var told awsBill
	if out, _, err = ventana(t, "cost", "aws", "--local", "--data", data, "--json"); err != nil || json.Unmarshal([]byte(out), &told) != nil || len(told.Sums) != 3 || told.Note != "" {
		t.Errorf("%v: %s", err, out)
	}
}

// The queries of a stack's resources, answered as CloudWatch does.
func TestCostAWS_asksForAStacksMetricsAndPricesThem(t *testing.T) {
	t.Parallel()
	folder := t.TempDir()
	resources, metrics := filepath.Join(folder, "resources.json"), filepath.Join(folder, "metrics.json")
	for path, text := range map[string]string{
		resources: `{"StackResourceSummaries":[{"PhysicalResourceId":"ventana-prod-Table-1X","ResourceType":"AWS::DynamoDB::Table"}]}`,
		metrics: `{"MetricDataResults":[{"Label":"ConsumedWriteCapacityUnits of t","StatusCode":"Complete","Values":[750000,250000]},
			{"Label":"NumberOfMessagesSent of a.fifo","StatusCode":"Complete","Values":[10]}]}`,
	} {
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	out, _, err := ventana(t, "cost", "aws", "--queries", resources)
	if err != nil {
		t.Fatal(err)
	}
	holds(t, out, `"Label": "ConsumedReadCapacityUnits of ventana-prod-Table-1X/due"`, `"MetricName": "ConsumedWriteCapacityUnits"`)
	if out, _, err = ventana(t, "cost", "aws", "--metrics", metrics); err != nil {
		t.Fatal(err)
	}
	holds(t, out, "From CloudWatch's metrics", "measured: $0.625000", "at most: $0.000005", "up to ten share one", "give the answer of the query")
	for _, args := range [][]string{{"--local", "--metrics", metrics}, {"--queries", resources, "--metrics", metrics}, {"--insights", "-", "--metrics", "-"}} {
		if _, _, err := ventana(t, append([]string{"cost", "aws"}, args...)...); err == nil || !strings.Contains(err.Error(), "one ") {
			t.Errorf("%v: %v", args, err)
		}
	}
}

// send has the business send through the simulator and waits for the delivery.
func (b *workbench) send(t *testing.T, body string, delivered int) graph.BillLine {
	t.Helper()
	r := httptest.NewRequest(http.MethodPost, "/v26.0/"+localNumber+"/messages", bytes.NewReader([]byte(`{"messaging_product":"whatsapp","to":"34600000001",`+body+`}`)))
	r.Header.Set("Authorization", "Bearer local-access-token")
	answer := httptest.NewRecorder()
	b.graph.ServeHTTP(answer, r)
	if answer.Code != http.StatusOK {
		t.Fatalf("send: %d %s", answer.Code, answer.Body)
	}
	for deadline := time.Now().Add(10 * time.Second); time.Now().Before(deadline); time.Sleep(5 * time.Millisecond) {
		if lines := b.graph.Bill(time.Time{}, time.Time{}).Messages; len(lines) == delivered {
			return lines[delivered-1]
		}
	}
	t.Fatal("it is not delivered")
	return graph.BillLine{}
}

// books puts a message of the bill into the ledger, as the functions would.
func (b *workbench) books(t *testing.T, line graph.BillLine, told bool) {
	t.Helper()
	sent := dynamostore.Sent{MessageID: line.ID, Effect: line.ID, Number: "main", Contact: "c1", SentAt: line.At, Origin: dynamostore.Origin{Country: "ES", Portfolio: "local"}}
	if line.Category != "service" {
		sent.Category, sent.Template = line.Category, "hello_world"
	}
	if err := b.store.RecordSent(t.Context(), sent); err != nil {
		t.Fatal(err)
	}
	if !told {
		return
	}
	price := &envelope.Pricing{Category: line.Category, Type: "regular", Model: "PMP", Billable: true}
	if line.Free != "" {
		price.Type, price.Billable = "free_customer_service", false
	}
	if _, _, _, err := b.store.Climb(t.Context(), envelope.Status{ID: line.ID, State: "delivered", At: line.At, Pricing: price}); err != nil {
		t.Fatal(err)
	}
}

func TestCostReconcile_betweenTheLedgerAndTheSimulatorsCount(t *testing.T) {
	t.Parallel()
	b := newWorkbench(t, true)
	utility := `"type":"template","template":{"name":"hello_world","language":{"code":"en_US"}}`
	if _, err := b.graph.CustomerSend(t.Context(), "34600000001", json.RawMessage(`{"type":"text","text":{"body":"hola"}}`)); err != nil {
		t.Fatal(err)
	}
	b.books(t, b.send(t, `"type":"text","text":{"body":"free"}`, 1), true)
	b.books(t, b.send(t, utility, 2), true)
	today := b.clock.Now().UTC().Format(time.DateOnly)
	days := []string{"cost", "reconcile", "--from", today, "--to", today}
	holds(t, b.must(t, days...), "2 rows compared", "Nothing differs.")

	b.books(t, b.send(t, utility, 3), false)
	holds(t, b.must(t, days...), "1 sent by us, and no delivery was told; $0.02: the money of the deliveries above")

	b.send(t, utility, 4) // another program's
	out, err := b.local(t, days...)
	if err == nil || !strings.Contains(err.Error(), "1 of 2 rows are unexplained") {
		t.Errorf("got %v, want the difference told as an error\n%s", err, out)
	}
	holds(t, out, "+1, $0.02")
	holds(t, b.must(t, append(days, "--shared", "main")...), "1 other programs send on this number")
	var told settlement
	if err := json.Unmarshal([]byte(b.must(t, append(days, "--shared", "main", "--all", "--json")...)), &told); err != nil || len(told.Rows) != 2 || told.Currency != "USD" || told.DayBegins != "00:00" {
		t.Errorf("%v: %+v", err, told)
	}
	if _, err := b.local(t, "cost", "reconcile", "--from", b.clock.Now().AddDate(0, 0, 1).Format(time.DateOnly)); err == nil || !strings.Contains(err.Error(), "is before --from") {
		t.Errorf("a first day after the last: %v", err)
	}
}

func TestCostGuard_showsTheLimitTheSpendAndWhatIsHeld(t *testing.T) {
	t.Parallel()
	b := newWorkbench(t, true)
	holds(t, b.must(t, "cost", "guard"), "no limit is kept, because the policy has none")
	rules := func(limit, daily, currency string, version int) {
		t.Helper()
		p := policy.Default()
		p.Money.MonthlyLimit, p.Money.DailyLimit, p.Money.Currency = limit, daily, currency
		text, err := policy.Marshal(p)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := b.store.PutPolicy(t.Context(), string(text), "test", version); err != nil {
			t.Fatal(err)
		}
	}
	rules("10.00", "", "EUR", 0)
	holds(t, b.must(t, "cost", "guard"), "the policy's is in EUR, and rates are known in USD alone")
	rules("10.00", "", "USD", 1)
	today := b.clock.Now().UTC().Format(time.DateOnly)
	for i, micros := range []int64{8_000_000, 500_000, 0} {
		id := fmt.Sprint("wamid.", i)
		if err := b.store.RecordSent(t.Context(), dynamostore.Sent{MessageID: id, Effect: id, Number: "main", SentAt: b.clock.Now()}); err != nil {
			t.Fatal(err)
		}
		spent := dynamostore.Spend{Day: today, Number: "main", Micros: micros, Messages: 1}
		if micros == 0 {
			spent.Unpriced = 1
		}
		if ok, err := b.store.CountSpend(t.Context(), id, spent); err != nil || !ok {
			t.Fatalf("%t, %v", ok, err)
		}
	}
	holds(t, b.must(t, "cost", "guard"), "$8.50 of $10.00 spent, $8.50 of it today", "1 message charged whose rate nobody published", "main", "survey", "80 %", "is held", "100 %", "free text of agents")
	rules("100.00", "9.00", "USD", 2)
	holds(t, b.must(t, "cost", "guard"), "$8.50 of $100.00 spent, $8.50 of it today", today+": $8.50 of $9.00 spent", "is held until midnight, UTC")
	rules("", "8.50", "USD", 3)
	holds(t, b.must(t, "cost", "guard"), "$8.50 spent, without a limit of the month", "$8.50 of $8.50 spent")
	var day guardState
	if err := json.Unmarshal([]byte(b.must(t, "cost", "guard", "--json")), &day); err != nil || day.Limit != nil || *day.DayLimit != 8_500_000 || day.Purposes[1].HeldBy != policy.Day {
		t.Errorf("%v: %+v", err, day)
	}
	rules("10.00", "9.00", "USD", 4)
	holds(t, b.must(t, "cost", "guard"), "is held until the month ends") // which is longer
	var told guardState
	if err := json.Unmarshal([]byte(b.must(t, "cost", "guard", "--json")), &told); err != nil || told.Spent != 8_500_000 || !told.Purposes[0].Held || told.Purposes[1].Held {
		t.Errorf("%v: %+v", err, told)
	}
}
