package telemetry_test

import (
	"context"
	"testing"

	"ventana/shared/telemetry"
)

func TestTrace_messagesOwnComesBeforeTheRuns(t *testing.T) {
	t.Parallel()
	const run, message = "Root=1-6921f000-000000000000000000000001;Parent=1;Sampled=0", "Root=1-6921f000-000000000000000000000002;Sampled=1"
	//lint:ignore SA1029 the runtime client's own key is a string
	ctx := context.WithValue(t.Context(), "x-amzn-trace-id", run)
	for name, test := range map[string]struct {
		ctx  context.Context
		want string
	}{
		"nothing known":           {t.Context(), ""},
		"the run's":               {ctx, run},
		"the message's":           {telemetry.WithTrace(ctx, message), message},
		"a message that has none": {telemetry.WithTrace(ctx, ""), run},
	} {
		if got := telemetry.Trace(test.ctx); got != test.want {
			t.Errorf("%s: got %q, want %q", name, got, test.want)
		}
	}
}

func TestTraceID_isTheRoot(t *testing.T) {
	t.Parallel()
	for header, want := range map[string]string{
		"Root=1-6921f000-01;Parent=2;Sampled=0":        "1-6921f000-01",
		"Self=1-a-b;Root=1-6921f000-02":                "1-6921f000-02",
		"Sampled=1; Root=1-6921f000-03; Lineage=1:a:0": "1-6921f000-03",
		"": "", "nonsense": "",
	} {
		if got := telemetry.TraceID(header); got != want {
			t.Errorf("TraceID(%q) = %q, want %q", header, got, want)
		}
	}
}
