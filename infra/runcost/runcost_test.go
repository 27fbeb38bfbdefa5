package runcost_test

import (
	"math"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"ventana/infra/price"
	"ventana/infra/runcost"
)

const log = `{"time":"2026-11-22T10:00:00.120Z","type":"platform.report","record":{"requestId":"a","metrics":{"durationMs":10.2,"billedDurationMs":91,"memorySizeMB":256,"maxMemoryUsedMB":21,"initDurationMs":80.1},"status":"success"}}
{"time":"2026-11-22T10:00:01.000Z","level":"INFO","msg":"one line of the function's own"}
{"time":"2026-11-22T10:00:02.000Z","type":"platform.start","record":{"requestId":"b"}}
{"time":"2026-11-22T10:00:03.000Z","type":"platform.report","record":{"requestId":"b","metrics":{"durationMs":8.7,"billedDurationMs":9,"memorySizeMB":256,"maxMemoryUsedMB":23},"status":"timeout"}}
{"time":"2026-11-22T10:00:04.000Z","type":"platform.rep`

func TestReadReports_countsWhatThePlatformSays(t *testing.T) {
	t.Parallel()
	runs, err := runcost.ReadReports("inbound", strings.NewReader(log))
	if err != nil {
		t.Fatal(err)
	}
	want := runcost.Runs{Function: "inbound", Count: 2, BilledMS: 100, GBSecond: 0.025, MemoryMB: 256, PeakMB: 23, Cold: 1, Failed: 1}
	if diff := cmp.Diff(want, runs, cmpopts.EquateApprox(0, 1e-12)); diff != "" {
		t.Errorf("runs (-want +got):\n%s", diff)
	}
}

const insights = `{"status":"Complete","results":[[
 {"field":"@log","value":"123456789012:/ventana/prod/inbound"},{"field":"invocations","value":"1000000"},{"field":"billed_ms","value":"200000000.0"},
 {"field":"gb_seconds","value":"50000"},{"field":"memory_mb","value":"256"},{"field":"peak_memory_mb","value":"41"},{"field":"cold_starts","value":"12"},{"field":"succeeded","value":"999997"},{"field":"@ptr","value":"x"}]]}`

func TestPrice_followsTheList(t *testing.T) {
	t.Parallel()
	all, err := runcost.ReadInsights(strings.NewReader(insights))
	if err != nil {
		t.Fatal(err)
	}
	all = append(all, runcost.Runs{Function: "window"})
	list, err := price.AWS()
	if err != nil {
		t.Fatal(err)
	}
	costs, total, err := runcost.Price(all, list, "arm64")
	if err != nil {
		t.Fatal(err)
	}
	// README: $0.20 a million runs and 50,000 GB-seconds at $0.0000133334.
	want := 0.20 + 50_000*0.0000133334
	if costs[0].Function != "inbound" || math.Abs(costs[0].USD-want) > 1e-9 || math.Abs(costs[0].Each-want/1e6) > 1e-15 || costs[0].Failed != 3 {
		t.Errorf("inbound costs %+v, want $%f", costs[0], want)
	}
	if costs[1].Function != "window" || costs[1].Each != 0 || math.Abs(total.USD-want) > 1e-9 || total.Count != 1_000_000 {
		t.Errorf("window %+v, together %+v", costs[1], total)
	}
	if _, _, err := runcost.Price(all, list, "riscv"); err == nil {
		t.Error("an architecture without a price is taken")
	}
}

func TestReadInsights_refusesWhatIsNotTheQuerys(t *testing.T) {
	t.Parallel()
	for name, tt := range map[string]struct{ answer, want string }{
		"not JSON":     {"report", "not the JSON of"},
		"still runs":   {`{"status":"Running","results":[]}`, "the query is Running"},
		"of another":   {`{"status":"Complete","results":[[{"field":"count","value":"1"}]]}`, "row 1: no field @log"},
		"lacks a part": {strings.Replace(insights, `"billed_ms"`, `"billed"`, 1), `billed_ms of inbound is ""`},
	} {
		if _, err := runcost.ReadInsights(strings.NewReader(tt.answer)); err == nil || !strings.Contains(err.Error(), tt.want) {
			t.Errorf("%s: %v, want %q", name, err, tt.want)
		}
	}
}
