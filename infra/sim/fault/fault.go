package fault

import (
	"errors"
	"fmt"
	"net/http"
	"regexp"
	"slices"
	"strings"
)

// What a fault can do to a call.
const (
	DoStatus      = "status"
	DoHang        = "hang"
	DoSlow        = "slow"
	DoDropRequest = "drop-request"
	DoDropAnswer  = "drop-answer"
	DoPartial     = "partial"
	DoKill        = "kill"
	DoDouble      = "double"
	DoRefuse      = "refuse"
	DoStop        = "stop"
	DoMisdate     = "misdate"
	DoLoop        = "loop"
)

// TargetFunction is the target of what is done to functions; every other target is the name given
// to [Injector.Wrap].
const TargetFunction = "function"

// Fault is one armed failure, as POST /sim/faults takes it.
type Fault struct {
	// Target is the system that fails: "zendesk", "graph", "api"… or "function".
	Target string `json:"target"`
	// Path is a regular expression tried on "/path" and on "METHOD /path", with
	// and without the simulator's mount point and ".json" at the end. Empty
	// matches every path.
	Path string `json:"path,omitempty"`
	// Do is one of status, hang, slow, drop-request, drop-answer, partial, refuse and,
	// for functions, kill, double, stop, misdate and loop.
	Do string `json:"do"`
	// Status is the HTTP status of a status fault, 400 to 599.
	Status int `json:"status,omitempty"`
	// RetryAfter is the Retry-After header of a status fault in seconds; 0 sends none.
	RetryAfter int `json:"retry_after,omitempty"`
	// DelayMS is how long a slow call waits before its work, in milliseconds of
	// real time, up to 60,000.
	DelayMS int `json:"delay_ms,omitempty"`
	// Times is how often the fault fires; 0, or left out, is once.
	Times int `json:"times,omitempty"`
	// Name is the function to kill, to double, to stop, to misdate or to loop, for example "inbound".
	Name string `json:"name,omitempty"`
	// After names the calls that a kill waits for: "target METHOD" or
	// "target METHOD regexp", for example "zendesk PUT"; METHOD may be "*".
	After string `json:"after,omitempty"`
	// Nth is the matching call after which the first kill comes; 0 is the first.
	Nth int `json:"nth,omitempty"`
}

// armed is a checked fault with what is left of it.
type armed struct {
	Fault
	path   *regexp.Regexp
	target string // of the calls it looks at: for kills, from After
	method string
	after  *regexp.Regexp
}

// arm checks f and fills in its defaults. The error names every wrong field.
func arm(f Fault) (*armed, error) {
	a := &armed{Fault: f, target: f.Target}
	if a.Times == 0 {
		a.Times = 1
	}
	problems := []error{checkNumbers(f), a.compilePath()}
	if f.Target == "" {
		problems = append(problems, errors.New(`target: name the system that fails, for example "zendesk", "graph" or "function"`))
	}
	switch {
	case f.Do == DoDouble:
		problems = append(problems, checkDouble(f))
	case f.Do == DoRefuse:
		problems = append(problems, checkRefuse(f))
	case f.whole():
		problems = append(problems, checkWhole(f))
	case f.Target == TargetFunction || f.Do == DoKill:
		problems = append(problems, a.checkKill())
	default:
		problems = append(problems, checkCall(f))
	}
	if err := errors.Join(problems...); err != nil {
		return nil, err
	}
	return a, nil
}

func checkNumbers(f Fault) error {
	var problems []error
	for _, field := range []struct {
		name  string
		value int
	}{{"times", f.Times}, {"nth", f.Nth}, {"retry_after", f.RetryAfter}, {"status", f.Status}, {"delay_ms", f.DelayMS}} {
		if field.value < 0 {
			problems = append(problems, fmt.Errorf("%s: %d is below zero", field.name, field.value))
		}
	}
	return errors.Join(problems...)
}

// checkCall checks a fault of an outside call.
func checkCall(f Fault) error {
	var problems []error
	switch f.Do {
	case DoStatus:
		if f.Status < http.StatusBadRequest || f.Status > 599 {
			problems = append(problems, fmt.Errorf("status: %d is no failure, give 400 to 599", f.Status))
		}
	case DoHang, DoSlow, DoDropRequest, DoDropAnswer, DoPartial:
		if f.Status != 0 || f.RetryAfter != 0 {
			problems = append(problems, fmt.Errorf("status, retry_after: only with do %q", DoStatus))
		}
	default:
		problems = append(problems, fmt.Errorf("do: %q is unknown, give %s (%q or %q with target %q)",
			f.Do, strings.Join([]string{DoStatus, DoHang, DoSlow, DoDropRequest, DoDropAnswer, DoPartial, DoRefuse}, ", "), DoKill, DoDouble, TargetFunction))
	}
	if (f.Do == DoSlow) != (f.DelayMS > 0) || f.DelayMS > int(hangLimit.Milliseconds()) {
		problems = append(problems, fmt.Errorf("delay_ms: give 1 to %d with do %q, and only there", hangLimit.Milliseconds(), DoSlow))
	}
	if f.Name != "" || f.After != "" || f.Nth != 0 {
		problems = append(problems, fmt.Errorf("name, after, nth: only with do %q", DoKill))
	}
	return errors.Join(problems...)
}

// checkRefuse checks a host that refuses connections: all of it, until the faults
// are cleared.
func checkRefuse(f Fault) error {
	if f != (Fault{Target: f.Target, Do: DoRefuse}) {
		return fmt.Errorf("do: %q concerns the whole host, until the faults are cleared; give the target alone", DoRefuse)
	}
	return nil
}

// whole reports whether the fault is of a whole function, until the faults are cleared:
// it does not run, misdates its metrics, or sends to itself.
func (f Fault) whole() bool { return slices.Contains([]string{DoStop, DoMisdate, DoLoop}, f.Do) }

// checkWhole checks a fault of a whole function.
func checkWhole(f Fault) error {
	if f != (Fault{Target: TargetFunction, Do: f.Do, Name: f.Name}) {
		return fmt.Errorf("do: %q concerns a whole function, until the faults are cleared; give the target %q and the name alone", f.Do, TargetFunction)
	}
	return nil
}

// checkDouble checks a doubled run, which no call has to do with.
func checkDouble(f Fault) error {
	var problems []error
	if f.Target != TargetFunction {
		problems = append(problems, fmt.Errorf("target: a doubled run needs %q", TargetFunction))
	}
	if f.Path != "" || f.After != "" || f.Nth != 0 || f.Status != 0 || f.RetryAfter != 0 {
		problems = append(problems, fmt.Errorf("path, after, nth, status, retry_after: not with do %q", DoDouble))
	}
	return errors.Join(problems...)
}

// checkKill checks a kill and takes its After apart.
func (a *armed) checkKill() error {
	var problems []error
	if a.Target != TargetFunction {
		problems = append(problems, fmt.Errorf("target: a kill needs %q", TargetFunction))
	}
	if a.Do != DoKill {
		problems = append(problems, fmt.Errorf("do: %q cannot be done to a function, give %q, %q, %q, %q or %q", a.Do, DoKill, DoDouble, DoStop, DoMisdate, DoLoop))
	}
	if a.Status != 0 || a.RetryAfter != 0 {
		problems = append(problems, fmt.Errorf("status, retry_after: only with do %q", DoStatus))
	}
	if a.Nth == 0 {
		a.Nth = 1
	}
	parts := strings.SplitN(strings.TrimSpace(a.After), " ", 3)
	if len(parts) < 2 || parts[0] == "" || parts[1] == "" {
		problems = append(problems, fmt.Errorf(`after: %q does not name the call, give "target METHOD" or "target METHOD regexp", for example "zendesk PUT"`, a.After))
		return errors.Join(problems...)
	}
	a.target, a.method = parts[0], strings.ToUpper(parts[1])
	if len(parts) == 3 {
		var err error
		if a.after, err = regexp.Compile(parts[2]); err != nil {
			problems = append(problems, fmt.Errorf("after: %w", err))
		}
	}
	return errors.Join(problems...)
}

func (a *armed) compilePath() error {
	if a.Path == "" {
		return nil
	}
	var err error
	if a.path, err = regexp.Compile(a.Path); err != nil {
		return fmt.Errorf("path: %w", err)
	}
	return nil
}

// matches says whether a request to target is one that this fault looks at.
func (a *armed) matches(target string, r *http.Request) bool {
	if a.target != target {
		return false
	}
	if a.method != "" && a.method != "*" && a.method != r.Method {
		return false
	}
	return matchesPath(a.path, r) && matchesPath(a.after, r)
}

// matchesPath tries the expression on the path as the simulator sees it and as
// the caller wrote it, because people copy either into a scenario; and on both
// with and without ".json", which Zendesk's paths may end with or not.
func matchesPath(expression *regexp.Regexp, r *http.Request) bool {
	if expression == nil {
		return true
	}
	written, _, _ := strings.Cut(r.RequestURI, "?")
	for _, path := range []string{r.URL.Path, written} {
		bare := strings.TrimSuffix(path, ".json")
		for _, form := range []string{bare, bare + ".json"} {
			if path != "" && (expression.MatchString(form) || expression.MatchString(r.Method+" "+form)) {
				return true
			}
		}
	}
	return false
}
