package policy_test

import (
	"os"
	"path/filepath"
	"testing"

	"ventana/shared/policy"
)

const policies = "../../infra/policies"

// examples are the documents of infra/policies, by their name.
func examples(t *testing.T) map[string][]byte {
	t.Helper()
	files, err := filepath.Glob(filepath.Join(policies, "*.yaml"))
	if err != nil || len(files) < 4 {
		t.Fatalf("look for %s: got %d files, %v", policies, len(files), err)
	}
	texts := map[string][]byte{}
	for _, file := range files {
		text, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		texts[filepath.Base(file)] = text
	}
	return texts
}

func parse(t *testing.T, text string) policy.Policy {
	t.Helper()
	p, err := policy.Parse([]byte(text))
	if err != nil {
		t.Fatalf("parse: %v", err)
	}
	return p
}

func example(t *testing.T, name string) policy.Policy {
	t.Helper()
	return parse(t, string(examples(t)[name]))
}
