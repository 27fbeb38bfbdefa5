package main

import "ventana/shared/process"

// Config is the function's environment.
type Config struct {
	Table            string // the DynamoDB table
	APIURL           string // the HTTP API's address, without a slash at its end
	VerifySecretURL  string // where the verify document is, whose app secrets sign
	CallSecretURL    string // where the call document is, which names the numbers
	OutboundQueueURL string // the queue of looks, which is probed
	// MetricNamespace is the stack's own, for alarms.
	MetricNamespace string
}

// LoadConfig reads the environment and reports every missing variable at once.
func LoadConfig(getenv func(string) string) (Config, error) {
	read := process.Read(getenv)
	return Config{
		Table:            read.Required("TABLE_NAME"),
		APIURL:           read.Required("API_URL"),
		VerifySecretURL:  read.Required("VERIFY_SECRET_URL"),
		CallSecretURL:    read.Required("CALL_SECRET_URL"),
		OutboundQueueURL: read.Required("OUTBOUND_QUEUE_URL"),
		MetricNamespace:  read.Required("METRIC_NAMESPACE"),
	}, read.Err()
}
