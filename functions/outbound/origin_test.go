package main

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"ventana/shared/dynamostore"
	"ventana/shared/helpdesk"
)

// TestSend_saysWhatAPriceIsReckonedBy: who wrote it, to which country, on whose
// account, and whether the window was closed.
func TestSend_saysWhatAPriceIsReckonedBy(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.approve(t, "APPROVED")
	w.desk.Write(w.ticket, helpdesk.Comment{Public: true, Staff: true, Agent: "42", Plain: "hola"})
	w.done(t)
	w.pass(30 * time.Hour)
	w.desk.Write(w.ticket, helpdesk.Comment{Staff: true, Agent: "43", Plain: "/wa template case_update es first_name=Ana"})
	w.done(t)
	for id, want := range map[string]struct {
		kind   string
		origin dynamostore.Origin
	}{
		"wamid.out.1": {"text", dynamostore.Origin{Agent: "42", Country: "ES", Portfolio: "p"}},
		"wamid.out.2": {"template", dynamostore.Origin{Agent: "43", Country: "ES", Portfolio: "p", Closed: true}},
	} {
		got, known := w.store.Sent(id)
		if diff := cmp.Diff(want.origin, got.Origin); !known || diff != "" || got.Kind != want.kind {
			t.Errorf("%s: known %v, kind %q, want %q (-want +got)\n%s", id, known, got.Kind, want.kind, diff)
		}
	}
}
