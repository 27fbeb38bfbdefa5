package infra_test

import (
	"encoding/json"
	"errors"
	"go/ast"
	"go/parser"
	"go/token"
	"io"
	"io/fs"
	"os/exec"
	"path"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

const (
	maxFileLines     = 300
	maxFunctionLines = 60
)

// purePackages hold rules and words: time, environment and the network are
// arguments to them, never things they reach for. Those of the list that do not
// exist yet are held to it from their first day.
func purePackages() []string {
	return []string{
		"ventana/shared/conversation", "ventana/shared/deadletter", "ventana/shared/delivery", "ventana/shared/envelope", "ventana/shared/failure",
		"ventana/shared/helpdesk", "ventana/shared/limit", "ventana/shared/markup", "ventana/shared/note", "ventana/shared/policy",
		"ventana/shared/pricing", "ventana/shared/provider", "ventana/shared/rendering", "ventana/shared/rollout", "ventana/shared/silence", "ventana/shared/statement", "ventana/shared/template",
	}
}

// listed is what `go list` tells of a package.
type listed struct {
	ImportPath, Dir string
	Imports, Deps   []string
	TestImports     []string
	XTestImports    []string
}

// packages lists the module's packages; with -e, so that one that does not
// compile is another test's finding.
func packages(t *testing.T) []listed {
	t.Helper()
	command := exec.CommandContext(t.Context(), "go", "list", "-e", "-json=ImportPath,Dir,Imports,Deps,TestImports,XTestImports", "ventana/...")
	command.Dir = ".."
	output, err := command.Output()
	if err != nil {
		t.Fatalf("go list: %v", err)
	}
	var list []listed
	decoder := json.NewDecoder(strings.NewReader(string(output)))
	for {
		var one listed
		err := decoder.Decode(&one)
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			t.Fatalf("read go list: %v", err)
		}
		list = append(list, one)
	}
	if len(list) < 20 {
		t.Fatalf("go list found %d packages, want the whole module", len(list))
	}
	return list
}

func TestImports_flowFromFunctionsToAdaptersToPurePackages(t *testing.T) {
	t.Parallel()
	for _, one := range packages(t) {
		all := slices.Concat(one.Imports, one.TestImports, one.XTestImports)
		switch {
		case strings.HasPrefix(one.ImportPath, "ventana/functions/"):
			refuse(t, one, all, "ventana/functions/", "functions share nothing but shared/")
			refuse(t, one, all, "ventana/infra", "what is deployed knows nothing of how it is run or tested")
		case strings.HasPrefix(one.ImportPath, "ventana/shared/"):
			refuse(t, one, all, "ventana/functions/", "imports flow from functions to shared, never back")
			refuse(t, one, all, "ventana/infra", "what is deployed knows nothing of how it is run or tested")
		}
		if slices.Contains(purePackages(), one.ImportPath) {
			checkPure(t, one)
		}
	}
}

// checkPure: a pure package imports pure packages, and neither AWS nor the
// operating system nor the network.
func checkPure(t *testing.T, one listed) {
	t.Helper()
	for _, imported := range one.Imports {
		if strings.HasPrefix(imported, "ventana/") && !slices.Contains(purePackages(), imported) {
			t.Errorf("%s imports %s, which is not pure", one.ImportPath, imported)
		}
		if slices.Contains([]string{"os", "os/exec", "net", "net/http", "log", "log/slog", "math/rand", "math/rand/v2"}, imported) {
			t.Errorf("%s imports %s: give it what it needs as an argument", one.ImportPath, imported)
		}
	}
	refuse(t, one, one.Deps, "github.com/aws/", "AWS belongs in adapters")
	refuse(t, one, one.Deps, "net/http", "the network belongs in adapters")
}

func refuse(t *testing.T, one listed, imports []string, prefix, why string) {
	t.Helper()
	for _, imported := range imports {
		if strings.HasPrefix(imported, prefix) && imported != one.ImportPath {
			t.Errorf("%s imports %s: %s", one.ImportPath, imported, why)
		}
	}
}

// source is one production file, parsed.
type source struct {
	path  string // from the repository's root
	lines int
	file  *ast.File
	place func(ast.Node) (line, length int)
}

// sources parses all production code of the module.
func sources(t *testing.T) []source {
	t.Helper()
	var all []source
	for _, root := range []string{"functions", "shared", "infra"} {
		err := filepath.WalkDir(filepath.Join("..", root), func(name string, entry fs.DirEntry, err error) error {
			switch {
			case err != nil:
				return err
			case entry.IsDir() && entry.Name() == "testdata":
				return fs.SkipDir
			case entry.IsDir() || !strings.HasSuffix(name, ".go") || strings.HasSuffix(name, "_test.go"):
				return nil
			}
			set := token.NewFileSet()
			file, err := parser.ParseFile(set, name, nil, parser.SkipObjectResolution|parser.ParseComments)
			if err != nil {
				return err
			}
			all = append(all, source{
				path: filepath.ToSlash(strings.TrimPrefix(name, ".."+string(filepath.Separator))), lines: set.File(file.Pos()).LineCount(), file: file,
				place: func(n ast.Node) (int, int) {
					start, end := set.Position(n.Pos()).Line, set.Position(n.End()).Line
					return start, end - start + 1
				},
			})
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	return all
}

func TestSource_isReadable(t *testing.T) {
	t.Parallel()
	commented := map[string]bool{}
	for _, s := range sources(t) {
		commented[path.Dir(s.path)] = commented[path.Dir(s.path)] || s.file.Doc != nil
		if s.lines > maxFileLines {
			t.Errorf("%s has %d lines, want at most %d: split it by concept", s.path, s.lines, maxFileLines)
		}
		if slices.Contains([]string{"util", "utils", "common", "helpers", "types", "models", "base", "lib", "misc"}, s.file.Name.Name) {
			t.Errorf("%s: a package is named for what it is, not %s", s.path, s.file.Name.Name)
		}
		for _, declared := range s.file.Decls {
			function, ok := declared.(*ast.FuncDecl)
			if !ok {
				continue
			}
			if line, length := s.place(function); length > maxFunctionLines {
				t.Errorf("%s:%d: %s has %d lines, want at most %d: split it by step", s.path, line, function.Name.Name, length, maxFunctionLines)
			}
			if function.Name.Name == "init" && function.Recv == nil {
				line, _ := s.place(function)
				t.Errorf("%s:%d: init runs before anybody can handle its error; call it", s.path, line)
			}
		}
	}
	for folder, has := range commented {
		if !has {
			t.Errorf("%s has no package comment", folder)
		}
	}
}

// TestSource_ofPurePackagesAsksNoClock reads what an import does not tell: time
// is an argument, and so is the environment. Functions too have a clock given to
// them; only deadlines are real time.
func TestSource_ofPurePackagesAsksNoClock(t *testing.T) {
	t.Parallel()
	for _, s := range sources(t) {
		pure := slices.Contains(purePackages(), "ventana/"+path.Dir(s.path))
		if !pure && !strings.HasPrefix(s.path, "functions/") {
			continue
		}
		ast.Inspect(s.file, func(n ast.Node) bool {
			selected, ok := n.(*ast.SelectorExpr)
			if !ok {
				return true
			}
			from, ok := selected.X.(*ast.Ident)
			if !ok {
				return true
			}
			name := from.Name + "." + selected.Sel.Name
			if slices.Contains([]string{"time.Now", "time.Since", "time.Until", "time.Sleep", "time.After", "os.Getenv", "os.LookupEnv"}, name) {
				line, _ := s.place(n)
				t.Errorf("%s:%d: %s: take it as an argument", s.path, line, name)
			}
			return true
		})
	}
}

// TestSource_keepsNoState: a package variable is a constant, a sentinel or an
// assertion; anything else is shared by tests and by records.
func TestSource_keepsNoState(t *testing.T) {
	t.Parallel()
	for _, s := range sources(t) {
		for _, declared := range s.file.Decls {
			variables, ok := declared.(*ast.GenDecl)
			if !ok || variables.Tok != token.VAR {
				continue
			}
			embedded := variables.Doc != nil && slices.ContainsFunc(variables.Doc.List, func(c *ast.Comment) bool { return strings.HasPrefix(c.Text, "//go:embed") })
			for _, spec := range variables.Specs {
				values := spec.(*ast.ValueSpec) // what a var declares is always one
				if line, _ := s.place(values); !embedded && !isSentinel(values) {
					t.Errorf("%s:%d: package variable %s: make it a constant, a function or a field", s.path, line, values.Names[0].Name)
				}
			}
		}
	}
}

func isSentinel(values *ast.ValueSpec) bool {
	if values.Names[0].Name == "_" {
		return true
	}
	return !slices.ContainsFunc(values.Values, func(value ast.Expr) bool {
		called, ok := value.(*ast.CallExpr)
		if !ok {
			return true
		}
		function, ok := called.Fun.(*ast.SelectorExpr)
		return !ok || function.Sel.Name != "New" && function.Sel.Name != "Errorf"
	}) && len(values.Values) > 0
}
