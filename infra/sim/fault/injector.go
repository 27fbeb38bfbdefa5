package fault

import (
	"cmp"
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"
)

// Injector holds the armed faults of all simulators. Make it with New.
type Injector struct {
	mu        sync.Mutex
	faults    []*armed
	targets   []string
	batching  []string // of the targets, those that take batches
	functions []string
	struck    map[Struck]int
	kill      func(function, logStream string)
	doors     map[string]door
}

// New returns an injector without faults.
func New() *Injector { return &Injector{} }

// Add arms a fault behind those already there. A wrong fault is refused with
// an error that names each field to mend.
func (i *Injector) Add(f Fault) error {
	a, err := arm(f)
	i.mu.Lock()
	defer i.mu.Unlock()
	if err := errors.Join(err, i.checkName(f), i.checkBatch(f)); err != nil {
		return err
	}
	if f.whole() {
		i.count(a)
	}
	if f.Do == DoRefuse {
		if err := i.refuse(f.Target); err != nil {
			return err
		}
		i.count(a)
	}
	i.faults = append(i.faults, a)
	return nil
}

// checkName refuses what is done to nobody known: it would wait for ever, and the
// scenario would pass without it. The caller holds the lock.
func (i *Injector) checkName(f Fault) error {
	if !f.whole() && f.Do != DoKill && f.Do != DoDouble || f.Name != "" && (len(i.functions) == 0 || slices.Contains(i.functions, f.Name)) {
		return nil
	}
	known := strings.Join(i.functions, ", ")
	if f.Name == "" {
		return fmt.Errorf("name: name the function, one of %s", cmp.Or(known, "those of the system"))
	}
	return fmt.Errorf("name: no function is called %q, use one of %s", f.Name, known)
}

// checkBatch refuses a partial fault of what takes no batches. The caller holds
// the lock.
func (i *Injector) checkBatch(f Fault) error {
	if f.Do == DoPartial && !slices.Contains(i.batching, f.Target) {
		return fmt.Errorf("do: %q has no batches, use %s", f.Target, cmp.Or(strings.Join(i.batching, ", "), "another fault"))
	}
	return nil
}

// Functions names the functions that there are. Until it is called, every
// name is taken.
func (i *Injector) Functions(names ...string) {
	i.mu.Lock()
	defer i.mu.Unlock()
	i.functions = append(i.functions, names...)
}

// List is what is still armed, oldest first: Times and Nth count down.
func (i *Injector) List() []Fault {
	i.mu.Lock()
	defer i.mu.Unlock()
	left := make([]Fault, 0, len(i.faults))
	for _, a := range i.faults {
		left = append(left, a.Fault)
	}
	return left
}

// Clear disarms everything. Requests that already hang go on hanging. The error
// is that of a host that could not take connections again.
func (i *Injector) Clear() error {
	i.mu.Lock()
	defer i.mu.Unlock()
	var problems []error
	for _, a := range i.faults {
		if a.Do == DoRefuse {
			problems = append(problems, i.doors[a.Target].open())
		}
	}
	i.faults = nil
	return errors.Join(problems...)
}

// TakeDouble fires a doubled run of a function, if one is armed: the schedule
// that is about to invoke it then does so twice at once.
func (i *Injector) TakeDouble(function string) bool {
	i.mu.Lock()
	defer i.mu.Unlock()
	for _, a := range i.faults {
		if a.Do == DoDouble && a.Name == function {
			i.spend(a)
			return true
		}
	}
	return false
}

// Stopped reports whether a function must not run: until the faults are cleared
// each of its invocations is throttled, as where its concurrency is nothing.
func (i *Injector) Stopped(function string) bool {
	return i.stands(DoStop, function)
}

// stands reports whether a fault of a whole function is armed.
func (i *Injector) stands(do, function string) bool {
	i.mu.Lock()
	defer i.mu.Unlock()
	return slices.ContainsFunc(i.faults, func(a *armed) bool { return a.Do == do && a.Name == function })
}

// Misdated reports whether a function writes the time of its metrics in seconds, as a
// release with that defect would, until the faults are cleared.
func (i *Injector) Misdated(function string) bool { return i.stands(DoMisdate, function) }

// Looped reports whether a function puts what it has handled into its own queue again,
// as a release with that defect would, until the faults are cleared.
func (i *Injector) Looped(function string) bool { return i.stands(DoLoop, function) }

// OnKill registers the host's way to kill the process of a function that runs
// with the given log stream. It must have killed when it returns: the answer
// of the call goes out next. The last registration counts.
func (i *Injector) OnKill(f func(function, logStream string)) {
	i.mu.Lock()
	defer i.mu.Unlock()
	i.kill = f
}

// Targets is every name given to Wrap, sorted: the systems that can fail here.
func (i *Injector) Targets() []string {
	i.mu.Lock()
	defer i.mu.Unlock()
	return slices.Clone(i.targets)
}

func (i *Injector) register(target string, batches bool) {
	i.mu.Lock()
	defer i.mu.Unlock()
	if batches && !slices.Contains(i.batching, target) {
		i.batching = append(i.batching, target)
	}
	if !slices.Contains(i.targets, target) {
		i.targets = append(i.targets, target)
		slices.Sort(i.targets)
	}
}

// spend fires a fault once and drops it when nothing of it is left. The caller
// holds the lock.
func (i *Injector) spend(a *armed) {
	i.count(a)
	a.Times--
	if a.Times <= 0 {
		i.faults = slices.DeleteFunc(i.faults, func(other *armed) bool { return other == a })
	}
}

// caller takes function and log stream out of a User-Agent like
// "ventana (inbound; 2026/11/22/[$LATEST]3f2a)". Other callers are no function.
func caller(userAgent string) (function, logStream string, ok bool) {
	_, rest, found := strings.Cut(userAgent, "ventana (")
	if !found {
		return "", "", false
	}
	inside, _, found := strings.Cut(rest, ")")
	if !found {
		return "", "", false
	}
	function, logStream, found = strings.Cut(inside, ";")
	return strings.TrimSpace(function), strings.TrimSpace(logStream), found
}
