package fault

import (
	"errors"
	"net/http"
	"net/http/httptest"
	"testing"
)

// A host refuses from the fault on until the faults are cleared, and what comes in
// by another way meanwhile is answered.
func TestRefuse_isTheDoorsAndLastsUntilTheFaultsAreCleared(t *testing.T) {
	t.Parallel()
	injector := New()
	shut := 0
	injector.Door("zendesk", func() error { shut++; return nil }, func() error { shut--; return nil })
	inner := http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusNoContent) })
	handler := injector.Wrap("zendesk", nil, func(w http.ResponseWriter, _ *http.Request, status, _ int) { w.WriteHeader(status) }, inner)
	if err := injector.Add(Fault{Target: "zendesk", Do: DoRefuse}); err != nil || shut != 1 {
		t.Fatalf("got %v, the door was shut %d times", err, shut)
	}
	for range 3 {
		answer := httptest.NewRecorder()
		handler.ServeHTTP(answer, httptest.NewRequest(http.MethodGet, "/tickets", nil))
		if answer.Code != http.StatusNoContent {
			t.Errorf("got %d by another way", answer.Code)
		}
	}
	if got := injector.Struck(); len(got) != 1 || got[0].Do != DoRefuse || got[0].Times != 1 {
		t.Errorf("struck %+v", got)
	}
	if got := injector.List(); len(got) != 1 {
		t.Errorf("armed %+v, want it to last", got)
	}
	if err := injector.Clear(); err != nil || shut != 0 {
		t.Errorf("got %v, the door is shut %d times", err, shut)
	}
}

// TestWholeFunction_lastsUntilTheFaultsAreCleared: what is done to a whole function is
// asked about by the host, and used up by nothing.
func TestWholeFunction_lastsUntilTheFaultsAreCleared(t *testing.T) {
	t.Parallel()
	for do, stands := range map[string]func(*Injector, string) bool{DoStop: (*Injector).Stopped, DoMisdate: (*Injector).Misdated, DoLoop: (*Injector).Looped} {
		t.Run(do, func(t *testing.T) {
			t.Parallel()
			injector := New()
			injector.Functions("inbound", "outbound")
			if err := injector.Add(Fault{Target: TargetFunction, Do: do, Name: "inbound", Times: 2}); err == nil {
				t.Error("a number of times was taken")
			}
			if err := injector.Add(Fault{Target: TargetFunction, Do: do, Name: "inbound"}); err != nil {
				t.Fatal(err)
			}
			for range 2 {
				if !stands(injector, "inbound") || stands(injector, "outbound") {
					t.Error("want it of inbound, and not of outbound")
				}
			}
			if err := injector.Clear(); err != nil || stands(injector, "inbound") {
				t.Errorf("got %v, want it to be over", err)
			}
		})
	}
}

func TestRefuse_doorsErrorsAreTold(t *testing.T) {
	t.Parallel()
	injector, stuck := New(), errors.New("port is taken")
	injector.Door("zendesk", func() error { return nil }, func() error { return stuck })
	injector.Door("graph", func() error { return stuck }, func() error { return nil })
	if err := injector.Add(Fault{Target: "graph", Do: DoRefuse}); !errors.Is(err, stuck) {
		t.Errorf("got %v", err)
	}
	if got := injector.List(); len(got) != 0 {
		t.Errorf("armed %+v although nothing is refused", got)
	}
	if err := injector.Add(Fault{Target: "zendesk", Do: DoRefuse}); err != nil {
		t.Fatal(err)
	}
	if err := injector.Clear(); !errors.Is(err, stuck) {
		t.Errorf("got %v", err)
	}
}
