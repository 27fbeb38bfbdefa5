package e2e

import (
	"fmt"
	"net/http"
	"slices"
	"testing"
	"time"
)

// refuses has a host refuse connections, as one on which nothing runs.
func (s *system) refuses(t *testing.T, target string) {
	t.Helper()
	s.control(t, http.MethodPost, "/sim/faults", fmt.Sprintf(`{"target":%q,"do":"refuse"}`, target), nil)
}

// heals ends all faults, and walks until everything is as it should be.
func (s *system) heals(t *testing.T, check func() error) (took time.Duration) {
	t.Helper()
	s.control(t, http.MethodDelete, "/sim/faults", "", nil)
	for ; took < time.Hour && check() != nil; took += time.Minute {
		s.walk(t, "1m", "10s")
	}
	eventually(t, check)
	s.drained(t)
	return took
}

// absorbed checks that what cannot be handled waits in queues, and that nothing
// was given up.
func (s *system) absorbed(t *testing.T) {
	t.Helper()
	now, err := s.System(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if now.Waiting() == 0 {
		t.Error("nothing waits in any queue")
	}
	s.noDeadLetters(t)
	if s.logs.count("circuit open") == 0 {
		t.Error("no circuit has opened")
	}
}

// Nothing listens where the helpdesk was, for an hour, while customers write: their
// messages wait in the queue, and then stand on their tickets once and in order.
func TestOutage_helpdesksHostRefusesConnections(t *testing.T) {
	t.Parallel()
	const customers, each = 8, 4
	system := start(t, t.TempDir())
	system.says(t, "+346008100000", "c0 m0") // a ticket that stands before
	eventually(t, func() error { return system.inTicket(t, 1, "c0 m0") })
	system.drained(t)
	system.refuses(t, "zendesk")
	for m := range each {
		for c := range customers {
			if c > 0 || m > 0 {
				system.says(t, fmt.Sprintf("+34600810%04d", c), fmt.Sprintf("c%d m%d", c, m))
			}
		}
		system.walk(t, "15m", "1m")
	}
	system.absorbed(t)
	took := system.heals(t, func() error { return system.inOrder(t, customers, each) })
	t.Logf("all %d messages stood in their tickets %s after the host was back", customers*each, took)
	system.noDeadLetters(t)
}

// The helpdesk takes connections and requests, and answers nothing: each call costs
// its caller the whole time limit, and may have been heard. The circuit keeps that
// to a few calls, and afterwards nothing is there twice.
func TestOutage_helpdeskThatIsPausedAnswersNothing(t *testing.T) {
	t.Parallel()
	const customers, each = 4, 3
	system := start(t, t.TempDir())
	system.control(t, http.MethodPost, "/sim/faults", fmt.Sprintf(`{"target":"zendesk","do":"hang","times":%d}`, endless), nil)
	for m := range each {
		for c := range customers {
			system.says(t, fmt.Sprintf("+34600820%04d", c), fmt.Sprintf("c%d m%d", c, m))
		}
		system.walk(t, "5m", "1m")
	}
	eventually(t, func() error {
		if system.logs.count("circuit open") > 0 {
			return nil
		}
		system.walk(t, "1m", "10s")
		return fmt.Errorf("no circuit has opened")
	})
	system.absorbed(t)
	asked := system.fired(t, endless)
	took := system.heals(t, func() error { return system.inOrder(t, customers, each) })
	t.Logf("the paused helpdesk was asked %d times; all %d messages stood in their tickets %s after it was back", asked, customers*each, took)
	system.noDeadLetters(t)
}

// Nothing listens where WhatsApp was, for two hours, while agents reply: a refused
// connection carried nothing, so no reply is in doubt. Each agent is told once that
// their reply waits, and each reply leaves once, in the order of its ticket.
func TestOutage_whatsAppsHostRefusesConnections(t *testing.T) {
	t.Parallel()
	const customers = 6
	system := start(t, t.TempDir())
	tickets := make([]int64, customers)
	who := func(c int) string { return fmt.Sprintf("+34600830%04d", c) }
	for c := range customers {
		tickets[c] = system.heard(t, who(c), fmt.Sprintf("refused %d.", c))
	}
	system.agent(t, tickets[0], "before", true) // a process that has worked before
	eventually(t, func() error { return system.onPhone(t, who(0), "before") })
	system.drained(t)
	system.refuses(t, "graph")
	system.walk(t, "10s", "1s") // its connections have noticed: what leaves through one that is being cut is in doubt
	for c := range customers {
		system.agent(t, tickets[c], "first", true)
		system.agent(t, tickets[c], "second", true)
	}
	system.walk(t, "2h", "1m")
	system.absorbed(t)
	for c := range customers {
		if got := system.counts(t, tickets[c], "does not answer"); got != 1 {
			t.Errorf("ticket %d: told %d times that a reply waits", tickets[c], got)
		}
	}
	took := system.heals(t, func() error {
		for c := range customers {
			want := []string{"before", "first", "second"}
			if c > 0 {
				want = slices.Delete(want, 0, 1)
			}
			if err := system.onPhone(t, who(c), want...); err != nil {
				return err
			}
		}
		return nil
	})
	for c := range customers {
		if got := system.notes(t, tickets[c]); len(got) > 2 || system.counts(t, tickets[c], "did not confirm") > 0 {
			t.Errorf("ticket %d: got %q, want it told that its replies wait", tickets[c], got)
		}
	}
	t.Logf("all %d replies had left %s after the host was back", 2*customers+1, took)
	system.noDeadLetters(t)
}
