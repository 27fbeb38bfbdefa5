package main

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestLoadConfig_readsEveryVariable(t *testing.T) {
	t.Parallel()
	environment := map[string]string{
		"TABLE_NAME": "ventana", "CALL_SECRET_URL": "secretsmanager://call", "METRIC_NAMESPACE": "Ventana/demo",
		"FORWARD_QUEUE_URL": "https://q/forward", "FORWARD_DLQ_URL": "https://q/forward-dlq",
	}
	got, err := LoadConfig(func(name string) string { return environment[name] })
	if err != nil {
		t.Fatal(err)
	}
	want := Config{
		Table: "ventana", CallSecretURL: "secretsmanager://call", QueueURL: "https://q/forward", DLQURL: "https://q/forward-dlq",
		MetricNamespace: "Ventana/demo",
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("configuration (-want +got):\n%s", diff)
	}
	_, err = LoadConfig(func(string) string { return "" })
	for name := range environment {
		if err == nil || !strings.Contains(err.Error(), name+": required") {
			t.Errorf("got %v, want it to name %s", err, name)
		}
	}
}
