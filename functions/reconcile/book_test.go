package main

import (
	"slices"
	"testing"
	"time"

	"ventana/shared/dynamostore"
)

// TestBook_keepsCustomersMessagesOnce: each message of the day is in the ledger, in
// pages, however often the day is compared; sends and other days are not.
func TestBook_keepsCustomersMessagesOnce(t *testing.T) {
	t.Parallel()
	m := newMonth(t)
	var want []string
	for n := range bookPage + 30 {
		m.at = m.at.Add(time.Second)
		id, _ := m.message(t, n)
		want = append(want, id)
	}
	m.answers(t)
	m.made(t)
	m.message(t, -1) // on the next day
	if err := m.Handle(t.Context(), Task{Do: "statement", Day: today}); err != nil {
		t.Fatal(err)
	}
	booked, err := m.store.BookedReceived(t.Context(), today)
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, one := range booked {
		got = append(got, one.Name)
		if one.Contact != "c1" || one.Number != "main" || one.Ticket != m.ticket || one.At == 0 {
			t.Fatalf("got %+v", one)
		}
	}
	slices.Sort(want)
	if !slices.Equal(got, want) {
		t.Errorf("got %d messages, want each of %d once", len(got), len(want))
	}
}

// TestBook_leavesADayAloneWhoseEffectsAreBeingForgotten: a whole page stays.
func TestBook_leavesADayAloneWhoseEffectsAreBeingForgotten(t *testing.T) {
	t.Parallel()
	m := newMonth(t)
	m.message(t, 1)
	m.made(t)
	whole := []dynamostore.Received{{Name: "as it was"}}
	if err := m.store.BookReceived(t.Context(), today, 0, whole); err != nil {
		t.Fatal(err)
	}
	m.at = m.at.Add(bookWithin)
	if err := m.Handle(t.Context(), Task{Do: "statement", Day: today}); err != nil {
		t.Fatal(err)
	}
	for range 5 {
		m.sweepAlone(t)
	}
	if booked, err := m.store.BookedReceived(t.Context(), today); err != nil || !slices.Equal(booked, whole) {
		t.Errorf("got %v, %v, want what stood", booked, err)
	}
}
