package main

import "ventana/shared/process"

// Config is the function's environment.
type Config struct {
	Table            string // the DynamoDB table
	CallSecretURL    string // where the call document is
	QueueURL         string // the queue its records come from
	DLQURL           string // where a poisoned record is parked
	OutboundQueueURL string // the queue of looks, where refused replies are decided
	// MetricNamespace is the stack's own, for alarms.
	MetricNamespace string
	ForwardQueueURL string // the way to the former endpoint
}

// LoadConfig reads the environment and reports every missing variable at once.
func LoadConfig(getenv func(string) string) (Config, error) {
	read := process.Read(getenv)
	return Config{
		Table:            read.Required("TABLE_NAME"),
		CallSecretURL:    read.Required("CALL_SECRET_URL"),
		QueueURL:         read.Required("STATUS_QUEUE_URL"),
		DLQURL:           read.Required("STATUS_DLQ_URL"),
		OutboundQueueURL: read.Required("OUTBOUND_QUEUE_URL"),
		MetricNamespace:  read.Required("METRIC_NAMESPACE"),
		ForwardQueueURL:  read.Required("FORWARD_QUEUE_URL"),
	}, read.Err()
}
