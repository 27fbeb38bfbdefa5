package main

import (
	"context"

	"ventana/shared/deadletter"
	"ventana/shared/envelope"
	"ventana/shared/secret"
	"ventana/shared/sqsqueue"
)

// line is the way from a number to the helpdesk that answers it.
type line struct {
	provider secret.CallConnection
	number   secret.Number
	helpdesk secret.CallConnection
}

// line finds the number that was written to; what is missing comes as the outcome.
func (h *Handler) line(ctx context.Context, e envelope.Envelope) (found line, missing *sqsqueue.Outcome, err error) {
	for _, read := range []func(context.Context) (secret.Call, error){h.connections.Document, h.connections.Newest} {
		document, err := read(ctx)
		if err != nil {
			return line{}, nil, err
		}
		if found, missing = lineIn(document, e); missing == nil {
			return found, nil, nil
		}
	}
	return line{}, missing, nil
}

func lineIn(document secret.Call, e envelope.Envelope) (found line, missing *sqsqueue.Outcome) {
	provider, known := document.Connection(e.Connection)
	if !known {
		outcome := sqsqueue.ParkFor(deadletter.Connection, "connection "+e.Connection+" is not in the call secret")
		return line{}, &outcome
	}
	number, known := provider.NumberOf(e.Message.Number)
	if !known {
		outcome := sqsqueue.ParkFor(deadletter.Number, "number "+e.Message.Number+" is not in the call secret, under connection "+e.Connection)
		return line{}, &outcome
	}
	answering, _ := document.Connection(number.Helpdesk) // checked when the document was read
	return line{provider: provider, number: number, helpdesk: answering}, nil
}
