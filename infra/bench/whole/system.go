package whole

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"os"
	"path/filepath"
	"sync/atomic"

	"ventana/infra/local"
	"ventana/infra/local/template"
	"ventana/infra/trial"
	"ventana/shared/deadletter"
)

// Options say what is measured, and how much of it.
type Options struct {
	Template string // path of template.yaml
	Build    string // folder of the functions' binaries; empty builds them anew
	// DynamoDBEndpoint names a DynamoDB without tables; empty starts one.
	DynamoDBEndpoint string
	// Progress is told how far it is, one call at a time. Nil is allowed.
	Progress func(done, total int, what string)

	parameters map[string]string // of the template
	number     string            // limits of WhatsApp's number; empty is fastNumber
}

func (o Options) tell(done, total int, what string) {
	if o.Progress != nil {
		o.Progress(done, total, what)
	}
}

// system is a local system with a meter before everything.
type system struct {
	*trial.System
	trial.Controls
	local.Attached
	meter  *meter
	logs   *logs
	memory int    // MB of the functions
	chip   string // their architecture
	folder string
	next   atomic.Int64 // the next token

	asked []string // the tickets about which customers are asked

	trail int64          // the last event that was counted
	runs  map[string]int // of each function, that were counted
}

// fleet is how many speak to the controls at once at most.
const fleet = 64

// start brings a system up, with a helpdesk's plan that binds nothing: what is
// measured is what messages take, and not what a plan lets through.
func start(ctx context.Context, options Options) (*system, error) {
	folder, err := os.MkdirTemp("", "ventana-bench-")
	if err != nil {
		return nil, fmt.Errorf("bench: %w", err)
	}
	s := &system{meter: newMeter(), logs: &logs{}, folder: folder, runs: map[string]int{}}
	if err := s.describe(options.Template); err != nil {
		return nil, errors.Join(err, os.RemoveAll(folder))
	}
	build := options.Build
	if build == "" {
		build = filepath.Join(folder, "build")
	}
	s.System, err = trial.Start(ctx, local.Options{
		Template: options.Template, Data: filepath.Join(folder, "data"), Build: build, Parameters: options.parameters,
		DynamoDBEndpoint: options.DynamoDBEndpoint, JSON: true, Stderr: s.logs, Around: s.meter.around,
	})
	if err != nil {
		return nil, errors.Join(err, os.RemoveAll(folder))
	}
	s.Controls = trial.Controls{Sim: s.System.Sim, HTTP: &http.Client{Transport: &http.Transport{MaxIdleConnsPerHost: fleet}}}
	if s.Attached, err = local.Attach(filepath.Join(folder, "data")); err == nil {
		err = s.open(ctx, options.number)
	}
	if err != nil {
		return nil, errors.Join(err, s.close())
	}
	return s, nil
}

// close ends it and leaves nothing behind.
func (s *system) close() error { return errors.Join(s.Stop(), os.RemoveAll(s.folder)) }

// describe reads what the bill needs of the template.
func (s *system) describe(path string) error {
	described, err := template.Load(path, nil, template.Local{Stack: "bench", Region: "eu-west-1", Account: "000000000000", QueueEndpoint: "http://127.0.0.1:9"})
	if err != nil {
		return err
	}
	for _, function := range described.Functions {
		if s.memory != 0 && s.memory != function.MemoryMB || s.chip != "" && s.chip != function.Architecture {
			return fmt.Errorf("bench: %s has another memory or processor than its neighbours, and the bill takes one", function.Name)
		}
		s.memory, s.chip = function.MemoryMB, function.Architecture
	}
	return nil
}

// The limits of a number, as WhatsApp's simulator takes them.
const (
	fastNumber = `{"throughput":"HIGH","mps":1000,"pair_burst":1000000,"pair_every_ms":1}`
	// usualNumber sends 80 messages a second, as a number does unless it is raised.
	usualNumber = `{"pair_burst":1000000,"pair_every_ms":1}`
)

// open lifts the limits of the plan, sets those of the number, and lets an hour pass,
// in which the schedules read templates and limits and the set-up of the helpdesk's
// fields is known everywhere.
func (s *system) open(ctx context.Context, number string) error {
	limits := fmt.Sprintf(`{"zendesk":{"account":100000000,"ticket_updates":100000000,"per_ticket":100000000},"graph":%s}`, cmp.Or(number, fastNumber))
	if err := s.Call(ctx, http.MethodPost, "/sim/limits", json.RawMessage(limits), nil); err != nil {
		return err
	}
	return s.Call(ctx, http.MethodPost, "/sim/clock", map[string]string{"advance": "61m"}, nil)
}

// settleTries is how often a second passes until nothing is on its way: each waits
// for half a minute of real time, which a busy machine may need more than once.
const settleTries = 6

// settle lets everything come to its end: a second passes, and what it sets going.
func (s *system) settle(ctx context.Context) error {
	for range settleTries {
		var answer struct {
			Drained bool `json:"drained"`
		}
		if err := s.Call(ctx, http.MethodPost, "/sim/clock", map[string]string{"advance": "1s", "step": "1s"}, &answer); err != nil || answer.Drained {
			return err
		}
	}
	return errors.New("bench: the system does not come to rest")
}

// function is one of the overview.
type function struct {
	Name        string `json:"name"`
	Invocations int    `json:"invocations"`
	Errors      int    `json:"errors"`
	MaxMemory   int64  `json:"max_memory"`
}

// overview is what the host tells of itself.
type overview struct {
	Functions []function `json:"functions"`
	Queues    []struct {
		Name        string `json:"name"`
		DeadLetters bool   `json:"dead_letters"`
		Visible     int    `json:"visible"`
		InFlight    int    `json:"in_flight"`
		Messages    []struct {
			Attributes map[string]string `json:"attributes"` // with the reason
		} `json:"messages"`
	} `json:"queues"`
}

func (s *system) overview(ctx context.Context) (o overview, err error) {
	return o, s.Call(ctx, http.MethodGet, "/sim/system", nil, &o)
}

// parked is an error when a message was: a measure of what goes wrong is none.
func (o overview) parked() error {
	for _, queue := range o.Queues {
		if queue.DeadLetters && queue.Visible+queue.InFlight > 0 {
			reason := ""
			if len(queue.Messages) > 0 {
				reason = queue.Messages[0].Attributes[deadletter.AttributeReason]
			}
			return fmt.Errorf("bench: %d messages lie in %s: %s", queue.Visible+queue.InFlight, queue.Name, reason)
		}
	}
	return nil
}
