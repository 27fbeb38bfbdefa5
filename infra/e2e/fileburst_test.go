package e2e

import (
	"fmt"
	"math/rand/v2"
	"net/http"
	"regexp"
	"slices"
	"sync"
	"testing"
)

// Five customers write ten messages each, every other one with a file, while
// calls are refused, answers are lost, the host of files fails and functions
// are killed, all at random moments: each ticket holds its customer's words in
// order and each file once, as it was sent; nothing is parked.
func TestBurst_ofFilesUnderFaults(t *testing.T) {
	t.Parallel()
	const customers, each = 5, 10
	system := start(t, t.TempDir())
	random := rand.New(rand.NewPCG(3, 4)) // the moments; what then meets a fault is the machine's own choice
	faults := fileFaults()
	moments := map[[2]int]string{}
	for i, at := range random.Perm(customers * (each - 2))[:len(faults)] { // early, so that every one strikes
		moments[[2]int{at % customers, at / customers}] = faults[i]
	}
	var work sync.WaitGroup
	for c := range customers {
		work.Go(func() {
			for m := range each {
				if fault, due := moments[[2]int{c, m}]; due {
					system.control(t, http.MethodPost, "/sim/faults", fault, nil)
				}
				words := fmt.Sprintf("c%d m%d", c, m)
				if m%2 == 0 {
					system.says(t, burstCustomer(c), words)
					continue
				}
				system.sendsFile(t, burstCustomer(c), burstFile(c, m), words, 50_000+1_000*m+c)
			}
		})
	}
	work.Wait()
	eventually(t, func() error {
		system.walk(t, "5m", "15s")
		for c := range customers {
			if err := system.burstHolds(t, c, each); err != nil {
				return err
			}
		}
		return nil
	})
	system.walk(t, "5m", "30s")
	system.drained(t)
	for c := range customers {
		if err := system.burstHolds(t, c, each); err != nil {
			t.Error(err)
		}
	}
	system.struck(t)
	system.noDeadLetters(t)
}

// fileFaults is what goes wrong.
func fileFaults() []string {
	return []string{
		`{"target":"zendesk","do":"status","status":429,"retry_after":1,"times":6}`,
		`{"target":"zendesk","do":"status","status":503,"times":3}`,
		`{"target":"zendesk","path":"uploads","do":"status","status":500,"times":3}`,
		`{"target":"zendesk","path":"POST .*uploads","do":"drop-answer","times":3}`,
		`{"target":"zendesk","path":"PUT .*tickets","do":"drop-answer","times":2}`,
		`{"target":"graph","path":"media-host","do":"status","status":500,"times":4}`,
		`{"target":"graph","path":"media-host","do":"drop-answer","times":2}`,
		`{"target":"graph","path":"GET /graph/v26","do":"status","status":503,"times":2}`,
		`{"target":"function","name":"inbound","do":"kill","after":"zendesk PUT tickets"}`,
		`{"target":"function","name":"media","do":"kill","after":"graph GET media-host"}`,
		`{"target":"function","name":"media","do":"kill","after":"zendesk POST uploads"}`,
		`{"target":"function","name":"media","do":"kill","after":"zendesk PUT tickets"}`,
	}
}

func burstCustomer(c int) string { return fmt.Sprintf("+346009300%02d", c) }

func burstFile(c, m int) string { return fmt.Sprintf("c%d-m%d.pdf", c, m) }

// burstHolds checks the words of one customer and their order, and the files.
func (s *system) burstHolds(t *testing.T, c, each int) error {
	t.Helper()
	first := fmt.Sprintf("c%d m0", c)
	ticket, err := s.ticketOf(t, first)
	if err != nil {
		return err
	}
	var want, names, got []string
	for m := range each {
		want = append(want, fmt.Sprintf("c%d m%d", c, m))
		if m%2 == 1 {
			names = append(names, burstFile(c, m))
		}
	}
	words := regexp.MustCompile(`(?m)^c\d+ m\d+$`)
	for _, comment := range ticket.Comments {
		got = append(got, words.FindAllString(comment.Body, -1)...)
	}
	if !slices.Equal(got, want) {
		return fmt.Errorf("ticket %d says %q, want %q", ticket.ID, got, want)
	}
	return s.carried(t, burstCustomer(c), first, names...)
}
