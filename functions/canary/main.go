// Command canary is the Lambda function that watches for what nobody would report:
// a way that is blocked although nothing failed, and a number that fell silent.
//
// Its schedules give it two tasks. "fly" judges each number's last canary and sends
// the next: a well-signed delivery of a customer whom nobody can be, to the API's
// own address. From there it takes the way of every message, into a ticket of its
// own, and back; inbound and outbound note when it passed. "listen" compares, once
// an hour, what each number heard with the same hours of the weeks before, and tells
// how old the two secrets are, which no other function may both read.
//
// It writes to no helpdesk and calls no provider.
package main

import (
	"context"
	"net/http"

	"ventana/shared/function"
	"ventana/shared/process"
	"ventana/shared/secret"
)

func main() { process.Main("canary", run) }

func run(ctx context.Context, getenv func(string) string) error {
	settings, err := LoadConfig(getenv)
	if err != nil {
		return err
	}
	parts, err := function.Assemble(ctx, getenv, "canary", settings.Table, settings.CallSecretURL, settings.MetricNamespace)
	if err != nil {
		return err
	}
	fetch, err := secret.Open(settings.VerifySecretURL, parts.Configuration)
	if err != nil {
		return err
	}
	verify := secret.NewCache(fetch, secret.ParseVerify, parts.Now)
	handler := NewHandler(Handler{
		connections: parts.Connections,
		secrets:     verify,
		dated:       map[string]dated{"verify": verify, "call": parts.CallSecret},
		store:       parts.Store,
		api:         settings.APIURL,
		client:      &http.Client{Timeout: deliveryTimeout},
		queue:       parts.Sender(),
		queueURL:    settings.OutboundQueueURL,
		metrics:     parts.Metrics,
		now:         parts.Now,
		newID:       parts.NewOwner,
		log:         parts.Log,
	})
	process.Start(ctx, handler.Handle)
	return nil
}
