package main

import (
	"slices"
	"testing"
	"time"

	"ventana/shared/failure"
)

// An export that the helpdesk limits for ever fails nothing, so the statement itself
// says that it is late, with each run, until it is done.
func TestStatement_thatNeverGetsDoneIsTold(t *testing.T) {
	t.Parallel()
	m := newMonth(t)
	m.message(t, 1)
	m.at = nextDay()
	limited := true
	m.desks["zendesk"].Fault(func(point string) error {
		if limited && point == "SaidSince before" {
			return &failure.Error{Class: failure.Later, Code: "429", Wait: time.Minute}
		}
		return nil
	})
	for m.sweepAlone(t); m.at.Before(nextDay().Add(late)); m.sweepAlone(t) {
		if len(m.counted) != 0 {
			t.Fatalf("metrics %v within six hours", m.counted)
		}
		m.at = m.at.Add(30 * time.Minute)
	}
	if len(m.counted) != 0 {
		t.Fatalf("metrics %v at six hours to the minute", m.counted)
	}
	for range 3 {
		m.at = m.at.Add(5 * time.Minute)
		m.sweepAlone(t)
	}
	if want := slices.Repeat([]string{"StatementLate " + today}, 3); !slices.Equal(m.counted, want) {
		t.Errorf("metrics %v, want %v", m.counted, want)
	}
	limited = false
	m.at = m.at.Add(5 * time.Minute)
	m.sweepAlone(t)
	if told, known := m.statement(t); !known || told.Sentence() != "0 of 1 unaccounted" {
		t.Errorf("got %q, %t", told.Sentence(), known)
	}
	counted := len(m.counted)
	m.at = m.at.Add(5 * time.Minute)
	if m.sweepAlone(t); len(m.counted) != counted {
		t.Errorf("metrics %v after it was done", m.counted)
	}
}
