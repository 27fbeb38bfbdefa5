package e2e

import (
	"fmt"
	"net/http"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"ventana/infra/local"
	"ventana/infra/redrive"
	"ventana/shared/dynamostore"
	"ventana/shared/statement"
)

// What was parked stands in the statements, with its reason, also in those of days on
// which nothing ran; and no longer once it was dropped.
func TestParked_standsInTheStatementsAlsoOfDaysThatWereMissed(t *testing.T) {
	t.Parallel()
	system := start(t, t.TempDir())
	attached, err := local.Attach(system.data)
	if err != nil {
		t.Fatal(err)
	}
	store := dynamostore.New(attached.Database, attached.Table, attached.Clock.Now, nil)
	told := func(day string) (one statement.Statement) {
		t.Helper()
		eventually(t, func() error {
			stands, known, err := store.StatementOf(t.Context(), day)
			if one = stands; err == nil && !known {
				err = fmt.Errorf("no statement of %s at %s", day, attached.Clock.Now())
			}
			return err
		})
		return one
	}
	// From mid-day on, so that no midnight falls into what follows.
	now := attached.Clock.Now()
	system.control(t, http.MethodPost, "/sim/clock", fmt.Sprintf(`{"advance":%q}`, now.Truncate(24*time.Hour).Add(34*time.Hour).Sub(now).Round(time.Second)), nil)
	system.walk(t, "10m", "5m")
	begun := attached.Clock.Now()
	system.control(t, http.MethodPost, "/sim/deliveries?connection=whatsapp", "this is not json", nil)
	eventually(t, func() error {
		found, err := system.System(t.Context())
		if err != nil {
			return err
		}
		if count, _ := found.DeadLetters(); count != 1 {
			return fmt.Errorf("%d dead letters, want 1", count)
		}
		return nil
	})
	system.drained(t) // the run has ended: the clock must not show its record again

	system.control(t, http.MethodPost, "/sim/clock", `{"advance":"71h"}`, nil) // nothing runs for almost three days
	system.walk(t, "25m", "5m")
	for at := range 3 {
		one := told(statement.DayOf(begun.AddDate(0, 0, at)))
		want := []statement.Parked{{Queue: "inbound", Count: 1, Codes: []statement.ParkedCode{{Code: "unreadable", Count: 1}}}}
		if diff := cmp.Diff(want, one.Parked, cmpopts.IgnoreFields(statement.Parked{}, "OldestAt")); diff != "" {
			t.Fatalf("parked, by the statement of %s (-want +got):\n%s", one.Day, diff)
		}
		if late := one.Parked[0].OldestAt.Sub(begun); late < -time.Minute || late > 10*time.Minute {
			t.Errorf("the oldest of %s, parked at %s", one.Parked[0].OldestAt, begun)
		}
	}

	day := statement.DayOf(begun.AddDate(0, 0, 2))
	queues, err := redrive.Open(t.Context(), attached.Queues, attached.Stack, "")
	if err != nil {
		t.Fatal(err)
	}
	file, err := os.Create(filepath.Join(t.TempDir(), "dropped"))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = file.Close() })
	keeper := redrive.Keeper{File: file, Now: attached.Clock.Now}
	if dropped, err := redrive.Drop(t.Context(), attached.Queues, queues, redrive.Choice{}, keeper, store); err != nil || dropped != 1 {
		t.Fatalf("dropped %d, %v", dropped, err)
	}
	if notes, err := store.Parked(t.Context(), filepath.Base(queues[0].DLQ)); err != nil || len(notes) != 0 {
		t.Errorf("not struck out: %v, %v", notes, err)
	}
	before := told(day).DoneAt
	if err := store.WantStatement(t.Context(), day); err != nil {
		t.Fatal(err)
	}
	system.walk(t, "10m", "5m")
	eventually(t, func() error {
		if one := told(day); !one.DoneAt.After(before) || len(one.Parked) > 0 {
			return fmt.Errorf("of %s: %s", one.DoneAt, one.Sentence())
		}
		return nil
	})
}
