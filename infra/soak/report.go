package soak

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"ventana/infra/sim/fault"
	"ventana/infra/sim/zendesk"
)

// Report is what came of a run.
type Report struct {
	Options
	Load    time.Duration // real time in which everything was sent
	Settled time.Duration // simulated time from the end of trouble to rest
	Took    time.Duration // real time of both

	Deliveries, Repeats, Again int // taken; posted again though taken; posted again because not taken
	Jumps, Manners, Tokens     int // of the clock; changes of the simulators' manners; times that tokens were revoked
	Struck                     []fault.StruckCount
	Helpdesk                   zendesk.Load
	DeadLetters                []string // reasons
	Poison, Poisoned           int      // dead letters of nobody's messages, and those messages
	Functions                  []function

	verdict
	trails   []trail // of the first violations
	LastLogs string  // of a run that could not be played
}

// ofNobody is why a message of nobody is parked.
const ofNobody = "nobody to answer: neither a phone nor a user id"

// shown is how many violations are worth reading.
const shown = 10

// look reads what people see and judges it.
func (r *run) look(ctx context.Context, logs string) error {
	var s seen
	var err error
	if s.tickets, err = r.client.wholeTickets(ctx); err != nil {
		return fmt.Errorf("look: %w", err)
	}
	for _, one := range r.plan.people {
		shown, err := r.client.phone(ctx, one.who())
		if err != nil {
			return fmt.Errorf("look: %w", err)
		}
		s.phones = append(s.phones, shown)
	}
	now, err := r.client.system(ctx)
	if err != nil {
		return fmt.Errorf("look: %w", err)
	}
	r.report.Functions = now.Functions
	for _, queue := range now.Queues {
		for _, one := range queue.Messages {
			if strings.HasSuffix(one.Attributes["reason"], ofNobody) {
				r.report.Poison++
				continue
			}
			r.report.DeadLetters = append(r.report.DeadLetters, queue.Name+": "+one.Attributes["reason"])
		}
	}
	if err := r.client.Call(ctx, "GET", "/sim/faults/struck", nil, &r.report.Struck); err != nil {
		return fmt.Errorf("look: %w", err)
	}
	var load struct{ Zendesk zendesk.Load }
	if err := r.client.Call(ctx, "GET", "/sim/load", nil, &load); err != nil {
		return fmt.Errorf("look: %w", err)
	}
	r.report.Helpdesk = load.Zendesk
	r.report.Deliveries, r.report.Repeats, r.report.Again = r.ledger.count, r.ledger.repeats, r.ledger.again
	r.report.Poisoned = r.plan.poison
	r.report.verdict = newJudge(&r.plan, r.ledger, s).look()
	r.report.trails, err = trails(r.report.violations, s.tickets, logs)
	return err
}

// Faults is how often something was injected: faults that struck, repeated
// deliveries, jumps of the clock, changes of manners and revoked tokens. What the
// helpdesk's limits refused is not among them.
func (r *Report) Faults() int {
	sum := r.Repeats + r.Jumps + r.Manners + r.Tokens
	for _, one := range r.Struck {
		sum += one.Times
	}
	return sum
}

// Held tells whether the promise was kept.
func (r *Report) Held() bool {
	return len(r.violations) == 0 && len(r.DeadLetters) == 0 && r.Poison >= r.Poisoned
}

// Line is the last line of a run.
func (r *Report) Line() string {
	return fmt.Sprintf("soak: sent %d, lost %d, doubled %d, reordered %d, faults %d, seed %d",
		r.sent, r.counted(lost)+r.counted(strayed), r.counted(doubled), r.counted(reordered), r.Faults(), r.Seed)
}

// Err is nil when the promise was kept; else it says how a run is repeated.
func (r *Report) Err() error {
	if r.Held() {
		return nil
	}
	return fmt.Errorf("%d violations and %d dead letters, %d of %d messages of nobody parked; run it again with: make soak SEED=%d MESSAGES=%d (and when it is mended, add the line \"%d %d why\" to infra/soak/seeds.txt)",
		len(r.violations), len(r.DeadLetters), r.Poison, r.Poisoned, r.Seed, r.Messages, r.Seed, r.Messages)
}

// Summary is the report as a table, without its last line.
func (r *Report) Summary() string {
	var out strings.Builder
	line := func(name, format string, values ...any) {
		fmt.Fprintf(&out, "%-46s %s\n", name, fmt.Sprintf(format, values...))
	}
	counts := slices.Clone(r.Struck)
	slices.SortStableFunc(counts, func(a, b fault.StruckCount) int { return cmp.Compare(b.Times, a.Times) })
	for _, one := range counts {
		line("  "+describe(one.Struck), "%d", one.Times)
	}
	line("  deliveries posted again though taken", "%d", r.Repeats)
	line("  deliveries posted again because not taken", "%d", r.Again)
	line("  jumps of the clock", "%d", r.Jumps)
	line("  changes of the simulators' manners", "%d", r.Manners)
	line("  times that all tokens were revoked", "%d", r.Tokens)
	line("helpdesk's limits", "%d requests in %d minutes, %d refused; full in %d minutes, in which %.1f times as many were asked as it takes",
		r.Helpdesk.Requests, r.Helpdesk.Minutes, r.Helpdesk.Refused, r.Helpdesk.Full, r.overload())
	for _, one := range r.Functions {
		line("function "+one.Name, "%d runs, %d failed, %d timed out, peak %.1f of %d MB",
			one.Invocations, one.Errors, one.Timeouts, float64(one.MaxMemory)/(1<<20), one.MemoryMB)
	}
	line("sent", "%d in %d deliveries taken, %d files", r.sent, r.Deliveries, r.files)
	line("from WhatsApp into the ticket, moved clock", "median %s, p99 %s, worst %s", r.lateness(50), r.lateness(99), r.lateness(100))
	line("told", "%d replies as unconfirmed or undelivered, of which %d arrived all the same; %d as into a closed window", r.told, r.arrived, r.shut)
	line("parked on purpose", "%d messages of nobody, as %d dead letters", r.Poisoned, r.Poison)
	line("real time", "%s of load, %.0f messages a second; %s with settling", r.Load.Round(time.Second), float64(r.sent)/r.Load.Seconds(), r.Took.Round(time.Second))
	line("at rest", "%s after the end of trouble, on the moved clock", r.Settled.Round(time.Second))
	for _, one := range r.trails {
		out.WriteString(one.String())
	}
	if left := len(r.violations) - len(r.trails); left > 0 {
		fmt.Fprintf(&out, "… and %d more\n", left)
	}
	for i, one := range r.DeadLetters {
		if i == shown {
			fmt.Fprintf(&out, "… and %d more\n", len(r.DeadLetters)-shown)
			break
		}
		fmt.Fprintf(&out, "PARKED: %s\n", one)
	}
	return out.String()
}

// overload is by how much the helpdesk's limit bound where it did.
func (r *Report) overload() float64 {
	return float64(r.Helpdesk.FullAsked) / float64(max(r.Helpdesk.FullAllowed, 1))
}

// lateness is what so many in a hundred messages did not exceed.
func (r *Report) lateness(percent int) time.Duration {
	if len(r.late) == 0 {
		return 0
	}
	return r.late[max((len(r.late)*percent+99)/100, 1)-1]
}

// describe names a kind of fault.
func describe(one fault.Struck) string {
	switch one.Do {
	case fault.DoKill:
		return fmt.Sprintf("%s killed after a call of %s", one.Name, one.Target)
	case fault.DoDouble:
		return one.Name + " run twice at once"
	case fault.DoStatus:
		return fmt.Sprintf("%s answered %d", one.Target, one.Status)
	}
	return one.Target + " " + one.Do
}
