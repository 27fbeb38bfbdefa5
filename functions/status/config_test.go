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
		"STATUS_QUEUE_URL": "https://q/status", "STATUS_DLQ_URL": "https://q/status-dlq",
		"METRIC_NAMESPACE": "Ventana/demo", "OUTBOUND_QUEUE_URL": "https://q/outbound",
		"FORWARD_QUEUE_URL": "https://q/forward",
	}
	got, err := LoadConfig(func(name string) string { return environment[name] })
	if err != nil {
		t.Fatal(err)
	}
	want := Config{
		Table: "ventana", CallSecretURL: "secretsmanager://call", QueueURL: "https://q/status", DLQURL: "https://q/status-dlq",
		MetricNamespace: "Ventana/demo", OutboundQueueURL: "https://q/outbound",
		ForwardQueueURL: "https://q/forward",
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
	for _, name := range []string{"TABLE_NAME", "CALL_SECRET_URL", "STATUS_QUEUE_URL", "STATUS_DLQ_URL", "METRIC_NAMESPACE", "OUTBOUND_QUEUE_URL", "FORWARD_QUEUE_URL"} {
		if !strings.Contains(err.Error(), name+": required") {
			t.Errorf("got %q, want it to name %s", err, name)
		}
	}
}
