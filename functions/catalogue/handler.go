package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"slices"
	"time"

	"ventana/shared/connection"
	"ventana/shared/policy"
	"ventana/shared/secret"
	"ventana/shared/telemetry"
	"ventana/shared/template"
)

// connections is the part of the connection book that this handler uses.
type connections interface {
	Document(ctx context.Context) (secret.Call, error)
}

// store is the part of the table that this handler uses.
type store interface {
	ReplaceCatalogue(ctx context.Context, waba string, templates []template.Template, at time.Time) (gone, changed []template.Template, err error)
}

// lister is the part of a provider that this handler uses.
type lister interface {
	ListTemplates(ctx context.Context, waba string) ([]template.Template, error)
}

// rules are the deployer's.
type rules interface {
	Policy(ctx context.Context) (policy.Policy, error)
}

// counter counts what an alarm watches.
type counter interface {
	Count(name, reason string)
}

// Handler keeps the catalogues.
type Handler struct {
	connections connections
	store       store
	provider    func(secret.CallConnection) lister
	rules       rules
	metrics     counter
	now         func() time.Time
	log         *slog.Logger
}

// NewHandler returns the handler over its parts.
func NewHandler(parts Handler) *Handler { return &parts }

func providerOf(book *connection.Book) func(secret.CallConnection) lister {
	return func(c secret.CallConnection) lister { return book.Provider(c) }
}

// Task is the schedule's input.
type Task struct {
	Do string `json:"do"` // "sync"
}

// Handle does one task. An account that fails does not keep the others from
// being read; the error makes the failure visible to the function's alarm, and
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
			if err := h.sync(ctx, c, waba); err != nil {
				problems = append(problems, fmt.Errorf("sync templates of account %s: %w", waba, err))
			}
		}
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

func (h *Handler) sync(ctx context.Context, c secret.CallConnection, waba string) error {
	listed, err := h.provider(c).ListTemplates(ctx, waba)
	if err != nil {
		return err
	}
	gone, changed, err := h.store.ReplaceCatalogue(ctx, waba, listed, h.now())
	if err != nil {
		return err
	}
	h.log.Info("catalogue synced", telemetry.KeyConnection, c.ID, "account", waba, telemetry.KeyCount, len(listed), "changed", len(changed), "gone", len(gone))
	deployed, err := h.rules.Policy(ctx)
	if err != nil {
		return err
	}
	catalogue := template.NewCatalogue(listed)
	for _, one := range slices.Concat(gone, changed) {
		h.heed(one, deployed, catalogue)
	}
	return nil
}

// heed counts a template that may no longer be sent, or that costs otherwise
// than before, and says which rules wanted it and what could stand in.
func (h *Handler) heed(one template.Template, deployed policy.Policy, catalogue template.Catalogue) {
	trouble := troubleOf(one)
	if trouble == "" {
		return
	}
	var broken, twins []string
	for _, rule := range deployed.Templates.Rules {
		if rule.Template == one.Name {
			broken = append(broken, rule.Name)
		}
	}
	for _, twin := range catalogue.Twins(one) {
		twins = append(twins, twin.Name+" "+twin.Language)
	}
	h.metrics.Count(telemetry.MetricTemplateTrouble, trouble)
	h.log.Warn("template in trouble", "template", one.Name, "language", one.Language, "status", one.Status, "category", one.Category,
		telemetry.KeyReason, trouble, "rules", broken, "twins", twins)
}

// troubleOf is why somebody has to look at a template, or empty.
func troubleOf(one template.Template) string {
	switch {
	case one.Status == template.StatusDeleted:
		return "deleted"
	case one.Status == template.StatusPaused:
		return "paused"
	case one.Status == template.StatusDisabled:
		return "disabled"
	case one.Status == template.StatusRejected:
		return "rejected"
	case one.PreviousCategory != "" && one.PreviousCategory != one.Category:
		return "recategorised"
	default:
		return ""
	}
}
