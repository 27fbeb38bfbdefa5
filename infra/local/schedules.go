package local

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"time"

	"ventana/infra/local/console"
	"ventana/infra/local/lambda"
	"ventana/infra/local/schedule"
	"ventana/infra/local/scheduler"
	"ventana/infra/local/template"
	"ventana/infra/local/trail"
)

// newScheduler prepares the enabled schedules of the template.
func (h *host) newScheduler() error {
	var schedules []scheduler.Schedule
	for _, described := range h.template.Schedules {
		if !described.Enabled {
			continue
		}
		function := h.functions[described.FunctionID]
		if function == nil {
			return fmt.Errorf("%s:%d: schedule %s: no function %s", h.options.Template, described.Line, described.Name, described.FunctionID)
		}
		schedules = append(schedules, scheduler.Schedule{
			Name: described.Name,
			Next: nextOf(described),
			Fire: func(ctx context.Context) error { return h.fire(ctx, described, function) },
		})
	}
	var err error
	h.scheduler, err = scheduler.New(scheduler.Options{
		Schedules: schedules, Now: h.clock.Now,
		OnFire: func(name string, outcome error) {
			if outcome != nil {
				h.console.Host("schedule", console.Warn, "target failed", "schedule", name, "err", outcome)
			}
		},
	})
	if err != nil {
		return fmt.Errorf("%s: %w", h.options.Template, err)
	}
	h.clock.OnAdvance(h.scheduler.Wake)
	return nil
}

// fire invokes a schedule's target once, or twice side by side where a fault
// says so: Scheduler delivers at least once.
func (h *host) fire(ctx context.Context, described template.Schedule, function *lambda.Function) error {
	runs := 1
	if name := shortName(described.FunctionID); h.simulators.faults.TakeDouble(name) {
		runs = 2
		h.console.Host("fault", console.Warn, "double", "function", name, "schedule", described.Name)
	}
	outcomes := make([]error, runs)
	var work sync.WaitGroup
	for i := range runs {
		work.Go(func() { outcomes[i] = h.invoke(ctx, described, function) })
	}
	work.Wait()
	return errors.Join(outcomes...)
}

func (h *host) invoke(ctx context.Context, described template.Schedule, function *lambda.Function) error {
	requestID := lambda.NewRequestID()
	h.trail.Add(trail.Event{Kind: trail.Fired, Target: described.Name, Function: shortName(described.FunctionID), RequestID: requestID})
	_, failure, err := h.gated(shortName(described.FunctionID), function).InvokeAs(ctx, requestID, []byte(described.Input))
	if failure != nil {
		return failure
	}
	return err
}

// nextOf says zero where no run is left.
func nextOf(described template.Schedule) func(time.Time) (time.Time, error) {
	return func(after time.Time) (time.Time, error) {
		next, err := schedule.Next(described.Expression, described.Timezone, after)
		if errors.Is(err, schedule.ErrNever) {
			return time.Time{}, nil
		}
		return next, err
	}
}
