package main

import "ventana/shared/process"

// Config is the function's environment.
type Config struct {
	Table         string // the DynamoDB table, for the attempts of records
	CallSecretURL string // where the call document is
	QueueURL      string // the queue its records come from
	DLQURL        string // where a record is parked that the endpoint refuses
	// MetricNamespace is the stack's own, for alarms.
	MetricNamespace string
}

// LoadConfig reads the environment and reports every missing variable at once.
func LoadConfig(getenv func(string) string) (Config, error) {
	read := process.Read(getenv)
	return Config{
		Table:           read.Required("TABLE_NAME"),
		CallSecretURL:   read.Required("CALL_SECRET_URL"),
		QueueURL:        read.Required("FORWARD_QUEUE_URL"),
		DLQURL:          read.Required("FORWARD_DLQ_URL"),
		MetricNamespace: read.Required("METRIC_NAMESPACE"),
	}, read.Err()
}
