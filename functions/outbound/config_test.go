package main

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestLoadConfig_readsEveryVariable(t *testing.T) {
	t.Parallel()
	environment := map[string]string{
		"TABLE_NAME": "ventana", "CALL_SECRET_URL": "secretsmanager://call",
		"OUTBOUND_QUEUE_URL": "https://q/outbound", "OUTBOUND_DLQ_URL": "https://q/outbound-dlq",
		"BULK_QUEUE_URL": "https://q/bulk", "BULK_DLQ_URL": "https://q/bulk-dlq",
		"MEDIA_QUEUE_URL": "https://q/media", "METRIC_NAMESPACE": "Ventana/demo", "OUTBOUND_CONCURRENCY": "20", "BULK_CONCURRENCY": "4",
	}
	got, err := LoadConfig(func(name string) string { return environment[name] })
	if err != nil {
		t.Fatal(err)
	}
	want := Config{
		Table: "ventana", CallSecretURL: "secretsmanager://call", QueueURL: "https://q/outbound", DLQURL: "https://q/outbound-dlq",
		BulkQueueURL: "https://q/bulk", BulkDLQURL: "https://q/bulk-dlq",
		MediaQueueURL: "https://q/media", MetricNamespace: "Ventana/demo", Concurrency: 24,
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("configuration (-want +got):\n%s", diff)
	}
}

func TestLoadConfig_namesEveryMissingVariableAtOnce(t *testing.T) {
	t.Parallel()
	_, err := LoadConfig(func(string) string { return "" })
	if err == nil {
		t.Fatal("got no error for an empty environment")
	}
	for _, name := range []string{"TABLE_NAME", "CALL_SECRET_URL", "OUTBOUND_QUEUE_URL", "OUTBOUND_DLQ_URL", "BULK_QUEUE_URL", "BULK_DLQ_URL", "MEDIA_QUEUE_URL", "METRIC_NAMESPACE", "OUTBOUND_CONCURRENCY", "BULK_CONCURRENCY"} {
		if !strings.Contains(err.Error(), name+": required") {
			t.Errorf("got %q, want it to name %s", err, name)
		}
	}
}

func TestLoadConfig_countMustBeOne(t *testing.T) {
	t.Parallel()
	for _, wrong := range []string{"0", "-1", "many", "2.5"} {
		_, err := LoadConfig(func(name string) string {
			if name == "OUTBOUND_CONCURRENCY" {
				return wrong
			}
			return "2"
		})
		if err == nil || err.Error() != "OUTBOUND_CONCURRENCY: must be a whole number above 0" {
			t.Errorf("got %v for %q", err, wrong)
		}
	}
}
