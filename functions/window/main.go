// Command window is the Lambda function that warns agents before a customer
// service window closes. Every minute it reads which conversations are due,
// warns on the ticket as the policy says, shows there that the window is closing
// or closed, and notes when the conversation is due next. An answered customer
// is nobody's worry, and may be due a reminder: what is due to customers is put
// into bulk.fifo, and outbound decides whether it still makes sense.
//
// Once a day it lists what closes soon in a ticket of its own, by value, where
// the policy wants it.
//
// A warning is an effect: it stands on the ticket once for each level and
// window, whatever crashes or runs twice.
package main

import (
	"context"

	"ventana/shared/function"
	"ventana/shared/offer"
	"ventana/shared/process"
)

func main() { process.Main("window", run) }

func run(ctx context.Context, getenv func(string) string) error {
	settings, err := LoadConfig(getenv)
	if err != nil {
		return err
	}
	parts, err := function.Assemble(ctx, getenv, "window", settings.Table, settings.CallSecretURL, settings.MetricNamespace)
	if err != nil {
		return err
	}
	handler := NewHandler(Handler{
		connections: parts.Connections,
		store:       parts.Store,
		desk:        deskOf(parts.Connections),
		offers:      offer.NewBook(parts.Store, parts.Now, parts.Log),
		metrics:     parts.Metrics,
		now:         parts.Now,
		queue:       parts.Sender(),
		bulkQueue:   settings.BulkQueueURL,
		pause:       pause,
		newOwner:    parts.NewOwner,
		log:         parts.Log,
	})
	process.Start(ctx, handler.Handle)
	return nil
}
