package statement_test

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"ventana/shared/statement"
)

func TestParkedIn_namesReasonsWhereTheyAreKnown(t *testing.T) {
	t.Parallel()
	at := time.Date(2026, 11, 20, 10, 0, 0, 0, time.UTC)
	notes := []statement.ParkedNote{
		{Record: "a", Code: "died", At: at.Add(time.Hour)}, {Record: "b", Code: "number", At: at}, {Record: "c", Code: "number", At: at.Add(2 * time.Hour)},
	}
	codes := []statement.ParkedCode{{Code: "number", Count: 2}, {Code: "died", Count: 1}}
	for name, tt := range map[string]struct {
		count   int
		notes   []statement.ParkedNote
		want    statement.Parked
		reasons string
	}{
		"each has its note":                        {3, notes, statement.Parked{Queue: "inbound", Count: 3, Codes: codes, OldestAt: at}, "number 2, died 1"},
		"SQS moved one there itself":               {4, notes, statement.Parked{Queue: "inbound", Count: 4, Codes: codes, OldestAt: at}, "number 2, died 1, unknown 1"},
		"somebody took one away with another tool": {2, notes, statement.Parked{Queue: "inbound", Count: 2}, "unknown 2"},
		"no notes at all":                          {1200, nil, statement.Parked{Queue: "inbound", Count: 1200}, "unknown 1,200"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			got := statement.ParkedIn("inbound", tt.count, tt.notes)
			if diff := cmp.Diff(tt.want, got); diff != "" {
				t.Errorf("parked (-want +got):\n%s", diff)
			}
			if got.Reasons() != tt.reasons {
				t.Errorf("got %q, want %q", got.Reasons(), tt.reasons)
			}
		})
	}
}

func TestSentence_namesWhatIsParkedOrNothing(t *testing.T) {
	t.Parallel()
	told := statement.Statement{Lines: []statement.Line{{Messages: 48_112}}}
	if got, want := told.Sentence(), "0 of 48,112 unaccounted"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
	told.Parked = []statement.Parked{{Queue: "inbound", Count: 2, OldestAt: time.Date(2026, 11, 21, 9, 0, 0, 0, time.UTC)},
		{Queue: "media", Count: 1, OldestAt: time.Date(2026, 11, 20, 10, 0, 0, 0, time.UTC)}, {Queue: "schedule", Count: 1}}
	if got, want := told.Sentence(), "0 of 48,112 unaccounted, 4 parked (inbound 2, media 1, schedule 1, since 2026-11-20 10:00 UTC: ventana redrive list)"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
	told.Parked = told.Parked[2:]
	if got, want := told.Sentence(), "0 of 48,112 unaccounted, 1 parked (schedule 1: ventana redrive list)"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
}
