package rules_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"ventana/infra/rules"
	"ventana/shared/policy"
)

// TestSetRollout_changesNothingElse: of every policy to begin with, and of forms
// that people write.
func TestSetRollout_changesNothingElse(t *testing.T) {
	t.Parallel()
	texts := map[string]string{
		"nothing":            "version: 1\n",
		"flow":               "{version: 1, window: {warn: [2h]}, rollout: {share: 0.5}}",
		"no line end":        "version: 1\nrollout: {share: 0.2}",
		"first":              "# ours\nrollout:\n  share: 0.5 # half\n\n# the rest\nversion: 1\n",
		"multi-line flow":    "version: 1\nrollout: {\n  share: 0.5,\n  numbers: [a]\n}\nmoney: {currency: EUR, monthly_limit: '1'}\n",
		"flow without a key": "{version: 1}",
	}
	files, err := filepath.Glob("../policies/*.yaml")
	if err != nil || len(files) == 0 {
		t.Fatal("no policies", err)
	}
	for _, file := range files {
		text, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		texts[file] = string(text)
	}
	wanted := policy.Rollout{Mode: policy.Shadow, Share: 0.1, Numbers: []string{"main", "no"}, Allow: []string{"+34600000001", "ES.1"}}
	for name, text := range texts {
		before, err := policy.Parse([]byte(text))
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		changed, err := rules.SetRollout(text, wanted)
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		after, err := policy.Parse([]byte(changed))
		if err != nil {
			t.Fatalf("%s: %v\n%s", name, err, changed)
		}
		before.Rollout = wanted
		if diff := cmp.Diff(before, after); diff != "" {
			t.Errorf("%s (-want +got):\n%s", name, diff)
		}
		for _, line := range strings.Split(text, "\n") {
			if strings.HasPrefix(line, "#") && !strings.Contains(changed, line+"\n") {
				t.Errorf("%s: lost %q", name, line)
			}
		}
		back, err := rules.SetRollout(changed, policy.Rollout{Mode: policy.Live, Share: 1})
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		if again, err := policy.Parse([]byte(back)); err != nil || len(again.Rollout.Allow) != 0 || again.Rollout.Share != 1 {
			t.Errorf("%s: back it is %+v, %v", name, again.Rollout, err)
		}
	}
	for _, text := range []string{"", "a", "[1]", "a: [", "- b"} {
		if _, err := rules.SetRollout(text, wanted); err == nil {
			t.Errorf("%q: no error", text)
		}
	}
}
