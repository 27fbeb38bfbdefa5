package soak

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"sync"
	"sync/atomic"
	"time"

	"ventana/infra/local"
	"ventana/infra/trial"
)

// Options say what is played.
type Options struct {
	Template string // path of template.yaml
	// Build is the folder of the functions' binaries; empty: .build beside the
	// template, where whoever builds meanwhile would exchange them.
	Build    string
	Messages int // of customers and agents together, at least Least
	Seed     uint64
	// DynamoDBEndpoint names a DynamoDB without tables; empty starts one.
	DynamoDBEndpoint string
	// Progress is told how many deliveries were taken. Nil is allowed.
	Progress func(done, all int, what string)
}

// Least is the smallest run that meets every kind of trouble, Most what a machine
// can remember.
const (
	Least = 200
	Most  = 1_000_000
)

// run is one soak.
type run struct {
	Options
	client client
	plan   plan
	ledger *ledger
	report *Report
	now    func() time.Time // of the moved clock
	times  sync.Map         // WhatsApp's time of deliveries
	places map[string]int   // of messages, by token

	backlog atomic.Int64 // messages in queues, as last seen
	rested  atomic.Bool  // nothing was left to do

	mu       sync.Mutex
	troubles []trouble
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
		Template: options.Template, Build: options.Build, Data: data, DynamoDBEndpoint: options.DynamoDBEndpoint, JSON: true, Stderr: logs,
	})
	if err != nil {
		return report, err
	}
	attached, err := local.Attach(data)
	if err == nil {
		r := &run{
			Options: options, client: newClient(running.Sim), plan: newPlan(options.Seed, options.Messages),
			report: &report, now: attached.Clock.Now, places: map[string]int{},
		}
		for _, one := range r.plan.messages {
			r.places[one.token] = one.place
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
	for day := range days {
		if day > 0 {
			if err := r.night(ctx); err != nil {
				return err
			}
		}
		begun := time.Now()
		if err := r.load(ctx, day); err != nil {
			return err
		}
		r.report.Load += time.Since(begun)
		settled, err := r.settle(ctx)
		if err != nil {
			return err
		}
		r.report.Settled = max(r.report.Settled, settled)
	}
	r.report.Took = time.Since(started)
	return r.look(ctx, logs)
}

// load has everybody send at once on a day, with the clock moving, until
// everything is sent and, all trouble notwithstanding, done.
func (r *run) load(ctx context.Context, day int) error {
	if err := r.client.Call(ctx, "POST", "/sim/limits", r.bind(), nil); err != nil {
		return err
	}
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
	for lane, deliveries := range r.plan.deliveries {
		from := 0
		if day > 0 {
			from = r.plan.first[day-1][lane]
		}
		do(&work, func() error { return r.lane(ctx, deliveries[from:r.plan.first[day][lane]]) })
	}
	do(&work, func() error { return r.agents(ctx, day) })
	do(&pump, func() error { return r.pump(pumping, r.Seed+uint64(day)<<32) })
	work.Wait()
	r.rested.Store(false)
	for limit := time.Now().Add(restLimit); !r.rested.Load() && time.Now().Before(limit) && pause(ctx, lookAtClock); {
	}
	stop()
	pump.Wait()
	return failed.first()
}

// restLimit bounds the wait for rest while there is trouble, in real time.
const restLimit = 2 * time.Minute

// bind sets the helpdesk's limits so that they bind: a small plan's, less in a
// small run.
func (r *run) bind() object {
	account := min(200, max(30, r.Messages/20))
	return object{"zendesk": object{"account": account, "ticket_updates": account / 2, "per_ticket": 20}}
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
