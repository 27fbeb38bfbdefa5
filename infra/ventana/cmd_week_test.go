package main

import (
	"errors"
	"io"
	"strings"
	"testing"
)

func TestWeek_namesEveryWrongFlagAtOnce(t *testing.T) {
	t.Parallel()
	root := newRootCommand()
	root.SetArgs([]string{"week", "--conversations", "0", "--days", "1", "--language", "fr", "--quiet", "22-8"})
	root.SetOut(io.Discard)
	err := root.ExecuteContext(t.Context())
	var use *useError
	if !errors.As(err, &use) {
		t.Fatalf("got %v, want a command line that cannot be understood", err)
	}
	for _, want := range []string{"--conversations: give 1 to", "--days: give 1.25 to 60", `--language: "fr" is none of`, "--quiet: ", "22:00-08:00", "ventana week --help"} {
		if !strings.Contains(err.Error(), want) {
			t.Errorf("got %q, want %q in it", err, want)
		}
	}
}
