package offer_test

import (
	"bytes"
	"context"
	"errors"
	"log/slog"
	"strings"
	"testing"
	"time"

	"ventana/shared/conversation"
	"ventana/shared/dynamostore"
	"ventana/shared/failure"
	"ventana/shared/helpdesk"
	"ventana/shared/limit"
	"ventana/shared/offer"
	"ventana/shared/policy"
	"ventana/shared/template"
)

// table is what stands, and how often it was read.
type table struct {
	text    string
	version int
	err     error
	reads   int
}

func (t *table) CurrentPolicy(context.Context) (string, int, error) {
	t.reads++
	return t.text, t.version, t.err
}

func (t *table) Catalogue(context.Context, string) ([]template.Template, time.Time, error) {
	t.reads++
	return []template.Template{{Name: "case_update", Language: "es", Status: "APPROVED"}}, time.Time{}, t.err
}

func (t *table) Number(context.Context, string) (limit.Number, error) {
	t.reads++
	return limit.Number{Tier: "TIER_250"}, t.err
}

func (t *table) Reached(context.Context, string, time.Time) ([]limit.Bucket, error) {
	t.reads++
	return []limit.Bucket{{Hour: time.Date(2026, 11, 22, 9, 0, 0, 0, time.UTC), Count: 200}}, t.err
}

func (t *table) SpentIn(context.Context, string) ([]dynamostore.Spend, error) {
	t.reads++
	return []dynamostore.Spend{{Day: "2026-11-21", Micros: 20_000}, {Day: "2026-11-22", Micros: 8_000}, {Day: "2026-11-22", Micros: 500}}, t.err
}

// world is a book with a clock that tests move.
func newWorld(stands *table) (book *offer.Book, pass func(time.Duration), log *bytes.Buffer) {
	at := time.Date(2026, 11, 22, 10, 0, 0, 0, time.UTC)
	log = &bytes.Buffer{}
	return offer.NewBook(stands, func() time.Time { return at }, slog.New(slog.NewJSONHandler(log, nil))), func(d time.Duration) { at = at.Add(d) }, log
}

func written(t *testing.T, change func(p *policy.Policy)) string {
	t.Helper()
	rules := policy.Default()
	change(&rules)
	text, err := policy.Marshal(rules)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

func TestPolicy_changeCountsWithinAMinute(t *testing.T) {
	t.Parallel()
	stands := &table{}
	book, pass, _ := newWorld(stands)
	read := func() policy.ClosedReply {
		t.Helper()
		rules, err := book.Policy(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		return rules.Window.ClosedReply
	}
	if got := read(); got != policy.Suggest {
		t.Errorf("got %q without a policy, want the default one", got)
	}
	stands.text, stands.version = written(t, func(p *policy.Policy) { p.Window.ClosedReply = policy.Keep }), 1
	pass(offer.Fresh - time.Second)
	if got := read(); got != policy.Suggest || stands.reads != 1 {
		t.Errorf("got %q after %d reads, want what was read a moment ago", got, stands.reads)
	}
	pass(time.Second)
	if got := read(); got != policy.Keep {
		t.Errorf("got %q after a minute, want the new one", got)
	}
}

// A policy that is not valid stops nothing and is not passed over in silence.
func TestPolicy_invalidOneLeavesTheDefault(t *testing.T) {
	t.Parallel()
	book, _, log := newWorld(&table{text: "version: 1\nwindow: {warn: [90]}\n", version: 3})
	rules, err := book.Policy(t.Context())
	if err != nil || rules.Window.ClosedReply != policy.Suggest || len(rules.Window.Warn) != 3 {
		t.Errorf("got %+v, %v, want the default policy", rules.Window, err)
	}
	if !strings.Contains(log.String(), "policy is not valid") {
		t.Errorf("the log says nothing: %s", log.String())
	}
}

// The default policy answers everybody: whom a roll-out keeps out would be answered
// by both sides when a release does not understand the policy.
func TestRollout_invalidPolicyIsWaitedFor(t *testing.T) {
	t.Parallel()
	stands := &table{text: "version: 1\nrollout: {share: 0.05, of_a_newer_release: true}\n", version: 3}
	book, pass, _ := newWorld(stands)
	if _, err := book.Rollout(t.Context()); !failure.Is(err, failure.Later) {
		t.Errorf("got %v, want a wait", err)
	}
	stands.text = "version: 1\nrollout: {share: 0.05}\n"
	pass(offer.Fresh)
	if rules, err := book.Rollout(t.Context()); err != nil || rules.Share != 0.05 {
		t.Errorf("got %+v, %v, want the share once it is mended", rules, err)
	}
}

func TestMeans_tableThatFailsIsTheCallersToWaitFor(t *testing.T) {
	t.Parallel()
	stands := &table{err: errors.New("throttled")}
	book, _, _ := newWorld(stands)
	if _, err := book.Means(t.Context(), offer.Occasion{WABA: "waba"}); err == nil {
		t.Fatal("got no error")
	}
	stands.err = nil
	if _, err := book.Means(t.Context(), offer.Occasion{WABA: "waba"}); err != nil {
		t.Errorf("got %v, want a failure not to be kept", err)
	}
}

func TestMeans_factsAreThoseOfTicketAndContact(t *testing.T) {
	t.Parallel()
	book, _, _ := newWorld(&table{})
	means, err := book.Means(t.Context(), offer.Occasion{
		Purpose: policy.PurposeReply, WABA: "waba",
		Talk:    conversation.Conversation{Number: "main", LastInboundAt: time.Date(2026, 11, 21, 8, 0, 0, 0, time.UTC)},
		Contact: dynamostore.Contact{BSUID: "ES.a"},
		Ticket: helpdesk.Ticket{
			ID: "35", Status: "open", Tags: []string{"vip"}, Group: "Reception", RequesterName: "Ana María R",
			Fields: []helpdesk.Field{{ID: "360001", Value: "A-17"}},
		},
	})
	if err != nil {
		t.Fatal(err)
	}
	facts := means.Facts
	if facts.Language != "es" || facts.Group != "Reception" || facts.Number != "main" || facts.SinceCustomer != 26*time.Hour || facts.Status != "open" {
		t.Errorf("got %+v", facts)
	}
	for name, want := range map[string]string{"contact.first_name": "Ana", "contact.name": "Ana María R", "ticket.id": "35", "ticket.field.360001": "A-17", "agent.name": ""} {
		if facts.Fields[name] != want {
			t.Errorf("%s: got %q, want %q", name, facts.Fields[name], want)
		}
	}
	if _, known := facts.Fields["agent.name"]; known {
		t.Error("an empty name counts as known, so that no fallback would")
	}
}

// A number in a name's place is no name to greet somebody with.
func TestMeans_numberIsNoName(t *testing.T) {
	t.Parallel()
	book, _, _ := newWorld(&table{})
	means, err := book.Means(t.Context(), offer.Occasion{Ticket: helpdesk.Ticket{RequesterName: "+34600000001"}})
	if _, known := means.Facts.Fields["contact.first_name"]; err != nil || known {
		t.Errorf("got %v, %v", means.Facts.Fields, err)
	}
	if means.Facts.SinceCustomer >= 0 {
		t.Errorf("got %s since a customer who never wrote", means.Facts.SinceCustomer)
	}
}

// Month and day are one query a minute; at midnight what was read is yesterday's,
// however fresh.
func TestSpent_isTheMonthsAndTheDaysAndNeverYesterdays(t *testing.T) {
	t.Parallel()
	stands := &table{}
	book, pass, _ := newWorld(stands)
	spent := func() policy.Spent {
		t.Helper()
		got, err := book.Spent(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		return got
	}
	for range 2 {
		if got, want := spent(), (policy.Spent{Month: 28_500, Day: 8_500}); got != want || stands.reads != 1 {
			t.Errorf("got %+v after %d reads, want %+v", got, stands.reads, want)
		}
	}
	pass(13*time.Hour + 59*time.Minute + 50*time.Second)
	spent()
	pass(20 * time.Second)
	if got := spent(); got.Day != 0 || got.Month != 28_500 || stands.reads != 3 {
		t.Errorf("got %+v after %d reads, want nothing of the new day", got, stands.reads)
	}
}
