package function

import (
	"log/slog"

	"ventana/shared/breaker"
	"ventana/shared/telemetry"
)

// watch tells operators of circuits: the log when one opens and closes, the
// metric with every call that found the system dead, so that its alarm rings as
// long as that lasts.
func watch(log *slog.Logger, metrics *telemetry.Metrics) func(connection string, change breaker.Change) {
	return func(connection string, change breaker.Change) {
		switch change {
		case breaker.Opened:
			log.Warn("circuit open", telemetry.KeyConnection, connection)
			metrics.Count(telemetry.MetricCircuitOpen, connection)
		case breaker.Still:
			metrics.Count(telemetry.MetricCircuitOpen, connection)
		case breaker.Closed:
			log.Info("circuit closed", telemetry.KeyConnection, connection)
		}
	}
}
