package main

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"ventana/shared/conversation"
	"ventana/shared/dynamostore"
	"ventana/shared/envelope"
	"ventana/shared/failure"
	"ventana/shared/helpdesk"
	"ventana/shared/helpdesk/helpdesktest"
	"ventana/shared/note"
	"ventana/shared/policy"
	"ventana/shared/secret"
)

// daily puts a digest into force: at 09:00 UTC, of twelve hours. Nobody is
// warned, so that notes are not in the way.
func (w *world) daily(t *testing.T, change func(d *policy.Digest)) {
	t.Helper()
	w.apply(t, func(p *policy.Policy) {
		p.Window.Warn = nil
		p.Window.Digest = policy.Digest{Hours: 12, At: 9 * 60, Zone: "UTC", Value: "{{ticket.field.7}}", Unit: "EUR"}
		if change != nil {
			change(&p.Window.Digest)
		}
	})
}

// document and rules are what a run is given.
func (w *world) document(t *testing.T) secret.Call {
	t.Helper()
	document, err := w.Document(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	return document
}

func (w *world) rules(t *testing.T) policy.Policy {
	t.Helper()
	rules, err := w.offers.Policy(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	return rules
}

// worth has a customer write in a ticket of a value.
func (w *world) worth(t *testing.T, contact, value string) (ticket string) {
	t.Helper()
	ticket = w.writes(t, contact)
	if value != "" {
		w.desk.Change(ticket, func(ticket *helpdesktest.Ticket) { ticket.Fields = []helpdesk.Field{{ID: "7", Value: value}} })
	}
	return ticket
}

// digestTickets are the tickets of digests.
func (w *world) digestTickets() (digests []helpdesktest.Ticket) {
	for _, ticket := range w.desk.Tickets() {
		if slices.Contains(ticket.Tags, helpdesk.DigestTag) {
			digests = append(digests, ticket)
		}
	}
	return digests
}

// listed are the tickets of a digest in its order.
func listed(digest helpdesktest.Ticket) (tickets []string) {
	for line := range strings.SplitSeq(digest.Comments[0].Plain, "\n") {
		if _, rest, isLine := strings.Cut(line, ". #"); isLine {
			ticket, _, _ := strings.Cut(rest, " ")
			tickets = append(tickets, ticket)
		}
	}
	return tickets
}

// Everybody below writes between 10:00 and 11:00; the digest of the next day at
// 09:00 lists what closes until 21:00, which is all of them.
func TestDigest_listsWhatClosesByValue(t *testing.T) {
	t.Parallel()
	w := newWorld()
	w.daily(t, nil)
	small, none, large := w.worth(t, "c1", "120"), w.worth(t, "c2", "soon"), w.worth(t, "c3", "1.250,50")
	w.pass(time.Minute)
	later := w.worth(t, "c4", "120,00")
	solved, waiting, answered := w.worth(t, "c5", "9000"), w.worth(t, "c6", "9000"), w.worth(t, "c7", "9000")
	w.desk.Set(solved, helpdesktest.StatusSolved)
	w.desk.Set(waiting, "pending")
	if err := w.store.Answered(t.Context(), "c7", "main", w.now().Add(time.Minute)); err != nil {
		t.Fatal(err)
	}
	w.desk.Change(large, func(ticket *helpdesktest.Ticket) {
		ticket.Subject, ticket.Group, ticket.AssigneeName = "Refund\nplease", "Support", "Bea"
	})
	w.pass(22 * time.Hour)
	w.walk(t, 58*time.Minute)
	if len(w.digestTickets()) != 0 {
		t.Fatal("a digest was written before its time")
	}
	w.walk(t, 4*time.Hour)
	digests := w.digestTickets()
	if len(digests) != 1 {
		t.Fatalf("got %d digests, want one", len(digests))
	}
	digest := digests[0]
	if got, want := listed(digest), []string{large, small, later, none}; !slices.Equal(got, want) {
		t.Errorf("got %v, want %v; not %s, %s, %s", got, want, solved, waiting, answered)
	}
	if digest.Subject != "WhatsApp: 4 windows close by 21:00" {
		t.Errorf("got the subject %q", digest.Subject)
	}
	first := digest.Comments[0]
	for _, want := range []string{
		"1. #" + large + " · Refund please · Support, Bea · 1 h 0 min left, until 10:00 · 1,250.50 EUR\n", "Value in all: 1,490.50 EUR. Without a value: 1.",
		"type:ticket status<solved tags:whatsapp -tags:wa_closed",
	} {
		if !strings.Contains(first.Plain, want) {
			t.Errorf("want %q in:\n%s", want, first.Plain)
		}
	}
	if first.Public || len(digest.Comments) != 1 || digest.Requester != "" || slices.Contains(digest.Tags, helpdesk.Tag) {
		t.Errorf("got %+v, want an internal ticket of nobody's", digest)
	}
	if at := first.At.Sub(start()); at != 23*time.Hour {
		t.Errorf("written %s after the start, want at 09:00", at)
	}
}

func TestDigest_ofTheNextDayIsAnother(t *testing.T) {
	t.Parallel()
	w := newWorld()
	w.daily(t, nil)
	for range 3 {
		w.writes(t, "c1")
		w.pass(22*time.Hour + 55*time.Minute)
		w.walk(t, 10*time.Minute)
		w.pass(55 * time.Minute)
	}
	digests := w.digestTickets()
	if len(digests) != 3 || digests[0].ExternalID != "ventana-digest:zendesk:2026-11-23" || digests[2].ExternalID != "ventana-digest:zendesk:2026-11-25" {
		t.Errorf("got %+v, want one each day", digests)
	}
	for _, digest := range digests {
		if strings.HasPrefix(digest.ExternalID, conversation.ExternalPrefix) {
			t.Errorf("%s would be taken for a customer's", digest.ExternalID)
		}
	}
}

func TestDigest_thatIsEmptyIsNotWritten(t *testing.T) {
	t.Parallel()
	w := newWorld()
	w.daily(t, func(d *policy.Digest) { d.Hours = 1 })
	w.pass(22*time.Hour + 59*time.Minute)
	w.writes(t, "c1") // closes tomorrow
	w.walk(t, time.Minute)
	calls := w.desk.Calls("ReadTickets")
	w.walk(t, 3*time.Hour)
	if len(w.digestTickets()) != 0 || calls != 0 || w.desk.Calls("ReadTickets") != 0 {
		t.Errorf("got %d digests, %d calls", len(w.digestTickets()), w.desk.Calls("ReadTickets"))
	}
}

// A day's other minutes ask nobody anything for the digest.
func TestDigest_costsNothingOnceItIsWritten(t *testing.T) {
	t.Parallel()
	w := newWorld()
	w.daily(t, nil)
	w.writes(t, "c1")
	w.pass(22*time.Hour + 30*time.Minute)
	w.walk(t, 30*time.Minute)
	var mu sync.Mutex
	asked := map[string]int{}
	count := func(point string) error {
		mu.Lock()
		defer mu.Unlock()
		asked[point]++
		return nil
	}
	w.store.Fault(count)
	w.desk.Fault(count)
	w.walk(t, 50*time.Minute)
	for point := range asked {
		if name, _, _ := strings.Cut(point, " "); name != "Due" && name != "CurrentPolicy" {
			t.Errorf("%s was called although the digest was written", point)
		}
	}
	if len(w.digestTickets()) != 1 {
		t.Error("want one digest")
	}
}

func TestDigest_missedMinuteIsMadeUpForWithinTwoHours(t *testing.T) {
	t.Parallel()
	for name, row := range map[string]struct {
		late    time.Duration
		digests int
		warned  bool
	}{
		"an hour late":     {time.Hour, 1, false},
		"two hours late":   {2 * time.Hour, 0, true},
		"eleven hours off": {11 * time.Hour, 0, true},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := newWorld()
			w.daily(t, func(d *policy.Digest) { d.Hours = 24 })
			w.pass(22 * time.Hour)
			w.writes(t, "c1")
			w.pass(time.Hour + row.late)
			w.walk(t, 20*time.Minute)
			if got := len(w.digestTickets()); got != row.digests {
				t.Errorf("got %d digests, want %d", got, row.digests)
			}
			if got := strings.Count(w.log.String(), `"digest missed"`); (got == 1) != row.warned || got > 1 {
				t.Errorf("told %d times that it was missed, want once: %t", got, row.warned)
			}
		})
	}
}

// What was put to a later hour was not missed, and what was written is not
// written again when its hour changes.
func TestDigest_changedHour(t *testing.T) {
	t.Parallel()
	w := newWorld()
	w.daily(t, nil)
	w.writes(t, "c1")
	w.pass(23 * time.Hour)
	w.walk(t, 10*time.Minute)
	w.daily(t, func(d *policy.Digest) { d.At = 9*60 + 30 })
	w.walk(t, 4*time.Hour)
	if len(w.digestTickets()) != 1 || strings.Contains(w.log.String(), "digest missed") {
		t.Errorf("got %d digests and the log\n%s", len(w.digestTickets()), w.log.String())
	}
}

func TestDigest_group(t *testing.T) {
	t.Parallel()
	for name, known := range map[string]bool{"Supervisors": true, "Nobody": false} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := newWorld()
			id := w.desk.AddGroup("Supervisors")
			w.daily(t, func(d *policy.Digest) { d.Group = name })
			w.writes(t, "c1")
			w.pass(23 * time.Hour)
			w.walk(t, time.Minute)
			digests := w.digestTickets()
			if len(digests) != 1 {
				t.Fatalf("got %d digests, want one", len(digests))
			}
			if (digests[0].NewTicket.Group == id) != known || strings.Contains(w.log.String(), "group is unknown") == known {
				t.Errorf("got the group %q, and the log\n%s", digests[0].NewTicket.Group, w.log.String())
			}
		})
	}
}

// A group that the helpdesk does not take costs the digest its group.
func TestDigest_refusedGroup(t *testing.T) {
	t.Parallel()
	w := newWorld()
	w.desk.AddGroup("Supervisors")
	w.daily(t, func(d *policy.Digest) { d.Group = "Supervisors" })
	w.writes(t, "c1")
	w.pass(23 * time.Hour)
	tries := 0
	w.desk.Fault(func(point string) error {
		if point != "OpenTicket before" {
			return nil
		}
		if tries++; tries > 1 {
			return nil
		}
		return &failure.Error{Class: failure.Permanent, Op: "open ticket", Code: "RecordInvalid"}
	})
	w.sweep(t)
	digests := w.digestTickets()
	if len(digests) != 1 || digests[0].NewTicket.Group != "" || !strings.Contains(w.log.String(), "group refused") {
		t.Errorf("got %+v and the log\n%s", digests, w.log.String())
	}
}

// A ticket that waits for the customer is listed where it is warned about.
func TestDigest_waitingTicketsAsThePolicySays(t *testing.T) {
	t.Parallel()
	w := newWorld()
	w.apply(t, func(p *policy.Policy) {
		p.Window.Digest, p.Window.WarnWaiting, p.Window.Warn = policy.Digest{Hours: 12, At: 9 * 60, Zone: "UTC"}, true, nil
	})
	ticket := w.writes(t, "c1")
	w.desk.Set(ticket, "pending")
	w.pass(23 * time.Hour)
	w.walk(t, time.Minute)
	digests := w.digestTickets()
	if len(digests) != 1 || !slices.Equal(listed(digests[0]), []string{ticket}) {
		t.Errorf("got %+v, want it listed", digests)
	}
}

// Of more tickets than one call gives, all are looked at.
func TestDigest_manyTickets(t *testing.T) {
	t.Parallel()
	w := newWorld()
	w.daily(t, nil)
	for i := range 130 {
		w.worth(t, fmt.Sprintf("c%d", i), fmt.Sprint(i))
	}
	w.pass(23 * time.Hour)
	w.sweep(t)
	digests := w.digestTickets()
	if len(digests) != 1 || digests[0].Subject != "WhatsApp: 130 windows close by 21:00" || len(listed(digests[0])) != 100 {
		t.Fatalf("got %+v", digests)
	}
	if got := w.desk.Calls("ReadTickets"); got != 2 {
		t.Errorf("got %d calls for 130 tickets, want 2", got)
	}
}

// A run that is short of time lists what it has seen, and says what it has not.
func TestDigest_shortOfTime(t *testing.T) {
	t.Parallel()
	w := newWorld()
	w.daily(t, nil)
	for i := range 130 {
		w.worth(t, fmt.Sprintf("c%d", i), fmt.Sprint(i))
	}
	w.pass(23 * time.Hour)
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	short := &hurried{Context: ctx, left: time.Minute}
	w.desk.Fault(func(point string) error {
		if point == "ReadTickets after" {
			short.left = reserve - time.Second
		}
		return nil
	})
	if err := w.Handle(short, Task{Do: "sweep"}); err != nil {
		t.Fatal(err)
	}
	digests := w.digestTickets()
	if len(digests) != 1 || !strings.Contains(digests[0].Comments[0].Plain, "30 more conversations") {
		t.Fatalf("got %+v, want a digest that tells of the rest", digests)
	}
}

// hurried is a context whose time is what a test says.
type hurried struct {
	context.Context
	left time.Duration
}

func (h *hurried) Deadline() (time.Time, bool) { return time.Now().Add(h.left), true }

// A run without time leaves the digest to the next one.
func TestDigest_noTimeAtAll(t *testing.T) {
	t.Parallel()
	w := newWorld()
	w.daily(t, nil)
	w.writes(t, "c1")
	w.pass(23 * time.Hour)
	if err := w.Handle(&hurried{t.Context(), 10 * time.Second}, Task{Do: "sweep"}); err != nil {
		t.Fatal(err)
	}
	if len(w.digestTickets()) != 0 {
		t.Fatal("written in a hurry")
	}
	w.walk(t, time.Minute)
	if len(w.digestTickets()) != 1 {
		t.Error("the next minute did not write it")
	}
}

// Whatever fails, dies or runs at the same time, there is one digest.
func TestDigest_onceWhateverFails(t *testing.T) {
	t.Parallel()
	for seed := range uint64(24) {
		t.Run(fmt.Sprintf("seed %d", seed), func(t *testing.T) {
			t.Parallel()
			w := newWorld()
			w.daily(t, func(d *policy.Digest) { d.Group = "Supervisors" })
			w.desk.AddGroup("Supervisors")
			w.pass(8 * time.Hour)
			for i := range 6 {
				w.worth(t, fmt.Sprintf("c%d", i), fmt.Sprint(i))
			}
			w.pass(14*time.Hour + 59*time.Minute)
			random := rand.New(rand.NewPCG(seed, 2))
			var mu sync.Mutex
			fault := func(point string) error {
				mu.Lock()
				defer mu.Unlock()
				switch roll := random.IntN(60); {
				case strings.HasPrefix(point, "CurrentPolicy"), roll > 8:
					return nil
				case roll < 2:
					panic("killed at " + point)
				case strings.HasSuffix(point, " after"):
					return &failure.Error{Class: failure.Ambiguous, Op: point, Code: "Timeout", Wait: time.Minute}
				default:
					return errors.New("throttled")
				}
			}
			w.store.Fault(fault)
			w.desk.Fault(fault)
			for range 60 {
				w.pass(time.Minute)
				processes := []*Handler{NewHandler(*w.Handler), w.Handler} // a new process and an old one
				var runs sync.WaitGroup
				for _, process := range processes {
					runs.Go(func() {
						defer func() { _ = recover() }()                            // killed
						_ = process.digests(t.Context(), w.document(t), w.rules(t)) // failures show in the alarm
					})
				}
				runs.Wait()
			}
			w.store.Fault(nil)
			w.desk.Fault(nil)
			w.walk(t, 10*time.Minute)
			digests := w.digestTickets()
			if len(digests) != 1 || len(listed(digests[0])) != 6 {
				t.Errorf("got %d digests, want one", len(digests))
			}
		})
	}
}

// Two runs of the same minute write one.
func TestDigest_twoRunsAtOnce(t *testing.T) {
	t.Parallel()
	w := newWorld()
	w.daily(t, nil)
	w.writes(t, "c1")
	w.pass(23 * time.Hour)
	var runs sync.WaitGroup
	for range 8 {
		process := NewHandler(*w.Handler)
		runs.Go(func() {
			if err := process.digests(t.Context(), w.document(t), w.rules(t)); err != nil {
				t.Error(err)
			}
		})
	}
	runs.Wait()
	if got := w.desk.Calls("OpenTicket"); got != 1 || len(w.digestTickets()) != 1 {
		t.Errorf("opened %d times", got)
	}
}

// A digest that the helpdesk refuses for good is left until tomorrow, and the
// run fails once, for the alarm.
func TestDigest_refusedForGoodIsTriedOnce(t *testing.T) {
	t.Parallel()
	w := newWorld()
	w.daily(t, nil)
	w.writes(t, "c1")
	w.pass(23 * time.Hour)
	w.desk.Refuse("#")
	if err := w.Handle(t.Context(), Task{Do: "sweep"}); err == nil {
		t.Error("got no error for a digest that is refused")
	}
	w.walk(t, 10*time.Minute)
	if got := w.desk.Calls("OpenTicket"); got != 1 {
		t.Errorf("tried %d times, want once", got)
	}
}

// A lost answer is looked for before the ticket is opened again, also after the
// list has changed.
func TestDigest_lostAnswerIsLookedFor(t *testing.T) {
	t.Parallel()
	w := newWorld()
	w.daily(t, nil)
	w.writes(t, "c1")
	w.pass(23 * time.Hour)
	w.desk.Fault(func(point string) error {
		if point == "OpenTicket after" {
			return &failure.Error{Class: failure.Ambiguous, Op: point, Code: "Timeout", Wait: time.Minute}
		}
		return nil
	})
	if err := w.Handle(t.Context(), Task{Do: "sweep"}); err == nil {
		t.Error("got no error for a lost answer")
	}
	w.desk.Fault(nil)
	w.walk(t, 5*time.Minute)
	if len(w.digestTickets()) != 1 || w.desk.Calls("OpenTicket") != 1 || w.desk.Calls("FindTicket") != 1 {
		t.Errorf("got %d digests, opened %d times, looked %d times", len(w.digestTickets()), w.desk.Calls("OpenTicket"), w.desk.Calls("FindTicket"))
	}
}

func TestBefore(t *testing.T) {
	t.Parallel()
	at := start()
	line := func(ticket string, value policy.Amount, valued bool, after time.Duration) note.DigestLine {
		return note.DigestLine{Ticket: ticket, Value: value, Valued: valued, ClosesAt: at.Add(after)}
	}
	want := []note.DigestLine{
		line("9", 500, true, time.Hour), line("2", 100, true, time.Minute), line("1", 100, true, time.Hour), line("10", 100, true, time.Hour),
		line("3", 0, true, time.Minute), line("4", -100, true, time.Second), line("5", 0, false, time.Second), line("6", 0, false, time.Hour),
	}
	got := slices.Clone(want)
	rand.New(rand.NewPCG(1, 1)).Shuffle(len(got), func(i, j int) { got[i], got[j] = got[j], got[i] })
	slices.SortFunc(got, before)
	if !slices.Equal(got, want) {
		t.Errorf("got %v, want %v", got, want)
	}
}

// The log names no ticket's words.
func TestDigest_logsTellNothingOfPeople(t *testing.T) {
	t.Parallel()
	w := newWorld()
	w.daily(t, func(d *policy.Digest) { d.Group = "Nobody" })
	ticket := w.writes(t, "c1")
	w.desk.Change(ticket, func(ticket *helpdesktest.Ticket) { ticket.Subject = "Ana's secret" })
	w.desk.Refuse("secret")
	w.pass(23 * time.Hour)
	err := w.Handle(t.Context(), Task{Do: "sweep"})
	if err == nil || strings.Contains(err.Error(), "secret") || strings.Contains(w.log.String(), "secret") {
		t.Errorf("got %v and the log\n%s", err, w.log.String())
	}
}

// A write that lands after the look for it: the key refuses a second list, and
// the first one is the digest.
func TestDigest_listThatLandsLateIsTheDigest(t *testing.T) {
	t.Parallel()
	w := newWorld()
	w.daily(t, nil)
	w.writes(t, "c1")
	w.pass(23 * time.Hour)
	w.desk.Fault(func(point string) error {
		if point != "ReadTickets after" {
			return nil
		}
		_, err := w.desk.OpenTicket(t.Context(), helpdesk.NewTicket{
			ExternalID: "ventana-digest:zendesk:2026-11-23", Body: "1. #1", Tags: []string{helpdesk.DigestTag}, Internal: true,
		})
		return err
	})
	w.sweep(t)
	effect, _, err := w.store.Effect(t.Context(), dynamostore.EffectDigest, envelope.Digest("digest", "zendesk", "2026-11-23"))
	digests := w.digestTickets()
	if err != nil || len(digests) != 1 || !effect.Done || effect.Lost || effect.Result != digests[0].ID {
		t.Errorf("got %d digests and the effect %+v, %v", len(digests), effect, err)
	}
}
