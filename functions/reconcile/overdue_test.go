package main

import (
	"errors"
	"fmt"
	"slices"
	"testing"
	"time"

	"ventana/shared/failure"
	"ventana/shared/statement"
)

// days are today and the two that follow it.
func days() []string { return []string{today, "2026-11-23", "2026-11-24"} }

// at is a time of the day in the middle of which these tests begin, or of one after it.
func clockAt(day int, of time.Duration) time.Time {
	return time.Date(2026, 11, day, 0, 0, 0, 0, time.UTC).Add(of)
}

// busyDays has one message more on each day, while no run of reconcile is made
// after the first.
func busyDays(t *testing.T) month {
	t.Helper()
	m := newMonth(t)
	m.sweepAlone(t) // nothing is due; the plan begins
	for i := range days() {
		m.at = clockAt(22+i, 12*time.Hour)
		for n := range i + 1 {
			m.message(t, 10*i+n)
		}
	}
	return m
}

// sentences are those of the days, empty where there is none, and the order in
// which they were made.
func (m month) sentences(t *testing.T) (told, order []string) {
	t.Helper()
	made := map[time.Time]string{}
	for _, day := range days() {
		one, known, err := m.store.StatementOf(t.Context(), day)
		if err != nil {
			t.Fatal(err)
		}
		if !known {
			told = append(told, "")
			continue
		}
		told, made[one.DoneAt] = append(told, one.Sentence()), day
	}
	for _, at := range slices.SortedFunc(keys(made), time.Time.Compare) {
		order = append(order, made[at])
	}
	return told, order
}

func keys(of map[time.Time]string) func(func(time.Time) bool) {
	return func(yield func(time.Time) bool) {
		for at := range of {
			if !yield(at) {
				return
			}
		}
	}
}

func wholeDays() []string {
	return []string{"0 of 1 unaccounted", "0 of 2 unaccounted", "0 of 3 unaccounted"}
}

// TestOverdue_threeDaysAreMadeTheOldestFirst: nobody asked for them.
func TestOverdue_threeDaysAreMadeTheOldestFirst(t *testing.T) {
	t.Parallel()
	m := busyDays(t)
	m.at = clockAt(25, 5*time.Hour)
	for run := range 3 {
		m.sweepAlone(t)
		if told, _ := m.sentences(t); told[run] == "" {
			t.Fatalf("run %d: %q, want one day more with each run", run, told)
		}
		m.at = m.at.Add(slot)
	}
	told, order := m.sentences(t)
	if !slices.Equal(told, wholeDays()) || !slices.Equal(order, days()) {
		t.Errorf("got %q in the order %v", told, order)
	}
	asked := m.desks["zendesk"].Calls("SaidSince")
	for range 3 {
		m.sweepAlone(t)
		m.at = m.at.Add(slot)
	}
	if m.desks["zendesk"].Calls("SaidSince") != asked || len(m.counted) != 0 {
		t.Errorf("the export was asked again, or metrics counted: %v", m.counted)
	}
}

// TestOverdue_helpdeskThatWasDownForTwoDays: each run fails meanwhile, and asks no
// faster afterwards than on any other day.
func TestOverdue_helpdeskThatWasDownForTwoDays(t *testing.T) {
	t.Parallel()
	m := busyDays(t)
	m.desks["zendesk"].Page(1)
	down := errors.New("no connection")
	m.unsaid = func(time.Time) error { return down }
	document, err := m.Document(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	for m.at = nextDay(); m.at.Before(clockAt(25, 2*time.Hour)); m.at = m.at.Add(slot) {
		if err := m.proceed(t.Context(), document); !errors.Is(err, down) {
			t.Fatalf("%s: got %v, want the failure", m.at, err)
		}
	}
	m.unsaid = nil
	for range 12 {
		asked := m.desks["zendesk"].Calls("SaidSince")
		m.sweepAlone(t)
		if asked = m.desks["zendesk"].Calls("SaidSince") - asked; asked > readPages {
			t.Errorf("one run asked the export %d times, want %d at most", asked, readPages)
		}
		m.at = m.at.Add(slot)
	}
	if told, _ := m.sentences(t); !slices.Equal(told, wholeDays()) {
		t.Errorf("an hour after it came back: %q", told)
	}
}

// TestOverdue_anyDeathOnTheWay: whatever run dies wherever, each day's statement is
// the same in the end.
func TestOverdue_anyDeathOnTheWay(t *testing.T) {
	t.Parallel()
	played := func(t *testing.T, dieAt int) (points int) {
		m := busyDays(t)
		m.at = clockAt(25, 5*time.Hour)
		points = m.runsOneOfThemDies(t, 6, dieAt)
		told, order := m.sentences(t)
		if !slices.Equal(told, wholeDays()) || !slices.Equal(order, days()) || len(m.counted) != 0 {
			t.Fatalf("death %d: %q in the order %v, metrics %v", dieAt, told, order, m.counted)
		}
		return points
	}
	points := played(t, 0)
	for at := 1; at <= points; at++ {
		played(t, at)
	}
	if points < 60 {
		t.Errorf("only %d points to die at", points)
	}
}

// runsOneOfThemDies makes so many runs, of which one dies at a point before or after a
// call of the table or the helpdesk; none, for point 0. It gives how many points there were.
func (m month) runsOneOfThemDies(t *testing.T, runs, dieAt int) (points int) {
	t.Helper()
	fault := func(string) error {
		if points++; points == dieAt {
			panic(death{})
		}
		return nil
	}
	m.store.Fault(fault)
	m.desks["zendesk"].Fault(fault)
	for range runs {
		m.mortalRun(t)
		m.at = m.at.Add(slot)
	}
	m.store.Fault(nil)
	m.desks["zendesk"].Fault(nil)
	return points
}

// mortalRun is a run that may die.
func (m month) mortalRun(t *testing.T) {
	t.Helper()
	defer func() {
		if gone := recover(); gone != nil && gone != (death{}) {
			panic(gone)
		}
	}()
	document, err := m.Document(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if err := m.proceed(t.Context(), document); err != nil {
		t.Error(err)
	}
}

// TestOverdue_twoRunsAtOnceWorkOnOneDay: the second leaves the helpdesk alone.
func TestOverdue_twoRunsAtOnceWorkOnOneDay(t *testing.T) {
	t.Parallel()
	m := busyDays(t)
	m.at = clockAt(25, 5*time.Hour)
	within := 0
	m.unsaid = func(time.Time) error {
		if within++; within > 1 {
			return nil
		}
		asked := m.desks["zendesk"].Calls("SaidSince")
		m.sweepAlone(t)
		if m.desks["zendesk"].Calls("SaidSince") != asked {
			t.Error("the second run asked the helpdesk too")
		}
		return nil
	}
	for range 3 {
		m.sweepAlone(t)
		m.at = m.at.Add(slot)
	}
	if told, order := m.sentences(t); within == 0 || !slices.Equal(told, wholeDays()) || !slices.Equal(order, days()) {
		t.Errorf("got %q in the order %v", told, order)
	}
}

// TestOverdue_dayThatNeverGetsDoneHoldsUpNoOther: it takes turns once it is late,
// and its alarm rings as long as it is tried.
func TestOverdue_dayThatNeverGetsDoneHoldsUpNoOther(t *testing.T) {
	t.Parallel()
	for name, reason := range map[string]error{
		"it fails": errors.New("a page that nobody can read"),
		"it waits": &failure.Error{Class: failure.Later, Code: "429", Wait: time.Minute},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			m := busyDays(t)
			m.unsaid = func(since time.Time) error {
				if statement.DayOf(since) == today {
					return reason
				}
				return nil
			}
			document, err := m.Document(t.Context())
			if err != nil {
				t.Fatal(err)
			}
			for m.at = nextDay(); m.at.Before(clockAt(29, 0)); m.at = m.at.Add(slot) {
				_ = m.proceed(t.Context(), document) // of today it fails each time
			}
			told, _ := m.sentences(t)
			if want := wholeDays(); !slices.Equal(told, []string{"", want[1], want[2]}) {
				t.Errorf("got %q", told)
			}
			for _, day := range days()[1:] {
				one, _, err := m.store.StatementOf(t.Context(), day)
				due, _ := time.Parse(statement.Layout, day)
				if took := one.DoneAt.Sub(due.AddDate(0, 0, 1).Add(settle)); err != nil || took > late {
					t.Errorf("the statement of %s took %s, %v", day, took, err)
				}
			}
			if rang := len(m.counted); rang < 100 {
				t.Errorf("the alarm's metric counted %d times in six days", rang)
			}
			m.unsaid = nil
			for range 2 {
				m.sweepAlone(t)
				m.at = m.at.Add(slot)
			}
			if told, _ := m.sentences(t); !slices.Equal(told, wholeDays()) {
				t.Errorf("after it was mended: %q", told)
			}
		})
	}
}

// TestOverdue_whatIsLeftBehindIsToldOnce: older than the look back, a day waits for
// somebody to ask for it, and its statement is as whole as any.
func TestOverdue_whatIsLeftBehindIsToldOnce(t *testing.T) {
	t.Parallel()
	m := busyDays(t)
	m.at = clockAt(30, 5*time.Hour) // 23 to 29 November are looked back to
	for range statement.LookBack + 2 {
		m.sweepAlone(t)
		m.at = m.at.Add(slot)
	}
	want := wholeDays()
	if told, order := m.sentences(t); !slices.Equal(told, []string{"", want[1], want[2]}) || !slices.Equal(order, days()[1:]) {
		t.Errorf("got %q in the order %v", told, order)
	}
	if !slices.Equal(m.counted, []string{"StatementLate " + today}) {
		t.Errorf("metrics %v, want the day told once", m.counted)
	}
	if err := m.Handle(t.Context(), Task{Do: "statement", Day: today}); err != nil {
		t.Fatal(err)
	}
	if told, _ := m.sentences(t); !slices.Equal(told, want) {
		t.Errorf("asked for: %q", told)
	}
	m.at = clockAt(31, 5*time.Hour)
	if m.sweepAlone(t); len(m.counted) != 1 {
		t.Errorf("metrics %v on the next day", m.counted)
	}
	if _, known, err := m.store.StatementOf(t.Context(), "2026-11-30"); err != nil || !known {
		t.Error(fmt.Errorf("no statement of the next day: %w", err))
	}
}
