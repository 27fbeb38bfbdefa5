package local

import (
	"crypto/rand"
	"fmt"
	"sync"

	"ventana/infra/count"
	"ventana/infra/local/console"
	"ventana/infra/local/dynamo"
	"ventana/infra/local/poller"
	"ventana/infra/local/scheduler"
	"ventana/infra/local/sqs"
	"ventana/infra/local/template"
	"ventana/infra/local/trail"
	"ventana/infra/sim/fault"
	"ventana/shared/clock"
)

// host is one running system. Its parts are set in the order of start.
type host struct {
	options Options
	console *console.Console
	folder  *folder
	clock   *clock.Clock
	trail   *trail.Trail
	reports *reportFiles
	counts  *count.Tally // what was used of AWS

	api, sim, queueServer *endpoint
	tableServer           *endpoint // faults before the database; nil without tables
	// The outside systems once more, each at a host of its own: the one that the
	// functions know, and that can refuse connections.
	graphHost, zendeskHost *endpoint
	template               *template.System
	database               *dynamo.Process // nil when an endpoint was given
	databaseURL            string
	queues                 *sqs.Server
	simulators             simulators
	functions              functions
	batches                batches
	lineage                lineage
	pollers                []*poller.Poller
	scheduler              *scheduler.Scheduler
	operator               operator
	loops                  sync.WaitGroup // pollers and the scheduler

	moving  sync.Mutex   // one move of the clock at a time
	between sync.RWMutex // held for reading by each run, for writing by what must meet none

	failOnce sync.Once
	failed   chan error // gets the first reason to give up
}

func newHost(options Options) *host {
	return &host{
		options: options,
		console: console.New(options.Stderr, console.Options{Colour: options.Colour, JSON: options.JSON}),
		failed:  make(chan error, 1),

		simulators: simulators{faults: fault.New()},
	}
}

// fail ends the run with a reason; the first one counts.
func (h *host) fail(reason error) {
	h.failOnce.Do(func() { h.failed <- reason })
}

// progress tells a person what start-up is doing.
func (h *host) progress(format string, values ...any) {
	h.console.Host("local", console.Info, fmt.Sprintf(format, values...))
}

// newID is a request id of the API, in the gateway's fifteen characters.
func newID() string {
	return rand.Text()[:15] + "="
}
