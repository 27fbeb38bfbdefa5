package sim_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"testing"
	"time"

	"ventana/shared/failure"
	"ventana/shared/helpdesk"
	"ventana/shared/helpdesk/zendesk"
)

// job is one record that waits for its call, as a queue's does.
type job struct {
	kind   string
	number string
	call   func(ctx context.Context, client *zendesk.Client) error
	due    time.Time
	since  time.Time
	took   time.Duration
	done   bool
}

// crowd makes customers with open tickets, before any limit binds.
func (d *desk) crowd(t *testing.T, count int) (users, tickets []string) {
	t.Helper()
	for i := range count {
		user, err := d.EnsureUser(t.Context(), helpdesk.User{ExternalID: fmt.Sprintf("contact-%d", i), Name: "Ana Souza"})
		if err != nil {
			t.Fatal(err)
		}
		opened, err := d.OpenTicket(t.Context(), helpdesk.NewTicket{
			ExternalID: fmt.Sprintf("conv-%d", i), Requester: user, Subject: "s", Body: "first", Markers: []string{"m"},
		})
		if err != nil {
			t.Fatal(err)
		}
		users, tickets = append(users, user), append(tickets, opened.Ticket)
		<-d.calls
		<-d.calls
	}
	return users, tickets
}

func followUp(user, ticket string) func(context.Context, *zendesk.Client) error {
	return func(ctx context.Context, client *zendesk.Client) error {
		_, err := client.AddComment(ctx, helpdesk.NewComment{Ticket: ticket, Author: user, Body: "more", Public: true})
		return err
	}
}

func warn(ticket string) func(context.Context, *zendesk.Client) error {
	return func(ctx context.Context, client *zendesk.Client) error {
		_, err := client.AddComment(ctx, helpdesk.NewComment{Ticket: ticket, Body: "closes soon"})
		return err
	}
}

// first is what a customer's first message takes: two calls.
func first(name string) func(context.Context, *zendesk.Client) error {
	return func(ctx context.Context, client *zendesk.Client) error {
		user, err := client.EnsureUser(ctx, helpdesk.User{ExternalID: "new-" + name, Name: "Rui Alves"})
		if err != nil {
			return err
		}
		_, err = client.OpenTicket(ctx, helpdesk.NewTicket{ExternalID: "new-" + name, Requester: user, Subject: "s", Body: "first"})
		return err
	}
}

// work has the clients make the jobs' calls, each as long away as it was asked to
// be, until all are done or so much time has passed. What is due together comes
// in no order. It tells how often it was refused by Zendesk itself.
func (d *desk) work(t *testing.T, clients []*zendesk.Client, jobs []*job, most time.Duration, each func(second int)) (limited int) {
	t.Helper()
	begun := d.clock.Now()
	for second := 0; time.Duration(second)*time.Second < most; second++ {
		turn := 0
		for i := range jobs {
			one := jobs[(i*7919+second)%len(jobs)] // every job once, in another order each second
			now := d.clock.Now()
			if one.done || now.Before(one.due) {
				continue
			}
			turn++
			err := one.call(helpdesk.For(t.Context(), one.number), clients[turn%len(clients)])
			failed := failure.Of(err)
			switch {
			case err == nil:
				one.done, one.took = true, now.Sub(one.since)
			case failed.Class == failure.Permanent, failed.Class == failure.Unknown:
				t.Fatalf("%s: %v", one.kind, err)
			default:
				if failed.Code == "429" || failed.Code == "TooManyRequests" {
					limited++
				}
				one.due = now.Add(max(failed.Wait, time.Second))
			}
			for len(d.calls) > 0 {
				<-d.calls
			}
		}
		if each != nil {
			each(second)
		}
		if !slices.ContainsFunc(jobs, func(j *job) bool { return !j.done }) {
			t.Logf("all of %d done after %s", len(jobs), d.clock.Now().Sub(begun).Round(time.Second))
			return limited
		}
		d.advance(t, time.Second)
	}
	return limited
}

// waits are how long the done jobs of a kind took, shortest first.
func waits(jobs []*job, kind string) []time.Duration {
	var list []time.Duration
	for _, one := range jobs {
		if one.kind == kind && one.done {
			list = append(list, one.took)
		}
	}
	slices.Sort(list)
	return list
}

func percentile(sorted []time.Duration, share float64) time.Duration {
	return sorted[min(int(share*float64(len(sorted))), len(sorted)-1)]
}

func mean(list []time.Duration) time.Duration {
	var sum time.Duration
	for _, one := range list {
		sum += one
	}
	return sum / time.Duration(len(list))
}

// With half of the requests that are needed, who writes for the first time is
// served before those who wrote again, and these before notes.
func TestPace_firstMessagesGoBeforeFollowUpsAndTheseBeforeNotes(t *testing.T) {
	t.Parallel()
	d := newDesk(t, "")
	users, tickets := d.crowd(t, 120)
	if err := d.account.SetLimits(json.RawMessage(`{"account":40,"ticket_updates":40}`)); err != nil {
		t.Fatal(err)
	}
	start := d.clock.Now()
	var jobs []*job
	for i := range users {
		jobs = append(jobs,
			&job{kind: "follow-up", call: followUp(users[i], tickets[i]), due: start, since: start},
			&job{kind: "note", call: warn(tickets[i]), due: start, since: start})
	}
	// 10 people a minute are 20 of the 40 requests; the rest asks for far more.
	for i := range 30 {
		at := start.Add(time.Duration(i) * 6 * time.Second)
		jobs = append(jobs, &job{kind: "first", call: first(fmt.Sprint(i)), due: at, since: at})
	}
	limited := d.work(t, []*zendesk.Client{d.client(""), d.client("")}, jobs, 30*time.Minute, nil)
	firsts, follow, notes := waits(jobs, "first"), waits(jobs, "follow-up"), waits(jobs, "note")
	if len(firsts) != 30 || len(follow) != 120 || len(notes) != 120 {
		t.Fatalf("done: %d first, %d follow-ups, %d notes", len(firsts), len(follow), len(notes))
	}
	for name, list := range map[string][]time.Duration{"first": firsts, "follow-up": follow, "note": notes} {
		t.Logf("%-9s mean %s, p50 %s, p99 %s", name, mean(list).Round(time.Second), percentile(list, 0.5).Round(time.Second), percentile(list, 0.99).Round(time.Second))
	}
	t.Logf("refused by the account %d times", limited)
	if percentile(firsts, 0.99) >= percentile(follow, 0.99) || percentile(firsts, 0.5) >= percentile(follow, 0.5) {
		t.Error("want first messages served before follow-ups")
	}
	if mean(follow) >= mean(notes) {
		t.Error("want follow-ups served before notes")
	}
}

// A burst to one number does not starve another on the same helpdesk: both get
// on alike while both have something to say, and what one leaves the other uses.
func TestPace_numbersShareALimitThatBinds(t *testing.T) {
	t.Parallel()
	d := newDesk(t, "")
	users, tickets := d.crowd(t, 450)
	if err := d.account.SetLimits(json.RawMessage(`{"ticket_updates":30}`)); err != nil {
		t.Fatal(err)
	}
	start := d.clock.Now()
	var jobs []*job
	for i := range users {
		number, at := "burst", start
		if i >= 400 {
			number, at = "quiet", start.Add(90*time.Second) // in the middle of the other's burst
		}
		jobs = append(jobs, &job{kind: number, number: number, call: followUp(users[i], tickets[i]), due: at, since: at})
	}
	var atFive [2]int
	d.work(t, []*zendesk.Client{d.client(""), d.client(""), d.client("")}, jobs, 30*time.Minute, func(second int) {
		if second == 270 { // three windows with both
			atFive = [2]int{len(waits(jobs, "burst")), len(waits(jobs, "quiet"))}
		}
	})
	t.Logf("after 4.5 min: burst %d of 400, quiet %d of 50; quiet p99 %s, burst p99 %s", atFive[0], atFive[1],
		percentile(waits(jobs, "quiet"), 0.99), percentile(waits(jobs, "burst"), 0.99))
	// An equal part is 15 of 30; by how much waits, which is what it would have
	// without one, 3 of 30, it would have 9 by now.
	if atFive[1] < 14 {
		t.Errorf("quiet has %d of its 50 done after three shared windows of 30, want about 15 of each, 9 without a share", atFive[1])
	}
	if quiet, burst := percentile(waits(jobs, "quiet"), 1), percentile(waits(jobs, "burst"), 1); quiet > burst/2 {
		t.Errorf("quiet took %s, the burst %s", quiet, burst)
	}
	if done := len(waits(jobs, "burst")) + len(waits(jobs, "quiet")); done != 450 {
		t.Errorf("%d of 450 done", done)
	}
	// 450 updates at 30 a minute are 15 minutes when nothing is left over.
	if last := percentile(waits(jobs, "burst"), 1); last > 18*time.Minute {
		t.Errorf("the burst took %s: the limit was not used", last)
	}
}

// Zendesk asks the account to wait, not the one call.
func TestPace_aRefusalHoldsUpWhatIsUnderTheSameLimit(t *testing.T) {
	t.Parallel()
	d := newDesk(t, "")
	users, tickets := d.crowd(t, 5)
	if err := d.account.SetLimits(json.RawMessage(`{"ticket_updates":1}`)); err != nil {
		t.Fatal(err)
	}
	another, client := d.client(""), d.client("")
	if err := followUp(users[0], tickets[0])(t.Context(), another); err != nil {
		t.Fatal(err)
	}
	for i := 1; i < 4; i++ {
		if err := followUp(users[i], tickets[i])(t.Context(), client); !failure.Is(err, failure.Later) || failure.Of(err).Wait < 50*time.Second {
			t.Fatalf("got %v, want to wait for the window", err)
		}
	}
	updates := 0
	for len(d.calls) > 0 {
		if call := <-d.calls; call[:3] == "PUT" {
			updates++
		}
	}
	if updates != 2 {
		t.Errorf("%d updates were asked for, want one taken and one refused", updates)
	}
	if err := first("a")(t.Context(), client); err != nil {
		t.Errorf("another limit: %v", err)
	}
	d.advance(t, time.Minute)
	if err := followUp(users[4], tickets[4])(t.Context(), client); err != nil {
		t.Errorf("in the next window: %v", err)
	}
}

// A ticket that was changed too often holds up itself alone.
func TestPace_oneBusyTicketHoldsUpNoOther(t *testing.T) {
	t.Parallel()
	d := newDesk(t, "")
	users, tickets := d.crowd(t, 2)
	if err := d.account.SetLimits(json.RawMessage(`{"per_ticket":1}`)); err != nil {
		t.Fatal(err)
	}
	client := d.client("")
	err := errors.Join(followUp(users[0], tickets[0])(t.Context(), client))
	if again := followUp(users[0], tickets[0])(t.Context(), client); err != nil || !failure.Is(again, failure.Later) {
		t.Fatalf("got %v, then %v", err, again)
	}
	if err := followUp(users[1], tickets[1])(t.Context(), client); err != nil {
		t.Errorf("got %v of another ticket", err)
	}
}
