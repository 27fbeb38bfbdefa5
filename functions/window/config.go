package main

import "ventana/shared/process"

// Config is the function's environment.
type Config struct {
	Table         string // the DynamoDB table
	CallSecretURL string // where the call document is
	BulkQueueURL  string // where what is due to customers is asked for
	// MetricNamespace is the stack's own, for alarms.
	MetricNamespace string
}

// LoadConfig reads the environment and reports every missing variable at once.
func LoadConfig(getenv func(string) string) (Config, error) {
	read := process.Read(getenv)
	return Config{
		Table: read.Required("TABLE_NAME"), CallSecretURL: read.Required("CALL_SECRET_URL"), BulkQueueURL: read.Required("BULK_QUEUE_URL"),
		MetricNamespace: read.Required("METRIC_NAMESPACE"),
	}, read.Err()
}
