package dynamostore_test

import (
	"errors"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"ventana/shared/dynamostore"
	"ventana/shared/dynamostore/dynamotest"
)

func TestMoveCursor_remembersWhatTheNextSendWaitsFor(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	ctx := t.Context()
	if err := w.LinkTicket(ctx, dynamostore.TicketLink{Helpdesk: "zendesk", Ticket: "35", Contact: "c1", Number: "main"}); err != nil {
		t.Fatal(err)
	}
	for _, test := range []struct {
		name, behind string
		at           time.Time
	}{
		{"a file", "wamid.file", w.now().Add(123 * time.Millisecond)},
		{"nothing any more", "", time.Time{}},
	} {
		link, err := w.AcquireTicket(ctx, "zendesk", "35", "a")
		if err != nil {
			t.Fatal(err)
		}
		link.Behind, link.BehindAt = test.behind, test.at
		if err := w.MoveCursor(ctx, link, "a", true); err != nil {
			t.Fatal(err)
		}
		for how, read := range map[string]func() (dynamostore.TicketLink, error){
			"read": func() (dynamostore.TicketLink, error) {
				link, _, err := w.TicketLink(ctx, "zendesk", "35")
				return link, err
			},
			"acquired": func() (dynamostore.TicketLink, error) { return w.AcquireTicket(ctx, "zendesk", "35", "a") },
		} {
			if got, err := read(); err != nil || got.Behind != test.behind || !got.BehindAt.Equal(test.at) {
				t.Errorf("%s, %s: got %q at %s, %v", test.name, how, got.Behind, got.BehindAt, err)
			}
		}
	}
}

func TestMoveTicket_remembersWhoseItWasWhereverItIsCutOff(t *testing.T) {
	t.Parallel()
	for writes := range 3 { // after so many the process dies
		client, table := dynamotest.Table(t)
		w := &world{at: time.Date(2026, 11, 22, 10, 0, 0, 0, time.UTC)}
		dying := &dyingAfter{Client: client, left: 100}
		w.Store = dynamostore.New(dying, table, w.now, func() string { return "c1" })
		if err := w.LinkTicket(t.Context(), dynamostore.TicketLink{Helpdesk: "z", Ticket: "1", Contact: "former", Number: "main", Cursor: "5"}); err != nil {
			t.Fatal(err)
		}
		dying.left = writes
		if err := w.MoveTicket(t.Context(), "z", "1", "kept"); err != nil && !errors.Is(err, errDead) {
			t.Fatal(err)
		}
		dying.left = 100
		if err := w.MoveTicket(t.Context(), "z", "1", "kept"); err != nil {
			t.Fatal(err)
		}
		want := dynamostore.TicketLink{Helpdesk: "z", Ticket: "1", Contact: "kept", Number: "main", Cursor: "5", Begins: "5", JoinedFrom: "former"}
		if got, _, err := w.TicketLink(t.Context(), "z", "1"); err != nil || !cmp.Equal(want, got) {
			t.Errorf("after %d writes: got %+v, %v, want %+v", writes, got, err, want)
		}
		former, known, err := w.Portrait(t.Context(), "former")
		if diff := cmp.Diff([]dynamostore.TicketLink{want}, former.Joined); err != nil || !known || diff != "" {
			t.Errorf("after %d writes: known %v, %v (-want +got):\n%s", writes, known, err, diff)
		}
	}
}
