// Command webhook is the Lambda function behind the HTTP API: it verifies a
// delivery, cuts it into envelopes, puts them into the queues and answers.
//
// It reads no table and can read only the verify secret. It answers 200 only
// when every envelope of the delivery is in SQS; otherwise 503 with
// Retry-After, so that the sender repeats the delivery.
//
//	GET  /health                  200 when the process runs
//	GET  /webhooks/{connection}   Meta's verification of the callback URL
//	POST /webhooks/{connection}   a delivery
//
// Statuses: 200 taken, 400 not base64 as API Gateway says, 401 not signed or
// stale, 403 signed with none of our secrets, 404 unknown connection, 405 other
// methods, 413 larger than MaxBodyBytes, 503 come again.
package main

import (
	"context"
	"log/slog"
	"os"

	"github.com/aws/aws-sdk-go-v2/service/sqs"

	"ventana/shared/clock"
	"ventana/shared/process"
	"ventana/shared/secret"
	"ventana/shared/sqsqueue"
	"ventana/shared/telemetry"
)

func main() { process.Main("webhook", run) }

func run(ctx context.Context, getenv func(string) string) error {
	settings, err := LoadConfig(getenv)
	if err != nil {
		return err
	}
	configuration, err := process.AWS(ctx)
	if err != nil {
		return err
	}
	fetch, err := secret.Open(settings.VerifySecretURL, configuration)
	if err != nil {
		return err
	}
	now := clock.New(getenv(clock.Variable)).Now
	handler := NewHandler(Handler{
		secrets: secret.NewCache(fetch, secret.ParseVerify, now),
		sender:  sqsqueue.NewSender(sqs.NewFromConfig(configuration)),
		queues:  settings.Queues,
		metrics: telemetry.NewMetrics(settings.MetricNamespace, "webhook", os.Stdout, now),
		now:     now,
		log:     slog.Default(),
	})
	process.Start(ctx, handler.Handle)
	return nil
}
