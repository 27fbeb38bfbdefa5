package infra_test

import (
	"go/ast"
	"path"
	"slices"
	"strings"
	"testing"
)

// TestPermissions_coverWhatTheTableIsAskedFor ties each role to the code: a
// function may ask the table for all that the methods need which its interfaces
// name. A local system asks nobody for permission, so nothing else would tell.
func TestPermissions_coverWhatTheTableIsAskedFor(t *testing.T) {
	t.Parallel()
	files := sources(t)
	needs := actionsOfStore(files)
	if !slices.Contains(needs["FindContact"], "PutItem") || !slices.Contains(needs["Claim"], "UpdateItem") {
		t.Fatalf("the store's methods are not understood: FindContact %v, Claim %v", needs["FindContact"], needs["Claim"])
	}
	granted := map[string][]string{}
	for _, g := range grants(load(t)) {
		if action, table := strings.CutPrefix(g.action, "dynamodb:"); table && g.resource == "Table" {
			granted[g.owner] = append(granted[g.owner], action)
		}
	}
	asked := 0
	for _, file := range files {
		function, isFunction := strings.CutPrefix(path.Dir(file.path), "functions/")
		if !isFunction {
			continue
		}
		role := strings.ToUpper(function[:1]) + function[1:] + "Role"
		for _, method := range interfaceMethods(file.file) {
			for _, action := range needs[method] {
				if asked++; !slices.Contains(granted[role], action) {
					t.Errorf("%s: %s asks the table for %s, which %s does not allow", file.path, method, action, role)
				}
			}
		}
	}
	if asked < 50 {
		t.Errorf("only %d requests were found in the functions' interfaces, want them all", asked)
	}
}

// actionsOfStore is what each method of dynamostore.Store asks DynamoDB for, also
// through others. What a transaction changes is allowed as the change by itself.
func actionsOfStore(files []source) map[string][]string {
	calls := map[string][]string{}
	actions := map[string][]string{}
	for _, file := range files {
		if path.Dir(file.path) != "shared/dynamostore" {
			continue
		}
		for _, declared := range file.file.Decls {
			method, isFunction := declared.(*ast.FuncDecl)
			if !isFunction || method.Recv == nil || len(method.Recv.List[0].Names) == 0 {
				continue
			}
			receiver := method.Recv.List[0].Names[0].Name
			ast.Inspect(method, func(n ast.Node) bool {
				chosen, ok := n.(*ast.SelectorExpr)
				if !ok {
					return true
				}
				if from, ok := chosen.X.(*ast.SelectorExpr); ok && from.Sel.Name == "api" {
					action := strings.Replace(chosen.Sel.Name, "TransactWriteItems", "UpdateItem", 1)
					actions[method.Name.Name] = append(actions[method.Name.Name], action)
				} else if own, ok := chosen.X.(*ast.Ident); ok && own.Name == receiver {
					calls[method.Name.Name] = append(calls[method.Name.Name], chosen.Sel.Name)
				}
				return true
			})
		}
	}
	for changed := true; changed; {
		changed = false
		for caller, callees := range calls {
			for _, callee := range callees {
				for _, action := range actions[callee] {
					if !slices.Contains(actions[caller], action) {
						actions[caller], changed = append(actions[caller], action), true
					}
				}
			}
		}
	}
	return actions
}

// interfaceMethods are the methods that a file's interfaces name.
func interfaceMethods(file *ast.File) []string {
	var names []string
	ast.Inspect(file, func(n ast.Node) bool {
		declared, ok := n.(*ast.InterfaceType)
		if !ok {
			return true
		}
		for _, method := range declared.Methods.List {
			for _, name := range method.Names {
				names = append(names, name.Name)
			}
		}
		return true
	})
	return names
}
