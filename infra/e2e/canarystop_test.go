package e2e

import (
	"fmt"
	"net/http"
	"slices"
	"strings"
	"testing"

	"ventana/shared/helpdesk"
	"ventana/shared/silence"
)

// stops has a function not run any more: its messages stand.
func (s *system) stops(t *testing.T, name string) {
	t.Helper()
	s.control(t, http.MethodPost, "/sim/faults", fmt.Sprintf(`{"target":"function","name":%q,"do":"stop"}`, name), nil)
}

// rings waits until CanaryLate, as the alarm reads it, has said so often that a hop
// is late.
func (s *system) rings(t *testing.T, hop silence.Hop, times int) {
	t.Helper()
	eventually(t, func() error {
		if got := s.logs.gauges("CanaryLate", "main: "+string(hop)); got != times {
			return fmt.Errorf("CanaryLate named %s %d times, want %d", hop, got, times)
		}
		return nil
	})
}

// gauges counts the metrics that say 1 for a reason.
func (l *logs) gauges(name, reason string) int {
	l.mu.Lock()
	defer l.mu.Unlock()
	count := 0
	for line := range strings.Lines(l.text.String()) {
		if strings.Contains(line, "METRIC") && strings.Contains(line, name+"=1") && strings.Contains(line, reason) {
			count++
		}
	}
	return count
}

// The canary tells which function stands still while nothing fails: inbound, whose
// messages stand in their queue, and outbound, which would be the one to note that
// the helpdesk told of the reply. What stood goes on afterwards, the canary's runs
// that are over leave nothing, and its ticket cleans itself.
func TestCanary_namesTheFunctionThatStandsStill(t *testing.T) {
	t.Parallel()
	system := startWith(t, t.TempDir(), map[string]string{"CanaryMinutes": "15"})
	system.walk(t, "15m", "5m")
	run := system.canary(t, "", "")

	system.stops(t, "inbound")
	const who, about = "+34600970001", "stands in the queue 97001."
	system.says(t, who, about)
	system.walk(t, "15m", "5m")
	run = system.canary(t, run, silence.HopInbound)
	for late := range 3 {
		system.walk(t, "15m", "5m")
		run = system.canary(t, run, silence.HopInbound)
		system.rings(t, silence.HopInbound, late+1)
	}
	if _, err := system.ticketOf(t, about); err == nil {
		t.Fatal("inbound ran")
	}
	system.control(t, http.MethodDelete, "/sim/faults", "", nil)
	system.walk(t, "5m", "30s")
	eventually(t, func() error { _, err := system.ticketOf(t, about); return err })
	if got := system.canary(t, "", ""); got != run {
		t.Errorf("got canary %s through, want %s", got, run)
	}
	system.walk(t, "10m", "5m")
	run = system.canary(t, run, "")

	system.stops(t, "outbound")
	ticket, err := system.ticketOf(t, about)
	if err != nil {
		t.Fatal(err)
	}
	system.agent(t, ticket.ID, "a reply that stands", true)
	system.walk(t, "15m", "5m")
	run = system.canary(t, run, silence.HopOutbound)
	system.walk(t, "15m", "5m")
	system.canary(t, run, silence.HopOutbound)
	system.rings(t, silence.HopOutbound, 1)
	system.control(t, http.MethodDelete, "/sim/faults", "", nil)
	system.walk(t, "5m", "30s")
	eventually(t, func() error { return system.onPhone(t, who, "a reply that stands") })
	system.canary(t, "", "")
	system.drained(t)

	for _, other := range []silence.Hop{silence.HopWebhook, silence.HopTicket, silence.HopEvent} {
		system.rings(t, other, 0)
	}
	tickets, err := system.Tickets(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	canaries := 0
	for _, one := range tickets {
		if !slices.Contains(one.Tags, helpdesk.CanaryTag) {
			continue
		}
		canaries++
		if one.Status != "solved" || len(one.Comments)%2 != 0 {
			t.Errorf("ticket %d is %s with %d comments, want it solved, each canary answered", one.ID, one.Status, len(one.Comments))
		}
	}
	if canaries < 1 || canaries > 2 { // two when midnight came in between
		t.Errorf("got %d tickets of the canary, want one a day", canaries)
	}
	system.noDeadLetters(t)
}
