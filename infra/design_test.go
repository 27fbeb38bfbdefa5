package infra_test

import (
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// TestDesign_namesTestsThatExist: docs/design.md says which test holds which
// rule. One that was renamed or removed holds nothing, and the page must not say
// that it does.
func TestDesign_namesTestsThatExist(t *testing.T) {
	t.Parallel()
	page, err := os.ReadFile("../docs/design.md")
	if err != nil {
		t.Fatalf("read design: %v", err)
	}
	named := regexp.MustCompile(`\b(?:Test|Fuzz)[A-Z]\w*`).FindAllString(string(page), -1)
	if len(named) == 0 {
		t.Fatal("docs/design.md names no test")
	}
	exists := testNames(t, "..")
	for _, name := range slices.Compact(slices.Sorted(slices.Values(named))) {
		if !exists[name] {
			t.Errorf("docs/design.md names %s, which is in no *_test.go", name)
		}
	}
}

// testNames are the tests and fuzz targets of every *_test.go below root.
func testNames(t *testing.T, root string) map[string]bool {
	t.Helper()
	declared := regexp.MustCompile(`(?m)^func ((?:Test|Fuzz)\w+)\(`)
	names := map[string]bool{}
	err := filepath.WalkDir(root, func(path string, entry fs.DirEntry, err error) error {
		switch {
		case err != nil:
			return err
		case entry.IsDir() && path != root && strings.HasPrefix(entry.Name(), "."):
			return fs.SkipDir // .git, .tools, .local: none of our source
		case entry.IsDir() || !strings.HasSuffix(path, "_test.go"):
			return nil
		}
		source, err := os.ReadFile(path)
		for _, match := range declared.FindAllSubmatch(source, -1) {
			names[string(match[1])] = true
		}
		return err
	})
	if err != nil {
		t.Fatalf("look for tests: %v", err)
	}
	return names
}
