package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"slices"
	"time"

	"ventana/shared/catalogue"
	"ventana/shared/connection"
	"ventana/shared/secret"
)

// connections is the part of the connection book that this handler uses.
type connections interface {
	Document(ctx context.Context) (secret.Call, error)
}

// keeper keeps one account's templates, and one number's limits.
type keeper interface {
	Sync(ctx context.Context, from catalogue.Lister, waba string) error
	Check(ctx context.Context, from catalogue.Reader, number, phoneNumberID string) error
}

// source is what this handler asks of a provider.
type source interface {
	catalogue.Source
	inspector
}

// Handler keeps the catalogues and the numbers, and watches the tokens.
type Handler struct {
	connections connections
	provider    func(secret.CallConnection) source
	keeper      keeper
	metrics     gauge
	now         func() time.Time
	log         *slog.Logger
}

// NewHandler returns the handler over its parts.
func NewHandler(parts Handler) *Handler { return &parts }

func providerOf(book *connection.Book) func(secret.CallConnection) source {
	return func(c secret.CallConnection) source { return book.Provider(c) }
}

// Task is the schedule's input.
type Task struct {
	Do string `json:"do"` // "sync"
}

// Handle does one task. An account or a number that fails does not keep the others
// from being read; the error makes the failure visible to the function's alarm, and
// what stands in the table stays until the next hour.
func (h *Handler) Handle(ctx context.Context, task Task) error {
	if task.Do != "sync" {
		return fmt.Errorf("unknown task %q: the schedule's input must be {\"do\":\"sync\"}", task.Do)
	}
	document, err := h.connections.Document(ctx)
	if err != nil {
		return err
	}
	var problems []error
	for _, c := range document.Connections {
		for _, waba := range accountsOf(c) {
			if err := h.keeper.Sync(ctx, h.provider(c), waba); err != nil {
				problems = append(problems, fmt.Errorf("sync templates of account %s: %w", waba, err))
			}
		}
		for _, number := range c.Numbers {
			if err := h.keeper.Check(ctx, h.provider(c), number.ID, number.PhoneNumberID); err != nil {
				problems = append(problems, fmt.Errorf("check number %s: %w", number.ID, err))
			}
		}
		problems = append(problems, h.tellToken(ctx, c))
	}
	return errors.Join(problems...)
}

// accountsOf are the accounts of a connection's numbers, each once.
func accountsOf(c secret.CallConnection) []string {
	var accounts []string
	for _, number := range c.Numbers {
		if number.WABAID != "" && !slices.Contains(accounts, number.WABAID) {
			accounts = append(accounts, number.WABAID)
		}
	}
	return accounts
}
