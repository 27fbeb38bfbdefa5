package proof

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"time"

	"golang.org/x/sync/errgroup"

	"ventana/infra/ledger"
	"ventana/infra/local"
	"ventana/infra/trial"
	"ventana/shared/dynamostore"
	"ventana/shared/pricing"
)

// Options say what is played.
type Options struct {
	Template      string // path of template.yaml
	Build         string // folder of the functions' binaries; empty: .build beside the template
	Conversations int
	Seed          uint64
	// DynamoDBEndpoint names a DynamoDB without tables; empty starts one.
	DynamoDBEndpoint string
	// Progress is told how far the day is. Nil is allowed.
	Progress func(done, all int, what string)
}

// Most is how many conversations a machine can remember.
const Most = 100_000

// Result is what came of a day.
type Result struct {
	Comparison
	Planned  int // messages that agents set out to send
	Report   ledger.Report
	Took     time.Duration
	LastLogs string // of the system, where it failed
}

// Run plays a day and compares. That ledger and bill differ is no error: the Result
// says so.
func Run(ctx context.Context, options Options) (Result, error) {
	var result Result
	data, err := os.MkdirTemp("", "ventana-day-")
	if err != nil {
		return result, fmt.Errorf("day: %w", err)
	}
	defer func() { _ = os.RemoveAll(data) }() // a temporary folder
	logs, err := os.Create(filepath.Join(data, "functions.log"))
	if err != nil {
		return result, fmt.Errorf("day: %w", err)
	}
	defer func() { _ = logs.Close() }() // nobody reads it
	running, err := trial.Start(ctx, local.Options{
		Template: options.Template, Build: options.Build, Data: data, DynamoDBEndpoint: options.DynamoDBEndpoint, JSON: true, Stderr: logs,
	})
	if err != nil {
		return result, err
	}
	attached, err := local.Attach(data)
	if err == nil {
		d := &day{Options: options, client: newClient(running.Sim), attached: attached, people: plan(options.Seed, options.Conversations)}
		started := time.Now()
		if err = d.play(ctx); err == nil {
			result, err = d.look(ctx)
		}
		result.Took = time.Since(started)
	}
	if err != nil {
		result.LastLogs = running.LastWords()
	}
	if stopped := running.Stop(); err == nil {
		err = stopped
	}
	return result, err
}

// day is one run.
type day struct {
	Options
	client
	attached local.Attached
	people   []customer
	begun    time.Time
	step     int
}

// steps is how many steps a day has, for progress.
const steps = 6

func (d *day) tell(what string) {
	if d.Progress != nil {
		d.Progress(d.step, steps, what)
	}
	d.step++
}

// play has everybody act.
func (d *day) play(ctx context.Context) error {
	d.tell("templates")
	if err := d.prepare(ctx); err != nil {
		return err
	}
	d.tell("customers write, before the end of the month")
	if err := d.each(ctx, func(ctx context.Context, one customer) error { return d.write(ctx, one) }); err != nil {
		return err
	}
	tickets, err := d.opened(ctx)
	if err != nil {
		return err
	}
	answer := func(count func(customer) int) func(context.Context, customer) error {
		return func(ctx context.Context, one customer) error {
			for n := range count(one) {
				if err := d.comment(ctx, tickets[one.name], fmt.Sprintf("It is on its way (%d).", n+1), true); err != nil {
					return err
				}
			}
			return nil
		}
	}
	if err := d.each(ctx, answer(func(one customer) int { return one.early })); err != nil {
		return err
	}
	d.tell("the month ends, agents go on answering")
	if err := d.rest(ctx); err != nil {
		return err
	}
	if err := d.until(ctx, d.begun.Add(7*time.Hour)); err != nil {
		return err
	}
	if err := d.each(ctx, answer(func(one customer) int { return one.late })); err != nil {
		return err
	}
	d.tell("windows close, templates leave")
	if err := d.rest(ctx); err != nil {
		return err
	}
	if err := d.until(ctx, d.begun.Add(30*time.Hour)); err != nil {
		return err
	}
	err = d.each(ctx, func(ctx context.Context, one customer) error {
		if one.template == "" {
			return nil
		}
		return d.comment(ctx, tickets[one.name], "/wa template "+one.template, false)
	})
	if err != nil {
		return err
	}
	d.tell("everything comes to rest")
	return d.rest(ctx)
}

// prepare makes the templates known and moves the clock to six hours before the end
// of the month.
func (d *day) prepare(ctx context.Context) error {
	for name, category := range map[string]string{utilityTemplate: "UTILITY", marketingTemplate: "MARKETING"} {
		order := object{
			"do": "add", "name": name, "language": "en", "status": "APPROVED", "category": category,
			"components": []any{object{"type": "BODY", "text": "There is news of your order."}},
		}
		if err := d.post(ctx, "/sim/templates", order); err != nil {
			return fmt.Errorf("template %s: %w", name, err)
		}
	}
	limits := object{
		"zendesk": object{"account": 1_000_000, "ticket_updates": 1_000_000, "per_ticket": 100},
		"graph":   object{"read_receipts": true, "double_statuses": true, "shuffle_statuses": true, "tier": "TIER_UNLIMITED", "throughput": "HIGH", "mps": 1000},
	}
	if err := d.post(ctx, "/sim/limits", limits); err != nil {
		return fmt.Errorf("limits: %w", err)
	}
	now := d.attached.Clock.Now().UTC()
	next := time.Date(now.Year(), now.Month()+1, 1, 0, 0, 0, 0, time.UTC)
	if next.Sub(now) < 8*time.Hour {
		next = next.AddDate(0, 1, 0)
	}
	d.begun = next.Add(-6 * time.Hour)
	if err := d.until(ctx, d.begun.Add(-61*time.Minute)); err != nil {
		return err
	}
	return d.walk(ctx, d.begun.Sub(d.attached.Clock.Now()), 10*time.Minute) // the catalogue is read each hour
}

// until moves the clock to a time.
func (d *day) until(ctx context.Context, at time.Time) error {
	return d.jump(ctx, at.Sub(d.attached.Clock.Now()))
}

// each has all customers do something, several at once.
func (d *day) each(ctx context.Context, do func(context.Context, customer) error) error {
	group, ctx := errgroup.WithContext(ctx)
	group.SetLimit(lanes)
	for _, one := range d.people {
		group.Go(func() error {
			if err := do(ctx, one); err != nil {
				return fmt.Errorf("%s: %w", one.name, err)
			}
			return nil
		})
	}
	return group.Wait()
}

// opened waits until everybody has a ticket.
func (d *day) opened(ctx context.Context) (map[string]int64, error) {
	if err := d.rest(ctx); err != nil {
		return nil, err
	}
	tickets, err := d.tickets(ctx)
	if err != nil {
		return nil, err
	}
	for _, one := range d.people {
		if tickets[one.name] == 0 {
			return nil, fmt.Errorf("%s has no ticket", one.name)
		}
	}
	return tickets, nil
}

// look reads the ledger and the bill.
func (d *day) look(ctx context.Context) (Result, error) {
	d.tell("ledger and bill are compared")
	store := dynamostore.New(d.attached.Database, d.attached.Table, d.attached.Clock.Now, rand.Text)
	cards, err := pricing.Cards()
	if err != nil {
		return Result{}, err
	}
	terms := ledger.Terms{Cards: cards}
	from, to := d.begun.Truncate(24*time.Hour), d.attached.Clock.Now().UTC().Truncate(24*time.Hour)
	messages, err := ledger.Collect(ctx, store, from, to)
	if err != nil {
		return Result{}, err
	}
	lines := ledger.Price(messages, terms)
	bill, err := d.bill(ctx)
	if err != nil {
		return Result{}, err
	}
	if len(bill.Messages) == 0 {
		return Result{}, errors.New("the bill is empty")
	}
	return Result{Planned: planned(d.people), Comparison: Compare(lines, bill), Report: ledger.Make(lines, terms, ledger.Question{From: from, To: to, By: "country", MadeAt: d.attached.Clock.Now()})}, nil
}
