package drill

import (
	"context"
	"crypto/rand"
	"encoding/json"
	"fmt"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"time"

	"ventana/infra/alarm"
	"ventana/infra/local"
	"ventana/infra/local/template"
	"ventana/infra/meter"
	"ventana/infra/scenario"
	"ventana/infra/trial"
	"ventana/shared/dynamostore"
)

// settling bounds the wait for an alarm to be quiet before its case begins: some
// ring in the first minutes of a stack, on purpose.
const settling = 2 * time.Hour

// stage is the system of one case, with its alarms.
type stage struct {
	context.Context
	trial.Controls
	options  Options
	scene    Case
	data     string
	system   *trial.System
	attached local.Attached
	player   *scenario.Player
	meter    *meter.Meter
	board    *alarm.Board
	alarm    *alarm.Alarm
	files    map[string][]byte // what a runbook's reader has edited, by name
	people   int               // who have written so far
	mended   bool              // what the runbook says was done
}

func newStage(ctx context.Context, options Options, c Case, data string, system local.Options) (*stage, error) {
	s := &stage{Context: ctx, options: options, scene: c, data: data, meter: &meter.Meter{}, files: map[string][]byte{}}
	var alarms []*alarm.Alarm
	var wrong error
	system.Meter = s.meter
	system.OnAlarms = func(described []template.Alarm) { alarms, wrong = parsed(described) }
	var err error
	if s.system, err = trial.Start(ctx, system); err != nil {
		return nil, err
	}
	if err = wrong; err == nil {
		s.attached, err = local.Attach(data)
	}
	at := slices.IndexFunc(alarms, func(one *alarm.Alarm) bool { return one.ID == c.Alarm })
	if err == nil && at < 0 {
		err = fmt.Errorf("the template has no %s with the parameters of its case", c.Alarm)
	}
	if err != nil {
		_ = s.system.Stop() // the reason is told already
		return nil, err
	}
	s.alarm, s.board = alarms[at], alarm.NewBoard(alarms, s.meter)
	s.Controls = trial.Controls{Sim: s.system.Sim}
	s.player = &scenario.Player{API: s.system.API, Sim: s.system.Sim, Events: options.Events, Client: http.DefaultClient}
	return s, nil
}

// play is the case from quiet to quiet.
func (s *stage) play(result *Result) error {
	if _, err := s.until(alarm.OK, settling, nil); err != nil {
		return fmt.Errorf("before its cause: %w", err)
	}
	if err := s.scene.Begin(s); err != nil {
		return fmt.Errorf("bring about its cause: %w", err)
	}
	var err error
	if result.RangIn, err = s.until(alarm.Ringing, s.scene.Within, s.scene.Each); err != nil {
		return err
	}
	result.Value, result.HasOne = s.board.Value(s.alarm)
	for _, one := range s.board.Ringing() {
		if one != s.alarm {
			result.Also = append(result.Also, one.ID)
		}
	}
	for _, command := range s.scene.Mend {
		if err := s.mend(command); err != nil {
			return fmt.Errorf("run %q: %w", command, err)
		}
	}
	if s.scene.Heal != nil {
		if err := s.scene.Heal(s); err != nil {
			return fmt.Errorf("heal: %w", err)
		}
	}
	s.mended = true
	result.ClearIn, err = s.until(alarm.OK, s.scene.ClearWithin, s.scene.Each)
	return err
}

// until lets the clock go on until the alarm has a state.
func (s *stage) until(wanted alarm.State, within time.Duration, each func(*stage) error) (time.Duration, error) {
	step := s.scene.Step
	if step == 0 {
		step = time.Minute
	}
	for passed := time.Duration(0); ; passed += step {
		s.board.Evaluate(s.attached.Clock.Now())
		if s.board.State(s.alarm) == wanted {
			return passed, nil
		}
		if passed >= within {
			value, known := s.board.Value(s.alarm)
			return passed, fmt.Errorf("it is %s and not %s after %s: %s, value %v (%t)", s.board.State(s.alarm), wanted, within, s.alarm.Condition(), value, known)
		}
		if each != nil {
			if err := each(s); err != nil {
				return passed, err
			}
		}
		if err := s.walk(step, step); err != nil {
			return passed, err
		}
	}
}

// walk moves the clock on in steps.
func (s *stage) walk(advance, step time.Duration) error {
	return s.Call(s, http.MethodPost, "/sim/clock", map[string]string{"advance": advance.String(), "step": step.String()}, nil)
}

// drain lets the system come to rest.
func (s *stage) drain() error { return s.walk(time.Second, time.Second) }

// fault arms a fault until heal.
func (s *stage) fault(members map[string]any) error {
	if members["times"] == nil {
		members["times"] = 1_000_000
	}
	return s.Call(s, http.MethodPost, "/sim/faults", members, nil)
}

// healFaults disarms all.
func (s *stage) healFaults() error { return s.Call(s, http.MethodDelete, "/sim/faults", nil, nil) }

// aws changes the running stack by hand.
func (s *stage) aws(members map[string]any) error {
	return s.Call(s, http.MethodPost, "/sim/aws", members, nil)
}

// somebody is a customer who has not written yet.
func (s *stage) somebody() string {
	s.people++
	return fmt.Sprintf("+346009%05d", s.people)
}

// writes has a customer write.
func (s *stage) writes(who string, message map[string]any) error {
	return s.Call(s, http.MethodPost, "/sim/customers/"+url.PathEscape(who)+"/messages", message, nil)
}

func text(words string) map[string]any {
	return map[string]any{"type": "text", "text": map[string]string{"body": words}}
}

// newcomer has somebody write who has not written yet.
func (s *stage) newcomer() error {
	who := s.somebody()
	return s.writes(who, text("hello from "+who[len(who)-5:]))
}

// replies has the agent answer on every ticket.
func (s *stage) replies(words string) error {
	tickets, err := s.player.Tickets(s)
	if err != nil {
		return err
	}
	for _, ticket := range tickets {
		if err := s.Call(s, http.MethodPost, fmt.Sprintf("/sim/agents/tickets/%d/comments", ticket.ID), map[string]any{"body": words, "public": true}, nil); err != nil {
			return err
		}
	}
	return nil
}

// store is the system's table, as the functions read it.
func (s *stage) store() *dynamostore.Store {
	return dynamostore.New(s.attached.Database, s.attached.Table, s.attached.Clock.Now, rand.Text)
}

// document is a secret as the functions read it.
func (s *stage) document(name string) string { return filepath.Join(s.data, "secrets", name) }

// rewrite changes a secret's document and keeps what it was as a file of the same
// name, for the runbook's reader to store again.
func (s *stage) rewrite(name string, change func(document map[string]any) error) error {
	raw, err := os.ReadFile(s.document(name))
	if err != nil {
		return err
	}
	s.files[name] = raw
	var document map[string]any
	if err := json.Unmarshal(raw, &document); err != nil {
		return err
	}
	if err := change(document); err != nil {
		return err
	}
	if raw, err = json.Marshal(document); err != nil {
		return err
	}
	return os.WriteFile(s.document(name), raw, 0o600)
}

// connection finds one of a secret's document.
func connection(document map[string]any, id string) (map[string]any, error) {
	list, _ := document["connections"].([]any)
	for _, item := range list {
		if one, ok := item.(map[string]any); ok && one["id"] == id {
			return one, nil
		}
	}
	return nil, fmt.Errorf("no connection %s", id)
}
