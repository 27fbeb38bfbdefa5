package infra_test

import (
	"bytes"
	"fmt"
	"log/slog"
	"regexp"
	"strings"
	"testing"

	"ventana/shared/telemetry"
)

// perEvent is what CloudWatch adds to each line that it bills.
// https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_PutLogEvents.html
const perEvent = 26

// Lines of Lambda's own, as its JSON format has them; both are written for each run.
const (
	lambdaStart  = `{"time":"2026-11-22T10:00:00.123Z","type":"platform.start","record":{"requestId":"7c9e6679-7425-40de-944b-e07fc1f90ae7","version":"12"}}`
	lambdaReport = `{"time":"2026-11-22T10:00:00.345Z","type":"platform.report","record":{"requestId":"7c9e6679-7425-40de-944b-e07fc1f90ae7","metrics":{"durationMs":215.125,"billedDurationMs":216,"memorySizeMB":256,"maxMemoryUsedMB":41},"status":"success"}}`
)

// TestReadme_logsCostWhatTheirLinesHave: bytes of a customer's message in the logs,
// counted from lines as they are written: two deliveries taken (the second is the
// event of our own comment), one record handled, three runs of Lambda's, two of the
// API's access log.
func TestReadme_logsCostWhatTheirLinesHave(t *testing.T) {
	t.Parallel()
	const trace, delivery = "1-6921f000-0123456789abcdef01234567", "0123456789abcdef01234567"
	taken := line(func(log *slog.Logger) {
		log.With(telemetry.KeyFunction, "webhook").Info("delivery taken", telemetry.KeyConnection, "whatsapp", telemetry.KeyDelivery, delivery,
			telemetry.KeyTrace, trace, telemetry.KeyCount, 1)
	})
	handled := line(func(log *slog.Logger) {
		log.With(telemetry.KeyFunction, "inbound").Info("record handled", telemetry.KeyQueue, "ventana-prod-inbound.fifo", telemetry.KeyRecord, "7c9e6679-7425-40de-944b-e07fc1f90ae7",
			telemetry.KeyConversation, delivery, telemetry.KeyTrace, trace, telemetry.KeyReceives, 1, telemetry.KeyDuration, 215, telemetry.KeyOutcome, "done")
	})
	access, _ := at(load(t).ofType("AWS::Serverless::HttpApi")["HttpApi"], "AccessLogSettings", "Format").(string)
	for variable, value := range map[string]string{
		"requestId": "JKJaXmPLvHcESHA=", "identity.sourceIp": "173.252.107.116", "httpMethod": "POST", "path": "/webhooks/whatsapp", "status": "200",
		"responseLatency": "14", "integrationLatency": "12", "integrationErrorMessage": "-", "identity.userAgent": "facebookexternalua",
	} {
		access = strings.ReplaceAll(access, "$context."+variable+`"`, value+`"`)
	}
	if strings.Contains(access, "$context") {
		t.Fatalf("%s: give the test a value", access)
	}
	bytes := 2*(len(taken)+perEvent) + len(handled) + perEvent + 3*(len(lambdaStart)+len(lambdaReport)+2*perEvent) + 2*(len(access)+perEvent)
	want := fmt.Sprintf("about %.1f KB at $0.50/GB | %.2f |", float64(bytes)/1000, float64(bytes)*0.50/1000)
	if readme := text(t, "../README.md"); !strings.Contains(readme, want) {
		found := regexp.MustCompile(`(?m)^\| logs .*$`).FindString(readme)
		t.Errorf("a message has %d bytes of logs (%d, %d, %d, %d): the README wants %q, it has %q", bytes, len(taken), len(handled), len(lambdaStart)+len(lambdaReport), len(access), want, found)
	}
}

// line is one line as Lambda's handler writes it: times in milliseconds, the message
// under "message".
func line(say func(*slog.Logger)) string {
	var out bytes.Buffer
	say(slog.New(slog.NewJSONHandler(&out, &slog.HandlerOptions{ReplaceAttr: func(_ []string, a slog.Attr) slog.Attr {
		switch a.Key {
		case slog.TimeKey:
			return slog.String("timestamp", "2026-11-22T10:00:00.345Z")
		case slog.MessageKey:
			a.Key = "message"
		}
		return a
	}})))
	return strings.TrimSpace(out.String())
}
