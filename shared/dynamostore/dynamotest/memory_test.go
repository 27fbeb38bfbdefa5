package dynamotest_test

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"ventana/shared/conversation"
	"ventana/shared/dynamostore"
	"ventana/shared/dynamostore/dynamotest"
	"ventana/shared/envelope"
)

// store is what both do.
type store interface {
	FindContact(ctx context.Context, who dynamostore.Identities) (dynamostore.Contact, error)
	AcquireConversation(ctx context.Context, contact, number, owner string) (conversation.Conversation, error)
	SaveConversation(ctx context.Context, c conversation.Conversation, owner string, release bool) error
	Conversation(ctx context.Context, contact, number string) (conversation.Conversation, dynamostore.Contact, error)
	CloseWindow(ctx context.Context, contact, number string, sentAt time.Time) error
	Claim(ctx context.Context, effect dynamostore.Effect, owner string) (dynamostore.Effect, error)
	Finish(ctx context.Context, kind, id, result string) error
	GiveUp(ctx context.Context, kind, id, reason string) error
	Postpone(ctx context.Context, kind, id, owner string, pause dynamostore.Pause) error
	Effect(ctx context.Context, kind, id string) (dynamostore.Effect, bool, error)
	KnownMarkers(ctx context.Context, kinds, markers []string) (map[string]bool, error)
	LinkTicket(ctx context.Context, link dynamostore.TicketLink) error
	AcquireTicket(ctx context.Context, helpdesk, ticket, owner string) (dynamostore.TicketLink, error)
	MoveCursor(ctx context.Context, link dynamostore.TicketLink, owner string, release bool) error
	TicketLink(ctx context.Context, helpdesk, ticket string) (dynamostore.TicketLink, bool, error)
	Watermark(ctx context.Context, helpdesk string) (time.Time, error)
	MoveWatermark(ctx context.Context, helpdesk string, to time.Time) error
	RecordSent(ctx context.Context, sent dynamostore.Sent) error
	Climb(ctx context.Context, status envelope.Status) (dynamostore.Sent, bool, bool, error)
}

// TestMemory_answersAsTheTableDoes walks both stores through the same random
// calls and compares each answer. A seed that fails is a test case to keep.
func TestMemory_answersAsTheTableDoes(t *testing.T) {
	t.Parallel()
	for seed := range uint64(4) {
		t.Run(fmt.Sprintf("seed %d", seed), func(t *testing.T) {
			t.Parallel()
			now := time.Date(2026, 11, 22, 10, 0, 0, 123456789, time.UTC)
			clock := func() time.Time { return now }
			client, table := dynamotest.Table(t)
			ids := 0
			table1 := dynamostore.New(client, table, clock, func() string { ids++; return fmt.Sprintf("c%d", ids) })
			memory := dynamotest.NewMemory(clock)
			random := rand.New(rand.NewPCG(seed, 7))
			for step := range 250 {
				call := draw(random, now)
				want, got := call(t.Context(), table1), call(t.Context(), memory)
				if diff := cmp.Diff(want, got); diff != "" {
					t.Fatalf("step %d (-table +memory):\n%s", step, diff)
				}
				if random.IntN(4) == 0 {
					now = now.Add(time.Duration(random.IntN(40_000)) * time.Millisecond)
				}
			}
		})
	}
}

// answer is what a call said, with its error reduced to its meaning.
type answer struct {
	Call   string
	Values []any
	Err    string
}

func say(call string, err error, values ...any) answer {
	meaning := ""
	var held *dynamostore.HeldError
	switch {
	case err == nil:
	case errors.As(err, &held):
		meaning = "held until " + held.Until.Format(time.RFC3339Nano)
	case errors.Is(err, dynamostore.ErrLeaseLost):
		meaning = "lease lost"
	case errors.Is(err, dynamostore.ErrNotLinked):
		meaning = "not linked"
	default:
		meaning = err.Error()
	}
	return answer{Call: call, Values: values, Err: meaning}
}

// draw picks one call with arguments from few values, so that calls meet.
func draw(random *rand.Rand, now time.Time) func(context.Context, store) answer {
	pick := func(values ...string) string { return values[random.IntN(len(values))] }
	owner, id, contact := pick("a", "b"), pick("x", "y"), pick("c1", "c2")
	kind := pick(dynamostore.EffectComment, dynamostore.EffectSend)
	at := now.Add(-time.Duration(random.IntN(90)) * time.Second)
	flag := random.IntN(2) == 0
	switch random.IntN(3) {
	case 0:
		return drawConversation(random.IntN(6), pick, owner, contact, at, flag)
	case 1:
		return drawEffect(random.IntN(7), pick, kind, id, owner, flag, time.Duration(random.IntN(60))*time.Second)
	default:
		return drawTicket(random.IntN(8), pick, id, owner, at, flag)
	}
}

func drawConversation(which int, pick func(...string) string, owner, contact string, at time.Time, flag bool) func(context.Context, store) answer {
	switch which {
	case 0:
		who := dynamostore.Identities{Portfolio: "p", BSUID: pick("", "ES.1", "ES.2"), Canonical: pick("34600", "34601")}
		who.Phone = who.Canonical
		return func(ctx context.Context, s store) answer {
			contact, err := s.FindContact(ctx, who)
			return say("find contact", err, who, contact)
		}
	case 1:
		return func(ctx context.Context, s store) answer {
			talk, err := s.AcquireConversation(ctx, contact, "main", owner)
			return say("acquire conversation", err, contact, owner, talk)
		}
	case 2, 3:
		talk := conversation.Conversation{
			Contact: contact, Number: "main", Generation: 2, Ticket: pick("", "9"), PreviousTicket: pick("", "8"),
			HelpdeskUser: pick("", "u"), Opening: flag, LastInboundAt: at,
		}
		return func(ctx context.Context, s store) answer {
			return say("save conversation", s.SaveConversation(ctx, talk, owner, flag), talk, owner)
		}
	case 4:
		return func(ctx context.Context, s store) answer {
			return say("close window", s.CloseWindow(ctx, contact, "main", at), contact, at)
		}
	default:
		return func(ctx context.Context, s store) answer {
			talk, person, err := s.Conversation(ctx, contact, "main")
			return say("conversation", err, talk, person)
		}
	}
}

func drawEffect(which int, pick func(...string) string, kind, id, owner string, flag bool, pause time.Duration) func(context.Context, store) answer {
	switch which {
	case 0, 1:
		wanted := dynamostore.Effect{Kind: kind, ID: id, Ticket: pick("", "9"), Contact: "c1", Number: "main"}
		return func(ctx context.Context, s store) answer {
			stood, err := s.Claim(ctx, wanted, owner)
			return say("claim", err, wanted, owner, stood)
		}
	case 2, 3:
		return func(ctx context.Context, s store) answer {
			return say("postpone", s.Postpone(ctx, kind, id, owner, dynamostore.Pause{For: pause, Ambiguous: flag}), kind, id, owner, pause, flag)
		}
	case 4:
		result := pick("r1", "r2")
		return func(ctx context.Context, s store) answer {
			if flag {
				return say("finish", s.Finish(ctx, kind, id, result), kind, id, result)
			}
			return say("give up", s.GiveUp(ctx, kind, id, result), kind, id, result)
		}
	case 5:
		return func(ctx context.Context, s store) answer {
			known, err := s.KnownMarkers(ctx, []string{dynamostore.EffectComment, dynamostore.EffectNote}, []string{"x", "y", "z"})
			return say("known markers", err, known)
		}
	default:
		return func(ctx context.Context, s store) answer {
			found, known, err := s.Effect(ctx, kind, id)
			return say("effect", err, found, known)
		}
	}
}

func drawTicket(which int, pick func(...string) string, id, owner string, at time.Time, flag bool) func(context.Context, store) answer {
	link := dynamostore.TicketLink{Helpdesk: "zendesk", Ticket: id, Contact: "c1", Number: "main", Cursor: pick("", "100", "200")}
	switch which {
	case 0:
		return func(ctx context.Context, s store) answer { return say("link", s.LinkTicket(ctx, link), link) }
	case 1:
		return func(ctx context.Context, s store) answer {
			got, err := s.AcquireTicket(ctx, "zendesk", id, owner)
			return say("acquire ticket", err, id, owner, got)
		}
	case 2:
		return func(ctx context.Context, s store) answer {
			return say("move cursor", s.MoveCursor(ctx, link, owner, flag), link, owner, flag)
		}
	case 3:
		return func(ctx context.Context, s store) answer {
			got, known, err := s.TicketLink(ctx, "zendesk", id)
			return say("ticket link", err, got, known)
		}
	case 4:
		return func(ctx context.Context, s store) answer {
			return say("move watermark", s.MoveWatermark(ctx, "zendesk", at), at)
		}
	case 5:
		return func(ctx context.Context, s store) answer {
			got, err := s.Watermark(ctx, "zendesk")
			return say("watermark", err, got)
		}
	case 6:
		sent := dynamostore.Sent{MessageID: "wamid." + id, Effect: pick("e1", "e2"), Ticket: "9", Contact: "c1", Number: "main", SentAt: at}
		return func(ctx context.Context, s store) answer { return say("record sent", s.RecordSent(ctx, sent), sent) }
	default:
		status := envelope.Status{ID: "wamid." + id, State: pick("sent", "failed", "delivered", "read", "odd"), At: at}
		if status.State == "failed" {
			status.ErrorCode = "131047"
		}
		return func(ctx context.Context, s store) answer {
			sent, moved, known, err := s.Climb(ctx, status)
			return say("climb", err, status, sent, moved, known)
		}
	}
}
