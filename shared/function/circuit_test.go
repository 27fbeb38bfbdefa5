package function

import (
	"bytes"
	"log/slog"
	"strings"
	"testing"
	"time"

	"ventana/shared/breaker"
	"ventana/shared/telemetry"
)

func TestWatch_logsOnceAndCountsAsLongAsItLasts(t *testing.T) {
	t.Parallel()
	var lines, counts bytes.Buffer
	tell := watch(slog.New(slog.NewJSONHandler(&lines, nil)), telemetry.NewMetrics("Ventana/demo", "inbound", &counts, time.Now))
	for _, change := range []breaker.Change{breaker.Opened, breaker.Still, breaker.Still, breaker.Closed} {
		tell("zendesk", change)
	}
	said := lines.String()
	if strings.Count(said, "circuit open") != 1 || strings.Count(said, "circuit closed") != 1 || strings.Count(said, `"connection":"zendesk"`) != 2 {
		t.Errorf("got %s, want one line for each end", said)
	}
	if got := strings.Count(counts.String(), `"CircuitOpen":1`); got != 3 {
		t.Errorf("got %d counts, want one for each call that found it dead", got)
	}
}
