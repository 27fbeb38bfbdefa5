package local

import (
	"context"
	"errors"
	"fmt"
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
			Fire: func(ctx context.Context) error {
				requestID := lambda.NewRequestID()
				h.trail.Add(trail.Event{Kind: trail.Fired, Target: described.Name, Function: shortName(described.FunctionID), RequestID: requestID})
				_, failure, err := function.InvokeAs(ctx, requestID, []byte(described.Input))
				if failure != nil {
					return failure
				}
				return err
			},
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
