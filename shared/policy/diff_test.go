package policy_test

import (
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"ventana/shared/policy"
)

func TestDiff_tellsWhatAVersionChanges(t *testing.T) {
	t.Parallel()
	before := parse(t, `
version: 1
window: {quiet: {from: "22:00", to: "08:00", zone: UTC}}
templates:
  rules:
    - {name: a, template: x, when: {purpose: reply, tags: {any: [t]}}}
    - {name: b, template: y, when: {purpose: closed}}
rollout: {allow: ["+34600000001", "+34600000002"]}`)
	after := parse(t, `
version: 1
languages: {default: ""}
window: {warn: [2h], closed_reply: keep}
templates:
  rules:
    - {name: b, template: y, when: {purpose: closed}}
    - {name: a, template: z, when: {purpose: [reply, waiting]}, values: {"1": "{{ticket.id}}"}}
rollout: {allow: ["+34600000003", "+34600000002"]}`)
	want := []string{
		`languages.default: en -> ""`,
		`templates.rules: [a, b] -> [b, a]`,
		`templates.rules[a].template: x -> z`,
		`templates.rules[a].values.1: new: {{ticket.id}}`,
		`templates.rules[a].when.purpose: [reply] -> [reply, waiting]`,
		`templates.rules[a].when.tags.any: gone, was [t]`,
		`window.closed_reply: suggest -> keep`,
		`window.quiet.from: gone, was 22:00`,
		`window.quiet.to: gone, was 08:00`,
		`window.quiet.zone: gone, was UTC`,
		`window.warn: [4h, 1h, 15m] -> [2h]`,
		`rollout.allow: 2 customers -> 2 customers, 1 of them new`,
	}
	var got []string
	for _, change := range policy.Diff(before, after) {
		got = append(got, change.String())
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

func TestDiff_isEmptyForTheSame(t *testing.T) {
	t.Parallel()
	for name := range examples(t) {
		if got := policy.Diff(example(t, name), example(t, name)); got != nil {
			t.Errorf("%s: got %v", name, got)
		}
	}
}

func TestDiff_repeatsNobodysNumber(t *testing.T) {
	t.Parallel()
	b := policy.Default()
	b.Rollout.Allow = []string{"+34600000001"}
	for _, changes := range [][]policy.Change{policy.Diff(policy.Default(), b), policy.Diff(b, policy.Default())} {
		if len(changes) != 1 || strings.Contains(changes[0].String(), "600") {
			t.Errorf("got %v", changes)
		}
	}
}

func TestMarshal_writesDurationsForPeople(t *testing.T) {
	t.Parallel()
	p := policy.Default()
	p.Window.Warn = []time.Duration{20 * time.Hour, 90 * time.Minute, 10 * time.Minute, 61 * time.Second, 60 * time.Second}
	p.Survey.After = 0
	text, err := policy.Marshal(p)
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{"warn: [20h, 1h30m, 10m, 1m1s, 1m]", "after: 0s"} {
		if !strings.Contains(string(text), want) {
			t.Errorf("want %s in:\n%s", want, text)
		}
	}
}
