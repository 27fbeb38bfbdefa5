package main

import (
	"encoding/json"
	"fmt"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// The real API, functions and queues of this machine: everything is checked but
// the alarms, which it has not; nobody sees the canary; and what is wrong is found.
func TestSmoke_onTheLocalSystem(t *testing.T) {
	t.Parallel()
	system := startLocal(t)
	out, _, err := ventana(t, "smoke", "--local", "--data", system.data)
	if err != nil {
		t.Fatalf("a system that is well: %v\n%s", err, out)
	}
	for _, line := range []string{
		"✓ health is answered", "✓ whatsapp: what is not signed is refused", "✓ whatsapp: what is signed wrongly is refused", "✓ whatsapp: a wrong verify token is refused",
		"✓ whatsapp: verification is answered", "✓ whatsapp: a canary signed with app secret 1 is taken", "✓ no dead letters", "- no alarm rings: not checked",
	} {
		if !strings.Contains(out, line) {
			t.Errorf("it does not say %q:\n%s", line, out)
		}
	}
	system.parked(t, 0) // all handled
	response, err := http.Get(system.Sim + "/sim/agents/tickets")
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = response.Body.Close() }()
	var tickets []json.RawMessage
	if err := json.NewDecoder(response.Body).Decode(&tickets); err != nil || len(tickets) != 0 {
		t.Errorf("%d tickets were made (%v), want none: nobody sees a smoke test", len(tickets), err)
	}

	// A document that is not the functions': Meta's would not be taken either.
	other := filepath.Join(t.TempDir(), "verify.json")
	text := `{"connections":[{"id":"whatsapp","kind":"cloudapi","app_secrets":["another-app-secret-of-32-characters"],"verify_token":"another-verify-token"}]}`
	if err := os.WriteFile(other, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	out, _, err = ventana(t, "smoke", "--api", system.API, "--verify", "file://"+other)
	if err == nil || !strings.Contains(out, "✗ whatsapp: verification is answered: answered 403, want 200") ||
		!strings.Contains(out, "✗ whatsapp: an empty delivery signed with app secret 1 is taken: answered 403, want 200") {
		t.Errorf("with another document: %v\n%s", err, out)
	}

	// A parked letter is told.
	deliver := fmt.Sprintf("%s/sim/deliveries?connection=whatsapp", system.Sim)
	posted, err := http.Post(deliver, "application/json", strings.NewReader(`{"object":"whatsapp_business_account","entry":[1]}`))
	if err != nil {
		t.Fatal(err)
	}
	_ = posted.Body.Close()
	system.parked(t, 1)
	out, _, err = ventana(t, "smoke", "--local", "--data", system.data)
	if err == nil || !strings.Contains(out, "✗ no dead letters: 1 of inbound are parked") {
		t.Errorf("with a parked letter: %v\n%s", err, out)
	}
}

func TestSmoke_refusesFlagsThatDisagree(t *testing.T) {
	t.Parallel()
	for _, arguments := range [][]string{
		{}, {"--local", "--api", "http://127.0.0.1:9"}, {"--outputs", "-", "--stack", "ventana-dev"},
	} {
		if out, _, err := ventana(t, append([]string{"smoke"}, arguments...)...); err == nil {
			t.Errorf("smoke %v was done: %s", arguments, out)
		}
	}
	started := time.Now()
	if out, _, err := ventana(t, "smoke", "--api", "http://127.0.0.1:9"); err == nil || strings.Count(out, "✗") != 1 || time.Since(started) > time.Minute {
		t.Errorf("an API that is not there: %v\n%s", err, out)
	}
}
