package fault

import (
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestAddRefusesAWrongFaultByField(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name  string
		fault Fault
		want  string
	}{
		{"no target", Fault{Do: "hang"}, "target:"},
		{"unknown thing to do", Fault{Target: "graph", Do: "explode"}, "do:"},
		{"status missing", Fault{Target: "graph", Do: "status"}, "status:"},
		{"status that is a success", Fault{Target: "graph", Do: "status", Status: 204}, "status:"},
		{"status on a hang", Fault{Target: "graph", Do: "hang", Status: 500}, "status, retry_after:"},
		{"delay on a hang", Fault{Target: "graph", Do: "hang", DelayMS: 5}, "delay_ms:"},
		{"slow without a delay", Fault{Target: "graph", Do: "slow"}, "delay_ms:"},
		{"slow for longer than a hang", Fault{Target: "graph", Do: "slow", DelayMS: 60_001}, "delay_ms:"},
		{"path that is no expression", Fault{Target: "graph", Do: "hang", Path: "("}, "path:"},
		{"negative times", Fault{Target: "graph", Do: "hang", Times: -1}, "times:"},
		{"negative nth", Fault{Target: "function", Do: "kill", After: "graph POST", Nth: -2}, "nth:"},
		{"function that hangs", Fault{Target: "function", Do: "hang", After: "graph POST"}, "do:"},
		{"kill of a vendor", Fault{Target: "graph", Do: "kill", After: "graph POST"}, "target:"},
		{"kill after nothing", Fault{Target: "function", Do: "kill"}, "after:"},
		{"kill after half a call", Fault{Target: "function", Do: "kill", After: "graph"}, "after:"},
		{"kill after a broken expression", Fault{Target: "function", Do: "kill", After: "graph POST ["}, "after:"},
		{"kill of nobody", Fault{Target: "function", Do: "kill", After: "graph POST"}, "name:"},
		{"kill of nobody after nothing", Fault{Target: "function", Do: "kill"}, "name:"},
		{"double of a vendor", Fault{Target: "graph", Do: "double", Name: "inbound"}, "target:"},
		{"double after a call", Fault{Target: "function", Do: "double", Name: "inbound", After: "graph POST"}, "path, after, nth"},
		{"double of nobody", Fault{Target: "function", Do: "double"}, "name:"},
		{"stop of a vendor", Fault{Target: "graph", Do: "stop", Name: "inbound"}, "do:"},
		{"stop of nobody", Fault{Target: "function", Do: "stop"}, "name:"},
		{"stop for a while", Fault{Target: "function", Do: "stop", Name: "inbound", Times: 2}, "do:"},
		{"refuse of some paths", Fault{Target: "graph", Do: "refuse", Path: "messages"}, "do:"},
		{"refuse for a while", Fault{Target: "graph", Do: "refuse", Times: 3}, "do:"},
		{"refuse of what has no host", Fault{Target: "api", Do: "refuse"}, "do:"},
		{"name on a call", Fault{Target: "graph", Do: "hang", Name: "inbound"}, "name, after, nth:"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			injector := New()
			err := injector.Add(tt.fault)
			if err == nil || !strings.Contains(err.Error(), tt.want) {
				t.Errorf("Add(%+v) = %v, want an error with %q", tt.fault, err, tt.want)
			}
			if left := injector.List(); len(left) != 0 {
				t.Errorf("a refused fault is armed: %+v", left)
			}
		})
	}
}

func TestKillNeedsTheNameOfAFunction(t *testing.T) {
	t.Parallel()
	injector := New()
	injector.Functions("webhook", "inbound")
	for name, want := range map[string]bool{"inbound": true, "inbuond": false, "": false} {
		err := injector.Add(Fault{Target: "function", Name: name, Do: "kill", After: "graph POST"})
		if (err == nil) != want || err != nil && !strings.Contains(err.Error(), "webhook, inbound") {
			t.Errorf("kill of %q: %v", name, err)
		}
	}
}

func TestDoubleIsTakenByItsFunctionAsOftenAsItSays(t *testing.T) {
	t.Parallel()
	injector := New()
	injector.Functions("window", "inbound")
	if err := injector.Add(Fault{Target: "function", Name: "windwo", Do: "double"}); err == nil {
		t.Error("a function that there is not can be doubled")
	}
	add(t, injector, Fault{Target: "function", Name: "window", Do: "double", Times: 2})
	if injector.TakeDouble("inbound") {
		t.Error("another function is doubled")
	}
	for i, want := range []bool{true, true, false} {
		if got := injector.TakeDouble("window"); got != want {
			t.Errorf("run %d doubled: %v, want %v", i+1, got, want)
		}
	}
}

func TestPathMatchesWithAndWithoutJSON(t *testing.T) {
	t.Parallel()
	for _, path := range []string{"/api/v2/tickets/1", "/api/v2/tickets/1.json"} {
		for expression, want := range map[string]bool{
			`tickets/1$`: true, `tickets/1\.json$`: true, `^GET /api/v2/tickets/1$`: true, `tickets/\d+$`: true, `tickets$`: false,
		} {
			injector := New()
			add(t, injector, Fault{Target: "zendesk", Do: "hang", Path: expression})
			if _, got := injector.take("zendesk", httptest.NewRequest("GET", path, nil)); got != want {
				t.Errorf("%s matches %s: %v, want %v", expression, path, got, want)
			}
		}
	}
}

func TestListShowsWhatIsLeft(t *testing.T) {
	t.Parallel()
	injector := New()
	add(t, injector, Fault{Target: "graph", Do: "hang"})
	add(t, injector, Fault{Target: "function", Name: "inbound", Do: "kill", After: "zendesk put", Times: 2})
	want := []Fault{
		{Target: "graph", Do: "hang", Times: 1},
		{Target: "function", Name: "inbound", Do: "kill", After: "zendesk put", Times: 2, Nth: 1},
	}
	if diff := cmp.Diff(want, injector.List()); diff != "" {
		t.Errorf("List() (-want +got):\n%s", diff)
	}
	if err := injector.Clear(); err != nil {
		t.Fatal(err)
	}
	if left := injector.List(); len(left) != 0 {
		t.Errorf("after Clear, List() = %+v", left)
	}
}

func TestCallerReadsOnlyFunctions(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name, userAgent, function, logStream string
		ok                                   bool
	}{
		{"a function", "ventana (inbound; 2026/11/22/[$LATEST]3f2a)", "inbound", "2026/11/22/[$LATEST]3f2a", true},
		{"a function behind a library", "aws-sdk ventana (outbound; x) lang/go", "outbound", "x", true},
		{"a person", "curl/8.1", "", "", false},
		{"half a name", "ventana (inbound", "", "", false},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			function, logStream, ok := caller(tt.userAgent)
			if function != tt.function || logStream != tt.logStream || ok != tt.ok {
				t.Errorf("caller(%q) = %q, %q, %v", tt.userAgent, function, logStream, ok)
			}
		})
	}
}

func add(t *testing.T, injector *Injector, f Fault) {
	t.Helper()
	if err := injector.Add(f); err != nil {
		t.Fatalf("Add(%+v): %v", f, err)
	}
}
