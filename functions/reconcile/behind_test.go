package main

import (
	"strings"
	"testing"
	"time"

	"ventana/shared/failure"
	"ventana/shared/helpdesk"
)

// A burst of changes in two minutes, of which a run reads a minute at most: the
// overlap must not be all that it reads, for ever.
func TestSweep_burstHoldsUpNothing(t *testing.T) {
	t.Parallel()
	w := newWorld()
	w.sweep(t)
	w.at, w.reads = w.at.Add(20*time.Minute), time.Minute
	for range 3 {
		before := w.watermark(t, "zendesk")
		w.sweep(t)
		if moved := w.watermark(t, "zendesk").Sub(before); moved != w.reads {
			t.Fatalf("the watermark moved by %s, want %s", moved, w.reads)
		}
	}
}

// TestSweep_tooFarBehindFailsItsRun: the function's alarm tells of it, until the sweep
// has caught up, whether the export is too large or refused.
func TestSweep_tooFarBehindFailsItsRun(t *testing.T) {
	t.Parallel()
	tests := map[string]func(w *world, on bool){
		"the export grows faster than it is read": func(w *world, on bool) {
			if w.reads = 0; on {
				w.reads = 2 * time.Minute
			}
		},
		"the export is limited": func(w *world, on bool) {
			w.desks["zendesk"].Fault(func(point string) error {
				if on && point == "ChangedSince before" {
					return &failure.Error{Class: failure.Later, Code: helpdesk.CodePaced + " incremental-exports", Wait: time.Minute}
				}
				return nil
			})
		},
	}
	for name, spoil := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := newWorld()
			w.sweep(t)
			spoil(w, true)
			failed := 0
			for range 20 {
				w.at = w.at.Add(slot)
				behind := w.at.Sub(w.watermark(t, "zendesk"))
				err := w.Handle(t.Context(), Task{Do: "sweep"})
				if err != nil && (behind <= tooFar || !strings.Contains(err.Error(), "behind")) {
					t.Fatalf("%s behind: got %v", behind, err)
				}
				if err != nil {
					failed++
				}
			}
			if failed < 5 {
				t.Errorf("%d runs failed, want each that is more than half an hour behind to", failed)
			}
			spoil(w, false)
			w.sweep(t)
			if behind := w.at.Sub(w.watermark(t, "zendesk")); behind != overlap {
				t.Errorf("%s behind after it caught up, want %s", behind, overlap)
			}
		})
	}
}

// TestSweep_quietHelpdeskIsNotBehind: nothing was said for hours, and all of it was read.
func TestSweep_quietHelpdeskIsNotBehind(t *testing.T) {
	t.Parallel()
	w := newWorld()
	for range 12 * 5 {
		w.sweep(t)
		w.at = w.at.Add(slot)
	}
}
