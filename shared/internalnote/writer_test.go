package internalnote_test

import (
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"ventana/shared/dynamostore"
	"ventana/shared/dynamostore/dynamotest"
	"ventana/shared/failure"
	"ventana/shared/helpdesk"
	"ventana/shared/helpdesk/helpdesktest"
	"ventana/shared/internalnote"
)

const visibility = 90 * time.Second

// world is a writer's store and helpdesk in memory.
type world struct {
	store  *dynamotest.Memory
	desk   *helpdesktest.Desk
	ticket string
	at     time.Time
	owner  string
}

func newWorld() *world {
	w := &world{at: time.Date(2026, 11, 22, 10, 0, 0, 0, time.UTC), owner: "run 0"}
	w.store, w.desk = dynamotest.NewMemory(w.clock), helpdesktest.New(w.clock)
	w.ticket = w.desk.Seed()
	return w
}

func (w *world) clock() time.Time { return w.at }

// write writes the one note of these tests, in a run of its own.
func (w *world) write(t *testing.T) error {
	t.Helper()
	w.owner += "0"
	_, err := internalnote.NewWriter(w.store, w.owner).Write(t.Context(), w.desk, w.ticket, "note-1", "the window is closed")
	return err
}

func (w *world) fault(f func(string) error) {
	w.store.Fault(f)
	w.desk.Fault(f)
}

func (w *world) failsAt(point string, err error) {
	w.fault(func(at string) error {
		if at != point {
			return nil
		}
		failed := err
		err = nil
		return failed
	})
}

func (w *world) notes() []helpdesktest.Comment { return w.desk.Tickets()[0].Comments }

func (w *world) done(t *testing.T) {
	t.Helper()
	if err := w.write(t); err != nil {
		t.Fatalf("write: %v", err)
	}
	if got := w.notes(); len(got) != 1 {
		t.Fatalf("got %d notes, want 1", len(got))
	}
}

func TestWrite_putsAnInternalNoteOnce(t *testing.T) {
	t.Parallel()
	w := newWorld()
	w.done(t)
	w.done(t)
	w.at = w.at.Add(30 * 24 * time.Hour)
	w.done(t)
	got := w.notes()[0]
	want := helpdesk.Comment{ID: got.ID, At: got.At, Staff: true, Plain: "the window is closed", Markers: []string{"note-1"}}
	if diff := cmp.Diff(want, got.Comment); diff != "" || got.Author != "" {
		t.Errorf("by %q, note (-want +got):\n%s", got.Author, diff)
	}
	effect, _, err := w.store.Effect(t.Context(), dynamostore.EffectNote, "note-1")
	if err != nil || !effect.Done || effect.Result != got.ID || effect.Ticket != w.ticket {
		t.Errorf("got effect %+v, %v, want it done with the comment's id", effect, err)
	}
	if w.desk.Calls("Trace") != 0 {
		t.Error("there was nothing to look for")
	}
}

func TestWrite_markerIsKnownBeforeTheNoteStands(t *testing.T) {
	t.Parallel()
	w := newWorld()
	w.desk.Fault(func(point string) error {
		if point != "AddComment before" {
			return nil
		}
		known, err := w.store.KnownMarkers(t.Context(), []string{dynamostore.EffectNote}, []string{"note-1"})
		if err != nil || !known["note-1"] {
			t.Error("the echo of the note could beat the registration of its marker")
		}
		return nil
	})
	w.done(t)
}

func TestWrite_lostAnswerIsLookedForBeforeItIsRepeated(t *testing.T) {
	t.Parallel()
	for _, point := range []string{"AddComment before", "AddComment after", "Finish before"} {
		for name, err := range map[string]error{
			"ambiguous": &failure.Error{Class: failure.Ambiguous, Op: "desk", Code: "Timeout", Wait: time.Minute},
			"unknown":   errors.New("nobody foresaw this"),
		} {
			t.Run(point+" "+name, func(t *testing.T) {
				t.Parallel()
				w := newWorld()
				w.failsAt(point, err)
				if got := w.write(t); !errors.Is(got, err) {
					t.Fatalf("got %v, want %v", got, err)
				}
				w.at = w.at.Add(visibility)
				w.done(t)
				if w.desk.Calls("Trace") != 1 {
					t.Errorf("got %d looks, want 1", w.desk.Calls("Trace"))
				}
			})
		}
	}
}

func TestWrite_deathAtEachPointNeitherLosesNorDoubles(t *testing.T) {
	t.Parallel()
	type crash struct{}
	for _, point := range []string{"Claim before", "Claim after", "AddComment before", "AddComment after", "Finish before", "Finish after"} {
		t.Run(point, func(t *testing.T) {
			t.Parallel()
			w := newWorld()
			w.fault(func(at string) error {
				if at == point {
					panic(crash{})
				}
				return nil
			})
			func() {
				defer func() {
					if cause := recover(); cause != (crash{}) {
						t.Fatalf("the process did not die: %v", cause)
					}
				}()
				_ = w.write(t) // it dies
			}()
			w.fault(nil)
			w.at = w.at.Add(visibility)
			w.done(t)
		})
	}
}

func TestWrite_refusalForNowSaysWhenToComeBackAndCostsNoClaim(t *testing.T) {
	t.Parallel()
	w := newWorld()
	w.failsAt("AddComment before", &failure.Error{Class: failure.Later, Op: "desk", Code: "429", Wait: 7 * time.Second})
	err := w.write(t)
	if failed := failure.Of(err); failed.Class != failure.Later || failed.Wait != 7*time.Second {
		t.Fatalf("got %v, want a wait of 7 s", err)
	}
	effect, _, storeErr := w.store.Effect(t.Context(), dynamostore.EffectNote, "note-1")
	if storeErr != nil || effect.Claims != 0 || effect.Ambiguous {
		t.Errorf("got effect %+v, %v, want the claim given back", effect, storeErr)
	}
	var held *dynamostore.HeldError
	if err := w.write(t); !errors.As(err, &held) {
		t.Errorf("got %v before the wait is over, want it held", err)
	}
	w.at = w.at.Add(7 * time.Second)
	w.done(t)
}

func TestWrite_conflictIsLookedAtAgain(t *testing.T) {
	t.Parallel()
	w := newWorld()
	w.failsAt("AddComment before", &failure.Error{Class: failure.Ambiguous, Op: "desk", Wait: time.Minute})
	if err := w.write(t); !failure.Is(err, failure.Ambiguous) {
		t.Fatalf("got %v", err)
	}
	w.at = w.at.Add(time.Minute)
	w.fault(func(point string) error {
		if point == "Trace after" { // an agent works on the ticket between look and repeat
			w.at = w.at.Add(time.Second)
			w.desk.Set(w.ticket, helpdesktest.StatusOpen)
		}
		return nil
	})
	if err := w.write(t); !errors.Is(err, helpdesk.ErrConflict) {
		t.Fatalf("got %v, want another look", err)
	}
	w.fault(nil)
	w.at = w.at.Add(time.Second)
	w.done(t)
}

func TestWrite_ticketThatTakesNoNoteIsDoneWith(t *testing.T) {
	t.Parallel()
	for _, status := range []string{helpdesktest.StatusClosed, helpdesktest.StatusDeleted} {
		t.Run(status, func(t *testing.T) {
			t.Parallel()
			w := newWorld()
			w.desk.Set(w.ticket, status)
			for range 2 {
				if err := w.write(t); err != nil {
					t.Fatalf("got %v, want it done with", err)
				}
			}
			if calls := w.desk.Calls("AddComment"); calls != 1 {
				t.Errorf("got %d calls, want it tried once", calls)
			}
		})
	}
}

func TestWrite_noteOfAnotherRunIsWaitedFor(t *testing.T) {
	t.Parallel()
	w := newWorld()
	if _, err := w.store.Claim(t.Context(), dynamostore.Effect{Kind: dynamostore.EffectNote, ID: "note-1"}, "another run"); err != nil {
		t.Fatal(err)
	}
	var held *dynamostore.HeldError
	if err := w.write(t); !errors.As(err, &held) {
		t.Fatalf("got %v, want it held", err)
	}
	w.at = w.at.Add(visibility)
	w.done(t)
}

func TestWrite_claimThatCannotBeGivenBackIsTold(t *testing.T) {
	t.Parallel()
	w := newWorld()
	refused := &failure.Error{Class: failure.Later, Op: "desk", Code: "429", Wait: 7 * time.Second}
	w.fault(func(point string) error {
		switch point {
		case "AddComment before":
			return refused
		case "Postpone before":
			return errors.New("throttled")
		}
		return nil
	})
	err := w.write(t)
	if !errors.Is(err, refused) || !strings.Contains(err.Error(), "throttled") {
		t.Errorf("got %v, want both told", err)
	}
}

// A note and the fields that go with it are one call.
func TestSetting_putsFieldsWithTheNoteAndSaysWhenTheyAreRefused(t *testing.T) {
	t.Parallel()
	for name, known := range map[string]bool{"a field that the account has": true, "a field that somebody removed": false} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := newWorld()
			if !known {
				w.desk.RefuseField("900")
			}
			refused := 0
			writer := internalnote.NewWriter(w.store, w.owner).Setting([]helpdesk.Field{{ID: "900", Value: "wa_closing"}}, func() { refused++ })
			for range 2 {
				if stands, err := writer.Write(t.Context(), w.desk, w.ticket, "note-1", "the window closes"); err != nil || !stands {
					t.Fatalf("write: %t, %v", stands, err)
				}
			}
			read, err := w.desk.ReadTicket(t.Context(), w.ticket)
			if shown := read.Field("900") == "wa_closing"; err != nil || shown != known || (refused == 1) == known {
				t.Errorf("got %v, refused %d times, %v", read.Fields, refused, err)
			}
			if len(w.notes()) != 1 || w.desk.Calls("AddComment") != 1 || w.desk.Calls("SetFields") != 0 {
				t.Errorf("got %d notes by %d calls", len(w.notes()), w.desk.Calls("AddComment"))
			}
		})
	}
}
