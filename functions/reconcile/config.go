package main

import (
	"strings"

	"ventana/shared/process"
)

// Config is the function's environment.
type Config struct {
	Table         string // the DynamoDB table
	CallSecretURL string // where the call document is
	// MetricNamespace is the stack's own, for alarms.
	MetricNamespace  string
	OutboundQueueURL string // where tickets to look at go
	// DLQURLs are the dead-letter queues whose letters the statement counts.
	DLQURLs []string
}

// LoadConfig reads the environment and reports every missing variable at once.
func LoadConfig(getenv func(string) string) (Config, error) {
	read := process.Read(getenv)
	return Config{
		Table:            read.Required("TABLE_NAME"),
		CallSecretURL:    read.Required("CALL_SECRET_URL"),
		OutboundQueueURL: read.Required("OUTBOUND_QUEUE_URL"),
		DLQURLs:          strings.Fields(read.Required("DLQ_URLS")),
		MetricNamespace:  read.Required("METRIC_NAMESPACE"),
	}, read.Err()
}
