package playgroundtest

import (
	"errors"
	"strings"
	"testing"
)

func TestAMissingBrowserIsAnErrorThatSaysHowToGetIt(t *testing.T) {
	t.Setenv("CHROMIUM", "/nowhere/chromium")
	_, err := Open(t.Context(), "http://127.0.0.1:9")
	if !errors.Is(err, ErrNoBrowser) || !strings.Contains(err.Error(), Install) {
		t.Errorf("got %v, want an error with %q", err, Install)
	}
}
