package alarm

import (
	"time"

	"ventana/infra/meter"
)

// Board remembers the states of alarms from one evaluation to the next.
type Board struct {
	alarms []*Alarm
	source *meter.Meter
	found  map[string]verdict   // by physical name
	held   map[string]time.Time // until when nobody is told of a composite
	due    map[string]Told      // composites that wait for their suppressor
	told   []Told
}

// Told is a change of state of which somebody heard, or would have but for its
// suppressor.
type Told struct {
	Alarm      *Alarm
	State      State
	At         time.Time
	Suppressed bool
}

// NewBoard begins with no data for every alarm.
func NewBoard(alarms []*Alarm, source *meter.Meter) *Board {
	return &Board{alarms: alarms, source: source, found: map[string]verdict{}, held: map[string]time.Time{}, due: map[string]Told{}}
}

// Evaluate judges every alarm at a moment: composites after those that they
// follow, which stand before them.
func (b *Board) Evaluate(now time.Time) {
	states := map[string]State{}
	for _, one := range b.alarms {
		if one.composite == nil {
			b.set(one, one.metric.judge(b.source, now, b.State(one)), now)
			states[one.Name] = b.State(one)
		}
	}
	for _, one := range b.alarms {
		if one.composite == nil {
			continue
		}
		state := OK
		if one.composite.rule(states) {
			state = Ringing
		}
		states[one.Name] = state
	}
	for _, one := range b.alarms {
		if one.composite == nil {
			continue
		}
		if s := one.composite.suppressor; s != "" && states[s] == Ringing {
			b.held[one.Name] = now.Add(one.composite.extension)
		}
		b.set(one, verdict{state: states[one.Name]}, now)
		b.settle(one, now)
	}
}

// set notes a verdict, and who is to hear of a change.
func (b *Board) set(one *Alarm, found verdict, now time.Time) {
	before := b.State(one)
	b.found[one.Name] = found
	if before == found.state {
		return
	}
	actions := one.Actions
	if found.state != Ringing {
		actions = one.OKActions
	}
	delete(b.due, one.Name)
	if len(actions) == 0 {
		return
	}
	change := Told{Alarm: one, State: found.state, At: now}
	if one.composite != nil && one.composite.suppressor != "" {
		b.due[one.Name] = change
		return
	}
	b.told = append(b.told, change)
}

// settle tells of a composite's change once its suppressor had the wait period to
// begin to ring, or counts it as suppressed when it has.
func (b *Board) settle(one *Alarm, now time.Time) {
	change, waits := b.due[one.Name]
	if !waits {
		return
	}
	if change.Suppressed = now.Before(b.held[one.Name]); !change.Suppressed && now.Sub(change.At) < one.composite.wait {
		return
	}
	delete(b.due, one.Name)
	b.told = append(b.told, change)
}

// State is an alarm's after the last evaluation.
func (b *Board) State(one *Alarm) State {
	if found, known := b.found[one.Name]; known {
		return found.state
	}
	return Insufficient
}

// Value is the newest value that an alarm looked at; false where there is none.
func (b *Board) Value(one *Alarm) (float64, bool) {
	return b.found[one.Name].value, b.found[one.Name].known
}

// Ringing are those in alarm.
func (b *Board) Ringing() []*Alarm {
	var all []*Alarm
	for _, one := range b.alarms {
		if b.State(one) == Ringing {
			all = append(all, one)
		}
	}
	return all
}

// Told are the changes that were told, oldest first.
func (b *Board) Told() []Told { return b.told }
