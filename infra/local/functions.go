package local

import (
	"context"
	"fmt"
	"sort"
	"strings"
	"sync"
	"time"

	"ventana/infra/local/build"
	"ventana/infra/local/console"
	"ventana/infra/local/gateway"
	"ventana/infra/local/lambda"
	"ventana/infra/local/template"
	"ventana/infra/local/trail"
	"ventana/infra/price"
	"ventana/infra/sim/sentry"
	"ventana/shared/clock"
)

const (
	// processes is how many of one function run at once where no mapping asks
	// for more: enough to keep two cores busy with functions that wait.
	processes = 16
	// finishGrace is what running invocations get when the host stops.
	finishGrace = 3 * time.Second
	// nowhere is a closed port: no function may reach the real Secrets Manager.
	nowhere = "http://127.0.0.1:9"
)

// functions are the system's, by logical id.
type functions map[string]*lambda.Function

// shortName is how people call a function: InboundFunction is inbound.
func shortName(logicalID string) string {
	return strings.ToLower(strings.TrimSuffix(logicalID, "Function"))
}

// compile builds every function of the template.
func (h *host) compile(ctx context.Context) (map[string]string, error) {
	var targets []build.Function
	for _, function := range h.template.Functions {
		targets = append(targets, build.Function{LogicalID: function.LogicalID, CodeURI: function.CodeURI, Handler: function.Handler})
	}
	return build.All(ctx, h.options.project(), h.options.Build, targets, func(logicalID string, took time.Duration) {
		h.progress("built %s in %s", shortName(logicalID), took.Round(100*time.Millisecond))
	})
}

// newFunctions prepares the functions; their processes start with the first
// events.
func (h *host) newFunctions(binaries map[string]string) error {
	h.functions = functions{}
	for _, described := range h.template.Functions {
		name := shortName(described.LogicalID)
		function, err := lambda.New(lambda.Config{
			Name: described.Name, Binary: binaries[described.LogicalID], Alias: aliasName,
			Environment: described.Environment, Overrides: h.overrides(described),
			MemoryMB: described.MemoryMB, Timeout: described.Timeout, MaxProcesses: h.maxProcesses(described),
			Region: region, AccountID: accountID, LogFormat: described.LogFormat, LogLevel: described.LogLevel,
			OnLog: func(line lambda.LogLine) {
				line.Text = h.written(name, line.Text)
				h.options.Meter.Line(described.LogGroup, []byte(line.Text), h.clock.Now())
				h.measureLog(described.LogGroup, line.Text)
				h.console.Function(name, line)
			},
			OnStart: func(start lambda.Start) {
				h.trail.Add(trail.Event{
					Kind: trail.Invoked, Function: name, RequestID: start.RequestID, LogStream: start.LogStream, Cold: start.Cold,
					Messages: h.batches.messages(start.RequestID),
				})
			},
			OnReport: func(report lambda.Report) {
				h.measureRun(described, report)
				h.count(price.LambdaRequest, name, 1)
				h.reported(name, report)
			},
		})
		if err != nil {
			return fmt.Errorf("%s:%d: %w", h.options.Template, described.Line, err)
		}
		h.functions[described.LogicalID] = function
	}
	return nil
}

func (h *host) reported(name string, report lambda.Report) {
	h.console.Report(name, report)
	if !report.InitFailed { // of a start that failed Lambda logs no platform.report
		if err := h.reports.add(name, report); err != nil {
			h.console.Host("local", console.Warn, "reports of runs are no longer kept", "err", err)
		}
	}
	if !h.batches.keep(report) {
		h.trail.Add(finished(name, report))
	}
}

// overrides is the closed list of what the host sets. Secret URLs, the API's
// address and Sentry's DSN replace those of the template and appear nowhere else.
func (h *host) overrides(described template.Function) map[string]string {
	all := map[string]string{
		"AWS_ENDPOINT_URL_DYNAMODB":        h.tableURL(),
		"AWS_ENDPOINT_URL_SQS":             h.queueServer.URL,
		"AWS_ENDPOINT_URL_SECRETS_MANAGER": nowhere,
		// No function may look for credentials on the network.
		"AWS_EC2_METADATA_DISABLED": "true",
		clock.Variable:              h.folder.path("clock"),
	}
	for name, value := range map[string]string{
		"VERIFY_SECRET_URL": h.folder.verifyURL(), "CALL_SECRET_URL": h.folder.callURL(), "API_URL": h.api.URL,
		"SENTRY_DSN": sentry.DSN(h.sim.URL + "/sentry"),
	} {
		if _, used := described.Environment[name]; used {
			all[name] = value
		}
	}
	return all
}

// maxProcesses covers what the mappings may run at once.
func (h *host) maxProcesses(described template.Function) int {
	most := 0
	for _, mapping := range h.template.Mappings {
		if mapping.FunctionID == described.LogicalID && mapping.Enabled {
			most += mapping.MaxConcurrency
		}
	}
	most = max(most, processes)
	if described.Reserved != nil {
		most = max(1, min(most, *described.Reserved))
	}
	return most
}

// newGateway serves the routes of the template.
func (h *host) newGateway() (*gateway.Gateway, error) {
	var routes []gateway.Route
	for _, route := range h.template.Routes {
		if h.functions[route.FunctionID] == nil {
			return nil, fmt.Errorf("%s:%d: route %s %s: no function %s", h.options.Template, route.Line, route.Method, route.Path, route.FunctionID)
		}
		routes = append(routes, gateway.Route{Method: route.Method, Path: route.Path, Function: h.gated(route.FunctionID), Timeout: route.Timeout})
	}
	return gateway.New(gateway.Options{
		Routes: routes, Now: h.clock.Now, NewID: newID,
		Throttle:  gateway.Throttle{Rate: float64(h.template.Throttle.Rate), Burst: h.template.Throttle.Burst},
		OnRequest: h.answered,
	})
}

// answered is a request that the gateway is done with.
func (h *host) answered(outcome gateway.Outcome) {
	h.measureRequest(outcome)
	h.countRequest(outcome)
	h.trail.Add(trail.Event{
		Kind: trail.Request, Method: outcome.Method, Path: outcome.Path, Target: outcome.RouteKey, RequestID: outcome.InvocationID,
		Status: outcome.Status, TookMS: trail.Milliseconds(outcome.Took), Error: outcome.Reason,
	})
	level, fields := console.Info, []any{"status", outcome.Status, "took", outcome.Took.Round(100 * time.Microsecond)}
	if outcome.Reason != "" {
		level, fields = console.Warn, append(fields, "reason", outcome.Reason)
	}
	h.console.Host("gateway", level, outcome.Method+" "+outcome.Path, fields...)
}

// kill ends the process with that log stream, whichever function it runs.
func (f functions) kill(logStream string) bool {
	for _, function := range f {
		if function.Kill(logStream) {
			return true
		}
	}
	return false
}

// working finds the process that bears a name, see lambda.Function.Working.
func (f functions) working(name string) trail.Process {
	for id, function := range f {
		if logStream, requestID, found := function.Working(name); found {
			return trail.Process{Function: shortName(id), LogStream: logStream, RequestID: requestID}
		}
	}
	return trail.Process{}
}

// running counts invocations that are not over.
func (f functions) running() int {
	total := 0
	for _, function := range f {
		total += function.Stats().Running
	}
	return total
}

// shutdown stops all functions side by side.
func (f functions) shutdown() {
	ctx, cancel := context.WithTimeout(context.Background(), finishGrace)
	defer cancel()
	var stopping sync.WaitGroup
	for _, function := range f {
		stopping.Go(func() { function.Shutdown(ctx) })
	}
	stopping.Wait()
}

// ids are the logical ids, sorted.
func (f functions) ids() []string {
	all := make([]string, 0, len(f))
	for id := range f {
		all = append(all, id)
	}
	sort.Strings(all)
	return all
}
