package infra_test

import (
	"go/ast"
	"go/token"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
)

// TestSource_errorsAreLoggedInConstantWords: the message of an error leaves for
// Sentry as it is, so it must be words of ours that nothing was put into.
func TestSource_errorsAreLoggedInConstantWords(t *testing.T) {
	t.Parallel()
	words := regexp.MustCompile(`^[a-z ,;:'-]{1,100}$`)
	found := 0
	for _, s := range sources(t) {
		if strings.HasPrefix(s.path, "infra/") {
			continue
		}
		ast.Inspect(s.file, func(n ast.Node) bool {
			called, ok := n.(*ast.CallExpr)
			if !ok || len(called.Args) == 0 || !logsAnError(called.Fun) {
				return true
			}
			found++
			message := ""
			if literal, ok := called.Args[0].(*ast.BasicLit); ok && literal.Kind == token.STRING {
				message, _ = strconv.Unquote(literal.Value) // the parser took it
			}
			if line, _ := s.place(n); !words.MatchString(message) {
				t.Errorf("%s:%d: an error's message must be constant words in lower case", s.path, line)
			}
			return true
		})
	}
	if found < 10 {
		t.Errorf("found %d errors that are logged: the test does not know them any more", found)
	}
}

// logsAnError reports whether a function is a logger's Error.
func logsAnError(called ast.Expr) bool {
	method, ok := called.(*ast.SelectorExpr)
	if !ok || !slices.Contains([]string{"Error", "ErrorContext"}, method.Sel.Name) {
		return false
	}
	switch of := method.X.(type) {
	case *ast.Ident:
		return strings.EqualFold(of.Name, "log") || of.Name == "slog"
	case *ast.SelectorExpr:
		return strings.EqualFold(of.Sel.Name, "log")
	}
	return false
}
