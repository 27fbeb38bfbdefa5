package main

import (
	"encoding/json"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"ventana/shared/dynamostore"
	"ventana/shared/rollout"
	"ventana/shared/secret"
)

// former gives the connection of numbers a former endpoint.
func (b *workbench) former(t *testing.T) {
	t.Helper()
	path := filepath.Join(b.data, "secrets", "call.json")
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	var call secret.Call
	if err := json.Unmarshal(text, &call); err != nil {
		t.Fatal(err)
	}
	call.Connections[0].Former = &secret.Former{URL: "https://former.example/hooks?token=hush", AppSecret: "0123456789abcdef"}
	write(t, path, call)
}

func TestRollout_goesFromPhaseToPhaseAndBack(t *testing.T) {
	t.Parallel()
	b := newWorkbench(t, true)
	holds(t, b.must(t, "rollout", "show"), "phase    over: Ventana answers everybody", "Next: nothing")
	out := b.must(t, "rollout", "set", "--share", "0.1", "--dry-run")
	holds(t, out, "~ rollout.share: 1 -> 0.1", "names no former endpoint", "Nothing was changed: this was a dry run.")
	b.former(t)
	if out = b.must(t, "rollout", "show"); strings.Contains(out, "hush") || strings.Contains(out, "0123456789abcdef") {
		t.Errorf("it tells secrets:\n%s", out)
	}
	holds(t, out, "former   former.example, of connection whatsapp", "phase    everybody")
	if _, err := b.local(t, "rollout", "set", "--mode", "shadow"); !errors.Is(err, errNotAsked) {
		t.Errorf("nobody said yes: %v", err)
	}
	holds(t, b.must(t, "rollout", "set", "--mode", "shadow", "--yes"), "~ rollout.mode: live -> shadow", "✓ version 1 is in force")
	holds(t, b.must(t, "rollout", "show"), "phase    shadow", `Next: compare "would open"`)
	out = b.must(t, "rollout", "set", "--mode", "live", "--share", "0", "--allow", "+34 600 000 001", "--numbers", "main", "--yes")
	holds(t, out, "rollout.allow: 0 customers -> 1 customer, 1 of them new", "~ rollout.share: 1 -> 0")
	if strings.Contains(out, "600") {
		t.Errorf("it tells a customer:\n%s", out)
	}
	holds(t, b.must(t, "rollout", "show"), "phase    testers", "always   1 on the list", "Next: a tenth")
	holds(t, b.must(t, "rollout", "set", "--share", "0"), "Nothing to do: that is what is in force.")
	holds(t, b.must(t, "rollout", "set", "--share", "0.5", "--disallow", "+34600000001", "--numbers", "all", "--yes"), "- rollout.numbers: gone")
	holds(t, b.must(t, "rollout", "show"), "share    50 % of the customers", "always   0 on the list", "Next: everybody")
	holds(t, b.must(t, "rollout", "set", "--share", "0", "--yes"), "✓ version 4 is in force")
	holds(t, b.must(t, "rollout", "show"), "phase    nobody")
	for _, wrong := range [][]string{{"--share", "2"}, {"--mode", "dark"}, {"--allow", "600000001"}, {"--numbers", "shop"}, {}} {
		if out, err := b.local(t, append([]string{"rollout", "set"}, wrong...)...); err == nil {
			t.Errorf("%v is taken:\n%s", wrong, out)
		}
	}
}

func TestRollout_explainsWhereACustomerFalls(t *testing.T) {
	t.Parallel()
	b := newWorkbench(t, true)
	b.former(t)
	contact, err := b.store.FindContact(t.Context(), dynamostore.Identities{Portfolio: "local", BSUID: "ES.1", Canonical: "34600000001", Phone: "34600000001"})
	if err != nil {
		t.Fatal(err)
	}
	b.must(t, "rollout", "set", "--share", "0", "--yes")
	out := b.must(t, "rollout", "explain", "+34 600 000 001")
	holds(t, out, "main", "former", "the place is not below the share of 0 %")
	if strings.Contains(out, "600") || strings.Contains(out, "ES.1") {
		t.Errorf("it repeats a customer:\n%s", out)
	}
	talk, err := b.store.AcquireConversation(t.Context(), contact.ID, "main", "test")
	if err != nil {
		t.Fatal(err)
	}
	talk.Ticket, talk.Helpdesk = "35", "zendesk"
	if err := b.store.SaveConversation(t.Context(), talk, "test", true); err != nil {
		t.Fatal(err)
	}
	holds(t, b.must(t, "rollout", "explain", "ES.1"), "Ventana", "until ticket 35 is closed; then the former endpoint")
	b.must(t, "rollout", "set", "--allow", "ES.1", "--yes")
	holds(t, b.must(t, "rollout", "explain", "ES.1"), "on the list")
	holds(t, b.must(t, "rollout", "explain", "+34 600 000 002"), "Nobody is known as that.")
}

func TestRollout_reportsWhatWentWhere(t *testing.T) {
	t.Parallel()
	b := newWorkbench(t, true)
	holds(t, b.must(t, "rollout", "report"), "Nothing went to a former endpoint")
	now := b.clock.Now()
	for back, counts := range map[int]rollout.Counts{0: {Here: 2, Former: 18, WouldOpen: 3}, 1: {Former: 5, Statuses: 7, WouldWarn: 1}, 9: {Former: 1000}} {
		if err := b.store.CountRollout(t.Context(), "main", now.AddDate(0, 0, -back), counts); err != nil {
			t.Fatal(err)
		}
	}
	out := b.must(t, "rollout", "report")
	fields := strings.Fields(out[strings.LastIndex(out, "all"):])
	if got := strings.Join(fields, " "); got != "all 2 23 7 0 3 0 1" {
		t.Errorf("got %q in\n%s", got, out)
	}
	if _, err := b.local(t, "rollout", "report", "--days", "0"); err == nil {
		t.Error("no days are taken")
	}
}
