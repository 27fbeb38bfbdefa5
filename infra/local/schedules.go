package local

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"sync"
	"time"

	"ventana/infra/local/console"
	"ventana/infra/local/lambda"
	"ventana/infra/local/schedule"
	"ventana/infra/local/scheduler"
	"ventana/infra/local/sqs"
	"ventana/infra/local/template"
	"ventana/infra/local/trail"
	"ventana/infra/price"
)

// newScheduler prepares the enabled schedules of the template.
func (h *host) newScheduler() error {
	var schedules []scheduler.Schedule
	for _, described := range h.template.Schedules {
		if !described.Enabled {
			continue
		}
		if h.functions[described.FunctionID] == nil {
			return fmt.Errorf("%s:%d: schedule %s: no function %s", h.options.Template, described.Line, described.Name, described.FunctionID)
		}
		schedules = append(schedules, scheduler.Schedule{
			Name: described.Name,
			Next: nextOf(described),
			Fire: func(ctx context.Context) error { return h.fire(ctx, described) },
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
func (h *host) fire(ctx context.Context, described template.Schedule) error {
	if h.operator.disabled("schedule", described.Name) {
		return nil
	}
	h.measureSchedule(described, "InvocationAttemptCount")
	h.count(price.SchedulerInvocation, described.Name, 1)
	if h.operator.refuses(shortName(described.FunctionID)) {
		return h.undelivered(described)
	}
	runs := 1
	if name := shortName(described.FunctionID); h.simulators.faults.TakeDouble(name) {
		runs = 2
		h.console.Host("fault", console.Warn, "double", "function", name, "schedule", described.Name)
	}
	outcomes := make([]error, runs)
	var work sync.WaitGroup
	for i := range runs {
		work.Go(func() { outcomes[i] = h.invoke(ctx, described) })
	}
	work.Wait()
	return errors.Join(outcomes...)
}

func (h *host) invoke(ctx context.Context, described template.Schedule) error {
	requestID := lambda.NewRequestID()
	h.trail.Add(trail.Event{Kind: trail.Fired, Target: described.Name, Function: shortName(described.FunctionID), RequestID: requestID})
	_, failure, err := h.gated(described.FunctionID).InvokeAs(ctx, requestID, []byte(described.Input))
	if failure != nil {
		return failure
	}
	return err
}

// undelivered is what Scheduler does with a run that its role may not start: such a
// refusal is not tried again, the event goes to the dead letters with what was
// answered. https://docs.aws.amazon.com/scheduler/latest/UserGuide/configuring-schedule-dlq.html
func (h *host) undelivered(described template.Schedule) error {
	h.measureSchedule(described, "TargetErrorCount", "InvocationDroppedCount")
	refused := fmt.Errorf("AccessDenied: the schedule's role may not start %s", described.FunctionID)
	at := strings.LastIndexByte(described.DeadLetters, ':')
	if at < 0 {
		return refused
	}
	text := func(value string) sqs.Attribute { return sqs.Attribute{DataType: "String", StringValue: &value} }
	_, err := h.queues.Put(described.DeadLetters[at+1:], described.Input, map[string]sqs.Attribute{
		"ERROR_CODE": text("AccessDenied"), "ERROR_MESSAGE": text("The execution role is not authorized to perform lambda:InvokeFunction"),
		"EXHAUSTED_RETRY_CONDITION": text("None"), "RETRY_ATTEMPTS": text("0"),
	})
	if err == nil {
		h.measureSchedule(described, "InvocationsSentToDeadLetterCount")
	}
	return errors.Join(refused, err)
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
