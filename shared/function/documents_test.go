package function

import (
	"context"
	"errors"
	"testing"

	"ventana/shared/secret"
	"ventana/shared/telemetry"
)

type fixed struct{ err error }

func (f fixed) Get(context.Context) (secret.Call, error)    { return secret.Call{}, f.err }
func (f fixed) Refresh(context.Context) (secret.Call, bool) { return secret.Call{}, f.err == nil }

func TestWatched_countsWhatCannotBeHad(t *testing.T) {
	t.Parallel()
	for _, want := range []error{nil, errors.New("no")} {
		counted := 0
		_, err := watched{fixed{want}, func(name, _ string) {
			if name == telemetry.MetricSecretUnusable {
				counted++
			}
		}}.Get(t.Context())
		if !errors.Is(err, want) || (counted == 1) != (want != nil) {
			t.Errorf("got %v and counted %d, want %v, counted when it is one", err, counted, want)
		}
	}
}
