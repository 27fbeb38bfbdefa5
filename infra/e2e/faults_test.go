package e2e

import (
	"fmt"
	"sync"
	"testing"
)

// Zendesk fails twenty times in every way that it can fail: nothing is lost,
// nothing doubled, nothing parked.
func TestHelpdeskFailsTwentyTimes(t *testing.T) {
	t.Parallel()
	const conversations, each = 10, 3
	for name, fault := range map[string]string{
		"answering 429":       `{"target":"zendesk","do":"status","status":429,"retry_after":1,"times":20}`,
		"answering 500":       `{"target":"zendesk","do":"status","status":500,"times":20}`,
		"hanging":             `{"target":"zendesk","path":"tickets","do":"hang","times":20}`,
		"dropping its answer": `{"target":"zendesk","path":"(POST|PUT) .*tickets","do":"drop-answer","times":20}`,
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			system := start(t, t.TempDir())
			system.control(t, "POST", "/sim/faults", fault, nil)
			var work sync.WaitGroup
			for c := range conversations {
				work.Go(func() {
					for m := range each {
						system.says(t, fmt.Sprintf("+346004%05d", c), fmt.Sprintf("c%d m%d", c, m))
					}
				})
			}
			work.Wait()
			eventually(t, func() error {
				system.walk(t, "2m", "10s")
				return system.inOrder(t, conversations, each)
			})
			var left []any
			system.control(t, "GET", "/sim/faults", "", &left)
			if len(left) > 0 {
				t.Errorf("not every fault struck: %v", left)
			}
			system.drained(t)
			system.noDeadLetters(t)
		})
	}
}

// WhatsApp fails while an agent replies: the reply arrives once, or the agent
// is told; it is never sent twice.
func TestProviderFails(t *testing.T) {
	t.Parallel()
	for name, fault := range map[string]string{
		"rate limited":          `{"target":"graph","path":"messages","do":"status","status":429,"retry_after":1,"times":3}`,
		"hanging":               `{"target":"graph","path":"messages","do":"hang","times":1}`,
		"dropping its answer":   `{"target":"graph","path":"messages","do":"drop-answer","times":1}`,
		"outbound killed after": `{"target":"function","name":"outbound","do":"kill","after":"graph POST messages","times":1}`,
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			system := start(t, t.TempDir())
			who := "+34600500001"
			system.says(t, who, "question 1")
			eventually(t, func() error { return system.inTicket(t, 1, "question 1") })
			system.drained(t)
			system.control(t, "POST", "/sim/faults", fault, nil)
			system.control(t, "POST", "/sim/agents/tickets/1/comments", `{"body":"first answer"}`, nil)
			system.control(t, "POST", "/sim/agents/tickets/1/comments", `{"body":"second answer"}`, nil)
			eventually(t, func() error {
				system.walk(t, "1m", "5s")
				if name == "hanging" {
					// Nobody can know whether it was sent: the agent is told instead.
					return system.onPhone(t, who, "second answer")
				}
				return system.onPhone(t, who, "first answer", "second answer")
			})
			system.walk(t, "10m", "1m")
			if name == "hanging" {
				if err := system.hasNote(t, 1); err != nil {
					t.Error(err)
				}
			}
			system.noDeadLetters(t)
		})
	}
}
