// Command status is the Lambda function that follows what becomes of the
// messages we sent: sent, delivered, read, failed. A failure puts an internal
// note on the ticket, and a later success takes it back; a status that carries
// our marker completes a send whose answer was lost. The provider's words about
// accounts, numbers and templates are kept, and the serious ones are counted at
// once.
//
// It handles the batches of the status queue, which knows no order and needs
// none: statuses only climb.
package main

import (
	"context"
	"sync"

	"ventana/shared/catalogue"
	"ventana/shared/function"
	"ventana/shared/offer"
	"ventana/shared/pricing"
	"ventana/shared/process"
)

func main() { process.Main("status", run) }

func run(ctx context.Context, getenv func(string) string) error {
	settings, err := LoadConfig(getenv)
	if err != nil {
		return err
	}
	parts, err := function.Assemble(ctx, getenv, "status", settings.Table, settings.CallSecretURL, settings.MetricNamespace)
	if err != nil {
		return err
	}
	metrics, rules := parts.Metrics, offer.NewBook(parts.Store, parts.Now, parts.Log)
	handler := NewHandler(Handler{
		connections: parts.Connections,
		store:       parts.Store,
		desk:        deskOf(parts.Connections),
		provider:    providerOf(parts.Connections),
		keeper: &catalogue.Keeper{
			Store: parts.Store, Rules: rules, Metrics: metrics, Now: parts.Now, Log: parts.Log,
		},
		queue:        parts.Sender(),
		queueURL:     settings.OutboundQueueURL,
		forwardQueue: settings.ForwardQueueURL,
		rules:        rules,
		cards:        sync.OnceValues(pricing.Cards),
		metrics:      metrics,
		now:          parts.Now,
		newOwner:     parts.NewOwner,
		log:          parts.Log,
	})
	function.Consume(ctx, parts, settings.QueueURL, settings.DLQURL, handler.HandleGroup)
	return nil
}
