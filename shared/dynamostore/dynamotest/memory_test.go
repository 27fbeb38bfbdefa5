package dynamotest_test

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"ventana/shared/conversation"
	"ventana/shared/deadletter"
	"ventana/shared/dynamostore"
	"ventana/shared/dynamostore/dynamotest"
	"ventana/shared/envelope"
	"ventana/shared/limit"
	"ventana/shared/rollout"
	"ventana/shared/silence"
	"ventana/shared/statement"
	"ventana/shared/template"
)

// store is what both do.
type store interface {
	FindContact(ctx context.Context, who dynamostore.Identities) (dynamostore.Contact, error)
	DescribeContact(ctx context.Context, contact dynamostore.Contact, who dynamostore.Identities) error
	MoveIdentity(ctx context.Context, contact dynamostore.Contact, to dynamostore.Identities) error
	JoinContacts(ctx context.Context, contact dynamostore.Contact, who dynamostore.Identities) error
	TakeOver(ctx context.Context, contact dynamostore.Contact, who dynamostore.Identities) error
	ContactOf(ctx context.Context, id string) (dynamostore.Contact, bool, error)
	KnownIdentities(ctx context.Context, keys []string) ([]dynamostore.Identity, error)
	Portrait(ctx context.Context, contact string) (dynamostore.Portrait, bool, error)
	Split(ctx context.Context, order dynamostore.Splitting, owner string) (dynamostore.Splitting, error)
	AcquireConversation(ctx context.Context, contact, number, owner string) (conversation.Conversation, error)
	SaveConversation(ctx context.Context, c conversation.Conversation, owner string, release bool) error
	Conversation(ctx context.Context, contact, number string) (conversation.Conversation, dynamostore.Contact, error)
	Conversations(ctx context.Context, contact string) ([]conversation.Conversation, dynamostore.Contact, error)
	CloseWindow(ctx context.Context, contact, number string, sentAt time.Time) error
	Answered(ctx context.Context, contact, number string, at time.Time) error
	Wrote(ctx context.Context, contact, number string, at time.Time, pair conversation.Pair) error
	Pace(ctx context.Context, contact, number string, pair conversation.Pair) error
	FreeUntil(ctx context.Context, contact, number string, until time.Time) error
	KeepReplies(ctx context.Context, contact, number string, ticket conversation.TicketName) (conversation.Conversation, error)
	ForgetReplies(ctx context.Context, contact, number string, ticket conversation.TicketName) error
	ArmSurvey(ctx context.Context, due dynamostore.DueSurvey, askedSince time.Time, again bool) error
	DueSurveys(ctx context.Context, shard int, before time.Time, limit int) ([]dynamostore.DueSurvey, error)
	DisarmSurvey(ctx context.Context, due dynamostore.DueSurvey) error
	AskedAt(ctx context.Context, helpdesk, ticket string) (time.Time, error)
	RecordSurvey(ctx context.Context, asked dynamostore.Survey) error
	Survey(ctx context.Context, day, helpdesk, ticket string) (dynamostore.Survey, bool, error)
	RateSurvey(ctx context.Context, answer conversation.Answer, at time.Time) error
	CommentSurvey(ctx context.Context, day, helpdesk, ticket string) error
	SurveysOf(ctx context.Context, day time.Time) ([]dynamostore.Survey, error)
	Claim(ctx context.Context, effect dynamostore.Effect, owner string) (dynamostore.Effect, error)
	Finish(ctx context.Context, kind, id, result string) error
	FinishIn(ctx context.Context, kind, id, ticket, result string) error
	GiveUp(ctx context.Context, kind, id, reason string) error
	Reopen(ctx context.Context, kind, id, result string) error
	Postpone(ctx context.Context, kind, id, owner string, pause dynamostore.Pause) error
	Effect(ctx context.Context, kind, id string) (dynamostore.Effect, bool, error)
	Effects(ctx context.Context, kind string, ids []string) (map[string]dynamostore.Effect, error)
	KnownMarkers(ctx context.Context, kinds, markers []string) (map[string]bool, error)
	LinkTicket(ctx context.Context, link dynamostore.TicketLink) error
	MoveTicket(ctx context.Context, helpdesk, ticket, contact string) error
	AcquireTicket(ctx context.Context, helpdesk, ticket, owner string) (dynamostore.TicketLink, error)
	MoveCursor(ctx context.Context, link dynamostore.TicketLink, owner string, release bool) error
	TicketLink(ctx context.Context, helpdesk, ticket string) (dynamostore.TicketLink, bool, error)
	Watermark(ctx context.Context, helpdesk string) (time.Time, error)
	MoveWatermark(ctx context.Context, helpdesk string, to time.Time) error
	RecordSent(ctx context.Context, sent dynamostore.Sent) error
	SentMessage(ctx context.Context, messageID string) (dynamostore.Sent, bool, error)
	Climb(ctx context.Context, status envelope.Status) (dynamostore.Sent, bool, bool, error)
	KeepNotice(ctx context.Context, connection string, notice envelope.Notice, delivery string) error
	Due(ctx context.Context, shard int, before time.Time, limit int) ([]conversation.Conversation, error)
	ReadConversations(ctx context.Context, named []conversation.Conversation) ([]conversation.Conversation, error)
	Rearm(ctx context.Context, contact, number string, seen, next time.Time, level int) (bool, error)
	ReplaceCatalogue(ctx context.Context, waba string, templates []template.Template, at time.Time) (gone, changed []template.Template, err error)
	Catalogue(ctx context.Context, waba string) ([]template.Template, time.Time, error)
	PutPolicy(ctx context.Context, text, who string, expect int) (int, error)
	CurrentPolicy(ctx context.Context) (string, int, error)
	PolicyVersion(ctx context.Context, version int) (string, bool, error)
	PolicyHistory(ctx context.Context, limit int) ([]dynamostore.PolicyEntry, error)
	Audit(ctx context.Context, entry dynamostore.AuditEntry) error
	AuditOf(ctx context.Context, day time.Time) ([]dynamostore.AuditEntry, error)
	LeaseTokens(ctx context.Context, number string, second time.Time, want, most int) (int, error)
	PutNumber(ctx context.Context, number string, now limit.Number) (limit.Number, error)
	Number(ctx context.Context, number string) (limit.Number, error)
	Reached(ctx context.Context, portfolio string, now time.Time) ([]limit.Bucket, error)
	Reach(ctx context.Context, portfolio string, contact dynamostore.Contact, at time.Time, most int) (bool, error)
	CountSpend(ctx context.Context, messageID string, spent dynamostore.Spend) (bool, error)
	SpentIn(ctx context.Context, month string) ([]dynamostore.Spend, error)
	MessagesOf(ctx context.Context, day string) ([]dynamostore.DayEntry, int, error)
	SentMessages(ctx context.Context, ids []string) (map[string]dynamostore.Sent, error)
	TicketLinks(ctx context.Context, helpdesk string, tickets []string) (map[string]dynamostore.TicketLink, error)
	PlanStatements(ctx context.Context) (statement.Plan, error)
	PassStatements(ctx context.Context, plan statement.Plan, done string) error
	NoteParked(ctx context.Context, shelf, record string, code deadletter.Code) error
	ForgetParked(ctx context.Context, shelf, record string) error
	Parked(ctx context.Context, shelf string) ([]statement.ParkedNote, error)
	WantStatement(ctx context.Context, day string) error
	AcquireStatement(ctx context.Context, day, owner string) (statement.Work, error)
	SaveStatementWork(ctx context.Context, day, owner string, work statement.Work, release bool) error
	PutPage(ctx context.Context, day, run, name string, page statement.Page) error
	Pages(ctx context.Context, day, run string) ([]statement.Page, error)
	PutStatement(ctx context.Context, told statement.Statement) error
	StatementOf(ctx context.Context, day string) (statement.Statement, bool, error)
	Notices(ctx context.Context, connection, account string, since time.Time) ([]envelope.Notice, error)
	CanaryRun(ctx context.Context, number string) (silence.Run, bool, error)
	StartCanary(ctx context.Context, number, previous string, run silence.Run) (bool, error)
	NoteCanary(ctx context.Context, number string, reached silence.Run) (bool, error)
	Heard(ctx context.Context, number string, at time.Time, messages int64) error
	HeardSince(ctx context.Context, number string, since time.Time) (silence.Hours, error)
	HandOver(ctx context.Context, kind, id, owner string) error
	PassedOn(ctx context.Context, kind, id string) error
	CountRollout(ctx context.Context, number string, at time.Time, counts rollout.Counts) error
	RolloutCounts(ctx context.Context, day string) (map[string]rollout.Counts, error)
}

var (
	_ store = (*dynamostore.Store)(nil)
	_ store = (*dynamotest.Memory)(nil)
)

// TestMemory_answersAsTheTableDoes walks both stores through the same random
// calls and compares each answer. A seed that fails is a test case to keep.
func TestMemory_answersAsTheTableDoes(t *testing.T) {
	t.Parallel()
	reached := &tally{of: map[string]int{}}
	t.Run("seeds", func(t *testing.T) {
		for seed := range uint64(8) {
			t.Run(fmt.Sprintf("seed %d", seed), func(t *testing.T) {
				t.Parallel()
				walk(t, seed, reached)
			})
		}
	})
	for _, event := range []string{
		"join", "identity taken", "split again", "split into a new contact", "split into a former contact", "split with a ticket",
		"split refused", "split held", "failed before", "taken over", "old news takes nothing",
		"handed over", "rearmed", "rearmed too late", "read many conversations", "template changed", "template gone", "old list", "policy put", "policy changed",
		"reached", "no room",
	} {
		if reached.of[event] == 0 {
			t.Errorf("no walk came to %q: they prove nothing about it", event)
		}
	}
}

func walk(t *testing.T, seed uint64, reached *tally) {
	now := time.Date(2026, 11, 22, 10, 0, 0, 123456789, time.UTC)
	clock := func() time.Time { return now }
	client, table := dynamotest.Table(t)
	ids := 0
	real := dynamostore.New(client, table, clock, func() string { ids++; return fmt.Sprintf("c%d", ids) })
	memory := dynamotest.NewMemory(clock)
	for _, who := range []dynamostore.Identities{{Portfolio: "p", BSUID: "ES.1"}, {Portfolio: "p", Canonical: "34600"}, {Portfolio: "p", Parent: "ES.ENT.1"}} {
		for _, s := range []store{real, memory} {
			if _, err := s.FindContact(t.Context(), who); err != nil {
				t.Fatal(err)
			}
		}
	}
	random := rand.New(rand.NewPCG(seed, 7))
	for step := range 1000 {
		call := draw(random, now)
		want, got := call(t.Context(), real), call(t.Context(), memory)
		if diff := cmp.Diff(want, got); diff != "" {
			t.Fatalf("step %d, %s (-table +memory):\n%s", step, want.Call, diff)
		}
		reached.note(want.Came)
		if random.IntN(4) == 0 {
			now = now.Add(time.Duration(random.IntN(40_000)) * time.Millisecond)
		}
	}
}

// answer is what a call said, with its error reduced to its meaning, and what is
// worth having come to.
type answer struct {
	Call   string
	Values []any
	Err    string
	Came   []string
}

func say(call string, err error, values ...any) answer {
	said := answer{Call: call, Values: values}
	var held *dynamostore.HeldError
	var taken *dynamostore.TakenError
	switch {
	case err == nil:
	case errors.As(err, &held):
		said.Err = "held until " + held.Until.Format(time.RFC3339Nano)
		said.cameTo(call+" held", true)
	case errors.As(err, &taken):
		said.Err = taken.Error()
		said.cameTo("identity taken", errors.Is(err, dynamostore.ErrIdentityTaken))
	case errors.Is(err, dynamostore.ErrCannotSplit):
		said.Err = "cannot split"
		said.cameTo("split refused", true)
	case errors.Is(err, dynamostore.ErrLeaseLost):
		said.Err = "lease lost"
	case errors.Is(err, dynamostore.ErrPolicyChanged):
		said.Err = "policy changed"
		said.cameTo("policy changed", true)
	case errors.Is(err, dynamostore.ErrNotLinked):
		said.Err = "not linked"
	default:
		said.Err = err.Error()
	}
	return said
}

func (a *answer) cameTo(event string, really bool) {
	if really {
		a.Came = append(a.Came, event)
	}
}

// tally counts what the walks came to.
type tally struct {
	mu sync.Mutex
	of map[string]int
}

func (r *tally) note(events []string) {
	r.mu.Lock()
	defer r.mu.Unlock()
	for _, event := range events {
		r.of[event]++
	}
}
