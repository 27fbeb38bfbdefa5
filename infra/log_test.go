package infra_test

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// TestLogs_keysAreListedAndExplained: the keys of shared/telemetry/key.go and the
// table in docs/logs.md are the same.
func TestLogs_keysAreListedAndExplained(t *testing.T) {
	t.Parallel()
	source, page := text(t, "../shared/telemetry/key.go"), text(t, "../docs/logs.md")
	var listed, explained []string
	for _, match := range regexp.MustCompile(`(?m)^\tKey\w+ += "(\w+)"$`).FindAllStringSubmatch(source, -1) {
		listed = append(listed, match[1])
	}
	for _, match := range regexp.MustCompile("(?m)^\\| `(\\w+)` \\| \\S").FindAllStringSubmatch(page, -1) {
		explained = append(explained, match[1])
	}
	slices.Sort(listed)
	slices.Sort(explained)
	if len(listed) == 0 || !slices.Equal(listed, explained) {
		t.Errorf("key.go has %v\ndocs/logs.md has %v", listed, explained)
	}
	if len(slices.Compact(slices.Clone(listed))) != len(listed) {
		t.Errorf("a key is listed twice in %v", listed)
	}
}

// TestLogs_linesAreConstantAndHaveListedKeys: each call of a logger in functions and
// shared has a constant message, and keys of shared/telemetry.
func TestLogs_linesAreConstantAndHaveListedKeys(t *testing.T) {
	t.Parallel()
	lines := 0
	for _, root := range []string{"../functions", "../shared"} {
		err := filepath.WalkDir(root, func(path string, entry fs.DirEntry, err error) error {
			if err != nil || entry.IsDir() || !strings.HasSuffix(path, ".go") || strings.HasSuffix(path, "_test.go") {
				return err
			}
			files := token.NewFileSet()
			file, err := parser.ParseFile(files, path, nil, 0)
			if err != nil {
				return err
			}
			ast.Inspect(file, func(n ast.Node) bool {
				if call, ok := n.(*ast.CallExpr); ok && isLine(call) {
					lines++
					if wrong := wrongLine(call); wrong != "" {
						t.Errorf("%s: %s", files.Position(call.Pos()), wrong)
					}
				}
				return true
			})
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	if lines < 50 {
		t.Errorf("only %d lines were found: the test looks at the wrong things", lines)
	}
}

// isLine tells calls of a logger: x.log.Info, k.Log.Warn, log.Error.
func isLine(call *ast.CallExpr) bool {
	method, ok := call.Fun.(*ast.SelectorExpr)
	if !ok || !slices.Contains([]string{"Debug", "Info", "Warn", "Error"}, method.Sel.Name) {
		return false
	}
	switch on := method.X.(type) {
	case *ast.Ident:
		return on.Name == "log" || on.Name == "slog"
	case *ast.SelectorExpr:
		return on.Sel.Name == "log" || on.Sel.Name == "Log"
	}
	return false
}

func wrongLine(call *ast.CallExpr) string {
	if message, ok := call.Args[0].(*ast.BasicLit); !ok || message.Kind != token.STRING {
		return "the message is no constant text"
	}
	attributes := call.Args[1:]
	if len(attributes) == 1 { // append(known, key, value)...
		if more, ok := attributes[0].(*ast.CallExpr); ok && call.Ellipsis.IsValid() {
			attributes = more.Args[1:]
		}
	}
	if len(attributes)%2 != 0 {
		return "a key without a value"
	}
	for i := 0; i < len(attributes); i += 2 {
		key, ok := attributes[i].(*ast.SelectorExpr)
		if !ok || !strings.HasPrefix(key.Sel.Name, "Key") {
			return "a key that is none of shared/telemetry/key.go"
		}
	}
	return ""
}

func text(t *testing.T, path string) string {
	t.Helper()
	raw, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return string(raw)
}
