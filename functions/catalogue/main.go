// Command catalogue is the Lambda function that keeps the table's list of
// templates as WhatsApp has it: every hour it reads all templates of each
// account, and writes them down complete or not at all. What no longer may be
// sent, or costs otherwise than before, is counted for an alarm, with the rules
// that it breaks and the templates that could stand in. It reads each number's
// limits and health as well, and counts what became worse, and tells in how many days
// the access token ends.
package main

import (
	"context"

	"ventana/shared/catalogue"
	"ventana/shared/function"
	"ventana/shared/offer"
	"ventana/shared/process"
)

func main() { process.Main("catalogue", run) }

func run(ctx context.Context, getenv func(string) string) error {
	settings, err := LoadConfig(getenv)
	if err != nil {
		return err
	}
	parts, err := function.Assemble(ctx, getenv, "catalogue", settings.Table, settings.CallSecretURL, settings.MetricNamespace)
	if err != nil {
		return err
	}
	handler := NewHandler(Handler{
		connections: parts.Connections,
		provider:    providerOf(parts.Connections),
		keeper: &catalogue.Keeper{
			Store: parts.Store, Rules: offer.NewBook(parts.Store, parts.Now, parts.Log),
			Metrics: parts.Metrics,
			Now:     parts.Now, Log: parts.Log,
		},
		metrics: parts.Metrics, now: parts.Now, log: parts.Log,
	})
	process.Start(ctx, handler.Handle)
	return nil
}
