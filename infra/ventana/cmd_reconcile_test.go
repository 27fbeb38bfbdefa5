package main

import (
	"encoding/json"
	"errors"
	"strings"
	"testing"
	"time"

	"ventana/shared/statement"
)

func TestReconcile_showsADayAndAsksForOne(t *testing.T) {
	t.Parallel()
	b := newWorkbench(t, true)
	const day = "2026-01-31"
	if _, err := b.local(t, "reconcile", "show", "--day", day); err == nil || !strings.Contains(err.Error(), "ventana reconcile run --day "+day) {
		t.Errorf("before there is one: %v, want the command that asks for it", err)
	}
	holds(t, b.must(t, "reconcile", "run", "--day", day), "begins within five minutes", "reconcile show --day "+day)
	if plan, err := b.store.PlanStatements(t.Context()); err != nil || len(plan.Wanted) != 1 || plan.Wanted[0] != day {
		t.Errorf("planned %+v %v, want the day", plan, err)
	}
	told := statement.Statement{
		Day: day, DoneAt: time.Date(2026, 2, 1, 1, 5, 0, 0, time.UTC), Requests: statement.Requests{Table: 900, Helpdesk: 100},
		Parked: []statement.Parked{
			{Queue: "inbound", Count: 3, Codes: []statement.ParkedCode{{Code: "number", Count: 2}, {Code: "died", Count: 1}}, OldestAt: time.Date(2026, 1, 30, 9, 5, 0, 0, time.UTC)},
			{Queue: "schedule", Count: 1},
		},
		Lines: []statement.Line{
			{Number: "main", Messages: 40000, OnTicket: 39999, Replies: 8112, Sends: 8111, Unsent: 1, Repaired: 1, Doubled: 1, Findings: []statement.Finding{
				{Kind: statement.Unsent, Number: "main", Helpdesk: "zendesk", Ticket: "35", Comment: "812", Repair: statement.LookedAgain, At: time.Date(2026, 1, 31, 10, 3, 0, 0, time.UTC)},
			}},
			{Number: "second"},
		},
	}
	if err := b.store.PutStatement(t.Context(), told); err != nil {
		t.Fatal(err)
	}
	holds(t, b.must(t, "reconcile", "show", "--day", day), "0 of 48,112 unaccounted, 1 repaired, 1 doubled, 4 parked (inbound 3, schedule 1, since 2026-01-30 09:05 UTC: ventana redrive list)",
		"number 2, died 1", "unknown 1", "how to mend it: ventana redrive list", "39,999", "zendesk#35", "812",
		"2026-01-31 10:03 UTC", "looked at again", "all", "19 requests of the table, 3 of the helpdesks")
	var read struct {
		Day, Sentence string
		Lines         []statement.Line
		Parked        []statement.Parked
	}
	if err := json.Unmarshal([]byte(b.must(t, "reconcile", "show", "--json", "--day", day)), &read); err != nil || read.Day != day ||
		len(read.Lines) != 2 || len(read.Parked) != 2 || read.Parked[0].Codes[0].Count != 2 || read.Lines[0].Findings[0].Ticket != "35" || !strings.HasPrefix(read.Sentence, "0 of 48,112") {
		t.Errorf("as JSON: %+v %v", read, err)
	}
	told.Parked = nil
	if err := b.store.PutStatement(t.Context(), told); err != nil {
		t.Fatal(err)
	}
	for _, form := range [][]string{{"--day", day}, {"--json", "--day", day}} {
		if out := b.must(t, append([]string{"reconcile", "show"}, form...)...); strings.Contains(strings.ToLower(out), "parked") || strings.Contains(out, "redrive") {
			t.Errorf("nothing is parked, and it says:\n%s", out)
		}
	}
}

func TestReconcile_wrongDaysAreTold(t *testing.T) {
	t.Parallel()
	b := newWorkbench(t, true)
	for day, want := range map[string]string{"yesterday": "is no day", "2999-01-01": "is not over yet"} {
		var use *useError
		if _, err := b.local(t, "reconcile", "run", "--day", day); !errors.As(err, &use) || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: %v, want %q", day, err, want)
		}
	}
}
