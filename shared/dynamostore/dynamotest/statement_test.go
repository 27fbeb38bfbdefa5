package dynamotest_test

import (
	"errors"
	"fmt"
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"ventana/shared/conversation"
	"ventana/shared/dynamostore"
	"ventana/shared/dynamostore/dynamotest"
	"ventana/shared/statement"
)

// what is checked of both stores, which have to agree.
func onBoth(t *testing.T, check func(t *testing.T, s store, pass func(time.Duration))) {
	for name, open := range map[string]func(clock func() time.Time) store{
		"table": func(clock func() time.Time) store {
			client, table := dynamotest.Table(t)
			return dynamostore.New(client, table, clock, func() string { return "c" })
		},
		"memory": func(clock func() time.Time) store { return dynamotest.NewMemory(clock) },
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			now := time.Date(2026, 11, 22, 23, 59, 0, 0, time.UTC)
			check(t, open(func() time.Time { return now }), func(by time.Duration) { now = now.Add(by) })
		})
	}
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// TestMessagesOf_areThoseFirstTakenOnTheDay: a message stays on the day of its
// first claim, whatever happens to it later, and notes are no messages.
func TestMessagesOf_areThoseFirstTakenOnTheDay(t *testing.T) {
	t.Parallel()
	onBoth(t, func(t *testing.T, s store, pass func(time.Duration)) {
		ctx := t.Context()
		claim := func(kind, id, owner string) {
			t.Helper()
			_, err := s.Claim(ctx, dynamostore.Effect{Kind: kind, ID: id, Number: "main"}, owner)
			must(t, err)
		}
		claim(dynamostore.EffectComment, "a", "1")
		claim(dynamostore.EffectSend, "b", "1")
		claim(dynamostore.EffectNote, "c", "1")
		claim(dynamostore.EffectComment, "d", "1")
		must(t, s.Postpone(ctx, dynamostore.EffectComment, "a", "1", dynamostore.Pause{}))
		must(t, s.FinishIn(ctx, dynamostore.EffectComment, "d", "7", "77"))
		pass(2 * time.Minute) // the next day
		claim(dynamostore.EffectComment, "a", "2")
		claim(dynamostore.EffectComment, "e", "2")
		for day, want := range map[string][]string{"2026-11-22": {"a", "b", "d"}, "2026-11-23": {"e"}, "2026-11-24": nil} {
			entries, requests, err := s.MessagesOf(ctx, day)
			must(t, err)
			var got []string
			for _, entry := range entries {
				got = append(got, entry.ID)
				if entry.Number != "main" || statement.DayOf(entry.At) != day || entry.Kind == "" {
					t.Errorf("%+v", entry)
				}
			}
			slices.Sort(got)
			if !slices.Equal(got, want) || requests != dynamostore.DayShards {
				t.Errorf("%s: got %v with %d requests, want %v", day, got, requests, want)
			}
		}
	})
}

func TestManyAreReadAtOnce(t *testing.T) {
	t.Parallel()
	onBoth(t, func(t *testing.T, s store, _ func(time.Duration)) {
		ctx := t.Context()
		must(t, s.RecordSent(ctx, dynamostore.Sent{MessageID: "m1", Effect: "e1", Number: "main"}))
		sent, err := s.SentMessages(ctx, []string{"m1", "m2", "m1"})
		must(t, err)
		if len(sent) != 1 || sent["m1"].State != conversation.StateAccepted || sent["m1"].Effect != "e1" {
			t.Errorf("got %+v", sent)
		}
		must(t, s.LinkTicket(ctx, dynamostore.TicketLink{Helpdesk: "zendesk", Ticket: "1", Contact: "c", Number: "main", Cursor: "5"}))
		links, err := s.TicketLinks(ctx, "zendesk", []string{"1", "2", "1"})
		must(t, err)
		if len(links) != 1 || links["1"].Cursor != "5" || links["1"].Ticket != "1" || links["1"].Number != "main" {
			t.Errorf("got %+v", links)
		}
	})
}

// TestStatement_isPlannedWorkedOnAndKept walks a day through its life.
func TestStatement_isPlannedWorkedOnAndKept(t *testing.T) {
	t.Parallel()
	onBoth(t, func(t *testing.T, s store, pass func(time.Duration)) {
		ctx := t.Context()
		const day = "2026-11-21"
		planned := func(want statement.Plan) {
			t.Helper()
			got, err := s.PlanStatements(ctx)
			must(t, err)
			slices.Sort(got.Made)
			if diff := cmp.Diff(want, got, cmpopts.EquateEmpty()); diff != "" {
				t.Errorf("plan (-want +got):\n%s", diff)
			}
		}
		planned(statement.Plan{})
		must(t, s.WantStatement(ctx, day))
		planned(statement.Plan{Wanted: []string{day}})
		work, err := s.AcquireStatement(ctx, day, "one")
		must(t, err)
		if work.Run != "" {
			t.Errorf("work %+v before anybody worked", work)
		}
		var held *dynamostore.HeldError
		if _, err := s.AcquireStatement(ctx, day, "two"); !errors.As(err, &held) {
			t.Errorf("two at once: %v", err)
		}
		work = statement.Work{Run: "7", Read: map[string]statement.Reading{"zendesk": {Pages: 3}}, Requests: statement.Requests{Table: 9}}
		must(t, s.SaveStatementWork(ctx, day, "one", work, false))
		pass(dynamostore.StatementLease + time.Second)
		got, err := s.AcquireStatement(ctx, day, "two")
		must(t, err)
		if diff := cmp.Diff(work, got); diff != "" {
			t.Errorf("work (-want +got):\n%s", diff)
		}
		if err := s.SaveStatementWork(ctx, day, "one", work, true); !errors.Is(err, dynamostore.ErrLeaseLost) {
			t.Errorf("a run that was overtaken saved: %v", err)
		}
		must(t, s.SaveStatementWork(ctx, day, "two", work, true))

		page := statement.Page{Seen: []string{"x"}}
		must(t, s.PutPage(ctx, day, "7", "zendesk#0001", statement.Page{Seen: []string{"old"}}))
		must(t, s.PutPage(ctx, day, "7", "zendesk#0001", page))
		must(t, s.PutPage(ctx, day, "7", "zendesk#0002", page))
		must(t, s.PutPage(ctx, day, "6", "zendesk#0001", page))
		must(t, s.PutPage(ctx, day, "8", "zendesk#0001", page))
		pages, err := s.Pages(ctx, day, "7")
		must(t, err)
		if diff := cmp.Diff([]statement.Page{page, page}, pages); diff != "" {
			t.Errorf("pages (-want +got):\n%s", diff)
		}

		if _, known, err := s.StatementOf(ctx, day); err != nil || known {
			t.Errorf("a statement before it was made: %v %v", known, err)
		}
		at := time.Date(2026, 11, 22, 2, 0, 0, 0, time.UTC)
		first := statement.Statement{Day: day, DoneAt: at, Requests: statement.Requests{Table: 5, Helpdesk: 2},
			Lines: []statement.Line{{Number: "", Orphaned: 1}, {Number: "main", Messages: 4}}}
		must(t, s.PutStatement(ctx, first))
		second := statement.Statement{Day: day, DoneAt: at.Add(time.Hour), Lines: []statement.Line{{Number: "main", Messages: 5, Findings: []statement.Finding{{Kind: statement.Lost, At: at}}}}}
		for _, told := range []statement.Statement{first, second} {
			must(t, s.PutStatement(ctx, told))
			stands, known, err := s.StatementOf(ctx, day)
			must(t, err)
			if diff := cmp.Diff(told, stands); diff != "" || !known {
				t.Errorf("statement (-want +got):\n%s", diff)
			}
		}
		planned(statement.Plan{Made: []string{day}})
		must(t, s.WantStatement(ctx, "2026-11-19"))
		if again, err := s.AcquireStatement(ctx, day, "three"); err != nil || again.Run != "7" {
			t.Errorf("another day's wish touched this one: %+v %v", again, err)
		}
		must(t, s.PutStatement(ctx, statement.Statement{Day: "2026-11-19", DoneAt: at}))
		both := statement.Plan{Made: []string{"2026-11-19", day}}
		planned(both)
		must(t, s.PassStatements(ctx, both, "2026-11-20"))
		planned(statement.Plan{Done: "2026-11-20", Made: []string{day}})
		must(t, s.PassStatements(ctx, both, day)) // of a run that read the plan before
		stands := statement.Plan{Done: "2026-11-20", Made: []string{day}}
		planned(stands)
		must(t, s.PassStatements(ctx, stands, "2026-11-22"))
		planned(statement.Plan{Done: "2026-11-22"})
		must(t, s.WantStatement(ctx, day))
		if again, err := s.AcquireStatement(ctx, day, "three"); err != nil || again.Run != "" {
			t.Errorf("asked for anew: %+v %v, want to begin anew", again, err)
		}
	})
}

// A page is one item, so that a page of everything is refused, and each of its parts
// is not.
func TestPutPage_asMuchAsAnItemHolds(t *testing.T) {
	t.Parallel()
	onBoth(t, func(t *testing.T, s store, _ func(time.Duration)) {
		const day = "2026-11-21"
		var page statement.Page
		for n := range 3_000 {
			id := fmt.Sprintf("%026d", n)
			page.Findings = append(page.Findings, statement.Finding{Kind: statement.Stuck, Number: "123456789012345", Helpdesk: "zendesk", Ticket: "123456", Effect: id, What: dynamostore.EffectComment, At: time.Now()})
		}
		if err := s.PutPage(t.Context(), day, "7", "whole", page); err == nil {
			t.Error("took an item of more than 400 KB")
		}
		for i, part := range page.Parts() {
			must(t, s.PutPage(t.Context(), day, "7", fmt.Sprint("part ", i), part))
		}
		pages, err := s.Pages(t.Context(), day, "7")
		must(t, err)
		if open, _ := statement.Findings(pages); len(open) != len(page.Findings) {
			t.Errorf("%d findings on %d pages, want %d", len(open), len(pages), len(page.Findings))
		}
	})
}
