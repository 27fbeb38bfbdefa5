package statement_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"ventana/shared/statement"
)

func TestPlan_oldestUnfinishedDayIsFirst(t *testing.T) {
	t.Parallel()
	const settled = "2026-11-22"
	for name, tt := range map[string]struct {
		plan    statement.Plan
		due     []string
		done    string
		givenUp []string
	}{
		"a new stack begins with yesterday":      {statement.Plan{}, []string{settled}, "2026-11-21", nil},
		"yesterday's is due":                     {statement.Plan{Done: "2026-11-21"}, []string{settled}, "2026-11-21", nil},
		"nothing is due":                         {statement.Plan{Done: settled}, nil, settled, nil},
		"what was made is passed":                {statement.Plan{Done: "2026-11-21", Made: []string{settled}}, nil, settled, nil},
		"two days late, the older one first":     {statement.Plan{Done: "2026-11-20"}, []string{"2026-11-21", settled}, "2026-11-20", nil},
		"one between two that stand":             {statement.Plan{Done: "2026-11-19", Made: []string{"2026-11-20", settled}}, []string{"2026-11-21"}, "2026-11-20", nil},
		"asked for goes before, and counts once": {statement.Plan{Done: "2026-11-20", Wanted: []string{settled, "2026-01-02"}}, []string{"2026-01-02", settled, "2026-11-21"}, "2026-11-20", nil},
		"asked for before it is over waits":      {statement.Plan{Done: settled, Wanted: []string{"2026-11-23"}}, nil, settled, nil},
		"seven days and no more": {
			statement.Plan{Done: "2026-11-12", Made: []string{"2026-11-14", "2026-11-18"}},
			[]string{"2026-11-16", "2026-11-17", "2026-11-19", "2026-11-20", "2026-11-21", settled}, "2026-11-15", []string{"2026-11-13", "2026-11-15"},
		},
		"left behind, and asked for": {
			statement.Plan{Done: "2026-11-13", Wanted: []string{"2026-11-15"}, Made: []string{"2026-11-16", "2026-11-17", "2026-11-18", "2026-11-19", "2026-11-20", "2026-11-21", settled}},
			[]string{"2026-11-15"}, settled, []string{"2026-11-14"},
		},
		"a clock that went back makes nothing twice": {statement.Plan{Done: "2026-12-01"}, nil, "2026-12-01", nil},
		"what is no day is no beginning":             {statement.Plan{Done: "yesterday"}, []string{settled}, "2026-11-21", nil},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if diff := cmp.Diff(tt.due, tt.plan.Due(settled)); diff != "" {
				t.Errorf("due (-want +got):\n%s", diff)
			}
			done, givenUp := tt.plan.Pass(settled)
			if diff := cmp.Diff(tt.givenUp, givenUp); diff != "" || done != tt.done {
				t.Errorf("done up to %s, want %s; given up (-want +got):\n%s", done, tt.done, diff)
			}
		})
	}
}
