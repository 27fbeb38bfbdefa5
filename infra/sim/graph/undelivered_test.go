package graph

import (
	"testing"
	"time"
)

func TestUndeliveredTellsWhatFailedAndWhy(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.customer(ana, `{"type":"text","text":{"body":"hola"}}`)
	if _, id := w.sendText(ana, "in time"); id == "" {
		t.Fatal("the open window refused a text")
	}
	w.advance(25 * time.Hour)
	_, id := w.sendText(ana, "too late")
	w.until(func() bool { return len(w.graph.Undelivered(ana)) == 1 })
	got := w.graph.Undelivered(ana)[0]
	if got.ID != id || got.Text != "too late" || got.Code != codeWindowClosed || got.Reason == "" {
		t.Errorf("got %+v, want message %s with code %d and a reason", got, id, codeWindowClosed)
	}
	if lost := w.graph.Undelivered("34699999999"); lost == nil || len(lost) != 0 {
		t.Errorf("a stranger lost %+v, want an empty list", lost)
	}
}

func TestUndeliveredTellsTheFileAndTheGroup(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.customer(ana, `{"group_id":"`+testGroup+`","type":"text","text":{"body":"hi all"}}`)
	w.advance(25 * time.Hour)
	w.post(`"recipient_type":"group","to":"`+testGroup+`"`, `"type":"document","document":{"link":"https://files.example/a.pdf","filename":"a.pdf"}`)
	w.until(func() bool { return len(w.graph.Undelivered(ana)) == 1 })
	if got := w.graph.Undelivered(ana)[0]; got.Group != testGroup || got.File == nil || got.File.Name != "a.pdf" {
		t.Errorf("got %+v, want the group and the file", got)
	}
}
