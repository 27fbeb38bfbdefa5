package build

import (
	"os"
	"path/filepath"
	"strings"
	"sync/atomic"
	"testing"
	"time"
)

// project is a module with a good and a broken function.
func project(t *testing.T) string {
	t.Helper()
	folder := t.TempDir()
	for path, text := range map[string]string{
		"go.mod":                   "module example\n\ngo 1.26\n",
		"functions/good/main.go":   "package main\n\nfunc main() {}\n",
		"functions/broken/main.go": "package main\n\nfunc main() { missing() }\n",
	} {
		path = filepath.Join(folder, path)
		if err := os.MkdirAll(filepath.Dir(path), 0o750); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	return folder
}

func TestFunctionsBecomeBootstraps(t *testing.T) {
	t.Parallel()
	root := project(t)
	var built atomic.Int32
	paths, err := All(t.Context(), root, filepath.Join(root, ".build"), []Function{
		{LogicalID: "OneFunction", CodeURI: "functions/good/"}, {LogicalID: "TwoFunction", CodeURI: "./functions/good"},
	}, func(string, time.Duration) { built.Add(1) })
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{"OneFunction", "TwoFunction"} {
		if want := filepath.Join(root, ".build", name, "bootstrap"); paths[name] != want {
			t.Errorf("path %s, want %s", paths[name], want)
		}
		if _, err := os.Stat(paths[name]); err != nil {
			t.Error(err)
		}
	}
	if built.Load() != 2 {
		t.Errorf("progress told of %d, want 2", built.Load())
	}
}

func TestCompileErrorIsShownAsItIs(t *testing.T) {
	t.Parallel()
	root := project(t)
	_, err := All(t.Context(), root, filepath.Join(root, ".build"), []Function{
		{LogicalID: "BrokenFunction", CodeURI: "functions/broken"},
	}, func(string, time.Duration) {})
	if err == nil || !strings.Contains(err.Error(), "functions/broken/main.go:3:15: undefined: missing") {
		t.Errorf("error %v, want the compiler's line", err)
	}
}
