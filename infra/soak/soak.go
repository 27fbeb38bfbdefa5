package soak

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"sync"
	"time"

	"ventana/infra/local"
	"ventana/infra/trial"
)

// Options say what is played.
type Options struct {
	Template string // path of template.yaml
	Messages int    // of customers and agents together, at least Least
	Seed     uint64
	// DynamoDBEndpoint names a DynamoDB without tables; empty starts one.
	DynamoDBEndpoint string
	// Progress is told how many deliveries were taken. Nil is allowed.
	Progress func(done, all int, what string)
}

// Least is the smallest run that meets every kind of trouble.
const Least = 200

// run is one soak.
type run struct {
	Options
	client client
	plan   plan
	ledger *ledger
	report *Report
	now    func() time.Time // of the moved clock
	times  sync.Map         // WhatsApp's time of deliveries

	mu       sync.Mutex
	troubles []trouble
	healed   bool
}

// Run plays a seed and judges it. That something is lost, doubled or out of order
// is no error: its Report says so.
func Run(ctx context.Context, options Options) (Report, error) {
	report := Report{Options: options}
	data, err := os.MkdirTemp("", "ventana-soak-")
	if err != nil {
		return report, fmt.Errorf("soak: %w", err)
	}
	defer func() { _ = os.RemoveAll(data) }() // a temporary folder
	logs, err := os.Create(filepath.Join(data, "functions.log"))
	if err != nil {
		return report, fmt.Errorf("soak: %w", err)
	}
	defer func() { _ = logs.Close() }() // read before, through another file
	running, err := trial.Start(ctx, local.Options{
		Template: options.Template, Data: data, DynamoDBEndpoint: options.DynamoDBEndpoint, JSON: true, Stderr: logs,
	})
	if err != nil {
		return report, err
	}
	attached, err := local.Attach(data)
	if err == nil {
		r := &run{
			Options: options, client: newClient(running.Sim), plan: newPlan(options.Seed, options.Messages),
			report: &report, now: attached.Clock.Now,
		}
		r.ledger = newLedger(&r.plan)
		r.troubles = troubles(options.Seed, r.plan.count(), options.Messages)
		err = r.play(ctx, logs.Name())
	}
	if err != nil {
		report.LastLogs = running.LastWords()
	}
	if stopped := running.Stop(); err == nil {
		err = stopped
	}
	return report, err
}

// play does everything and looks at what came of it.
func (r *run) play(ctx context.Context, logs string) error {
	started := time.Now()
	if err := r.load(ctx); err != nil {
		return err
	}
	r.report.Load = time.Since(started)
	var err error
	if r.report.Settled, err = r.settle(ctx); err != nil {
		return err
	}
	r.report.Took = time.Since(started)
	return r.look(ctx, logs)
}

// load has everybody send at once, with the clock moving, until everything of the
// plan is sent.
func (r *run) load(ctx context.Context) error {
	ctx, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	pumping, stop := context.WithCancel(ctx)
	var work, pump sync.WaitGroup
	var failed errorBox
	do := func(group *sync.WaitGroup, f func() error) {
		group.Go(func() {
			if err := f(); err != nil {
				failed.add(err)
				cancel(err)
			}
		})
	}
	for _, deliveries := range r.plan.deliveries {
		do(&work, func() error { return r.lane(ctx, deliveries) })
	}
	do(&work, func() error { return r.agents(ctx) })
	do(&pump, func() error { return r.pump(pumping, r.Seed) })
	work.Wait()
	r.mu.Lock()
	r.healed = true
	r.mu.Unlock()
	stop()
	pump.Wait()
	return failed.first()
}

// count adds one to a number of the report.
func (r *run) count(number *int) {
	r.mu.Lock()
	defer r.mu.Unlock()
	*number++
}

// count is how many deliveries the plan has, without repeats.
func (p *plan) count() (sum int) {
	for _, one := range p.deliveries {
		sum += len(one)
	}
	return sum
}
