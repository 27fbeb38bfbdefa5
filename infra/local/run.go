package local

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"time"

	"ventana/infra/count"
	"ventana/infra/local/console"
	"ventana/infra/local/template"
	"ventana/infra/local/trail"
	"ventana/shared/clock"
)

// healthLimit bounds the wait for the first answer of GET /health, in real
// time: a cold start takes milliseconds.
const healthLimit = 30 * time.Second

// Run starts the system, prints where it is, and runs it until ctx ends. An
// ended ctx is no error.
func Run(ctx context.Context, options Options) error {
	options, err := options.withDefaults()
	if err != nil {
		return err
	}
	ctx, cancel := context.WithCancel(ctx)
	h := newHost(options)
	defer h.stop()
	defer cancel() // before stop: it ends the loops
	if err := h.start(ctx); err != nil {
		if ctx.Err() != nil && errors.Is(err, ctx.Err()) {
			return nil
		}
		return err
	}
	select {
	case <-ctx.Done():
		h.progress("stopping; data is kept in %s", options.Data)
		return nil
	case err := <-h.failed:
		return err
	}
}

// start brings the parts up in the order in which they need each other.
func (h *host) start(ctx context.Context) error {
	if err := h.openData(); err != nil {
		return err
	}
	if err := h.listen(); err != nil {
		return err
	}
	var err error
	h.template, err = template.Load(h.options.Template, h.options.parameters(), template.Local{
		Stack: stackName, Region: region, Account: accountID, QueueEndpoint: h.queueServer.URL,
	})
	if err != nil {
		return err
	}
	if h.options.OnAlarms != nil {
		h.options.OnAlarms(h.template.Alarms)
	}
	binaries, err := h.compile(ctx)
	if err != nil {
		return err
	}
	steps := []func() error{
		func() error { return h.startDatabase(ctx) },
		h.startQueues,
		h.newSimulators,
		func() error { return h.folder.writeSecrets(h.hosts()) },
		func() error { return h.newFunctions(binaries) },
		h.newPollers,
		h.newScheduler,
		func() error { return h.serve(ctx) },
		func() error { return h.ready(ctx) },
	}
	for _, step := range steps {
		if err := step(); err != nil {
			return err
		}
	}
	return nil
}

func (h *host) openData() error {
	var err error
	if h.folder, err = openFolder(h.options.Data, h.options.Fresh); err != nil {
		return err
	}
	h.clock = clock.New(h.folder.path("clock"))
	h.trail = trail.New(h.clock.Now)
	if h.reports, err = newReportFiles(h.folder.path(logFolder)); err != nil {
		return err
	}
	h.counts, err = count.Open(count.FileOf(h.options.Data))
	return err
}

func (h *host) listen() error {
	var err error
	if h.api, err = listen(h.options.APIPort, "VENTANA_API_PORT"); err != nil {
		return err
	}
	if h.sim, err = listen(h.options.SimPort, "VENTANA_SIM_PORT"); err != nil {
		return err
	}
	if h.queueServer, err = listen(0, ""); err != nil {
		return err
	}
	var graph, zendesk *door
	if h.graphHost, graph, err = listenAtDoor(); err != nil {
		return err
	}
	if h.zendeskHost, zendesk, err = listenAtDoor(); err != nil {
		return err
	}
	h.simulators.faults.Door("graph", graph.shut, graph.open)
	h.simulators.faults.Door("zendesk", zendesk.shut, zendesk.open)
	return nil
}

// serve answers on both ports and starts what runs by itself.
func (h *host) serve(ctx context.Context) error {
	gateway, err := h.newGateway()
	if err != nil {
		return fmt.Errorf("%s: %w", h.options.Template, err)
	}
	controls := h.controls()
	for _, e := range []*endpoint{h.sim, h.graphHost, h.zendeskHost} {
		e.serve(controls, h.fail)
	}
	if err := h.makeFields(ctx); err != nil {
		return err
	}
	h.api.serve(h.faultyAPI(gateway), h.fail)
	for _, p := range h.pollers {
		h.loops.Go(func() { p.Run(ctx) })
	}
	h.loops.Go(func() { h.scheduler.Run(ctx) })
	h.loops.Go(func() { h.saveCounts(ctx) })
	if h.options.Meter != nil {
		h.loops.Go(func() { h.measureMinutes(ctx) })
	}
	return nil
}

// ready checks the way through the API and says so.
func (h *host) ready(ctx context.Context) error {
	if err := awaitHealth(ctx, h.api.URL+"/health"); err != nil {
		return err
	}
	if err := h.simulators.graph.Verify(ctx); err != nil {
		// Nothing else needs it; what is wrong shows with the first webhook.
		h.console.Host("graph", console.Warn, "webhook verification", "err", err)
	}
	endpoints := Endpoints{API: h.api.URL, Sim: h.sim.URL, SQS: h.queueServer.URL, Stack: stackName}
	if tables := h.template.Tables; len(tables) > 0 {
		endpoints.DynamoDB, endpoints.Table = h.databaseURL, tables[0].Name
	}
	if err := h.folder.writeEndpoints(endpoints); err != nil {
		return err
	}
	h.welcome(endpoints)
	if h.options.OnReady != nil {
		h.options.OnReady(endpoints)
	}
	return nil
}

// awaitHealth asks until the answer is 200.
func awaitHealth(ctx context.Context, url string) error {
	ctx, cancel := context.WithTimeout(ctx, healthLimit)
	defer cancel()
	last := errors.New("no answer")
	for {
		request, err := http.NewRequestWithContext(ctx, http.MethodGet, url, nil)
		if err != nil {
			return fmt.Errorf("health: %w", err)
		}
		response, err := http.DefaultClient.Do(request)
		if err == nil {
			body, _ := io.ReadAll(io.LimitReader(response.Body, 1<<10)) // for the message only
			_ = response.Body.Close()                                   // only read
			if response.StatusCode == http.StatusOK {
				return nil
			}
			last = fmt.Errorf("status %d: %s", response.StatusCode, body)
		}
		pause(ctx, 500*time.Millisecond)
		if ctx.Err() != nil {
			return fmt.Errorf("GET %s is not well (%w); the log above says why: %w", url, last, ctx.Err())
		}
	}
}

// stop ends what was started, users before what they use. Functions that still
// run need the queues, the table and the simulators, so those come last.
func (h *host) stop() {
	if h.folder == nil {
		return
	}
	if err := h.folder.removeEndpoints(); err != nil {
		h.console.Host("local", console.Error, "stop", "err", err)
	}
	if h.api != nil {
		h.api.close()
	}
	h.functions.shutdown()
	h.loops.Wait()
	problems := []error{h.simulators.close()}
	for _, e := range []*endpoint{h.sim, h.graphHost, h.zendeskHost, h.queueServer, h.tableServer} {
		if e != nil {
			e.close()
		}
	}
	if h.queues != nil {
		problems = append(problems, h.queues.Close())
	}
	if h.database != nil {
		h.failOnce.Do(func() {}) // its end is wanted now
		h.database.Stop()
	}
	if err := errors.Join(append(problems, h.counts.Save())...); err != nil {
		h.console.Host("local", console.Error, "stop", "err", err)
	}
	h.folder.close()
}
