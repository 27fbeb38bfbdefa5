package dynamo

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"

	"ventana/infra/local/child"
)

const (
	packageName    = "@dynoxide/linux-x64"
	packageVersion = "1.2.1"
)

// ErrNoBinary says that there is no DynamoDB for this system to start.
var ErrNoBinary = errors.New("dynoxide has no binary for this system: start a DynamoDB-compatible server " +
	"(for example DynamoDB Local) and set VENTANA_DYNAMODB_ENDPOINT=http://host:port")

// Binary is the path of dynoxide under the project's folder. A missing one is
// installed with npm, whose output goes to out. Errors: ErrNoBinary, or npm's.
func Binary(ctx context.Context, project string, out io.Writer) (string, error) {
	if runtime.GOOS != "linux" || runtime.GOARCH != "amd64" {
		return "", fmt.Errorf("%s/%s: %w", runtime.GOOS, runtime.GOARCH, ErrNoBinary)
	}
	tools := filepath.Join(project, ".tools")
	path := filepath.Join(tools, "node_modules", filepath.FromSlash(packageName), "dynoxide")
	if _, err := os.Stat(path); err == nil {
		return path, nil
	}
	wanted := packageName + "@" + packageVersion
	_, _ = fmt.Fprintf(out, "installing %s into .tools\n", wanted) // a closed terminal stops nothing
	cmd := exec.CommandContext(ctx, "npm", "install", "--prefix", tools, "--no-save", "--ignore-scripts",
		"--no-audit", "--no-fund", "--loglevel=error", wanted)
	cmd.Stdout, cmd.Stderr = out, out
	child.Isolate(cmd)
	if err := cmd.Run(); err != nil {
		return "", fmt.Errorf("install %s (or set VENTANA_DYNAMODB_ENDPOINT to any DynamoDB endpoint): %w", wanted, err)
	}
	if _, err := os.Stat(path); err != nil {
		return "", fmt.Errorf("install %s: no binary: %w", wanted, err)
	}
	return path, nil
}
