package scenario

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"strings"
	"time"
)

// expect looks until the expectation holds or its time is up.
func (p *Player) expect(ctx context.Context, step Step) error {
	within := DefaultWithin
	if step.Within != "" {
		var err error
		if within, err = time.ParseDuration(step.Within); err != nil {
			return err
		}
	}
	deadline := time.Now().Add(within)
	for {
		err := p.holds(ctx, step)
		if err == nil {
			return nil
		}
		if time.Now().After(deadline) {
			return fmt.Errorf("not so within %s: %w", within, err)
		}
		if err := pause(ctx); err != nil {
			return err
		}
	}
}

// pause lies between two looks at the system.
func pause(ctx context.Context) error {
	select {
	case <-ctx.Done():
		return ctx.Err()
	case <-time.After(50 * time.Millisecond):
		return nil
	}
}

func (p *Player) holds(ctx context.Context, step Step) error {
	switch {
	case step.ExpectTicket != nil:
		return p.ticketHolds(ctx, *step.ExpectTicket)
	case step.ExpectPhone != nil:
		return p.phoneHolds(ctx, *step.ExpectPhone)
	case step.ExpectFormer != nil:
		return p.formerHolds(ctx, *step.ExpectFormer)
	default:
		return p.queuesHold(ctx, *step.ExpectQueues)
	}
}

// System is the part of /sim/system that expectations look at.
type System struct {
	Queues []struct {
		Name        string `json:"name"`
		DeadLetters bool   `json:"dead_letters"`
		Visible     int    `json:"visible"`
		InFlight    int    `json:"in_flight"`
		Messages    []struct {
			Attributes map[string]string `json:"attributes"`
		} `json:"messages"`
	} `json:"queues"`
	Functions []struct {
		Running int `json:"running"`
	} `json:"functions"`
}

// runs reports whether a function is at work.
func (s System) runs() bool {
	for _, function := range s.Functions {
		if function.Running > 0 {
			return true
		}
	}
	return false
}

// System reads what the local host tells of itself.
func (p *Player) System(ctx context.Context) (System, error) {
	var system System
	err := p.call(ctx, http.MethodGet, "/sim/system", nil, &system)
	return system, err
}

// DeadLetters counts what is parked, with the reasons.
func (s System) DeadLetters() (count int, reasons []string) {
	for _, queue := range s.Queues {
		if !queue.DeadLetters {
			continue
		}
		count += queue.Visible + queue.InFlight
		for _, message := range queue.Messages {
			reasons = append(reasons, message.Attributes["reason"])
		}
	}
	return count, reasons
}

// Waiting counts what is still to be handled.
func (s System) Waiting() int {
	waiting := 0
	for _, queue := range s.Queues {
		if !queue.DeadLetters {
			waiting += queue.Visible + queue.InFlight
		}
	}
	return waiting
}

func (p *Player) queuesHold(ctx context.Context, want ExpectQueues) error {
	system, err := p.System(ctx)
	if err != nil {
		return err
	}
	letters, reasons := system.DeadLetters()
	said := strings.Join(reasons, "\n")
	switch {
	case want.Parked != nil && letters-p.letters != *want.Parked:
		return fmt.Errorf("%d dead letters since the story began, want %d: %s", letters-p.letters, *want.Parked, said)
	case want.Reason != "" && !strings.Contains(said, want.Reason):
		return fmt.Errorf("dead letters say %q, want %q", said, want.Reason)
	case want.Empty && system.Waiting() > 0:
		return errors.New("messages are still waiting in the queues")
	}
	return nil
}
