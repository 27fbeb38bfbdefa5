// Command outbound is the Lambda function that brings agents' replies to the
// customer. Its records say only "look at this ticket": it lists the comments
// after the ticket's cursor and handles every unseen one in order, so that lost
// and reordered events heal.
//
// It handles the batches of outbound.fifo, and those of bulk.fifo: reminders and
// surveys, each decided anew when its turn comes. Each part of a reply, a text or a
// file, is an effect of its own; one whose answer was lost is held until a
// status tells its fate, and never sent twice. Files are brought to WhatsApp by
// media; here they are waited for and sent.
package main

import (
	"context"
	"math/rand/v2"
	"time"

	"ventana/shared/function"
	"ventana/shared/limit"
	"ventana/shared/offer"
	"ventana/shared/process"
)

func main() { process.Main("outbound", run) }

func run(ctx context.Context, getenv func(string) string) error {
	settings, err := LoadConfig(getenv)
	if err != nil {
		return err
	}
	parts, err := function.Assemble(ctx, getenv, "outbound", settings.Table, settings.CallSecretURL, settings.MetricNamespace)
	if err != nil {
		return err
	}
	handler := NewHandler(Handler{
		connections: parts.Connections,
		store:       parts.Store,
		desk:        deskOf(parts.Connections),
		provider:    providerOf(parts.Connections),
		offers:      offer.NewBook(parts.Store, parts.Now, parts.Log),
		pacer:       limit.NewPacer(parts.Store, settings.Concurrency, rand.N[time.Duration]),
		queue:       parts.Sender(),
		mediaQueue:  settings.MediaQueueURL,
		metrics:     parts.Metrics,
		now:         parts.Now,
		newOwner:    parts.NewOwner,
		log:         parts.Log,
	})
	function.ConsumeAll(ctx, parts, handler.HandleGroup,
		function.Source{QueueURL: settings.QueueURL, DLQURL: settings.DLQURL},
		function.Source{QueueURL: settings.BulkQueueURL, DLQURL: settings.BulkDLQURL},
	)
	return nil
}
