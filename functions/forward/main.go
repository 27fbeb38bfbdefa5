// Command forward is the Lambda function that passes on what is the former
// endpoint's: while a roll-out keeps some customers where they were, it sends
// their events to the URL that WhatsApp's webhooks went to before, in WhatsApp's
// own form and signed as WhatsApp would.
//
// It handles the batches of forward.fifo, in order within a conversation. An
// event is sent at least once, with the same bytes each time: what the endpoint
// does not take waits, and what it refuses for good is parked.
package main

import (
	"context"

	"ventana/shared/function"
	"ventana/shared/process"
)

func main() { process.Main("forward", run) }

func run(ctx context.Context, getenv func(string) string) error {
	settings, err := LoadConfig(getenv)
	if err != nil {
		return err
	}
	parts, err := function.Assemble(ctx, getenv, "forward", settings.Table, settings.CallSecretURL, settings.MetricNamespace)
	if err != nil {
		return err
	}
	handler := NewHandler(Handler{
		connections: parts.Connections,
		client:      newClient(),
		circuit:     parts.Circuit,
		log:         parts.Log,
	})
	function.Consume(ctx, parts, settings.QueueURL, settings.DLQURL, handler.HandleGroup)
	return nil
}
