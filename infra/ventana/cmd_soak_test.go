package main

import (
	"errors"
	"io"
	"strings"
	"testing"
)

func TestSoak_namesEveryWrongFlagAtOnce(t *testing.T) {
	t.Parallel()
	root := newRootCommand()
	root.SetArgs([]string{"soak", "--messages", "10", "--seeds", "0"})
	root.SetOut(io.Discard)
	err := root.ExecuteContext(t.Context())
	var use *useError
	if !errors.As(err, &use) {
		t.Fatalf("got %v, want a command line that cannot be understood", err)
	}
	for _, want := range []string{"--messages: give 200 to", "--seeds: give 1 or more", "ventana soak --help"} {
		if !strings.Contains(err.Error(), want) {
			t.Errorf("got %q, want %q in it", err, want)
		}
	}
}
