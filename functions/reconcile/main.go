// Command reconcile is the Lambda function that finds what no webhook told of.
// Every five minutes it asks each helpdesk what was said since the last time,
// and has the outbound function look at tickets with comments that nobody has
// looked at yet. It never sends anything itself. It also tells how much of its
// messaging limit each portfolio has used, and when it will be full.
//
// Each day it compares what was taken in hand with what stands in the helpdesks,
// and makes a statement of it.
package main

import (
	"context"

	"ventana/shared/function"
	"ventana/shared/offer"
	"ventana/shared/process"
)

func main() { process.Main("reconcile", run) }

func run(ctx context.Context, getenv func(string) string) error {
	settings, err := LoadConfig(getenv)
	if err != nil {
		return err
	}
	parts, err := function.Assemble(ctx, getenv, "reconcile", settings.Table, settings.CallSecretURL, settings.MetricNamespace)
	if err != nil {
		return err
	}
	handler := NewHandler(Handler{
		connections: parts.Connections,
		store:       parts.Store,
		desk:        deskOf(parts.Connections),
		limits:      offer.NewBook(parts.Store, parts.Now, parts.Log),
		metrics:     parts.Metrics,
		sender:      parts.Sender(),
		queueURL:    settings.OutboundQueueURL,
		depth:       parts.Depth(),
		shelves:     settings.DLQURLs,
		now:         parts.Now,
		newOwner:    parts.NewOwner,
		log:         parts.Log,
	})
	process.Start(ctx, handler.Handle)
	return nil
}
