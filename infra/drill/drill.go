package drill

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"sync"
	"time"

	"ventana/infra/alarm"
	"ventana/infra/local"
	"ventana/infra/local/template"
)

// Options say what is drilled and how.
type Options struct {
	Template         string   // path
	Build            string   // folder of the functions' binaries
	Events           string   // folder of sample deliveries
	Only             []string // alarms; empty is all
	Parallel         int      // cases at a time; 0 is one
	DynamoDBEndpoint string   // of a database that runs already; empty starts one

	// Ventana runs a command line of ventana's against the system in a data folder
	// and gives what it printed.
	Ventana func(ctx context.Context, data string, arguments []string) (string, error)
	// Done is called after each case, one at a time. Nil is allowed.
	Done func(Result)
}

// Result is how one alarm's case went.
type Result struct {
	Alarm   *alarm.Alarm
	Case    Case
	Value   float64 // that it rang at
	HasOne  bool    // false where it rang at missing data, or at other alarms
	RangIn  time.Duration
	ClearIn time.Duration
	Also    []string      // other alarms that rang with it
	Took    time.Duration // real time
	Err     error
}

// Run drills every alarm. The error joins those of the cases;
// the results are complete all the same.
func Run(ctx context.Context, options Options) ([]Result, error) {
	all := cases()
	if err := complete(options.Template, all); err != nil {
		return nil, err
	}
	var chosen []Case
	for _, one := range all {
		if len(options.Only) == 0 || slices.Contains(options.Only, one.Alarm) {
			chosen = append(chosen, one)
		}
	}
	results, err := options.playAll(ctx, chosen)
	problems := []error{err}
	for _, result := range results {
		if result.Err != nil {
			problems = append(problems, fmt.Errorf("%s: %w", result.Case.Alarm, result.Err))
		}
	}
	for _, wanted := range options.Only {
		if !slices.ContainsFunc(all, func(one Case) bool { return one.Alarm == wanted }) {
			problems = append(problems, fmt.Errorf("there is no alarm %s", wanted))
		}
	}
	return results, errors.Join(problems...)
}

// playAll plays cases side by side. Each of those has a folder of binaries of its
// own, because a binary that runs cannot be written.
func (o Options) playAll(ctx context.Context, chosen []Case) ([]Result, error) {
	builds, err := os.MkdirTemp("", "ventana-drill-build-")
	if err != nil {
		return nil, err
	}
	defer func() { _ = os.RemoveAll(builds) }() // a temporary folder
	results := make([]Result, len(chosen))
	next := make(chan int, len(chosen))
	for i := range chosen {
		next <- i
	}
	close(next)
	var told sync.Mutex
	var work sync.WaitGroup
	for worker := range max(1, o.Parallel) {
		mine := o
		mine.Build = filepath.Join(builds, strconv.Itoa(worker))
		work.Go(func() {
			for i := range next {
				results[i] = drillOne(ctx, mine, chosen[i])
				if o.Done != nil {
					told.Lock()
					o.Done(results[i])
					told.Unlock()
				}
			}
		})
	}
	work.Wait()
	return results, ctx.Err()
}

// Alarms reads those of a template, without starting anything.
func Alarms(path string, parameters map[string]string) ([]*alarm.Alarm, error) {
	system, err := template.Load(path, parameters, template.Local{
		Stack: "ventana-local", Region: "eu-west-1", Account: "000000000000", QueueEndpoint: "http://127.0.0.1",
	})
	if err != nil {
		return nil, err
	}
	return parsed(system.Alarms)
}

func parsed(described []template.Alarm) ([]*alarm.Alarm, error) {
	var sources []alarm.Source
	for _, one := range described {
		sources = append(sources, alarm.Source{ID: one.LogicalID, Name: one.Name, Composite: one.Composite, Properties: one.Properties, Line: one.Line})
	}
	return alarm.Parse(sources)
}

// complete finds alarms without a case and cases without an alarm, in dev and in
// the stages that have more.
func complete(path string, all []Case) error {
	alarms, err := Alarms(path, nil)
	if err != nil {
		return err
	}
	guarded, err := Alarms(path, map[string]string{"Stage": "staging"})
	if err != nil {
		return err
	}
	alarms = append(alarms, guarded...)
	var problems []error
	for _, one := range alarms {
		if !slices.ContainsFunc(all, func(c Case) bool { return c.Alarm == one.ID }) {
			problems = append(problems, fmt.Errorf("%s has no case: bring about its cause in infra/drill", one.ID))
		}
	}
	for i, c := range all {
		if !slices.ContainsFunc(alarms, func(one *alarm.Alarm) bool { return one.ID == c.Alarm }) {
			problems = append(problems, fmt.Errorf("the case of %s has no alarm", c.Alarm))
		}
		if slices.ContainsFunc(all[:i], func(other Case) bool { return other.Alarm == c.Alarm }) {
			problems = append(problems, fmt.Errorf("%s has two cases", c.Alarm))
		}
	}
	return errors.Join(problems...)
}

// drillOne plays one case on a system of its own.
func drillOne(ctx context.Context, options Options, c Case) Result {
	begun := time.Now()
	result := Result{Case: c}
	data, err := os.MkdirTemp("", "ventana-drill-")
	if err != nil {
		result.Err = err
		return result
	}
	defer func() { _ = os.RemoveAll(data) }() // a temporary folder
	s, err := newStage(ctx, options, c, data, local.Options{
		Template: options.Template, Build: options.Build, Data: data, Parameters: c.Parameters, DynamoDBEndpoint: options.DynamoDBEndpoint,
	})
	if err != nil {
		result.Err = err
		return result
	}
	result.Alarm = s.alarm
	result.Err = s.play(&result)
	if result.Err != nil {
		result.Err = fmt.Errorf("%w\nthe system's last words:\n%s", result.Err, s.system.LastWords())
	}
	result.Err = errors.Join(result.Err, s.system.Stop())
	result.Took = time.Since(begun)
	return result
}
