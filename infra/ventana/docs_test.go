package main

import (
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// TestDocs_nameCommandsAndFlagsThatExist: what the pages tell people to type is there.
func TestDocs_nameCommandsAndFlagsThatExist(t *testing.T) {
	t.Parallel()
	pages := []string{"../../README.md"}
	err := filepath.WalkDir("../../docs", func(path string, entry fs.DirEntry, err error) error {
		if err == nil && strings.HasSuffix(path, ".md") {
			pages = append(pages, path)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	typed := regexp.MustCompile("(?m)(?:^ *(?:\\$ )?|`|go run \\./infra/|\\| )ventana ([a-z][^`|#\n]*)")
	found := 0
	for _, page := range pages {
		text, err := os.ReadFile(page)
		if err != nil {
			t.Fatal(err)
		}
		for _, match := range typed.FindAllStringSubmatch(strings.ReplaceAll(string(text), "\\\n", " "), -1) {
			found++
			if problem := typable(strings.Fields(match[1])); problem != "" {
				t.Errorf("%s: ventana %s: %s", page, match[1], problem)
			}
		}
	}
	if found < 100 {
		t.Errorf("only %d commands were found on %d pages", found, len(pages))
	}
}

// typable says what of a command is not there, or nothing.
func typable(words []string) string {
	name := regexp.MustCompile(`^[a-z]+$`)
	path := 0
	for path < len(words) && name.MatchString(words[path]) {
		path++
	}
	command, rest, err := newRootCommand().Find(words[:path])
	if err != nil {
		return err.Error()
	}
	if len(rest) > 0 && command.HasSubCommands() {
		return command.CommandPath() + " has no " + rest[0]
	}
	for _, word := range words[path:] {
		flag, isFlag := strings.CutPrefix(word, "--")
		flag, _, _ = strings.Cut(flag, "=")
		if isFlag && flag != "" && command.Flag(flag) == nil {
			return command.CommandPath() + " has no flag --" + flag
		}
	}
	return ""
}
