// Command inbound is the Lambda function that brings customers' messages to
// the helpdesk: it finds or makes the contact and the conversation, opens a
// ticket or adds to the open one, and keeps the window's clock.
//
// It handles the batches of inbound.fifo. The records of one conversation in
// one batch become one comment; each message is an effect of its own, so that
// none is lost and none stands twice, whatever crashes or is delivered again.
package main

import (
	"context"

	"ventana/shared/function"
	"ventana/shared/offer"
	"ventana/shared/process"
)

func main() { process.Main("inbound", run) }

func run(ctx context.Context, getenv func(string) string) error {
	settings, err := LoadConfig(getenv)
	if err != nil {
		return err
	}
	parts, err := function.Assemble(ctx, getenv, "inbound", settings.Table, settings.CallSecretURL, settings.MetricNamespace)
	if err != nil {
		return err
	}
	handler := NewHandler(Handler{
		connections:  parts.Connections,
		store:        parts.Store,
		desk:         deskOf(parts.Connections),
		provider:     providerOf(parts.Connections),
		queue:        parts.Sender(),
		mediaQueue:   settings.MediaQueueURL,
		replyQueue:   settings.ReplyQueueURL,
		forwardQueue: settings.ForwardQueueURL,
		rules:        offer.NewBook(parts.Store, parts.Now, parts.Log),
		metrics:      parts.Metrics,
		now:          parts.Now,
		newOwner:     parts.NewOwner,
		log:          parts.Log,
	})
	function.Consume(ctx, parts, settings.QueueURL, settings.DLQURL, handler.HandleGroup)
	return nil
}
