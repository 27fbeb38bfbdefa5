package main

import (
	"errors"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"ventana/shared/dynamostore"
	"ventana/shared/envelope"
	"ventana/shared/failure"
	"ventana/shared/helpdesk/helpdesktest"
	"ventana/shared/rendering"
)

// trouble makes calls fail, lose their answers or kill the process, at random
// and a bounded number of times, so that every story has an end.
type trouble struct {
	random *rand.Rand
	left   int
}

func (t *trouble) strikes() bool {
	if t.left == 0 || t.random.IntN(8) > 0 {
		return false
	}
	t.left--
	return true
}

func (t *trouble) store(string) error {
	switch {
	case !t.strikes():
		return nil
	case t.random.IntN(3) == 0:
		panic(crash{})
	default:
		return errStore
	}
}

func (t *trouble) desk(point string) error {
	if !t.strikes() {
		return nil
	}
	before := strings.HasSuffix(point, "before") || strings.HasSuffix(point, "reopen")
	switch t.random.IntN(5) {
	case 0, 1:
		panic(crash{})
	case 2:
		return errors.New("nobody foresaw this")
	case 3:
		if before { // it was not done, and the answer says so
			return later(time.Duration(t.random.IntN(5)) * time.Second)
		}
		return ambiguous()
	default:
		return ambiguous()
	}
}

// story is a customer's messages as they come, with repetitions, and what must
// be read in the helpdesk at the end.
func story(t *testing.T, w *world, random *rand.Rand) (arriving []envelope.Envelope, want []string) {
	t.Helper()
	count := 3 + random.IntN(12)
	for n := 1; n <= count; n++ {
		e := w.message(n)
		if n > 1 && random.IntN(6) == 0 {
			e = w.reaction(n)
			e.Message.Type = fmt.Sprintf("reaction %d", n) // so that its rendering tells which
		}
		arriving = append(arriving, e)
		want = append(want, rendering.Message(*e.Message, rendering.About{}, "en"))
		for random.IntN(4) == 0 { // a repetition of anything that came before
			arriving = append(arriving, arriving[random.IntN(len(arriving))])
		}
	}
	return arriving, want
}

// play lets the messages arrive and be handled until nothing is left.
func play(t *testing.T, q *queue, random *rand.Rand, arriving []envelope.Envelope, between func()) {
	t.Helper()
	for range 2000 {
		if random.IntN(2) == 0 && len(arriving) > 0 {
			some := 1 + random.IntN(min(5, len(arriving)))
			for _, e := range arriving[:some] {
				q.records = append(q.records, record(t, e))
			}
			arriving = arriving[some:]
		}
		if len(q.records) == 0 && len(arriving) == 0 {
			return
		}
		between()
		q.receive(t.Context(), 1+random.IntN(10))
	}
	t.Fatalf("%d records do not come to an end", len(q.records))
}

// TestInbound_everyMessageOnceInOrderInOneTicket: whatever fails, dies or comes
// again, the customer's messages stand in one ticket, each once, in order.
func TestInbound_everyMessageOnceInOrderInOneTicket(t *testing.T) {
	t.Parallel()
	for seed := range uint64(150) {
		t.Run(fmt.Sprintf("seed %d", seed), func(t *testing.T) {
			t.Parallel()
			random := rand.New(rand.NewPCG(seed, 1))
			q := &queue{world: newWorld()}
			arriving, want := story(t, q.world, random)
			bad := &trouble{random: random, left: 5 + random.IntN(40)}
			q.store.Fault(bad.store)
			q.desk.Fault(bad.desk)
			play(t, q, random, arriving, func() {})

			tickets := q.desk.Tickets()
			if len(tickets) != 1 || q.parked > 0 {
				t.Fatalf("got %d tickets and %d parked, want one ticket", len(tickets), q.parked)
			}
			if diff := cmp.Diff(want, lines(tickets[0])); diff != "" {
				t.Fatalf("after %d deaths, messages (-want +got):\n%s", q.deaths, diff)
			}
			if left := q.store.Unfinished(); len(left) > 0 {
				t.Errorf("got unfinished effects %+v", left)
			}
			for _, comment := range tickets[0].Comments {
				if len(comment.Markers) != len(strings.Split(comment.Plain, "\n")) {
					t.Errorf("got markers %v on %q, want one for each message", comment.Markers, comment.Plain)
				}
			}
			if got, want := q.lastInbound(t), q.message(len(want)).Message.At; !got.Equal(want) {
				t.Errorf("got the window counting from %s, want %s", got, want)
			}
			if _, linked, err := q.store.TicketLink(t.Context(), "zendesk", tickets[0].ID); err != nil || !linked {
				t.Error("the ticket has no link, so no reply would leave it")
			}
		})
	}
}

// TestInbound_everyMessageOnceWhileAgentsWork: agents solve, close and delete
// tickets meanwhile. Nothing is lost, and nothing stands twice in what is left.
func TestInbound_everyMessageOnceWhileAgentsWork(t *testing.T) {
	t.Parallel()
	for seed := range uint64(150) {
		t.Run(fmt.Sprintf("seed %d", seed), func(t *testing.T) {
			t.Parallel()
			random := rand.New(rand.NewPCG(seed, 2))
			q := &queue{world: newWorld()}
			arriving, want := story(t, q.world, random)
			bad := &trouble{random: random, left: 5 + random.IntN(25)}
			q.store.Fault(bad.store)
			q.desk.Fault(bad.desk)
			ended := 0
			play(t, q, random, arriving, func() {
				tickets := q.desk.Tickets()
				if len(tickets) == 0 || random.IntN(3) > 0 {
					return
				}
				change := []string{helpdesktest.StatusSolved, helpdesktest.StatusSolved, helpdesktest.StatusClosed, helpdesktest.StatusDeleted}[random.IntN(4)]
				last := tickets[len(tickets)-1]
				if last.Status == helpdesktest.StatusClosed || last.Status == helpdesktest.StatusDeleted {
					return
				}
				if change != helpdesktest.StatusSolved {
					ended++
				}
				q.desk.Set(last.ID, change)
			})
			check(t, q, want, ended)
		})
	}
}

// check compares what stands in the helpdesk with what was written.
func check(t *testing.T, q *queue, want []string, ended int) {
	t.Helper()
	status := map[string]string{"": helpdesktest.StatusClosed}
	anywhere, left := map[string]int{}, []string{}
	for _, ticket := range q.desk.Tickets() {
		if status[ticket.FollowupOf] != helpdesktest.StatusClosed {
			t.Errorf("ticket %s follows up %s, which is %s", ticket.ID, ticket.FollowupOf, status[ticket.FollowupOf])
		}
		status[ticket.ID] = ticket.Status
		for _, line := range lines(ticket) {
			anywhere[line]++
			if ticket.Status != helpdesktest.StatusDeleted {
				left = append(left, line)
			}
		}
	}
	if len(status)-1 > ended+1 {
		t.Errorf("got %d tickets after %d were closed or deleted", len(status)-1, ended)
	}
	for _, line := range want {
		if anywhere[line] == 0 {
			t.Errorf("%q is lost", line)
		}
	}
	inOrder := slices.DeleteFunc(slices.Clone(want), func(line string) bool { return !slices.Contains(left, line) })
	if diff := cmp.Diff(inOrder, left); diff != "" {
		t.Errorf("after %d deaths, messages in the tickets that are left (-want +got):\n%s", q.deaths, diff)
	}
	// A note about earlier tickets that failed is tried with the next message.
	unfinished := slices.DeleteFunc(q.store.Unfinished(), func(e dynamostore.Effect) bool { return e.Kind == dynamostore.EffectNote })
	if len(unfinished) > 0 || q.parked > 0 {
		t.Errorf("got %d parked and unfinished effects %+v", q.parked, unfinished)
	}
}

func TestInbound_troubleIsRealTrouble(t *testing.T) {
	t.Parallel()
	bad := &trouble{random: rand.New(rand.NewPCG(1, 1)), left: 200}
	kinds := map[string]int{}
	for bad.left > 0 {
		died := dies(func() {
			if err := bad.desk("AddComment after"); err != nil {
				kinds[failure.Of(err).Class.String()]++
			}
		})
		if died {
			kinds["death"]++
		}
	}
	if kinds["death"] == 0 || kinds["ambiguous"] == 0 || kinds["unknown"] == 0 || kinds["later"] > 0 {
		t.Errorf("got %v, want deaths, lost answers and the unforeseen, and never a refusal of what was done", kinds)
	}
}
