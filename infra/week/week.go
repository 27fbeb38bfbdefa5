package week

import (
	"context"
	"fmt"
	"os"
	"slices"
	"strings"
	"time"

	"ventana/infra/local"
	"ventana/infra/trial"
)

// Options say what is played.
type Options struct {
	Template      string        // path of template.yaml
	Conversations int           // 1 to Most
	Length        time.Duration // on the moved clock, more than a day
	Seed          uint64
	Quiet         string // 22:00-08:00 in Europe/Madrid; empty: no quiet hours
	Language      string // of the helpdesk's connection: en, es or pt
	// Stride is the step in minutes while no warning is near, in which window then
	// runs once; 0 is each minute, as deployed.
	Stride int
	// DynamoDBEndpoint names a DynamoDB without tables; empty starts one.
	DynamoDBEndpoint string
	// Progress is told how many quarters of a day are over. Nil is allowed.
	Progress func(done, all int, what string)
}

// Most is how many conversations a week may have: so many phones there are of each
// country.
const Most = 100_000

// Report is what came of it.
type Report struct {
	Options
	Took     time.Duration // real time of the walk
	Runs     int           // of window
	Failed   int           // of those, those that ended badly, killed ones among them
	Died     int           // of those, killed
	Doubled  int           // doubled runs
	Acts     map[doing]int
	Verdict  Verdict
	LastLogs string // of a week that failed
}

// quarter is how often progress is told.
const quarter = 6 * time.Hour

// conversation is a talk as it goes.
type conversation struct {
	talk
	place  int
	ticket int64 // 0: none yet
	events []event
	fates  []warning // that events lead to
	left   []act
}

// week is one run.
type week struct {
	Options
	client
	rules rules
	talks []*conversation
	// On the moved clock; tick is the last minute's, in which window has run.
	begun, now, tick, end time.Time
	// Faults that have struck, and when the last kill did.
	kills, doubles int
	killedAt       time.Time
}

// Run plays a week and judges it. A week in which something is missing, doubled,
// wrong or late is no error: its Report says so.
func Run(ctx context.Context, options Options) (Report, error) {
	report := Report{Options: options}
	r, err := newRules(options.Quiet)
	if err != nil {
		return report, err
	}
	data, err := os.MkdirTemp("", "ventana-week-")
	if err != nil {
		return report, fmt.Errorf("week: %w", err)
	}
	defer func() { _ = os.RemoveAll(data) }() // a temporary folder
	running, err := trial.Start(ctx, local.Options{Template: options.Template, Data: data, DynamoDBEndpoint: options.DynamoDBEndpoint})
	if err != nil {
		return report, err
	}
	w := &week{Options: options, client: client{trial.Controls{Sim: running.Sim}}, rules: r}
	for i, one := range newPlan(options.Seed, options.Conversations, options.Length) {
		w.talks = append(w.talks, &conversation{talk: one, place: i, left: one.acts})
	}
	err = w.play(ctx, data, &report)
	if err != nil || !report.Verdict.Held() {
		report.LastLogs = running.LastWords()
	}
	if stopped := running.Stop(); err == nil {
		err = stopped
	}
	return report, err
}

func (w *week) play(ctx context.Context, data string, report *Report) error {
	if err := prepare(ctx, w.client, data, w.Language, w.rules); err != nil {
		return fmt.Errorf("prepare the week: %w", err)
	}
	started := time.Now()
	if err := w.minutes(ctx, 1); err != nil {
		return err
	}
	w.begun, w.end = w.tick, w.tick.Add(w.Length)
	for w.now.Before(w.end) {
		if err := w.step(ctx); err != nil {
			return err
		}
	}
	// What was due may still come.
	if err := w.minutes(ctx, int(Bound/time.Minute)+1); err != nil {
		return err
	}
	report.Took, report.Died, report.Doubled, report.Acts = time.Since(started), w.kills, w.doubles, w.acts()
	var err error
	if report.Runs, report.Failed, err = w.runs(ctx, "window"); err != nil {
		return err
	}
	report.Verdict, err = w.judge(ctx)
	return err
}

// acts counts what was done.
func (w *week) acts() map[doing]int {
	counts := map[doing]int{}
	for _, one := range w.talks {
		for _, e := range one.events {
			counts[e.do]++
		}
	}
	return counts
}

// act goes to a moment within the minute, does what is planned until then, and
// lets it come to its end.
func (w *week) act(ctx context.Context, at time.Time) error {
	if err := w.move(ctx, at.Sub(w.now), time.Minute); err != nil {
		return err
	}
	var done []*conversation
	for _, one := range w.talks {
		if len(one.left) == 0 || w.begun.Add(one.left[0].at).After(w.now) {
			continue
		}
		next := one.left[0]
		one.left = one.left[1:]
		if err := w.do(ctx, one, next); err != nil {
			return fmt.Errorf("conversation %d at %s: %w", one.place, next.at, err)
		}
		done = append(done, one)
	}
	if len(done) == 0 {
		return nil
	}
	if err := w.move(ctx, 0, time.Minute); err != nil {
		return err
	}
	return w.settle(ctx, done)
}

// settle notes what came of acts: the ticket of a new conversation, and when
// WhatsApp has had a customer's message.
func (w *week) settle(ctx context.Context, done []*conversation) error {
	if slices.ContainsFunc(done, func(c *conversation) bool { return c.ticket == 0 }) {
		all, err := w.tickets(ctx)
		if err != nil {
			return err
		}
		for _, one := range done {
			one.find(all)
		}
	}
	for _, one := range done {
		last := &one.events[len(one.events)-1]
		if last.do != writes && last.do != answers {
			one.fates = w.rules.fates(one.events, w.end)
			continue
		}
		shown, err := w.phone(ctx, one.who)
		if err != nil {
			return err
		}
		at := slices.IndexFunc(shown, func(m message) bool { return m.Text == last.token })
		if at < 0 || one.ticket == 0 {
			return fmt.Errorf("conversation %d: %q did not arrive, ticket %d", one.place, last.token, one.ticket)
		}
		last.at = time.Unix(shown[at].At, 0).UTC()
		one.fates = w.rules.fates(one.events, w.end)
	}
	return nil
}

// find looks for the ticket in which the customer's words stand.
func (c *conversation) find(all []ticket) {
	for _, one := range all {
		if slices.ContainsFunc(one.Comments, func(said comment) bool { return strings.Contains(said.Body, c.events[0].token) }) {
			c.ticket = one.ID
		}
	}
}
