// Package offer brings together what can be sent besides words: the approved
// templates of an account and the deployer's rules, read from the table and kept
// for a minute, so that a change takes effect without a deployment.
//
// Contract: a policy that cannot be read or is not valid is never a reason to
// stop: the default one counts meanwhile, which sends nothing by itself, and the
// log says so. Only the roll-out waits, because the default one ends it. A table that does not answer is the caller's to wait for.
package offer

import (
	"context"
	"errors"
	"log/slog"
	"strings"
	"sync"
	"time"

	"ventana/shared/conversation"
	"ventana/shared/dynamostore"
	"ventana/shared/failure"
	"ventana/shared/helpdesk"
	"ventana/shared/limit"
	"ventana/shared/policy"
	"ventana/shared/pricing"
	"ventana/shared/telemetry"
	"ventana/shared/template"
)

// Fresh is how long what was read counts.
const Fresh = time.Minute

// store is the part of the table that a book uses.
type store interface {
	CurrentPolicy(ctx context.Context) (text string, version int, err error)
	Catalogue(ctx context.Context, waba string) ([]template.Template, time.Time, error)
	Number(ctx context.Context, number string) (limit.Number, error)
	Reached(ctx context.Context, portfolio string, now time.Time) ([]limit.Bucket, error)
	SpentIn(ctx context.Context, month string) ([]dynamostore.Spend, error)
}

// Book holds policy and catalogues. It may be used by many goroutines.
type Book struct {
	store store
	now   func() time.Time
	log   *slog.Logger
	cards func() ([]pricing.Card, error) // read when a price is first asked for

	mu         sync.Mutex
	policy     kept[policy.Policy]
	invalid    bool // the one in force: policy is the default one
	spent      kept[policy.Spent]
	spentOn    string // the day
	catalogues map[string]kept[template.Catalogue]
	numbers    map[string]kept[limit.Number]
	reached    map[string]kept[[]limit.Bucket]
}

// kept is something with the time at which it was read.
type kept[T any] struct {
	value T
	at    time.Time
}

func (k kept[T]) fresh(now time.Time) bool { return !k.at.IsZero() && now.Sub(k.at) < Fresh }

// NewBook returns a book over the table.
func NewBook(store store, now func() time.Time, log *slog.Logger) *Book {
	return &Book{
		store: store, now: now, log: log, cards: sync.OnceValues(pricing.Cards), catalogues: map[string]kept[template.Catalogue]{},
		numbers: map[string]kept[limit.Number]{}, reached: map[string]kept[[]limit.Bucket]{},
	}
}

// Policy is the deployer's rules as they stand, or the default ones.
//
// Requests: one read a minute.
func (b *Book) Policy(ctx context.Context) (policy.Policy, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.policy.fresh(b.now()) {
		return b.policy.value, nil
	}
	text, version, err := b.store.CurrentPolicy(ctx)
	if err != nil {
		return policy.Policy{}, err
	}
	rules := policy.Default()
	b.invalid = false
	if version > 0 {
		if parsed, err := policy.Parse([]byte(text)); err == nil {
			rules = parsed
		} else {
			b.invalid = true
			b.log.Error("policy is not valid; the default one counts", telemetry.KeyVersion, version, telemetry.KeyError, err)
		}
	}
	b.policy = kept[policy.Policy]{rules, b.now()}
	return rules, nil
}

// waitPolicy is how long what hangs on the roll-out waits for somebody to mend the
// policy.
const waitPolicy = time.Minute

// Rollout is whom Ventana answers. By the default policy that is everybody, so it
// does not count in the place of one that is not valid, as an older release finds a
// newer one's: that is waited for.
//
// Requests: those of Policy.
func (b *Book) Rollout(ctx context.Context) (policy.Rollout, error) {
	rules, err := b.Policy(ctx)
	if err != nil {
		return policy.Rollout{}, err
	}
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.invalid {
		return policy.Rollout{}, &failure.Error{Class: failure.Later, Op: "read roll-out", Code: "policy", Wait: waitPolicy,
			Err: errors.New("the policy in force is not valid")}
	}
	return rules.Rollout, nil
}

// Catalogue is the templates of an account, in every state.
//
// Requests: one query a minute.
func (b *Book) Catalogue(ctx context.Context, waba string) (template.Catalogue, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if known := b.catalogues[waba]; known.fresh(b.now()) {
		return known.value, nil
	}
	templates, _, err := b.store.Catalogue(ctx, waba)
	if err != nil {
		return template.Catalogue{}, err
	}
	catalogue := template.NewCatalogue(templates)
	b.catalogues[waba] = kept[template.Catalogue]{catalogue, b.now()}
	return catalogue, nil
}

// Occasion is what a template is wanted for.
type Occasion struct {
	Purpose policy.Purpose
	WABA    string
	// Portfolio is whose messaging limit counts; empty where nothing is sent.
	Portfolio string
	Talk      conversation.Conversation
	Contact   dynamostore.Contact
	Ticket    helpdesk.Ticket
}

// Means is what can be sent on an occasion.
func (b *Book) Means(ctx context.Context, o Occasion) (conversation.Means, error) {
	rules, err := b.Policy(ctx)
	if err != nil {
		return conversation.Means{}, err
	}
	catalogue, err := b.Catalogue(ctx, o.WABA)
	if err != nil {
		return conversation.Means{}, err
	}
	tier, err := b.tier(ctx, o)
	if err != nil {
		return conversation.Means{}, err
	}
	return conversation.Means{
		Catalogue: catalogue, Policy: rules, Facts: o.facts(b.now()), Quote: b.Quote(o.Talk, o.Contact, b.now()), Tier: tier,
	}, nil
}

// facts are what the rules look at. Names are the helpdesk's: we keep none.
func (o Occasion) facts(now time.Time) policy.Facts {
	since := time.Duration(-1)
	if !o.Talk.LastInboundAt.IsZero() {
		since = now.Sub(o.Talk.LastInboundAt)
	}
	return policy.Facts{
		Purpose: o.Purpose, Status: o.Ticket.Status, Tags: o.Ticket.Tags, Group: o.Ticket.Group, Number: o.Talk.Number,
		Language: conversation.LanguageOf(o.Contact.BSUID, o.Contact.Phone), SinceCustomer: since, Fields: Fields(o.Ticket),
	}
}

// Fields are what the policy's sources name, of a ticket.
func Fields(ticket helpdesk.Ticket) map[string]string {
	fields := map[string]string{"ticket.id": ticket.ID, "ticket.subject": ticket.Subject, "ticket.status": ticket.Status}
	known(fields, "contact.name", ticket.RequesterName)
	known(fields, "contact.first_name", firstWord(ticket.RequesterName))
	known(fields, "agent.name", ticket.AssigneeName)
	for _, field := range ticket.Fields {
		known(fields, "ticket.field."+field.ID, field.Value)
	}
	return fields
}

// known adds a field that holds something: an empty one is not known, so that a
// rule's fallback counts.
func known(fields map[string]string, name, value string) {
	if strings.TrimSpace(value) != "" {
		fields[name] = value
	}
}

func firstWord(name string) string {
	words := strings.Fields(name)
	if len(words) == 0 || strings.ContainsAny(words[0], "+0123456789") { // a number stands for a name that nobody knows
		return ""
	}
	return words[0]
}
