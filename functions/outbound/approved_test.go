package main

import (
	"context"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"

	"ventana/shared/failure"
	"ventana/shared/note"
	"ventana/shared/offer"
	"ventana/shared/policy"
	"ventana/shared/provider"
	"ventana/shared/secret"
)

// judge is WhatsApp before a line: it has the last word on the state of the one
// template, and remembers every attempt.
type judge struct {
	*phoneLine
	world   *world
	status  string    // at WhatsApp, now
	listed  string    // in the table, now
	until   time.Time // when the table last had it approved
	tried   map[string]int
	refused int
	errors  []string
}

func (j *judge) Send(ctx context.Context, message provider.Message) (provider.Sent, error) {
	if _, isTemplate := message.Content.(provider.Template); !isTemplate {
		j.errors = append(j.errors, fmt.Sprintf("%+v leaves in a closed window", message.Content))
	}
	if age := j.world.at.Sub(j.until); j.listed != "APPROVED" && age > offer.Fresh {
		j.errors = append(j.errors, fmt.Sprintf("a template leaves %s after it was last approved", age))
	}
	if j.tried[message.Marker]++; j.tried[message.Marker] > 1 {
		j.errors = append(j.errors, fmt.Sprintf("%s is tried %d times", message.Marker, j.tried[message.Marker]))
	}
	if j.status != "APPROVED" {
		j.refused++
		return provider.Sent{}, refusal(failure.Permanent, "132015", 0)
	}
	return j.phoneLine.Send(ctx, message)
}

// list tells the table what WhatsApp says, as its webhook or the next reading
// does.
func (j *judge) list(t *testing.T) {
	t.Helper()
	if j.listed == "APPROVED" {
		j.until = j.world.at
	}
	at := j.world.at
	j.world.approve(t, j.status)
	j.world.at = at // approve lets a minute pass
	j.listed = j.status
}

// TestTemplate_approvedWhenTheCatalogueWasReadOrNotAtAll: WhatsApp pauses and
// approves whenever it likes, between the reading of the catalogue, the decision
// and the send too, and the process may die anywhere. A template leaves only when
// the table had it approved within the last minute; what WhatsApp refuses is
// told, once, and not tried again; and every command has one answer.
func TestTemplate_approvedWhenTheCatalogueWasReadOrNotAtAll(t *testing.T) {
	t.Parallel()
	seen := map[string]int{}
	for seed := range uint64(60) {
		random := rand.New(rand.NewPCG(seed, 3))
		w := newWorld(t)
		j := &judge{phoneLine: w.line, world: w, tried: map[string]int{}, status: "APPROVED"}
		w.provider = func(secret.CallConnection) messenger { return j }
		w.rule(t, []policy.ClosedReply{policy.Send, policy.Suggest}[seed%2])
		j.list(t)
		w.pass(30 * time.Hour)
		for range 12 {
			if random.IntN(3) == 0 {
				j.status = []string{"APPROVED", "PAUSED", "DISABLED"}[random.IntN(3)]
			}
			if random.IntN(2) == 0 {
				j.list(t)
			}
			w.pass([]time.Duration{0, 20 * time.Second, 61 * time.Second, time.Hour}[random.IntN(4)])
			j.ask(t, random, seen)
		}
		for _, wrong := range j.errors {
			t.Errorf("seed %d: %s", seed, wrong)
		}
		seen["sent"] += len(w.sentTemplates())
	}
	t.Logf("what came out: %v", seen)
	for _, what := range []string{"sent", "refused by WhatsApp", "not sent", "paused at the last moment", "died"} {
		if seen[what] < 10 {
			t.Errorf("%s: %d times, which proves nothing", what, seen[what])
		}
	}
}

// ask has an agent write something that may make the template leave, and sees
// that it is answered.
func (j *judge) ask(t *testing.T, random *rand.Rand, seen map[string]int) {
	t.Helper()
	w := j.world
	before, refused, left := w.notes(), j.refused, len(w.sentTemplates())
	switch random.IntN(4) {
	case 0: // WhatsApp pauses it when all is decided
		w.fault(func(point string) error {
			if point == "Claim after" && j.status == "APPROVED" {
				j.status = "PAUSED"
				seen["paused at the last moment"]++
			}
			return nil
		})
	case 1:
		w.fault(nil)
		w.crashesAt([]string{"Claim after", "Send after", "Finish before", "Audit before"}[random.IntN(4)])
	default:
		w.fault(nil)
	}
	command := random.IntN(3) > 0
	if command {
		w.remark("/wa template case_update es first_name=Ana")
	} else {
		w.reply("hola")
	}
	for range 12 {
		if died(t, w) {
			seen["died"]++
			continue
		}
		w.settle(t)
		break
	}
	w.fault(nil)
	fresh := w.notes()[len(before):]
	failed := slices.Index(fresh, note.Failed("es", "132015")) >= 0
	switch {
	case j.refused > refused+1:
		t.Errorf("refused %d times for one comment", j.refused-refused)
	case j.refused > refused:
		seen["refused by WhatsApp"]++
		if !failed {
			t.Errorf("WhatsApp's refusal is not told: %q", fresh)
		}
	case failed:
		t.Errorf("a refusal is told that WhatsApp did not make: %q", fresh)
	case len(w.sentTemplates()) == left:
		seen["not sent"]++
	}
	if len(fresh) == 0 || command && len(fresh) > 1 {
		t.Errorf("command %t is answered by %d notes: %q", command, len(fresh), strings.Join(fresh, "\n---\n"))
	}
}

// died looks once, and tells whether the process died over it.
func died(t *testing.T, w *world) (dead bool) {
	t.Helper()
	defer func() {
		if cause := recover(); cause != nil {
			if cause != (crash{}) {
				panic(cause)
			}
			dead = true
			w.pass(visibility)
		}
	}()
	w.look(t)
	return false
}
