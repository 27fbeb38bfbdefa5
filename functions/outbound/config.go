package main

import "ventana/shared/process"

// Config is the function's environment.
type Config struct {
	Table         string // the DynamoDB table
	CallSecretURL string // where the call document is
	QueueURL      string // the queue of looks
	DLQURL        string // where a poisoned record of it is parked
	BulkQueueURL  string // the queue of what nobody waits for
	BulkDLQURL    string // where a poisoned record of that is parked
	// MetricNamespace is the stack's own, for alarms.
	MetricNamespace string
	MediaQueueURL   string // where files are asked for
	// Concurrency is how many processes of this function may run at once: among
	// them a number's messages a second are shared out.
	Concurrency int
}

// LoadConfig reads the environment and reports every missing variable at once.
func LoadConfig(getenv func(string) string) (Config, error) {
	read := process.Read(getenv)
	return Config{
		Table:           read.Required("TABLE_NAME"),
		CallSecretURL:   read.Required("CALL_SECRET_URL"),
		QueueURL:        read.Required("OUTBOUND_QUEUE_URL"),
		DLQURL:          read.Required("OUTBOUND_DLQ_URL"),
		BulkQueueURL:    read.Required("BULK_QUEUE_URL"),
		BulkDLQURL:      read.Required("BULK_DLQ_URL"),
		MetricNamespace: read.Required("METRIC_NAMESPACE"),
		MediaQueueURL:   read.Required("MEDIA_QUEUE_URL"),
		Concurrency:     read.Count("OUTBOUND_CONCURRENCY") + read.Count("BULK_CONCURRENCY"),
	}, read.Err()
}
