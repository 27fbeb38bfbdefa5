package sqs_test

import (
	"fmt"
	"maps"
	"math/rand/v2"
	"slices"
	"strconv"
	"sync"
	"testing"
	"time"

	"ventana/infra/local/sqs"
)

const modelVisibility = 90 * time.Second

// model is what a FIFO queue must do, written down as plainly as possible: for
// each group its undeleted messages, and until when some are in flight.
type model struct {
	t      *testing.T
	groups map[string][]*modelMessage
}

type modelMessage struct {
	body    string
	receipt string
	until   time.Time // in flight before that
}

func (m *model) blocked(group string, now time.Time) bool {
	for _, message := range m.groups[group] {
		if message.until.After(now) {
			return true
		}
	}
	return false
}

// received checks one receive: only free groups, each from its first message,
// no gap, and fewer than the limit only when nothing else was free.
func (m *model) received(got []sqs.Message, limit int, now time.Time) {
	m.t.Helper()
	free := map[string]bool{}
	for group, messages := range m.groups {
		free[group] = len(messages) > 0 && !m.blocked(group, now)
	}
	next := map[string]int{}
	for _, message := range got {
		group := message.Attributes["MessageGroupId"]
		if !free[group] {
			m.t.Fatalf("%s was delivered while group %s is in flight", message.Body, group)
		}
		at := next[group]
		if at >= len(m.groups[group]) || m.groups[group][at].body != message.Body {
			m.t.Fatalf("%s is not message %d of group %s", message.Body, at, group)
		}
		next[group]++
		m.groups[group][at].receipt = message.ReceiptHandle
		m.groups[group][at].until = now.Add(modelVisibility)
	}
	if len(got) == limit {
		return
	}
	for group, can := range free {
		if can && next[group] < len(m.groups[group]) {
			m.t.Fatalf("%d of %d given although group %s had more", len(got), limit, group)
		}
	}
}

// inFlight lists the groups with a message in flight, in a fixed order.
func (m *model) inFlight(now time.Time) []string {
	var groups []string
	for _, group := range slices.Sorted(maps.Keys(m.groups)) {
		if m.blocked(group, now) {
			groups = append(groups, group)
		}
	}
	return groups
}

// TestFIFO_againstAModel plays random sends, receives, deletions, releases,
// jumps of the clock and crashes against the model.
func TestFIFO_againstAModel(t *testing.T) {
	t.Parallel()
	for seed := range uint64(6) {
		t.Run("seed "+strconv.FormatUint(seed, 10), func(t *testing.T) {
			t.Parallel()
			r := newRig(t)
			r.queue("q.fifo", "VisibilityTimeout", "90", "DeduplicationScope", "messageGroup")
			m := &model{t: t, groups: map[string][]*modelMessage{}}
			random := rand.New(rand.NewPCG(seed, 1))
			for step := range 400 {
				m.step(r, random, step)
			}
		})
	}
}

func (m *model) step(r *rig, random *rand.Rand, step int) {
	switch n := random.IntN(100); {
	case n < 35:
		group := "g" + strconv.Itoa(random.IntN(5))
		body := fmt.Sprintf("%s-%d", group, step)
		r.send(r.server.QueueURL("q.fifo"), body, group, body)
		m.groups[group] = append(m.groups[group], &modelMessage{body: body})
	case n < 65:
		limit := 1 + random.IntN(10)
		m.received(r.take("q.fifo", limit), limit, r.clock.Now())
	case n < 92:
		if groups := m.inFlight(r.clock.Now()); len(groups) > 0 {
			m.settle(r, random, groups[random.IntN(len(groups))])
		}
	case n < 98:
		r.advance(time.Duration(random.IntN(100)) * time.Second)
	default:
		r.start() // a crash: the old server is left as it stands
	}
}

// settle deletes or releases one message of group that is in flight.
func (m *model) settle(r *rig, random *rand.Rand, group string) {
	m.t.Helper()
	now := r.clock.Now()
	for i, message := range m.groups[group] {
		// Not one that may run out between here and the server's look.
		if !message.until.After(now.Add(time.Second)) {
			continue
		}
		receipt := []string{message.receipt}
		if random.IntN(3) > 0 {
			if err := r.server.Delete("q.fifo", receipt); err != nil {
				m.t.Fatal(err)
			}
			m.groups[group] = append(m.groups[group][:i:i], m.groups[group][i+1:]...)
			return
		}
		if err := r.server.Release("q.fifo", receipt); err != nil {
			m.t.Fatal(err)
		}
		message.until = time.Time{}
		return
	}
}

// journey is what many consumers saw together.
type journey struct {
	sync.Mutex
	busy map[string]bool
	next map[string]int
	done int
	bad  []string
}

func (j *journey) arrive(messages []sqs.Message) {
	j.Lock()
	defer j.Unlock()
	seen := map[string]bool{}
	for _, m := range messages {
		group := m.Attributes["MessageGroupId"]
		if j.busy[group] && !seen[group] {
			j.bad = append(j.bad, "group "+group+" with two consumers")
		}
		j.busy[group], seen[group] = true, true
		if m.Body != strconv.Itoa(j.next[group]) {
			j.bad = append(j.bad, fmt.Sprintf("group %s gave %s, want %d", group, m.Body, j.next[group]))
		}
		j.next[group]++
		j.done++
	}
}

func (j *journey) leave(messages []sqs.Message) {
	j.Lock()
	defer j.Unlock()
	for _, m := range messages {
		j.busy[m.Attributes["MessageGroupId"]] = false
	}
}

func TestFIFO_eightConsumersTwentyGroups(t *testing.T) {
	t.Parallel()
	const groups, each = 20, 20
	r := newRig(t)
	q := r.queue("q.fifo", "DeduplicationScope", "messageGroup", "FifoThroughputLimit", "perMessageGroupId")
	for n := range each {
		for g := range groups {
			r.send(q, strconv.Itoa(n), "g"+strconv.Itoa(g), strconv.Itoa(n))
		}
	}
	j := &journey{busy: map[string]bool{}, next: map[string]int{}}
	var consumers sync.WaitGroup
	for range 8 {
		consumers.Go(func() {
			for {
				got, err := r.server.Receive(t.Context(), "q.fifo", 10, 300*time.Millisecond)
				if err != nil || len(got) == 0 {
					return
				}
				j.arrive(got)
				time.Sleep(time.Millisecond)
				j.leave(got)
				var receipts []string
				for _, m := range got {
					receipts = append(receipts, m.ReceiptHandle)
				}
				if err := r.server.Delete("q.fifo", receipts); err != nil {
					t.Error(err)
				}
			}
		})
	}
	consumers.Wait()
	if j.done != groups*each || len(j.bad) > 0 {
		t.Errorf("received %d of %d, faults %v", j.done, groups*each, j.bad)
	}
}
