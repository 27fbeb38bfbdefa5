package clients_test

import (
	"bytes"
	"context"
	"fmt"
	"os"
	"os/exec"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

// Where `make tools` puts the clients, and the lock that it notes there when
// all of them are in place.
const (
	clientsFolder = "../../.tools/clients/node_modules"
	installedLock = clientsFolder + "/.installed.json"
	wantedLock    = "package-lock.json"
)

// scripts are those that hold checks; the others are what they share.
func scripts() []string {
	return []string{"kapso-messages.mjs", "kapso-webhooks.mjs", "whatsapp-api-js.mjs", "zendesk-account.mjs", "zendesk-tickets.mjs"}
}

// patience is how long a script may take. It waits for nothing longer than its
// own 15 s, so only one that hangs meets this.
const patience = 60 * time.Second

func TestClientsOfOthers_agreeWithTheSimulators(t *testing.T) {
	t.Parallel()
	node := findNode(t)
	for _, script := range scripts() {
		t.Run(strings.TrimSuffix(script, ".mjs"), func(t *testing.T) {
			t.Parallel()
			printed, complaints, err := run(t, node, script, startSimulators(t))
			said := count(printed)
			for _, name := range said.passed {
				t.Run(name, func(*testing.T) {})
			}
			if said.failed != "" {
				t.Run(said.failed, func(t *testing.T) { t.Error(complaints) })
				return
			}
			if err != nil || !said.whole {
				t.Errorf("%d checks passed, and then the script ended: %v\n%s", len(said.passed), err, complaints)
			}
		})
	}
}

// findNode is the path of Node. A machine without it, or without the clients,
// fails the test: what is not checked must not look checked.
func findNode(t *testing.T) string {
	t.Helper()
	node, err := exec.LookPath("node")
	if err != nil {
		t.Fatalf("node is missing: install Node 20 or newer, then run `make tools` (%v)", err)
	}
	wanted, err := os.ReadFile(wantedLock)
	if err != nil {
		t.Fatal(err)
	}
	installed, err := os.ReadFile(installedLock)
	if err != nil {
		t.Fatalf("the clients of %s are missing: run `make tools` (%v)", wantedLock, err)
	}
	if !bytes.Equal(installed, wanted) {
		t.Fatalf("the clients in %s are not those of %s: run `make tools`", clientsFolder, wantedLock)
	}
	return node
}

// run gives what a script printed, what it complained of, and how it ended.
func run(t *testing.T, node, script string, environment []string) (printed, complaints string, err error) {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), patience)
	defer cancel()
	var output, problems bytes.Buffer
	command := exec.CommandContext(ctx, node, script)
	command.Env = append(environment, "PATH="+os.Getenv("PATH"), "HOME="+t.TempDir())
	command.Stdout, command.Stderr = &output, &problems
	if err = command.Run(); ctx.Err() != nil {
		err = fmt.Errorf("%s: %w after %v", script, ctx.Err(), patience)
	}
	return output.String(), problems.String(), err
}

// tally is what the lines of a script say.
type tally struct {
	passed []string
	failed string // the check at which it ended, "" when none failed
	whole  bool   // it came to its end, which it tells by counting its checks
}

func count(printed string) tally {
	var c tally
	for line := range strings.Lines(printed) {
		line = strings.TrimSpace(line)
		if name, ok := strings.CutPrefix(line, "ok - "); ok {
			c.passed = append(c.passed, name)
		}
		if name, ok := strings.CutPrefix(line, "not ok - "); ok {
			c.failed = name
		}
		c.whole = line == fmt.Sprintf("1..%d", len(c.passed)) && len(c.passed) > 0
	}
	return c
}

func TestCount_needsTheEndOfAScript(t *testing.T) {
	t.Parallel()
	tests := map[string]struct {
		printed string
		want    tally
	}{
		"all pass":                    {"ok - a\nok - b\n1..2\n", tally{passed: []string{"a", "b"}, whole: true}},
		"one fails":                   {"ok - a\nnot ok - b\n", tally{passed: []string{"a"}, failed: "b"}},
		"the script ends early":       {"ok - a\n", tally{passed: []string{"a"}}},
		"the count is another's":      {"ok - a\n1..2\n", tally{passed: []string{"a"}}},
		"a check follows the count":   {"ok - a\n1..1\nok - b\n", tally{passed: []string{"a", "b"}}},
		"there is nothing to check":   {"1..0\n", tally{}},
		"the script does not say any": {"", tally{}},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if diff := cmp.Diff(tt.want, count(tt.printed), cmp.AllowUnexported(tally{})); diff != "" {
				t.Errorf("count(%q) differs (-want +got):\n%s", tt.printed, diff)
			}
		})
	}
}
