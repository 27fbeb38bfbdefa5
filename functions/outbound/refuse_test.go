package main

import (
	"slices"
	"strings"
	"testing"

	"ventana/shared/failure"
	"ventana/shared/helpdesk"
	"ventana/shared/note"
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

func TestLook_attachmentsThatAreNotSentAreTold(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.desk.Write(w.ticket, helpdesk.Comment{Public: true, Staff: true, Plain: "see the invoice", Files: 2})
	w.done(t)
	if texts := w.line.texts(); !slices.Equal(texts, []string{"see the invoice"}) {
		t.Fatalf("got %q sent", texts)
	}
	if notes := w.notes(); len(notes) != 1 || notes[0] != note.UnsentFiles("es") {
		t.Fatalf("got notes %q, want the agent told of the files", notes)
	}
	w.desk.Write(w.ticket, helpdesk.Comment{Public: true, Staff: true, Plain: " ", Files: 1})
	w.done(t)
	if notes := w.notes(); len(notes) != 2 || notes[1] != note.Empty("es") {
		t.Fatalf("got notes %q, want the agent told that nothing was sent", notes)
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

func TestLook_refusedReplyWithFilesIsToldOnce(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.desk.Write(w.ticket, helpdesk.Comment{Public: true, Staff: true, Plain: "see the invoice", Files: 2})
	w.failsAt("SendText before", refusal(failure.Permanent, "131026", 0))
	w.done(t)
	if notes := w.notes(); len(notes) != 1 || notes[0] != note.Failed("es", "131026") {
		t.Fatalf("got notes %q, want the refusal alone", notes)
	}
}
