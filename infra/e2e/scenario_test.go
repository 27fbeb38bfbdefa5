package e2e

import (
	"testing"

	"ventana/infra/scenario"
)

// The stories that `make demo` tells hold, each step of them.
func TestScenarios(t *testing.T) {
	t.Parallel()
	stories, err := scenario.Load("../../events/scenarios")
	if err != nil {
		t.Fatal(err)
	}
	system := start(t, t.TempDir())
	for _, story := range stories {
		t.Run(story.File, func(t *testing.T) {
			if result := system.Play(t.Context(), story); result.Short > 0 {
				t.Errorf("%s: %d steps held, then fell short: %s", story.Name, result.Held, result.Why)
			}
		})
	}
}
