package main

import "ventana/shared/process"

// Config is the function's environment.
type Config struct {
	Table         string // the DynamoDB table
	CallSecretURL string // where the call document is
	QueueURL      string // the queue its records come from
	DLQURL        string // where a poisoned record is parked
	MediaQueueURL string // where files are asked for
	// MetricNamespace is the stack's own, for alarms and dashboards.
	MetricNamespace string
	ReplyQueueURL   string // where a look at replies that wait is asked for
	ForwardQueueURL string // the way to the former endpoint
}

// LoadConfig reads the environment and reports every missing variable at once.
func LoadConfig(getenv func(string) string) (Config, error) {
	read := process.Read(getenv)
	return Config{
		Table:           read.Required("TABLE_NAME"),
		CallSecretURL:   read.Required("CALL_SECRET_URL"),
		QueueURL:        read.Required("INBOUND_QUEUE_URL"),
		DLQURL:          read.Required("INBOUND_DLQ_URL"),
		MediaQueueURL:   read.Required("MEDIA_QUEUE_URL"),
		MetricNamespace: read.Required("METRIC_NAMESPACE"),
		ReplyQueueURL:   read.Required("OUTBOUND_QUEUE_URL"),
		ForwardQueueURL: read.Required("FORWARD_QUEUE_URL"),
	}, read.Err()
}
