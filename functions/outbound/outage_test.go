package main

import (
	"slices"
	"strings"
	"testing"
	"time"

	"ventana/shared/failure"
	"ventana/shared/note"
)

// down has WhatsApp not answer, as an open circuit or a refused connection tells.
func (w *world) down() {
	w.line.fault = func(string) error {
		return &failure.Error{Class: failure.Later, Code: "circuit_open", Wait: 5 * time.Second, Op: "send"}
	}
}

func (w *world) told(text string) int {
	return len(slices.DeleteFunc(w.notes(), func(said string) bool { return !strings.Contains(said, text) }))
}

func TestOutage_replyWaitsItsAgentIsToldOnceAndItLeavesOnce(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.down()
	w.reply("the answer")
	for range 9 {
		w.waits(t, 5*time.Second)
		w.pass(time.Minute)
	}
	if notes := w.notes(); len(notes) != 0 {
		t.Fatalf("got %q within ten minutes, want nobody bothered by a hiccup", notes)
	}
	for range 120 {
		w.pass(time.Minute)
		w.waits(t, 5*time.Second)
	}
	if notes := w.notes(); len(notes) != 1 || w.told(note.StillWaits("es")) != 1 {
		t.Fatalf("got %q, want it told once that the reply waits", notes)
	}
	w.line.fault = nil
	w.pass(time.Minute)
	w.done(t)
	w.done(t)
	if got := w.line.texts(); !slices.Equal(got, []string{"the answer"}) || len(w.notes()) != 1 {
		t.Errorf("got %q sent and %q, want the reply once and no more notes", got, w.notes())
	}
}

func TestOutage_limitsAndTokensAreNoOutage(t *testing.T) {
	t.Parallel()
	for _, code := range []string{"131056", "190", "429"} {
		w := newWorld(t)
		w.line.fault = func(string) error {
			return &failure.Error{Class: failure.Later, Code: code, Wait: time.Second, Op: "send"}
		}
		w.reply("the answer")
		w.pass(time.Hour)
		if got := w.look(t); !got.Holds() {
			t.Fatalf("%s: got %+v, want a wait", code, got)
		}
		if notes := w.notes(); len(notes) != 0 {
			t.Errorf("%s: got %q", code, notes)
		}
	}
}

// A window that closes while a reply waits is told like any other, and what was
// certainly not sent does not count as on its way.
func TestOutage_windowThatClosesMeanwhileIsTold(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.down()
	w.reply("the answer")
	w.waits(t, 5*time.Second)
	w.pass(time.Hour)
	w.waits(t, 5*time.Second)
	w.pass(24 * time.Hour)
	w.done(t)
	w.line.fault = nil
	w.pass(time.Hour)
	w.done(t)
	if got := w.line.texts(); len(got) != 0 {
		t.Errorf("got %q sent into a closed window", got)
	}
	if notes := w.notes(); len(notes) != 2 || w.told(note.StillWaits("es")) != 1 {
		t.Errorf("got %q, want it told that it waits, and then that the window closed", notes)
	}
}

// A file waits as long as WhatsApp does not answer, and is then given its time.
func TestOutage_fileIsNotGivenUpWhileWhatsAppIsDown(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.down()
	w.replyWith("", invoice())
	for range 3 * 60 {
		if got := w.look(t); !got.Holds() {
			t.Fatalf("got %+v, want the file waited for", got)
		}
		w.pass(time.Minute)
	}
	if notes := w.notes(); len(notes) != 1 || w.told(note.StillWaits("es")) != 1 {
		t.Fatalf("got %q, want it told once that the reply waits", notes)
	}
	w.line.fault = nil
	w.uploaded(t, "700", "media.1")
	w.done(t)
	if got := w.contents(); len(got) != 1 || len(w.notes()) != 1 {
		t.Errorf("got %d messages and %q, want the file", len(got), w.notes())
	}
}
