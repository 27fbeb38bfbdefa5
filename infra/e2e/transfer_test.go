package e2e

import (
	"fmt"
	"net/http"
	"testing"
)

// A customer's file whose way breaks anywhere stands in the ticket once, as it
// was sent, and its words stand there before it.
func TestCustomersFile_arrivesOnceWhateverBreaks(t *testing.T) {
	t.Parallel()
	system := start(t, t.TempDir())
	for i, fault := range []string{
		`{"target":"function","name":"media","do":"kill","after":"graph GET /v26"}`,
		`{"target":"function","name":"media","do":"kill","after":"graph GET media-host"}`,
		`{"target":"function","name":"media","do":"kill","after":"zendesk POST uploads"}`,
		`{"target":"function","name":"media","do":"kill","after":"zendesk PUT tickets"}`,
		`{"target":"function","name":"inbound","do":"kill","after":"zendesk POST tickets"}`,
		`{"target":"graph","path":"media-host","do":"drop-answer","times":2}`,
		`{"target":"graph","path":"GET /graph/v26","do":"status","status":503,"times":3}`,
		`{"target":"zendesk","path":"uploads","do":"status","status":429,"retry_after":5,"times":3}`,
		`{"target":"zendesk","path":"uploads","do":"drop-answer","times":2}`,
		`{"target":"zendesk","path":"PUT .*tickets","do":"drop-answer"}`,
	} {
		t.Run(fault, func(t *testing.T) {
			who, name, caption := fmt.Sprintf("+346009100%02d", i), fmt.Sprintf("f%d.pdf", i), fmt.Sprintf("fault %d.", i)
			system.control(t, http.MethodPost, "/sim/faults", fault, nil)
			system.sendsFile(t, who, name, caption, megabyte)
			eventually(t, func() error {
				system.walk(t, "5m", "30s")
				return system.carried(t, who, caption, name)
			})
			system.struck(t)
			system.walk(t, "5m", "1m")
			if err := system.carried(t, who, caption, name); err != nil {
				t.Error(err)
			}
		})
	}
	system.drained(t)
	system.noDeadLetters(t)
}

// An agent's file whose way breaks anywhere is on the phone once, as it was
// attached; so is its text, under the file or, when that took long, before it.
func TestAgentsFile_arrivesOnceWhateverBreaks(t *testing.T) {
	t.Parallel()
	system := start(t, t.TempDir())
	for i, fault := range []string{
		`{"target":"function","name":"media","do":"kill","after":"zendesk GET attachments"}`,
		`{"target":"function","name":"media","do":"kill","after":"zendesk GET files-host"}`,
		`{"target":"function","name":"media","do":"kill","after":"graph POST media"}`,
		`{"target":"function","name":"outbound","do":"kill","after":"graph POST messages"}`,
		`{"target":"zendesk","path":"files-host","do":"status","status":500,"times":2}`,
		`{"target":"zendesk","path":"files-host","do":"drop-answer"}`,
		`{"target":"graph","path":"/media$","do":"status","status":503,"times":2}`,
		`{"target":"graph","path":"/media$","do":"drop-answer","times":2}`,
		`{"target":"graph","path":"/messages$","do":"drop-answer"}`,
	} {
		t.Run(fault, func(t *testing.T) {
			who, name, question := fmt.Sprintf("+346009200%02d", i), fmt.Sprintf("g%d.pdf", i), fmt.Sprintf("question %d.", i)
			system.says(t, who, question)
			eventually(t, func() error { _, err := system.ticketOf(t, question); return err })
			system.drained(t)
			ticket, err := system.ticketOf(t, question)
			if err != nil {
				t.Fatal(err)
			}
			system.control(t, http.MethodPost, "/sim/faults", fault, nil)
			system.control(t, http.MethodPost, fmt.Sprintf("/sim/agents/tickets/%d/comments", ticket.ID),
				fmt.Sprintf(`{"body":"here","files":[{"name":%q,"size":%d}]}`, name, megabyte), nil)
			eventually(t, func() error {
				system.walk(t, "1m", "5s")
				return system.received(t, who, name, "here")
			})
			system.struck(t)
			system.walk(t, "5m", "1m")
			if err := system.received(t, who, name, "here"); err != nil {
				t.Error(err)
			}
		})
	}
	system.drained(t)
	system.noDeadLetters(t)
}

// struck fails the test when a fault is left that did not strike.
func (s *system) struck(t *testing.T) {
	t.Helper()
	var left []any
	s.control(t, http.MethodGet, "/sim/faults", "", &left)
	if len(left) > 0 {
		t.Errorf("not every fault struck: %v", left)
	}
}
