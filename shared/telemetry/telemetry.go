// Package telemetry is how Ventana's functions speak to operators: JSON log
// lines with fixed keys, and a User-Agent by which an outside system's own log
// can be tied to ours.
//
// Contract: messages are short constant strings, values are attributes under
// the keys of key.go. No key takes message text, a phone number, a BSUID, a name, a
// token, or WhatsApp's own id of a message, which holds the phone number; ids of
// deliveries, tickets and effects are fine, and so are digests. What an
// outside system says never becomes a log line, only its code does.
package telemetry

import (
	"fmt"
	"log/slog"

	"github.com/aws/aws-lambda-go/lambdacontext"
)

// NewLogger makes the function's logger the process's default, so that what
// libraries say is JSON too, and returns it. Level and format follow the
// function's LoggingConfig; watch sees each record on its way.
func NewLogger(function string, watch func(slog.Handler) slog.Handler) *slog.Logger {
	logger := slog.New(watch(lambdacontext.NewLogHandler())).With(KeyFunction, function)
	slog.SetDefault(logger)
	return logger
}

// Panic is what a panic was called with. That may hold anything, so a log line has
// its type alone.
type Panic struct{ Value any }

// LogValue is the value's type.
func (p Panic) LogValue() slog.Value { return slog.StringValue(fmt.Sprintf("%T", p.Value)) }

// UserAgent names function and log stream, so that a line in a helpdesk's API
// log leads to the one execution environment that made the call.
func UserAgent(function string, getenv func(string) string) string {
	return fmt.Sprintf("ventana (%s; %s)", function, getenv("AWS_LAMBDA_LOG_STREAM_NAME"))
}
