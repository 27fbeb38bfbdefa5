package main

import (
	"slices"
	"strings"
	"testing"

	"ventana/shared/failure"
)

// One comment that fails for good is parked with its reason; the replies behind
// it go out, now and at every later look.
func TestLook_commentThatFailsForGoodHoldsUpNobody(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.remark("/wa help")
	w.reply("behind it")
	w.failsAt("AddComment before", refusal(failure.Permanent, "RecordInvalid", 0))
	if got := w.look(t); !got.IsParked() {
		t.Fatalf("got %+v, want it parked with its reason", got)
	}
	if texts := w.line.texts(); !slices.Equal(texts, []string{"behind it"}) {
		t.Fatalf("got %q sent, want the reply behind", texts)
	}
	w.reply("and after")
	w.done(t)
	if texts := w.line.texts(); !slices.Equal(texts, []string{"behind it", "and after"}) {
		t.Fatalf("got %q sent", texts)
	}
}

func TestLook_commandInPublicIsKeptFromTheCustomer(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.reply("/wa window")
	w.done(t)
	if texts := w.line.texts(); len(texts) != 0 {
		t.Fatalf("got %q sent to the customer", texts)
	}
	if notes := w.notes(); len(notes) != 1 || !strings.Contains(notes[0], "/wa") {
		t.Fatalf("got notes %q", notes)
	}
}
