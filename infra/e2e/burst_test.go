package e2e

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"sync"
	"testing"
)

// Two hundred messages of twenty conversations in concurrent deliveries, each
// conversation's own in sequence: every ticket holds its messages in order.
func TestBurst_everyTicketHoldsItsMessagesInOrder(t *testing.T) {
	t.Parallel()
	const conversations, each = 20, 10
	system := start(t, t.TempDir())
	var work sync.WaitGroup
	for c := range conversations {
		work.Go(func() {
			for m := range each {
				system.says(t, fmt.Sprintf("+346002%05d", c), fmt.Sprintf("c%d m%d", c, m))
			}
		})
	}
	work.Wait()
	eventually(t, func() error { return system.inOrder(t, conversations, each) })
	system.noDeadLetters(t)
}

// The same with faults of every kind while it goes on: nothing is lost, nothing
// doubled, nothing out of order, nothing parked.
func TestBurst_underFaults(t *testing.T) {
	t.Parallel()
	const conversations, each = 8, 6
	system := start(t, t.TempDir())
	random := rand.New(rand.NewPCG(1, 2))
	for _, fault := range []string{
		`{"target":"zendesk","do":"status","status":429,"retry_after":1,"times":20}`,
		`{"target":"zendesk","do":"status","status":500,"times":5}`,
		`{"target":"zendesk","path":"PUT ","do":"drop-answer","times":3}`,
		`{"target":"zendesk","path":"POST .*tickets","do":"drop-answer","times":2}`,
		`{"target":"function","name":"inbound","do":"kill","after":"zendesk PUT","times":2}`,
		`{"target":"function","name":"inbound","do":"kill","after":"zendesk POST tickets","times":2}`,
	} {
		system.control(t, "POST", "/sim/faults", fault, nil)
	}
	var work sync.WaitGroup
	for _, c := range random.Perm(conversations) {
		work.Go(func() {
			for m := range each {
				system.says(t, fmt.Sprintf("+346003%05d", c), fmt.Sprintf("c%d m%d", c, m))
			}
		})
	}
	work.Wait()
	system.walk(t, "25m", "15s")
	eventually(t, func() error { return system.inOrder(t, conversations, each) })
	system.noDeadLetters(t)
}

// inOrder checks that each conversation has one ticket with its messages, each
// once, in order.
func (s *system) inOrder(t *testing.T, conversations, each int) error {
	t.Helper()
	words := s.customerWords(t)
	seen := map[string]bool{}
	for ticket, lines := range words {
		who, _, _ := strings.Cut(lines[0], " ")
		var want []string
		for m := range each {
			want = append(want, fmt.Sprintf("%s m%d", who, m))
		}
		if !slices.Equal(lines, want) {
			return fmt.Errorf("ticket %d holds %q, want %q", ticket, lines, want)
		}
		if seen[who] {
			return fmt.Errorf("conversation %s has two tickets", who)
		}
		seen[who] = true
	}
	if len(seen) != conversations {
		return fmt.Errorf("%d conversations have tickets, want %d", len(seen), conversations)
	}
	return nil
}
