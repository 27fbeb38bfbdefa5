package main

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestLoadConfig_readsEveryVariable(t *testing.T) {
	t.Parallel()
	environment := map[string]string{
		"TABLE_NAME": "ventana", "CALL_SECRET_URL": "secretsmanager://call", "OUTBOUND_QUEUE_URL": "https://q/out.fifo", "METRIC_NAMESPACE": "Ventana/demo",
		"DLQ_URLS": "https://q/in-dlq.fifo https://q/status-dlq",
	}
	got, err := LoadConfig(func(name string) string { return environment[name] })
	if err != nil {
		t.Fatal(err)
	}
	want := Config{Table: "ventana", CallSecretURL: "secretsmanager://call", OutboundQueueURL: "https://q/out.fifo", MetricNamespace: "Ventana/demo",
		DLQURLs: []string{"https://q/in-dlq.fifo", "https://q/status-dlq"}}
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
	for _, name := range []string{"TABLE_NAME", "CALL_SECRET_URL", "OUTBOUND_QUEUE_URL", "METRIC_NAMESPACE", "DLQ_URLS"} {
		if !strings.Contains(err.Error(), name+": required") {
			t.Errorf("got %q, want it to name %s", err, name)
		}
	}
}
