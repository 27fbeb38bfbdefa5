package main

import "ventana/shared/process"

// Config is the function's environment.
type Config struct {
	VerifySecretURL string // where the verify document is
	Queues          Queues
	// MetricNamespace is the stack's own, for alarms.
	MetricNamespace string
}

// Queues are where envelopes go.
type Queues struct {
	Inbound  string // customers' messages
	Outbound string // tickets to look at
	Status   string // statuses and notices
}

// LoadConfig reads the environment and reports every missing variable at once.
func LoadConfig(getenv func(string) string) (Config, error) {
	read := process.Read(getenv)
	return Config{
		VerifySecretURL: read.Required("VERIFY_SECRET_URL"),
		Queues: Queues{
			Inbound:  read.Required("INBOUND_QUEUE_URL"),
			Outbound: read.Required("OUTBOUND_QUEUE_URL"),
			Status:   read.Required("STATUS_QUEUE_URL"),
		},
		MetricNamespace: read.Required("METRIC_NAMESPACE"),
	}, read.Err()
}
