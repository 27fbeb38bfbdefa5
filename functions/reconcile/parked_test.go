package main

import (
	"bytes"
	"errors"
	"log/slog"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"ventana/shared/deadletter"
	"ventana/shared/statement"
)

// TestStatement_namesWhatIsParked: by queue and reason, in the sentence and in the log,
// and nothing of it when there is none.
func TestStatement_namesWhatIsParked(t *testing.T) {
	t.Parallel()
	m := newMonth(t)
	var log bytes.Buffer
	m.log = slog.New(slog.NewTextHandler(&log, nil))
	m.message(t, 1)
	for record, code := range map[string]deadletter.Code{"a": deadletter.Number, "b": deadletter.Number, "c": deadletter.Died} {
		if err := m.store.NoteParked(t.Context(), "v-inbound-dlq.fifo", record, code); err != nil {
			t.Fatal(err)
		}
	}
	m.letters = map[string]int{"https://q/v-inbound-dlq.fifo": 3, "https://q/v-status-dlq": 1}
	at := m.at
	told := m.made(t)
	want := []statement.Parked{
		{Queue: "inbound", Count: 3, Codes: []statement.ParkedCode{{Code: "number", Count: 2}, {Code: "died", Count: 1}}, OldestAt: at.Truncate(time.Second)},
		{Queue: "status", Count: 1},
	}
	if diff := cmp.Diff(want, told.Parked); diff != "" {
		t.Errorf("parked (-want +got):\n%s", diff)
	}
	const sentence = "0 of 1 unaccounted, 4 parked (inbound 3, status 1, since 2026-11-22 10:00 UTC: ventana redrive list)"
	expect(t, told, sentence)
	for _, line := range []string{
		`msg="records are parked" queue=inbound count=3 codes="number 2, died 1" oldest_at=2026-11-22T10:00:00Z`,
		`msg="records are parked" queue=status count=1 codes="unknown 1" oldest_at=unknown`,
		`sentence="` + sentence + `"`,
	} {
		if !strings.Contains(log.String(), line) {
			t.Errorf("the log lacks %s:\n%s", line, log.String())
		}
	}

	m.letters = nil // all of it was mended, and the day is compared again
	log.Reset()
	if err := m.Handle(t.Context(), Task{Do: "statement", Day: today}); err != nil {
		t.Fatal(err)
	}
	told, _ = m.statement(t)
	expect(t, told, "0 of 1 unaccounted")
	if strings.Contains(log.String(), "parked") {
		t.Errorf("nothing is parked, and the log says:\n%s", log.String())
	}
}

// TestStatement_thatCannotCountIsNoStatement: one that is silent would say that
// nothing is parked. The next run makes it, and repairs nothing twice.
func TestStatement_thatCannotCountIsNoStatement(t *testing.T) {
	t.Parallel()
	m := newMonth(t)
	m.reply()
	m.at = nextDay()
	m.depthOf = errors.New("AccessDenied")
	document, err := m.Document(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if err := m.proceed(t.Context(), document); !errors.Is(err, m.depthOf) {
		t.Errorf("got %v, want the failure", err)
	}
	if _, known := m.statement(t); known {
		t.Error("a statement that does not know what is parked")
	}
	m.depthOf = nil
	if told := m.made(t); told.Sentence() != "0 of 1 unaccounted, 1 repaired" {
		t.Errorf("got %q", told.Sentence())
	}
}
