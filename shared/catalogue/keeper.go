// Package catalogue keeps the table's list of templates as WhatsApp has it: read
// whole and written down complete, or not at all. What no longer may be sent, or
// costs otherwise than before, is counted for an alarm, with the rules that it
// breaks and the templates that could stand in. It keeps what WhatsApp says of the
// numbers' limits and health as well, and counts what became worse.
package catalogue

import (
	"context"
	"log/slog"
	"slices"
	"time"

	"ventana/shared/limit"
	"ventana/shared/policy"
	"ventana/shared/telemetry"
	"ventana/shared/template"
)

// Store is the part of the table that a keeper uses.
type Store interface {
	Catalogue(ctx context.Context, waba string) ([]template.Template, time.Time, error)
	ReplaceCatalogue(ctx context.Context, waba string, templates []template.Template, at time.Time) (gone, changed []template.Template, err error)
	PutNumber(ctx context.Context, number string, now limit.Number) (before limit.Number, err error)
	Number(ctx context.Context, number string) (limit.Number, error)
}

// Lister is the part of a provider that a keeper uses.
type Lister interface {
	ListTemplates(ctx context.Context, waba string) ([]template.Template, error)
}

// Rules are the deployer's.
type Rules interface {
	Policy(ctx context.Context) (policy.Policy, error)
}

// Counter counts what an alarm watches.
type Counter interface {
	Count(name, reason string)
}

// Keeper keeps catalogues and numbers.
type Keeper struct {
	Store   Store
	Rules   Rules
	Metrics Counter
	Now     func() time.Time
	Log     *slog.Logger
}

// Sync reads all templates of an account and writes them down. A list that fails
// leaves what stands.
//
// Requests: some calls of the provider; one query, one write per template that
// differs, and one.
func (k *Keeper) Sync(ctx context.Context, from Lister, waba string) error {
	at := k.Now() // before the list: what changes while it is read is newer
	listed, err := from.ListTemplates(ctx, waba)
	if err != nil {
		return err
	}
	// Before anything is written: a change is told only once.
	deployed, err := k.Rules.Policy(ctx)
	if err != nil {
		return err
	}
	gone, changed, err := k.Store.ReplaceCatalogue(ctx, waba, listed, at)
	if err != nil {
		return err
	}
	k.Log.Info("catalogue synced", telemetry.KeyAccount, waba, telemetry.KeyCount, len(listed), telemetry.KeyChanged, len(changed), telemetry.KeyGone, len(gone))
	now := template.NewCatalogue(listed)
	for _, one := range slices.Concat(gone, changed) {
		k.heed(one, deployed, now)
	}
	return nil
}

// SyncSince does the same, unless the list was read after that time: of many
// notices that come at once the first brings what all of them tell.
func (k *Keeper) SyncSince(ctx context.Context, from Lister, waba string, since time.Time) error {
	_, synced, err := k.Store.Catalogue(ctx, waba)
	if err != nil || synced.After(since) {
		return err
	}
	return k.Sync(ctx, from, waba)
}

// Foretell counts a template that WhatsApp will put into another category, a day
// ahead, while its words or its rule can still be changed. One that the catalogue
// does not know is nobody's.
//
// Requests: a query of the catalogue, and the policy.
func (k *Keeper) Foretell(ctx context.Context, waba, name, language, category string) error {
	stored, _, err := k.Store.Catalogue(ctx, waba)
	if err != nil {
		return err
	}
	deployed, err := k.Rules.Policy(ctx)
	if err != nil {
		return err
	}
	now := template.NewCatalogue(stored)
	if one, known := now.Find(name, language); known && one.Category != category {
		k.tell(one, troubleMoving, deployed, now.Twins(one))
	}
	return nil
}

// heed counts a template that may no longer be sent, or that costs otherwise
// than before, and says which rules wanted it and what could stand in.
func (k *Keeper) heed(one template.Template, deployed policy.Policy, now template.Catalogue) {
	trouble := troubleOf(one)
	if trouble == "" {
		return
	}
	wanted := one
	if trouble == troubleMoved { // who chose it chose the price of the category that it had
		wanted.Category = one.PreviousCategory
	}
	k.tell(one, trouble, deployed, now.Twins(wanted))
}

// tell counts a trouble and names the rules that it breaks and what could stand in.
func (k *Keeper) tell(one template.Template, trouble string, deployed policy.Policy, twins []template.Template) {
	var names []string
	for _, twin := range twins {
		names = append(names, twin.Name+" "+twin.Language)
	}
	k.Metrics.Count(telemetry.MetricTemplateTrouble, trouble)
	k.Log.Warn("template in trouble", telemetry.KeyTemplate, one.Name, telemetry.KeyLanguage, one.Language, telemetry.KeyStatus, one.Status, telemetry.KeyCategory, one.Category,
		telemetry.KeyReason, trouble, telemetry.KeyRules, wantedBy(one.Name, deployed), telemetry.KeyTwins, names)
}

// wantedBy names the rules of a policy that a template serves, and the sections
// that name it themselves.
func wantedBy(name string, deployed policy.Policy) []string {
	var all []string
	for _, rule := range deployed.Templates.Rules {
		if rule.Template == name {
			all = append(all, rule.Name)
		}
	}
	if deployed.Survey.Template == name {
		all = append(all, "survey.template")
	}
	if deployed.Window.Reminder.Template == name {
		all = append(all, "window.reminder.template")
	}
	return all
}

// The troubles of a template that is in another category now, or will be soon.
const (
	troubleMoved  = "recategorised"
	troubleMoving = "recategorising"
)

// qualityLow is the quality of which WhatsApp pauses the worst.
const qualityLow = "RED"

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
		return troubleMoved
	case one.Quality == qualityLow:
		return "quality"
	default:
		return ""
	}
}
