package build

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"time"

	"golang.org/x/sync/errgroup"

	"ventana/infra/local/child"
)

// atOnce is how many compilers run side by side: each uses several cores and
// up to a gigabyte itself.
const atOnce = 2

// Function is one main package to build.
type Function struct {
	LogicalID string // names the folder of the executable
	CodeURI   string // folder of the main package, relative to the project
	Handler   string // name of the executable; empty is bootstrap
}

// All builds every function below output/<LogicalID>/ and returns the absolute
// paths of the executables by logical id. progress is called after each, from
// several goroutines. project is the folder that CodeURI counts from.
func All(ctx context.Context, project, output string, functions []Function, progress func(logicalID string, took time.Duration)) (map[string]string, error) {
	root, err := filepath.Abs(output)
	if err != nil {
		return nil, fmt.Errorf("build: %w", err)
	}
	paths := make(map[string]string, len(functions))
	for _, function := range functions {
		name := function.Handler
		if name == "" {
			name = "bootstrap"
		}
		paths[function.LogicalID] = filepath.Join(root, function.LogicalID, name)
	}
	group, ctx := errgroup.WithContext(ctx)
	group.SetLimit(atOnce)
	for _, function := range functions {
		group.Go(func() error {
			begun := time.Now()
			if err := one(ctx, project, function, paths[function.LogicalID]); err != nil {
				return err
			}
			progress(function.LogicalID, time.Since(begun))
			return nil
		})
	}
	if err := group.Wait(); err != nil {
		return nil, err
	}
	return paths, nil
}

func one(ctx context.Context, project string, function Function, path string) error {
	source := "./" + filepath.ToSlash(filepath.Clean(function.CodeURI))
	cmd := exec.CommandContext(ctx, "go", "build", "-tags", "lambda.norpc", "-trimpath", "-buildvcs=false", "-ldflags", "-s -w", "-o", path, source)
	cmd.Dir = project
	// What was exported for deployment must not choose another processor here.
	cmd.Env = append(os.Environ(), "CGO_ENABLED=0", "GOFLAGS=", "GOOS="+runtime.GOOS, "GOARCH="+runtime.GOARCH)
	child.Isolate(cmd)
	cmd.Cancel = func() error {
		child.Kill(cmd)
		return nil
	}
	text, err := cmd.CombinedOutput()
	if ctx.Err() != nil {
		return fmt.Errorf("build %s: %w", function.LogicalID, ctx.Err())
	}
	if err != nil {
		return fmt.Errorf("build %s: %w\n%s", function.LogicalID, err, strings.TrimRight(string(text), "\n"))
	}
	return nil
}
