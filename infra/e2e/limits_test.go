package e2e

import (
	"fmt"
	"net/http"
	"sync"
	"testing"
)

// agent writes a comment on a ticket.
func (s *system) agent(t *testing.T, ticket int64, text string, public bool) {
	t.Helper()
	s.control(t, http.MethodPost, fmt.Sprintf("/sim/agents/tickets/%d/comments", ticket), fmt.Sprintf(`{"body":%q,"public":%t}`, text, public), nil)
}

// heard has a customer write and gives the ticket that opens.
func (s *system) heard(t *testing.T, who, text string) int64 {
	t.Helper()
	s.says(t, who, text)
	eventually(t, func() error { _, err := s.ticketOf(t, text); return err })
	ticket, err := s.ticketOf(t, text)
	if err != nil {
		t.Fatal(err)
	}
	return ticket.ID
}

// A number that carries 20 messages a second, and one person who is sent more than
// a burst: everything arrives, in order, and WhatsApp has to refuse next to
// nothing. Across the edge of two seconds it may.
func TestLimits_rushArrivesInOrderWithoutBeingRefused(t *testing.T) {
	t.Parallel()
	const people, each, many, refusals = 6, 5, 64, 5
	system := start(t, t.TempDir())
	system.control(t, http.MethodPost, "/sim/limits", `{"graph":{"on_app":true}}`, nil)
	system.walk(t, "1h", "1h") // the number's limits are read from WhatsApp
	who := func(i int) string { return fmt.Sprintf("+346007%05d", i) }
	wanted := make([][]string, people+1)
	tickets := make([]int64, people+1)
	for i := range tickets {
		tickets[i] = system.heard(t, who(i), fmt.Sprintf("rush 700%d.", i))
	}
	var work sync.WaitGroup
	for i, ticket := range tickets {
		count := each
		if i == people {
			count = many
		}
		for m := range count {
			wanted[i] = append(wanted[i], fmt.Sprintf("r%d m%d", i, m))
		}
		work.Go(func() {
			for _, text := range wanted[i] {
				system.agent(t, ticket, text, true)
			}
		})
	}
	work.Wait()
	system.walk(t, "3m", "10s")
	for i, texts := range wanted {
		eventually(t, func() error { return system.onPhone(t, who(i), texts...) })
	}
	got := system.logs.count("later 130429") + system.logs.count("later 131056")
	t.Logf("WhatsApp refused %d; %d waits for the pair, %d for the number", got, system.logs.count("later pair"), system.logs.count("later throughput"))
	if got > refusals {
		t.Errorf("WhatsApp refused %d of %d messages, want %d at most", got, people*each+many, refusals)
	}
	if system.logs.count("later pair") == 0 {
		t.Error("no message waited for the rate to one person: the test proves nothing about it")
	}
	system.noDeadLetters(t)
}

// More people than the portfolio may reach outside their windows: as many as it
// may are reached, WhatsApp refuses nobody, the agents of the rest read when there
// is room, and replies into open windows leave all the while.
func TestLimits_templatesStopAtTheMessagingLimit(t *testing.T) {
	t.Parallel()
	const people, most = 56, 50
	system := start(t, t.TempDir())
	system.control(t, http.MethodPost, "/sim/limits", `{"graph":{"tier":"TIER_50"}}`, nil)
	who := func(i int) string { return fmt.Sprintf("+346008%05d", i) }
	about := func(i int) string { return fmt.Sprintf("tier 8%04d.", i) }
	var work sync.WaitGroup
	for i := range people {
		work.Go(func() { system.says(t, who(i), about(i)) })
	}
	work.Wait()
	system.drained(t)
	system.walk(t, "25h", "1h") // the templates and limits are read, and the windows close
	system.drained(t)
	for i := range people {
		ticket, err := system.ticketOf(t, about(i))
		if err != nil {
			t.Fatal(err)
		}
		work.Go(func() { system.agent(t, ticket.ID, "/wa template hello_world en_US", false) })
	}
	work.Wait()
	system.drained(t)
	const said = "Hello! This number is connected and can send templates."
	reached, told := 0, 0
	for i := range people {
		if system.onPhone(t, who(i), said) == nil {
			reached++
		}
		if system.noted(t, about(i), "There is room again at") == nil {
			told++
		}
	}
	if reached != most || told != people-most {
		t.Errorf("%d people were reached and %d agents told, want %d and %d", reached, told, most, people-most)
	}
	if got := system.logs.count("131048"); got != 0 {
		t.Errorf("WhatsApp refused %d templates, want none", got)
	}
	open := system.heard(t, "+34600800999", "open 80999.")
	system.agent(t, open, "a reply", true)
	eventually(t, func() error { return system.onPhone(t, "+34600800999", "a reply") })
	system.noDeadLetters(t)
}
