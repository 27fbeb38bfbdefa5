package policy_test

import (
	"flag"
	"fmt"
	"os"
	"reflect"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"go.yaml.in/yaml/v3"

	"ventana/shared/policy"
)

var update = flag.Bool("update", false, "write the generated parts of docs/policy.md anew")

const page = "../../docs/policy.md"

// TestPage_isWhatTheCodeSays writes the parts of docs/policy.md that stand
// between markers, and holds them to the code.
func TestPage_isWhatTheCodeSays(t *testing.T) {
	t.Parallel()
	text, err := os.ReadFile(page)
	if err != nil {
		t.Fatalf("read page: %v", err)
	}
	got := string(text)
	for name, part := range map[string]string{"keys": keysPart(t), "quiet": quietPart(t), "examples": examplesPart(t)} {
		between := regexp.MustCompile(`(?s)(<!-- ` + name + ` -->\n).*?(<!-- end of ` + name + ` -->)`)
		if !between.MatchString(got) {
			t.Fatalf("%s has no part %s", page, name)
		}
		got = between.ReplaceAllStringFunc(got, func(string) string { return "<!-- " + name + " -->\n" + part + "\n<!-- end of " + name + " -->" })
	}
	if *update {
		if err := os.WriteFile(page, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	if diff := cmp.Diff(string(text), got); diff != "" {
		t.Errorf("%s is stale; run the test with -update (-page +code):\n%s", page, diff)
	}
}

func keysPart(t *testing.T) string {
	t.Helper()
	part := ""
	for _, key := range keysOf("", schema(t), reflect.TypeFor[policy.Policy]()) {
		listed := key.node.Items != nil && key.node.Items.Properties != nil
		if !strings.Contains(key.field, ".") && (key.node.Properties != nil || listed) {
			part += "\n### " + key.field + "\n\n" + key.node.Description + "\n\n| key | default | effect | example |\n|---|---|---|---|\n"
			continue
		}
		if part == "" {
			part = "\n| key | default | effect | example |\n|---|---|---|---|\n"
		}
		name, standard, sample := key.field, "–", "–"
		if _, below, found := strings.Cut(name, "."); found {
			name = below
		}
		if key.node.Default != nil {
			standard = cell(t, key.node.Default)
		}
		if len(key.node.Examples) > 0 {
			sample = cell(t, key.node.Examples[0])
		}
		part += fmt.Sprintf("| `%s` | %s | %s | %s |\n", name, standard, strings.ReplaceAll(key.node.Description, "|", `\|`), sample)
	}
	return part
}

// cell is a value as the document writes it, in one line.
func cell(t *testing.T, value any) string {
	t.Helper()
	var n yaml.Node
	if err := n.Encode(value); err != nil {
		t.Fatal(err)
	}
	n.Style |= yaml.FlowStyle
	text, err := yaml.Marshal(&n)
	if err != nil {
		t.Fatal(err)
	}
	line := regexp.MustCompile(`\n\s*`).ReplaceAllString(strings.TrimSpace(string(text)), " ")
	return "`" + strings.ReplaceAll(line, "|", `\|`) + "`"
}

// quietPart shows what the rule does with the warnings of some windows.
func quietPart(t *testing.T) string {
	t.Helper()
	const zone = "Europe/Madrid"
	p := quiet(t, "22:00", "08:00", zone)
	part := "\n| the window closes | 4h before | 1h before | 15m before |\n|---|---|---|---|\n"
	for _, closes := range []string{"18:00", "11:00", "09:00", "08:10", "03:00", "23:00"} {
		at := in(t, zone, "2026-11-24 "+closes)
		row := []string{closes, "–", "–", "–"}
		for _, warning := range policy.Levels(p, at.Add(-24*time.Hour), at) {
			when := warning.At.In(at.Location()).Format("15:04")
			if warning.At.Day() != at.Day() {
				when += " the evening before"
			}
			row[warning.Level] = when
		}
		part += "| " + strings.Join(row, " | ") + " |\n"
	}
	return part
}

// examplesPart lists what each example changes of the default.
func examplesPart(t *testing.T) string {
	t.Helper()
	part := ""
	for _, name := range []string{"shop", "clinic", "bank"} {
		part += fmt.Sprintf("\n[infra/policies/%s.yaml](../infra/policies/%s.yaml), against the default:\n\n```text\n", name, name)
		for _, change := range policy.Diff(policy.Default(), example(t, name+".yaml")) {
			if !strings.HasPrefix(change.Field, "templates.rules[") {
				part += change.String() + "\n"
			}
		}
		part += "```\n"
	}
	return part
}

// TestPage_showsDocumentsThatParse: every YAML of the page is a whole policy.
func TestPage_showsDocumentsThatParse(t *testing.T) {
	t.Parallel()
	text, err := os.ReadFile(page)
	if err != nil {
		t.Fatal(err)
	}
	found := regexp.MustCompile("(?s)```yaml\n(.*?)```").FindAllStringSubmatch(string(text), -1)
	if len(found) == 0 {
		t.Fatal("the page shows no policy")
	}
	for _, match := range found {
		if _, err := policy.Parse([]byte(match[1])); err != nil {
			t.Errorf("%v in:\n%s", err, match[1])
		}
	}
}

// TestPage_showsProblemsAsParseTellsThem: what the page says is said.
func TestPage_showsProblemsAsParseTellsThem(t *testing.T) {
	t.Parallel()
	text, err := os.ReadFile(page)
	if err != nil {
		t.Fatal(err)
	}
	_, problems := policy.Parse([]byte("version: 1\nwindow:\n  warn: [4h, 90]\n  closed_replies: keep\n"))
	if problems == nil || !strings.Contains(string(text), "```text\n"+problems.Error()+"\n```") {
		t.Errorf("%s does not show:\n%v", page, problems)
	}
}
