package dynamostore_test

import (
	"fmt"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"ventana/shared/dynamostore"
	"ventana/shared/limit"
)

func TestLeaseTokens_manyAtOnceTakeNoMoreThanThereAre(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	var taken atomic.Int64
	var runs sync.WaitGroup
	for i := range 20 {
		runs.Go(func() {
			for range 4 {
				got, err := w.LeaseTokens(t.Context(), "main", w.now(), 1+i%3, 44)
				if err != nil {
					t.Error(err)
				}
				taken.Add(int64(got))
			}
		})
	}
	runs.Wait()
	if taken.Load() != 44 {
		t.Errorf("got %d tokens, want all of 44 and no more", taken.Load())
	}
	if got, err := w.LeaseTokens(t.Context(), "main", w.now().Add(time.Second), 5, 44); err != nil || got != 5 {
		t.Errorf("got %d, %v in the next second, want 5", got, err)
	}
	if got, err := w.LeaseTokens(t.Context(), "second", w.now(), 5, 44); err != nil || got != 5 {
		t.Errorf("got %d, %v of another number, want 5", got, err)
	}
}

func (w *world) reach(t *testing.T, contact string, most int) bool {
	t.Helper()
	who, _, err := w.ContactOf(t.Context(), contact)
	if err != nil {
		t.Fatal(err)
	}
	room, err := w.Reach(t.Context(), "p", who, w.now(), most)
	if err != nil {
		t.Fatal(err)
	}
	return room
}

func (w *world) use(t *testing.T, most int) limit.Use {
	t.Helper()
	buckets, err := w.Reached(t.Context(), "p", w.now())
	if err != nil {
		t.Fatal(err)
	}
	return limit.Use{Most: most, Buckets: buckets}
}

func TestReach_manyAtOnceKeepTheTier(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	var people []dynamostore.Contact
	for i := range 40 {
		people = append(people, find(t, w, dynamostore.Identities{BSUID: fmt.Sprintf("ES.%d", i)}))
	}
	var reached atomic.Int64
	var runs sync.WaitGroup
	for _, who := range people {
		runs.Go(func() {
			room, err := w.Reach(t.Context(), "p", who, w.now(), 25)
			if err != nil {
				t.Error(err)
			}
			if room {
				reached.Add(1)
			}
		})
	}
	runs.Wait()
	if used := w.use(t, 25).Used(w.now()); reached.Load() != 25 || used != 25 {
		t.Errorf("reached %d and counted %d, want 25", reached.Load(), used)
	}
}

// Each person counts once, in the hour in which a template reached them last.
func TestReach_countsAPersonOnceInTheirLastHour(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	id := find(t, w, dynamostore.Identities{BSUID: "ES.a"}).ID
	for range 3 {
		if !w.reach(t, id, 1) {
			t.Fatal("somebody who counts already needs no room")
		}
		w.pass(10 * time.Minute)
	}
	w.pass(23 * time.Hour)
	if !w.reach(t, id, 0) {
		t.Fatal("somebody who counts already needs no room, also in another hour")
	}
	if got := w.use(t, 1).Used(w.now()); got != 1 {
		t.Errorf("got %d people, want 1", got)
	}
	w.pass(20 * time.Hour) // two days after the first, less than one after the last
	if got := w.use(t, 1).Used(w.now()); got != 1 {
		t.Errorf("got %d people, want 1 as long as the last template counts", got)
	}
	w.pass(6 * time.Hour)
	if got := w.use(t, 1).Used(w.now()); got != 0 {
		t.Errorf("got %d people, want none a day later", got)
	}
	if w.reach(t, id, 0) {
		t.Error("somebody who counts no more needs room")
	}
}

func TestPutNumber_givesWhatWasKnownBefore(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	first := limit.Number{Throughput: "STANDARD", Quality: "GREEN", Status: "CONNECTED", Tier: "TIER_2K", OnApp: true, At: w.now()}
	if before, err := w.PutNumber(t.Context(), "main", first); err != nil || before != (limit.Number{}) {
		t.Errorf("got %+v, %v, want nothing before", before, err)
	}
	second := first
	second.Quality, second.At = "RED", w.now().Add(time.Hour)
	if before, err := w.PutNumber(t.Context(), "main", second); err != nil || before != first {
		t.Errorf("got %+v, %v, want the first", before, err)
	}
	if before, err := w.PutNumber(t.Context(), "main", first); err != nil || len(first.Worse(before)) != 0 {
		t.Errorf("got %+v, %v, want old news to be no news", before, err)
	}
	if known, err := w.Number(t.Context(), "main"); err != nil || known != second {
		t.Errorf("got %+v, %v, want the newest", known, err)
	}
}
