package local

import (
	"context"
	"errors"
	"fmt"

	"ventana/infra/local/dynamo"
)

// startDatabase starts DynamoDB's stand-in, unless one is named, and makes the
// tables of the template; without tables there is nothing to start.
func (h *host) startDatabase(ctx context.Context) error {
	h.databaseURL = h.options.DynamoDBEndpoint
	if len(h.template.Tables) == 0 {
		h.databaseURL = nowhere
		return nil
	}
	if h.databaseURL == "" {
		output := h.console.Writer("dynamodb")
		binary, err := dynamo.Binary(ctx, h.options.project(), output)
		if err != nil {
			return fmt.Errorf("dynamodb: %w", err)
		}
		process, err := dynamo.Start(ctx, binary, h.folder.path("dynamodb.db"), output)
		if err != nil {
			return fmt.Errorf("dynamodb: %w", err)
		}
		h.database, h.databaseURL = process, process.Endpoint
		go func() {
			<-process.Done()
			h.fail(errors.New("dynamodb: dynoxide has ended"))
		}()
	}
	if err := h.serveTables(); err != nil {
		return err
	}
	client := dynamo.NewClient(h.databaseURL, region)
	for _, table := range h.template.Tables {
		if err := dynamo.EnsureTable(ctx, client, table); err != nil {
			return fmt.Errorf("dynamodb at %s: %w", h.databaseURL, err)
		}
	}
	return nil
}
