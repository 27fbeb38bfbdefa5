package main

import (
	"context"
	"errors"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

// aged is the cache of one of the world's secrets.
type aged struct {
	*world
	name string
}

func (a aged) Stored(context.Context) (time.Time, error) {
	return a.stored[a.name], a.sealed[a.name]
}

func (w *world) storeSecrets() {
	w.stored = map[string]time.Time{"call": w.at.Add(-2196 * time.Hour), "verify": w.at.Add(-6 * time.Hour)}
}

func TestListen_tellsHowOldTheSecretsAre(t *testing.T) {
	t.Parallel()
	broken := errors.New("throttled")
	for name, tt := range map[string]struct {
		set  func(*world)
		want []string
		err  error
	}{
		"each with its name":                {func(*world) {}, []string{"SecretAge call 91.50", "SecretAge verify 0.25"}, nil},
		"a store without dates says none":   {func(w *world) { w.stored["call"] = time.Time{} }, []string{"SecretAge verify 0.25"}, nil},
		"one that is sealed hides no other": {func(w *world) { w.sealed = map[string]error{"verify": broken} }, []string{"SecretAge call 91.50"}, broken},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := newWorld(t)
			w.storeSecrets()
			tt.set(w)
			if err := w.Handle(t.Context(), Task{Do: "listen"}); !errors.Is(err, tt.err) {
				t.Errorf("got %v, want %v", err, tt.err)
			}
			slices.Sort(w.told)
			if diff := cmp.Diff(tt.want, w.told); diff != "" {
				t.Errorf("told (-want +got):\n%s", diff)
			}
		})
	}
}

// TestFly_tellsNoAges: an hour is often enough.
func TestFly_tellsNoAges(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.storeSecrets()
	w.fly(t)
	for _, told := range w.told {
		if strings.HasPrefix(told, "SecretAge") {
			t.Errorf("told %s", told)
		}
	}
}
