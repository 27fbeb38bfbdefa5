package main

import (
	"testing"
	"time"

	"ventana/shared/failure"
	"ventana/shared/helpdesk"
)

// A limit that is for others now is no failure: the next run goes on.
func TestSweep_limitThatIsForOthersRingsNoAlarm(t *testing.T) {
	t.Parallel()
	w := newWorld()
	w.desks["zendesk"].Fault(func(string) error {
		return &failure.Error{Class: failure.Later, Code: helpdesk.CodePaced + " account", Wait: time.Minute, Op: "zendesk export ticket events"}
	})
	if err := w.Handle(t.Context(), Task{Do: "sweep"}); err != nil {
		t.Errorf("got %v, want it left to the next run", err)
	}
	w.desks["zendesk"].Fault(func(string) error {
		return &failure.Error{Class: failure.Later, Code: "401", Op: "zendesk export ticket events"}
	})
	if err := w.Handle(t.Context(), Task{Do: "sweep"}); err == nil {
		t.Error("a refused credential rings nobody")
	}
}
