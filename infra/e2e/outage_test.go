package e2e

import (
	"fmt"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"
)

// endless is as often as no outage here strikes.
const endless = 1_000_000

// fired tells how often a fault has fired that was armed for so many times.
func (s *system) fired(t *testing.T, armed int) int {
	t.Helper()
	var left []struct {
		Times int `json:"times"`
	}
	s.control(t, http.MethodGet, "/sim/faults", "", &left)
	if len(left) != 1 {
		t.Fatalf("%d faults are armed, want the outage", len(left))
	}
	return armed - left[0].Times
}

// The helpdesk is down for six hours while customers write; then it is back with
// a limit that binds. Everything arrives, once and in order, nothing is parked,
// and the dead helpdesk was hardly asked: by as many processes as find it dead,
// once a minute each at most.
func TestOutage_helpdeskIsDownForSixHours(t *testing.T) {
	t.Parallel()
	const customers, each, between = 40, 5, 108 * time.Second // 200 messages in six hours
	system := start(t, t.TempDir())
	system.control(t, "POST", "/sim/faults", fmt.Sprintf(`{"target":"zendesk","do":"status","status":503,"times":%d}`, endless), nil)
	for m := range each {
		for c := range customers {
			system.says(t, fmt.Sprintf("+346006%05d", c), fmt.Sprintf("c%d m%d", c, m))
			system.walk(t, between.String(), between.String())
		}
	}
	asked := system.fired(t, endless)
	system.control(t, "DELETE", "/sim/faults", "", nil)
	system.control(t, "POST", "/sim/limits", `{"zendesk":{"account":60,"ticket_updates":20}}`, nil)
	var took time.Duration
	for took = 0; took < 2*time.Hour; took += time.Minute {
		if system.inOrder(t, customers, each) == nil {
			break
		}
		system.walk(t, "1m", "10s")
	}
	if err := system.inOrder(t, customers, each); err != nil {
		t.Fatal(err)
	}
	comments := 0
	for ticket := range system.customerWords(t) {
		comments += system.customerComments(t, ticket)
	}
	system.noDeadLetters(t)
	opened := system.logs.count("circuit open")
	t.Logf("asked the dead helpdesk %d times, circuits opened %d times; all %d messages in %d comments %s after it was back",
		asked, opened, customers*each, comments, took)
	// Six hours are 360 minutes, and a handful of processes ask. Without the circuit
	// each waiting group asks at each of its receives.
	if asked > 3000 {
		t.Errorf("the dead helpdesk was asked %d times in six hours", asked)
	}
	if comments >= customers*each {
		t.Errorf("%d comments of %d messages: what waits together is to be joined", comments, customers*each)
	}
	if took > 30*time.Minute {
		t.Errorf("it took %s to drain", took)
	}
}

// customerComments counts a ticket's comments that are its customer's.
func (s *system) customerComments(t *testing.T, id int64) int {
	t.Helper()
	tickets, err := s.Tickets(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	count := 0
	for _, ticket := range tickets {
		for _, comment := range ticket.Comments {
			if ticket.ID == id && comment.AuthorRole == "end-user" {
				count++
			}
		}
	}
	return count
}

// WhatsApp answers 503 for three hours. A reply that a process sends before it
// knows may have left, and its agent is told so. All others wait, their agents are told that once,
// and they leave when it answers, each once.
func TestOutage_whatsAppIsDownForThreeHours(t *testing.T) {
	t.Parallel()
	const customers = 12
	system := start(t, t.TempDir())
	for c := range customers {
		system.says(t, fmt.Sprintf("+346007%05d", c), fmt.Sprintf("c%d m0", c))
	}
	eventually(t, func() error { return system.inOrder(t, customers, 1) })
	system.drained(t)
	system.control(t, "POST", "/sim/faults", fmt.Sprintf(`{"target":"graph","do":"status","status":503,"times":%d}`, endless), nil)
	tickets, err := system.Tickets(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	for _, ticket := range tickets {
		system.control(t, "POST", fmt.Sprintf("/sim/agents/tickets/%d/comments", ticket.ID), `{"body":"the answer"}`, nil)
		system.walk(t, "15s", "15s")
	}
	system.walk(t, "3h", "1m")
	asked := system.fired(t, endless)
	system.control(t, "DELETE", "/sim/faults", "", nil)
	system.walk(t, "15m", "15s")
	system.drained(t)
	arrived, doubtful, waited := 0, 0, 0
	for c := range customers {
		who := fmt.Sprintf("+346007%05d", c)
		switch none, one := system.onPhone(t, who), system.onPhone(t, who, "the answer"); {
		case one == nil:
			arrived++
		case none != nil:
			t.Error(one)
		}
	}
	for _, ticket := range tickets {
		notes := system.notes(t, ticket.ID)
		count := func(words string) int {
			return len(slices.DeleteFunc(slices.Clone(notes), func(note string) bool { return !strings.Contains(note, words) }))
		}
		unconfirmed, waits := count("did not confirm"), count("does not answer")
		if unconfirmed > 1 || waits > 1 {
			t.Errorf("ticket %d: told more than once: %q", ticket.ID, notes)
		}
		doubtful, waited = doubtful+unconfirmed, waited+waits
	}
	t.Logf("asked WhatsApp %d times in three hours; %d of %d replies arrived, %d agents were told to wait, %d that nobody knows",
		asked, arrived, customers, waited, doubtful)
	// No process had worked before, so all look before they send; a doubt is what
	// a process may leave that did.
	if arrived+doubtful != customers || doubtful > 2 || waited < arrived {
		t.Error("want each reply sent, or told as unconfirmed, and who waits told")
	}
	if asked > 1500 {
		t.Errorf("the dead WhatsApp was asked %d times in three hours", asked)
	}
	system.noDeadLetters(t)
}

// notes are the internal notes of a ticket.
func (s *system) notes(t *testing.T, id int64) []string {
	t.Helper()
	tickets, err := s.Tickets(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	var notes []string
	for _, ticket := range tickets {
		for _, comment := range ticket.Comments {
			if ticket.ID == id && !comment.Public {
				notes = append(notes, comment.Body)
			}
		}
	}
	return notes
}
