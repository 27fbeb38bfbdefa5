package week

import (
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

func at(hours float64) time.Time {
	return time.Date(2026, 11, 23, 10, 0, 0, 0, time.UTC).Add(time.Duration(hours * float64(time.Hour)))
}

// The table of docs/policy.md is what deployers were told: the model says the same.
func TestLevels_areThoseOfTheDocument(t *testing.T) {
	t.Parallel()
	text, err := os.ReadFile("../../docs/policy.md")
	if err != nil {
		t.Fatal(err)
	}
	_, rest, _ := strings.Cut(string(text), "<!-- quiet -->")
	table, _, found := strings.Cut(rest, "<!-- end of quiet -->")
	rows := strings.Split(strings.TrimSpace(table), "\n")
	if !found || len(rows) < 5 {
		t.Fatalf("the table is not where it was: %q", table)
	}
	r, err := newRules("22:00-08:00")
	if err != nil {
		t.Fatal(err)
	}
	for _, row := range rows[2:] {
		want := strings.Split(strings.Trim(row, "| "), " | ")
		clock, err := time.ParseInLocation("2006-01-02 15:04", "2026-11-25 "+want[0], r.quiet.zone)
		if err != nil {
			t.Fatal(err)
		}
		got := []string{want[0], "–", "–", "–"}
		for _, w := range r.levels(clock.Add(-windowLength), "") {
			if w.level == closed {
				continue
			}
			local := w.due.In(r.quiet.zone)
			got[w.level] = local.Format("15:04")
			if local.Day() != clock.Day() {
				got[w.level] += " the evening before"
			}
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("window that closes at %s (-document +model):\n%s", want[0], diff)
		}
	}
}

// The closing note waits for the end of the quiet time, which a night of 25 hours
// ends when the clocks say so.
func TestLevels_closingNoteWaitsForTheMorning(t *testing.T) {
	t.Parallel()
	r, err := newRules("22:00-08:00")
	if err != nil {
		t.Fatal(err)
	}
	heard := time.Date(2026, 10, 24, 1, 0, 0, 0, time.UTC) // it closes in the night in which summer time ends
	all := r.levels(heard, "")
	last := all[len(all)-1]
	if want := time.Date(2026, 10, 25, 7, 0, 0, 0, time.UTC); last.level != closed || !last.due.Equal(want) || !last.moved {
		t.Errorf("got %+v, want the closing note at %s", last, want)
	}
}

func TestExpected_whatHappensDecides(t *testing.T) {
	t.Parallel()
	const all = "1@20h 2@23h 3@23h45m closed@24h"
	wrote := event{at: at(0), do: writes}
	for name, test := range map[string]struct {
		more []event
		want string
	}{
		"nobody does anything":              {nil, all},
		"the agent answers":                 {[]event{{at: at(21), do: answers}}, "1@20h"},
		"the agent answers before":          {[]event{{at: at(1), do: answers}}, ""},
		"a note of the agent's is none":     {[]event{{at: at(1), do: remarks}}, all},
		"it is solved":                      {[]event{{at: at(22), do: sets, status: "solved"}}, "1@20h"},
		"it waits for the customer":         {[]event{{at: at(1), do: sets, status: "pending"}}, ""},
		"it is on hold for a while":         {[]event{{at: at(1), do: sets, status: "hold"}, {at: at(22), do: sets, status: "open"}}, "2@23h 3@23h45m closed@24h"},
		"the customer writes again":         {[]event{{at: at(21), do: writes}}, "1@20h 1@41h 2@44h 3@44h45m closed@45h"},
		"the customer opens it again":       {[]event{{at: at(1), do: sets, status: "solved"}, {at: at(21), do: writes}}, "1@41h 2@44h 3@44h45m closed@45h"},
		"an answer in the minute is a toss": {[]event{{at: at(23.01), do: answers}}, "1@20h ?2@23h"},
		"so is a status":                    {[]event{{at: at(23).Add(-time.Second), do: sets, status: "pending"}}, "1@20h ?2@23h"},
		"after the bound it is none":        {[]event{{at: at(23).Add(Bound), do: answers}}, "1@20h 2@23h"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			r, err := newRules("")
			if err != nil {
				t.Fatal(err)
			}
			var got []string
			for _, w := range expected(r.fates(slices.Concat([]event{wrote}, test.more), at(100))) {
				one := fmt.Sprintf("%d@%s", w.level, short(w.due.Sub(at(0))))
				if w.level == closed {
					one = "closed@" + short(w.due.Sub(at(0)))
				}
				if w.fate == chance {
					one = "?" + one
				}
				got = append(got, one)
			}
			if joined := strings.Join(got, " "); joined != test.want {
				t.Errorf("got %q, want %q", joined, test.want)
			}
		})
	}
}

func TestExpected_nothingAfterTheEnd(t *testing.T) {
	t.Parallel()
	r, err := newRules("")
	if err != nil {
		t.Fatal(err)
	}
	got := r.fates([]event{{at: at(0), do: writes}}, at(23))
	if len(got) != 2 || got[0].fate != stands || got[1].fate != stands {
		t.Errorf("got %+v, want what is due by the end", got)
	}
}

// A week that failed can be played again, and no two customers are one.
func TestPlan_isTheSeeds(t *testing.T) {
	t.Parallel()
	plan := func(seed uint64) string { return fmt.Sprint(newPlan(seed, 50, 7*24*time.Hour)) }
	if once, again := plan(3), plan(3); once != again || once == plan(4) {
		t.Error("a seed does not tell its plan")
	}
	countries, who := map[string]bool{}, map[string]bool{}
	for _, one := range newPlan(3, 300, 7*24*time.Hour) {
		countries[one.language] = true
		who[one.who] = true
		for i, act := range one.acts {
			if act.at >= 7*24*time.Hour || i == 0 && act.do != writes || i > 0 && act.at < one.acts[i-1].at+2*time.Minute {
				t.Errorf("%+v at place %d", act, i)
			}
		}
	}
	if len(countries) != 4 || len(who) != 300 {
		t.Errorf("%d languages and %d people, want 4 and 300", len(countries), len(who))
	}
}
