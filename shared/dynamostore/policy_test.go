package dynamostore_test

import (
	"errors"
	"fmt"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"ventana/shared/dynamostore"
	"ventana/shared/dynamostore/dynamotest"
	"ventana/shared/envelope"
)

func entry(version int, who, text string, at time.Time) dynamostore.PolicyEntry {
	return dynamostore.PolicyEntry{Version: version, Who: who, At: at, Digest: envelope.Digest("policy", text)}
}

func TestPutPolicy_eachVersionIsKept(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	ctx := t.Context()
	if text, version, err := w.CurrentPolicy(ctx); err != nil || text != "" || version != 0 {
		t.Errorf("got %q, %d, %v, want none", text, version, err)
	}
	var want []dynamostore.PolicyEntry
	for i := range 12 { // so that 10 comes after 9
		text := fmt.Sprintf("version: 1 # %d", i)
		w.pass(time.Minute)
		version, err := w.PutPolicy(ctx, text, "ana", i)
		if err != nil || version != i+1 {
			t.Fatalf("got %d, %v", version, err)
		}
		want = append([]dynamostore.PolicyEntry{entry(version, "ana", text, w.now())}, want...)
	}
	if text, version, err := w.CurrentPolicy(ctx); err != nil || text != "version: 1 # 11" || version != 12 {
		t.Errorf("got %q, %d, %v", text, version, err)
	}
	if text, known, err := w.PolicyVersion(ctx, 3); err != nil || !known || text != "version: 1 # 2" {
		t.Errorf("got %q, %v, %v", text, known, err)
	}
	for _, version := range []int{-1, 0, 13} {
		if text, known, err := w.PolicyVersion(ctx, version); err != nil || known || text != "" {
			t.Errorf("version %d: got %q, %v, %v", version, text, known, err)
		}
	}
	for _, limit := range []int{0, 4, 100} {
		got, err := w.PolicyHistory(ctx, limit)
		if diff := cmp.Diff(want[:min(limit, 12)], got, cmpopts.EquateEmpty()); err != nil || diff != "" {
			t.Errorf("limit %d: %v (-want +got):\n%s", limit, err, diff)
		}
	}
}

func TestPutPolicy_oneOfManyWins(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	expect := 0
	for round := range 3 {
		var won, lost atomic.Int64
		var wait sync.WaitGroup
		for i := range 8 {
			wait.Go(func() {
				_, err := w.PutPolicy(t.Context(), fmt.Sprint("text ", round, i), "ana", expect)
				switch {
				case err == nil:
					won.Add(1)
				case errors.Is(err, dynamostore.ErrPolicyChanged):
					lost.Add(1)
				default:
					t.Error(err)
				}
			})
		}
		wait.Wait()
		if won.Load() != 1 || lost.Load() != 7 {
			t.Fatalf("round %d: %d won and %d lost", round, won.Load(), lost.Load())
		}
		current, version, err := w.CurrentPolicy(t.Context())
		text, known, lookErr := w.PolicyVersion(t.Context(), version)
		if err != nil || lookErr != nil || !known || text != current || version <= expect {
			t.Errorf("version %d is %q in force and %q in the book, %v, %v", version, current, text, err, lookErr)
		}
		if history, err := w.PolicyHistory(t.Context(), 100); err != nil || len(history) != round+1 {
			t.Errorf("got %+v, %v, want only what came into force", history, err)
		}
		if _, err := w.PutPolicy(t.Context(), "late", "ben", expect); !errors.Is(err, dynamostore.ErrPolicyChanged) {
			t.Errorf("got %v, want the late one refused", err)
		}
		expect = version
	}
}

func TestPutPolicy_cutOffAnywhere(t *testing.T) {
	t.Parallel()
	for _, again := range []string{"the same", "another"} {
		client, table := dynamotest.Table(t)
		w := &world{at: time.Date(2026, 11, 22, 10, 0, 0, 0, time.UTC)}
		dying := &dyingAfter{Client: client, left: 1000}
		w.Store = dynamostore.New(dying, table, w.now, nil)
		if _, err := w.PutPolicy(t.Context(), "first", "ana", 0); err != nil {
			t.Fatal(err)
		}
		dying.left = 1 // the version is written, and is not in force
		if _, err := w.PutPolicy(t.Context(), "the same", "ana", 1); !errors.Is(err, errDead) {
			t.Fatal(err)
		}
		dying.left = 1000
		if text, version, err := w.CurrentPolicy(t.Context()); err != nil || text != "first" || version != 1 {
			t.Errorf("got %q, %d, %v, want the first still in force", text, version, err)
		}
		if text, known, err := w.PolicyVersion(t.Context(), 2); err != nil || known {
			t.Errorf("got %q, %v, want nothing that never was in force", text, err)
		}
		want := map[string]int{"the same": 2, "another": 3}[again]
		for range 2 { // the answer may be lost too
			if version, err := w.PutPolicy(t.Context(), again, "ana", 1); err != nil || version != want {
				t.Errorf("%s: got %d, %v, want %d", again, version, err, want)
			}
		}
		history, err := w.PolicyHistory(t.Context(), 10)
		if diff := cmp.Diff([]dynamostore.PolicyEntry{entry(want, "ana", again, w.now()), entry(1, "ana", "first", w.now())}, history); err != nil || diff != "" {
			t.Errorf("%s: %v (-want +got):\n%s", again, err, diff)
		}
	}
}
