package main

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestLoadConfig_readsEveryVariable(t *testing.T) {
	t.Parallel()
	environment := map[string]string{
		"INBOUND_QUEUE_URL": "https://q/in.fifo", "OUTBOUND_QUEUE_URL": "https://q/out.fifo",
		"STATUS_QUEUE_URL": "https://q/status", "VERIFY_SECRET_URL": "secretsmanager://verify", "METRIC_NAMESPACE": "Ventana/demo",
	}
	got, err := LoadConfig(func(name string) string { return environment[name] })
	if err != nil {
		t.Fatal(err)
	}
	want := Config{
		VerifySecretURL: "secretsmanager://verify",
		Queues:          Queues{Inbound: "https://q/in.fifo", Outbound: "https://q/out.fifo", Status: "https://q/status"},
		MetricNamespace: "Ventana/demo",
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
	for _, name := range []string{"INBOUND_QUEUE_URL", "OUTBOUND_QUEUE_URL", "STATUS_QUEUE_URL", "VERIFY_SECRET_URL", "METRIC_NAMESPACE"} {
		if !strings.Contains(err.Error(), name+": required") {
			t.Errorf("got %q, want it to name %s", err, name)
		}
	}
}
