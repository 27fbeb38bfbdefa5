package telemetry_test

import (
	"bytes"
	"encoding/json"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"ventana/shared/telemetry"
)

func TestTook_hasItsHopAsDimension(t *testing.T) {
	t.Parallel()
	var out bytes.Buffer
	at := time.UnixMilli(1_795_300_000_123)
	metrics := telemetry.NewMetrics("Ventana/demo", "canary", &out, func() time.Time { return at })
	metrics.Took(telemetry.MetricCanaryHop, "main", "ticket", 1234*time.Millisecond)
	metrics.Gauge(telemetry.MetricCanaryLate, "main", 0)
	want := `{"_aws":{"Timestamp":1795300000123,"CloudWatchMetrics":[{"Namespace":"Ventana/demo","Dimensions":[["hop"]],"Metrics":[{"Name":"CanaryHop","Unit":"Milliseconds"}]}]},"function":"canary","reason":"main","hop":"ticket","CanaryHop":1234}
{"_aws":{"Timestamp":1795300000123,"CloudWatchMetrics":[{"Namespace":"Ventana/demo","Dimensions":[[]],"Metrics":[{"Name":"CanaryLate","Unit":"Count"}]}]},"function":"canary","reason":"main","CanaryLate":0}
`
	if diff := cmp.Diff(want, out.String()); diff != "" {
		t.Errorf("lines (-want +got):\n%s", diff)
	}
}

func TestCount_writesTheEmbeddedMetricFormat(t *testing.T) {
	t.Parallel()
	var out bytes.Buffer
	at := time.UnixMilli(1_795_300_000_123)
	metrics := telemetry.NewMetrics("Ventana/demo", "status", &out, func() time.Time { return at })
	metrics.Count(telemetry.MetricAccountTrouble, "banned")
	metrics.Count(telemetry.MetricAccessRefused, `1"90`)

	lines := bytes.Split(bytes.TrimSpace(out.Bytes()), []byte("\n"))
	if len(lines) != 2 {
		t.Fatalf("got %d lines, want one for each count", len(lines))
	}
	var got map[string]any
	if err := json.Unmarshal(lines[0], &got); err != nil {
		t.Fatal(err)
	}
	want := map[string]any{
		"_aws": map[string]any{
			"Timestamp": 1_795_300_000_123.0,
			"CloudWatchMetrics": []any{map[string]any{
				"Namespace": "Ventana/demo", "Dimensions": []any{[]any{}},
				"Metrics": []any{map[string]any{"Name": "AccountTrouble", "Unit": "Count"}},
			}},
		},
		"function": "status", "reason": "banned", "AccountTrouble": 1.0,
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("line (-want +got):\n%s", diff)
	}
	if !json.Valid(lines[1]) {
		t.Errorf("got %s, want JSON whatever the reason holds", lines[1])
	}
}

func TestPercent_writesTheValueWithItsUnit(t *testing.T) {
	t.Parallel()
	var out bytes.Buffer
	metrics := telemetry.NewMetrics("Ventana/demo", "reconcile", &out, func() time.Time { return time.UnixMilli(0) })
	metrics.Percent(telemetry.MetricTierUsed, "p", 84.5)
	metrics.Minutes(telemetry.MetricTierFullIn, "p", 90)
	metrics.Days(telemetry.MetricSecretAge, "call", 91.5)
	want := `{"_aws":{"Timestamp":0,"CloudWatchMetrics":[{"Namespace":"Ventana/demo","Dimensions":[[]],"Metrics":[{"Name":"MessagingLimitUsed","Unit":"Percent"}]}]},"function":"reconcile","reason":"p","MessagingLimitUsed":84.5}
{"_aws":{"Timestamp":0,"CloudWatchMetrics":[{"Namespace":"Ventana/demo","Dimensions":[[]],"Metrics":[{"Name":"MessagingLimitFullIn","Unit":"None"}]}]},"function":"reconcile","reason":"p","MessagingLimitFullIn":90}
{"_aws":{"Timestamp":0,"CloudWatchMetrics":[{"Namespace":"Ventana/demo","Dimensions":[[]],"Metrics":[{"Name":"SecretAge","Unit":"None"}]}]},"function":"reconcile","reason":"call","SecretAge":91.5}
`
	if diff := cmp.Diff(want, out.String()); diff != "" {
		t.Errorf("lines (-want +got):\n%s", diff)
	}
}
