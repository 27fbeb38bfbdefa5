package infra_test

import (
	"encoding/json"
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"maps"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"ventana/infra/local/schedule"
	"ventana/infra/local/template"
)

// TestEnvironment_ofTheTemplateIsThatOfTheCode: what the template sets, the code
// reads, and the reverse. Names that the Lambda runtime or the local host sets
// are theirs: AWS_* and VENTANA_CLOCK_FILE.
func TestEnvironment_ofTheTemplateIsThatOfTheCode(t *testing.T) {
	t.Parallel()
	for _, f := range system(t).Functions {
		read := variables(t, filepath.Join("..", f.CodeURI))
		if len(read) == 0 {
			t.Errorf("%s: no variable is read in %s/config.go", f.LogicalID, f.CodeURI)
			continue
		}
		everywhere := variables(t, "../shared/process")
		for name := range f.Environment {
			if !read[name] && !everywhere[name] {
				t.Errorf("template.yaml:%d: %s is set for %s, whose code does not read it", f.Lines[name], name, f.LogicalID)
			}
		}
		// CHECK_INS is for those that a schedule starts; see TestCheckIns_areTheSchedules.
		maps.Copy(read, everywhere)
		delete(read, checkIns)
		for _, name := range slices.Sorted(maps.Keys(read)) {
			theirs := strings.HasPrefix(name, "AWS_") || name == "VENTANA_CLOCK_FILE"
			if _, set := f.Environment[name]; !set && !theirs {
				t.Errorf("template.yaml:%d: %s reads %s, which is not set for %s", f.Line, f.CodeURI, name, f.LogicalID)
			}
		}
	}
}

const checkIns = "CHECK_INS"

// TestCheckIns_areTheSchedules: what Sentry is to expect is what Scheduler starts,
// task by task, and the canary only where it is on.
func TestCheckIns_areTheSchedules(t *testing.T) {
	t.Parallel()
	for _, minutes := range []string{"0", "15"} {
		s, err := template.Load(templatePath, map[string]string{"CanaryMinutes": minutes}, machine())
		if err != nil {
			t.Fatal(err)
		}
		want := map[string]string{}
		for _, scheduled := range s.Schedules {
			var task struct{ Do string }
			if err := json.Unmarshal([]byte(scheduled.Input), &task); err != nil {
				t.Fatalf("line %d: %v", scheduled.Line, err)
			}
			if scheduled.Enabled {
				want[scheduled.FunctionID] += fmt.Sprintf("%s=%.0f ", task.Do, every(t, scheduled).Minutes())
			}
		}
		for _, f := range s.Functions {
			got := strings.Replace(f.Environment[checkIns], "fly=0 ", "", 1) // 0 is not expected
			if got != strings.TrimSpace(want[f.LogicalID]) {
				t.Errorf("template.yaml:%d: with CanaryMinutes=%s %s of %s is %q, want %q", f.Line, minutes, checkIns, f.LogicalID, got, strings.TrimSpace(want[f.LogicalID]))
			}
		}
	}
}

// every is the time between two runs of a schedule.
func every(t *testing.T, scheduled template.Schedule) time.Duration {
	t.Helper()
	from := time.Date(2026, 11, 22, 10, 0, 0, 0, time.UTC)
	next, err := schedule.Next(scheduled.Expression, scheduled.Timezone, from)
	if err != nil {
		t.Fatalf("line %d: %v", scheduled.Line, err)
	}
	return next.Sub(from)
}

// variables are the names that a function's folder reads: in config.go every
// SCREAMING_CASE text given to a call, elsewhere only those given to a getenv.
func variables(t *testing.T, folder string) map[string]bool {
	t.Helper()
	paths, err := filepath.Glob(filepath.Join(folder, "*.go"))
	if err != nil || len(paths) == 0 {
		t.Fatalf("no code in %s: %v", folder, err)
	}
	found := map[string]bool{}
	for _, path := range paths {
		if strings.HasSuffix(path, "_test.go") {
			continue
		}
		file, err := parser.ParseFile(token.NewFileSet(), path, nil, parser.SkipObjectResolution)
		if err != nil {
			t.Fatalf("parse %s: %v", path, err)
		}
		every := filepath.Base(path) == "config.go"
		ast.Inspect(file, func(n ast.Node) bool {
			if c, ok := n.(*ast.CallExpr); ok && (every || isGetenv(c.Fun)) {
				collect(c, found)
			}
			return true
		})
	}
	return found
}

func isGetenv(called ast.Expr) bool {
	name := ""
	switch called := called.(type) {
	case *ast.Ident:
		name = called.Name
	case *ast.SelectorExpr:
		name = called.Sel.Name
	}
	return slices.Contains([]string{"getenv", "Getenv", "LookupEnv"}, name)
}

func collect(c *ast.CallExpr, found map[string]bool) {
	screaming := regexp.MustCompile(`^[A-Z][A-Z0-9]*(_[A-Z0-9]+)+$`)
	for _, argument := range c.Args {
		literal, ok := argument.(*ast.BasicLit)
		if !ok || literal.Kind != token.STRING {
			continue
		}
		if name, err := strconv.Unquote(literal.Value); err == nil && screaming.MatchString(name) {
			found[name] = true
		}
	}
}
