package zendesk

import (
	"context"
	"encoding/json"
	"errors"
	"net/http"

	"ventana/shared/failure"
	"ventana/shared/helpdesk"
)

// fieldInput is the value of a custom field; null clears it.
type fieldInput struct {
	ID    id      `json:"id"`
	Value *string `json:"value"`
}

// fieldInputs leaves out fields without an id. refused: one has an id that is
// none, and is left out as well.
func fieldInputs(fields []helpdesk.Field) (list []fieldInput, refused bool) {
	for _, field := range fields {
		if field.ID == "" {
			continue
		}
		number, err := parseID("", "custom field", field.ID)
		if err != nil {
			refused = true
			continue
		}
		input := fieldInput{ID: number}
		if field.Value != "" {
			input.Value = &field.Value
		}
		list = append(list, input)
	}
	return list, refused
}

// yieldsFields takes the custom fields out of a change that was refused for a
// reason which may be theirs: what Zendesk says of them names no member that we
// could look for. It is false when there is nothing to try again.
func (input *ticketInput) yieldsFields(err error) bool {
	var told *complaint
	if len(input.Fields) == 0 || !failure.Is(err, failure.Permanent) || !errors.As(err, &told) {
		return false
	}
	for _, known := range []error{
		helpdesk.ErrClosed, helpdesk.ErrGone, helpdesk.ErrRequesterGone, helpdesk.ErrUploadGone, helpdesk.ErrIdempotencyMismatch,
	} {
		if errors.Is(err, known) {
			return false
		}
	}
	if told.status != http.StatusUnprocessableEntity && told.status != http.StatusBadRequest {
		return false
	}
	input.Fields = nil
	return true
}

// SetFields sets custom fields of a ticket with one call and leaves all else as
// it is, but for the tags of a dropdown's options, which Zendesk changes along.
// A repeat changes nothing. Fields without an id are left out; none is no call.
//
// stamp, when not empty, makes the change conditional on the ticket being
// unchanged since (helpdesk.Ticket.Stamp, Trace.Stamp). It has a resolution of
// one second. After a lost answer the ticket may have changed by this very call,
// so that a repeat ends in ErrConflict: read the ticket again.
//
// Errors to look for: helpdesk.ErrClosed, ErrGone, ErrConflict. A value that the
// account does not take is Permanent.
func (c *Client) SetFields(ctx context.Context, ticket string, fields []helpdesk.Field, stamp string) error {
	op := "zendesk set fields of ticket " + ticket
	list, refused := fieldInputs(fields)
	if refused {
		return permanent(op, "BadID", "a custom field's id is not a Zendesk id")
	}
	if len(list) == 0 {
		return nil
	}
	input := ticketInput{Fields: list, UpdatedStamp: stamp, SafeUpdate: stamp != ""}
	_, _, err := c.updateTicket(ctx, op, ticket, input, repeatable, chore)
	return err
}

// fieldOutput is a custom field as a ticket shows it.
type fieldOutput struct {
	ID    id              `json:"id"`
	Value json.RawMessage `json:"value"`
}

// fieldsIn are the fields that hold something.
func fieldsIn(list []fieldOutput) []helpdesk.Field {
	var fields []helpdesk.Field
	for _, field := range list {
		text := string(field.Value)
		var plain *string
		if json.Unmarshal(field.Value, &plain) == nil {
			if text = ""; plain != nil {
				text = *plain
			}
		}
		if text != "" {
			fields = append(fields, helpdesk.Field{ID: field.ID.String(), Value: text})
		}
	}
	return fields
}
