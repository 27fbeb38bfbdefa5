// Command media is the Lambda function that carries files between WhatsApp and
// the helpdesk, apart from the conversation, so that a file never holds up a
// word: the text stands in the ticket at once and the file joins it.
//
// It handles the records of the media queue, one at a time. A file is streamed
// from one side to the other and is never held whole in memory, whatever its
// size. What fails for now is tried again until the file's time is over; what
// fails for good is told on the ticket.
package main

import (
	"context"

	"ventana/shared/function"
	"ventana/shared/process"
)

func main() { process.Main("media", run) }

func run(ctx context.Context, getenv func(string) string) error {
	settings, err := LoadConfig(getenv)
	if err != nil {
		return err
	}
	parts, err := function.Assemble(ctx, getenv, "media", settings.Table, settings.CallSecretURL, settings.MetricNamespace)
	if err != nil {
		return err
	}
	handler := NewHandler(Handler{
		connections: parts.Connections,
		store:       parts.Store,
		budget:      parts.Store,
		desk:        deskOf(parts.Connections),
		provider:    providerOf(parts.Connections),
		metrics:     parts.Metrics,
		now:         parts.Now,
		newOwner:    parts.NewOwner,
		log:         parts.Log,
	})
	function.Consume(ctx, parts, settings.QueueURL, settings.DLQURL, handler.HandleGroup)
	return nil
}
