package sweep

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"sync"
	"time"

	"ventana/infra/bench/fill"
	"ventana/shared/conversation"
	"ventana/shared/policy"
)

// Case is what is measured once.
type Case struct {
	Open int // conversations whose windows are open and of which nothing is due
	Due  int // besides, those due within one minute, each with its ticket
	// Plan is the helpdesk's, whose limits count; NoLimits and empty lift them.
	Plan string
	// Answer is how long each call to the helpdesk takes.
	Answer time.Duration
}

// Result is what a case used.
type Result struct {
	Case
	Work Counts // from the minute until every due conversation was served
	// Failures are runs that reported an error.
	Failures int
	// Median and Last are how long after they were due agents were told.
	Median, Last time.Duration
	// Rest is restRuns runs in minutes in which nothing is due.
	Rest Counts
	Bill
}

// Bill is what a case costs by the list, in dollars.
type Bill struct {
	PerThousand float64 // due conversations
	RestMonth   float64 // when nothing is ever due: the sweep runs each minute nevertheless
}

const (
	// maxRuns ends a case that does not get on.
	maxRuns = 60
	// far is when the first of the conversations that are not due will be: no
	// case lasts so long.
	far = 6 * time.Hour
)

// series is a system with what stands in its table.
type series struct {
	*system
	open     int // conversations that are not due
	cases    int
	filled   int
	filling  time.Duration // real time
	progress func(done, total int, what string)
}

// newSeries tells progress one call at a time.
func newSeries(s *system, progress func(done, total int, what string)) *series {
	var one sync.Mutex
	return &series{system: s, progress: func(done, total int, what string) {
		one.Lock()
		defer one.Unlock()
		progress(done, total, what)
	}}
}

// fillRate is how many conversations a second the table took.
func (b *series) fillRate() float64 { return float64(b.filled) / max(b.filling.Seconds(), 1e-9) }

// measure does one case. What stands from the cases before counts among the
// open ones.
func (b *series) measure(ctx context.Context, c Case) (Result, error) {
	b.cases++
	result := Result{Case: c}
	if err := b.desk.unlimited(); err != nil {
		return result, err
	}
	if err := b.fillOpen(ctx, c.Open); err != nil {
		return result, err
	}
	minute := b.clock.Now().Truncate(time.Minute).Add(2 * time.Minute)
	due, err := b.fillDue(ctx, c.Due, minute)
	if err != nil {
		return result, err
	}
	if err := b.warmUp(ctx); err != nil {
		return result, err
	}
	if c.Plan != "" && c.Plan != NoLimits {
		if err := b.desk.plan(c.Plan); err != nil {
			return result, err
		}
	}
	b.desk.answerAfter(c.Answer)
	defer b.desk.answerAfter(0)
	if err := b.serve(ctx, &result, due, minute); err != nil {
		return result, err
	}
	return result, b.rest(ctx, &result)
}

// warmUp gives the case a process of its own, past its cold start.
func (b *series) warmUp(ctx context.Context) error {
	if err := b.renew(ctx, true); err != nil {
		return err
	}
	_, failed, err := b.run(ctx)
	return errors.Join(failed, err)
}

// fillOpen brings the conversations that are not due to so many.
func (b *series) fillOpen(ctx context.Context, count int) error {
	now, from := b.clock.Now(), b.open
	if count <= from {
		return nil
	}
	begun := time.Now()
	before := firstWarning()
	spread := before - far - time.Hour // what is due from six hours on until all have been
	err := b.pattern.Fill(ctx, b.client, count-from, func(i int) fill.Talk {
		due := now.Add(far + spread*time.Duration(i)/time.Duration(count-from))
		return fill.Talk{Contact: fmt.Sprintf("OPEN%022d", from+i), Heard: due.Add(-before), Due: due, Level: 1, Ticket: "1"}
	}, func(done int) { b.progress(from+done, count, "open conversations filled in") })
	b.open, b.filled, b.filling = count, b.filled+count-from, b.filling+time.Since(begun)
	return err
}

// firstWarning is how long after a customer's message agents are warned first,
// by the rules that count without others.
func firstWarning() time.Duration {
	return conversation.WindowLength - policy.Default().Window.Warn[0]
}

// fillDue writes conversations of which the first warning is due in the minute
// that ends at end, and opens their tickets. It gives when each ticket's is due.
func (b *series) fillDue(ctx context.Context, count int, end time.Time) (map[string]time.Time, error) {
	talks, due := make([]fill.Talk, count), map[string]time.Time{}
	for i := range talks {
		at := end.Add(-time.Minute * time.Duration(i) / time.Duration(count)).Truncate(time.Second)
		contact := fmt.Sprintf("DUE%03d%020d", b.cases, i)
		ticket, err := b.desk.open(ctx, contact)
		if err != nil {
			return nil, err
		}
		talks[i] = fill.Talk{Contact: contact, Heard: at.Add(-firstWarning()), Due: at, Level: 1, Ticket: ticket}
		due[ticket] = at
		b.progress(i+1, count, "tickets opened")
	}
	return due, b.pattern.Fill(ctx, b.client, count, func(i int) fill.Talk { return talks[i] }, func(int) {})
}

// serve lets the schedule go on, from the minute's end, until every ticket has
// its note.
func (b *series) serve(ctx context.Context, result *Result, due map[string]time.Time, minute time.Time) error {
	served := 0
	for run := range maxRuns {
		if err := b.until(minute.Add(time.Duration(run) * time.Minute)); err != nil {
			return err
		}
		used, failed, err := b.run(ctx)
		if err != nil {
			return err
		}
		if failed != nil {
			result.Failures++
		}
		result.Work = result.Work.plus(used)
		late, err := b.late(due)
		if err != nil {
			return err
		}
		served = len(late)
		b.progress(served, len(due), fmt.Sprintf("agents told, run %d", run+1))
		if served == len(due) {
			slices.Sort(late)
			result.Median, result.Last = late[len(late)/2], late[len(late)-1]
			return nil
		}
	}
	return fmt.Errorf("sweep: %d of %d agents told after %d runs", served, len(due), maxRuns)
}

// late is how long after they were due those were told who were. Two notes on a
// ticket are an error: a measure of what is done wrong is none.
func (b *series) late(due map[string]time.Time) ([]time.Duration, error) {
	var late []time.Duration
	for ticket, notes := range b.desk.notes() {
		at, wanted := due[ticket]
		if !wanted || len(notes) == 0 {
			continue
		}
		if len(notes) > 1 {
			return nil, fmt.Errorf("sweep: ticket %s has %d notes of one warning", ticket, len(notes))
		}
		late = append(late, max(notes[0].Sub(at), 0)) // stamps have whole seconds
	}
	return late, nil
}

// restRuns is over how many minutes what is used at rest is counted.
const restRuns = 5

// rest measures the next minutes, in which nothing is due. A second more lies
// between the runs, so that what counts for a minute is read in each: the most
// that a minute takes.
func (b *series) rest(ctx context.Context, result *Result) error {
	for range restRuns {
		if err := b.clock.Advance(time.Minute + time.Second); err != nil {
			return err
		}
		used, failed, err := b.run(ctx)
		if failed != nil || err != nil {
			return errors.Join(failed, err)
		}
		result.Rest = result.Rest.plus(used)
	}
	return nil
}

// until moves the clock on to a time, unless it is past.
func (b *series) until(at time.Time) error {
	if wait := at.Sub(b.clock.Now()); wait > 0 {
		return b.clock.Advance(wait)
	}
	return nil
}
