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

func TestStop_lastsUntilTheFaultsAreCleared(t *testing.T) {
	t.Parallel()
	injector := New()
	injector.Functions("inbound", "outbound")
	if err := injector.Add(Fault{Target: TargetFunction, Do: DoStop, Name: "inbound"}); err != nil {
		t.Fatal(err)
	}
	for range 2 { // asking uses nothing up
		if !injector.Stopped("inbound") || injector.Stopped("outbound") {
			t.Error("want inbound stopped, and outbound not")
		}
	}
	if err := injector.Clear(); err != nil || injector.Stopped("inbound") {
		t.Errorf("got %v, want it to run again", err)
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
