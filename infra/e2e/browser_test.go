package e2e

import (
	"testing"

	"ventana/infra/sim/playground/playgroundtest"
)

// A person types on the playground's phone, sees the ticket, replies, and sees
// the reply and its ticks, in a real browser against the real system.
func TestPlayground_inABrowser(t *testing.T) {
	t.Parallel()
	system := start(t, t.TempDir())
	story := playgroundtest.Story{Who: "+34600111222", Says: "Hola, ¿abren hoy?", Reply: "Sí, hasta las ocho."}
	if err := playgroundtest.Drive(t.Context(), system.Endpoints.Sim, story); err != nil {
		t.Fatal(err)
	}
	eventually(t, func() error { return system.onPhone(t, story.Who, story.Reply) })
}
