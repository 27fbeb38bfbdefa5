package main

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"ventana/shared/conversation"
	"ventana/shared/envelope"
	"ventana/shared/failure"
	"ventana/shared/helpdesk/helpdesktest"
	"ventana/shared/note"
	"ventana/shared/policy"
	"ventana/shared/sqsqueue"
)

// keeping is a world whose policy keeps replies, in a closed window.
func keeping(t *testing.T) *world {
	t.Helper()
	w := newWorld(t)
	w.rule(t, policy.Keep)
	w.pass(30 * time.Hour)
	return w
}

// kept are the tickets whose replies wait, as the conversation knows them.
func (w *world) kept(t *testing.T) []conversation.TicketName {
	t.Helper()
	talk, _, err := w.store.Conversation(t.Context(), "c1", "main")
	if err != nil {
		t.Fatal(err)
	}
	return talk.Kept
}

// woken looks because the customer wrote.
func (w *world) woken(t *testing.T) {
	t.Helper()
	outcomes := w.HandleGroup(t.Context(), []sqsqueue.Record{w.record(t, envelope.Ticket{ID: w.ticket, Event: envelope.EventHeard})})
	if len(outcomes) != 1 || outcomes[0] != sqsqueue.Done() {
		t.Fatalf("got %+v, want done", outcomes)
	}
}

func TestKeep_repliesLeaveInOrderWhenTheCustomerWrites(t *testing.T) {
	t.Parallel()
	w := keeping(t)
	closedAt := w.at.Add(-30*time.Hour - time.Hour).Add(conversation.WindowLength).Add(-offerFresh)
	w.reply("one")
	at := w.at
	w.reply("two")
	w.done(t)
	w.done(t)
	if len(w.line.sent) != 0 {
		t.Fatalf("got %q sent into a closed window", w.line.texts())
	}
	told := note.ReplyKept("es", closedAt, at.Add(conversation.KeptLife), "")
	if diff := cmp.Diff([]string{told, told}, w.notes()); diff != "" {
		t.Errorf("notes (-want +got):\n%s", diff)
	}
	if got := w.kept(t); len(got) != 1 || got[0].Ticket != w.ticket {
		t.Errorf("got %v known to wait", got)
	}
	w.pass(time.Hour)
	w.hear(t, w.at)
	w.reply("three")
	w.done(t)
	w.done(t)
	if diff := cmp.Diff([]string{"one", "two", "three"}, w.line.texts()); diff != "" {
		t.Errorf("messages (-want +got):\n%s", diff)
	}
	if got := w.kept(t); len(got) != 0 {
		t.Errorf("got %v known to wait still", got)
	}
	if got := w.notes(); len(got) != 4 || got[2] != note.KeptLeaves("es", at) {
		t.Errorf("got notes %q, want each reply told to leave", got)
	}
}

// A rule that fits is offered besides: it reaches a customer who does not write.
func TestKeep_offersTheTemplateThatFits(t *testing.T) {
	t.Parallel()
	w := keeping(t)
	w.approve(t, "APPROVED")
	w.reply("one")
	w.done(t)
	if notes := w.notes(); len(notes) != 1 || !strings.Contains(notes[0], "/wa template case_update es") {
		t.Errorf("got notes %q, want the command offered", notes)
	}
}

// A customer who writes at the very moment is answered, whoever is first.
func TestKeep_customerWhoWritesMeanwhileIsAnsweredAtOnce(t *testing.T) {
	t.Parallel()
	w := keeping(t)
	w.reply("one")
	w.fault(func(point string) error {
		if point == "KeepReplies before" {
			w.fault(nil)
			w.hear(t, w.at)
		}
		return nil
	})
	w.done(t)
	if diff := cmp.Diff([]string{"one"}, w.line.texts()); diff != "" {
		t.Errorf("messages (-want +got):\n%s", diff)
	}
	if got := w.kept(t); len(got) != 0 {
		t.Errorf("got %v known to wait still", got)
	}
}

// By the time a kept reply leaves, its ticket may be closed for good and the
// customer's words in a follow-up: what becomes of the reply is told there.
func TestKeep_ticketThatWasClosedMeanwhile(t *testing.T) {
	t.Parallel()
	w := keeping(t)
	one := w.at
	w.reply("one")
	w.done(t)
	w.desk.Set(w.ticket, "closed")
	followup := w.desk.Seed()
	w.pass(5 * 24 * time.Hour)
	talk, err := w.store.AcquireConversation(t.Context(), "c1", "main", "inbound")
	if err != nil {
		t.Fatal(err)
	}
	talk.Helpdesk, talk.Ticket = "zendesk", followup
	talk.Heard("wamid.heard", w.at)
	if err := w.store.SaveConversation(t.Context(), talk, "inbound", true); err != nil {
		t.Fatal(err)
	}
	w.fault(func(point string) error {
		if point == "Send before" {
			return &failure.Error{Class: failure.Permanent, Op: "send", Code: "131026"}
		}
		return nil
	})
	w.woken(t)
	w.fault(nil)
	var told []string
	for _, comment := range w.desk.Tickets()[1].Comments {
		told = append(told, comment.Plain)
	}
	if diff := cmp.Diff([]string{note.KeptLeaves("es", one), note.Failed("es", "131026")}, told); diff != "" {
		t.Errorf("told on the follow-up (-want +got):\n%s", diff)
	}
}

// An agent who hides a reply that waits has taken it back.
func TestKeep_hiddenReplyStaysWithTheAgents(t *testing.T) {
	t.Parallel()
	w := keeping(t)
	hidden := w.reply("one")
	w.reply("two")
	w.done(t)
	w.desk.Change(w.ticket, func(ticket *helpdesktest.Ticket) {
		for i := range ticket.Comments {
			if ticket.Comments[i].ID == hidden {
				ticket.Comments[i].Public = false
			}
		}
	})
	w.pass(time.Hour)
	w.hear(t, w.at)
	w.woken(t)
	if diff := cmp.Diff([]string{"two"}, w.line.texts()); diff != "" {
		t.Errorf("messages (-want +got):\n%s", diff)
	}
	if got := w.kept(t); len(got) != 0 {
		t.Errorf("got %v known to wait still", got)
	}
}

func TestKeep_dropTakesTheRepliesBack(t *testing.T) {
	t.Parallel()
	w := keeping(t)
	w.reply("one")
	w.done(t)
	w.remark("/wa drop")
	w.done(t)
	w.remark("/wa drop")
	w.done(t)
	w.hear(t, w.at)
	w.done(t)
	if len(w.line.sent) != 0 || len(w.kept(t)) != 0 {
		t.Errorf("got %q sent, %v waiting, want neither", w.line.texts(), w.kept(t))
	}
	notes := w.notes()
	if diff := cmp.Diff([]string{note.KeptDropped("es", 1), note.KeptDropped("es", 0)}, notes[1:]); diff != "" {
		t.Errorf("notes (-want +got):\n%s", diff)
	}
}

func TestKeep_replyThatWaitedTooLongIsTold(t *testing.T) {
	t.Parallel()
	w := keeping(t)
	w.reply("one")
	at := w.at
	w.done(t)
	w.pass(conversation.KeptLife + time.Second)
	w.hear(t, w.at)
	w.done(t)
	notes := w.notes()
	if len(w.line.sent) != 0 || notes[len(notes)-1] != note.KeptTooLong("es", at) {
		t.Errorf("got %q sent, notes %q", w.line.texts(), notes)
	}
	if got := w.kept(t); len(got) != 0 {
		t.Errorf("got %v known to wait still", got)
	}
}

// Commands are about this moment, and are not kept.
func TestKeep_commandsDoNotWait(t *testing.T) {
	t.Parallel()
	w := keeping(t)
	w.remark("/wa react 👍")
	w.done(t)
	w.hear(t, w.at)
	w.done(t)
	if len(w.line.sent) != 0 || len(w.kept(t)) != 0 {
		t.Errorf("got %v sent, %v waiting, want neither", w.line.sent, w.kept(t))
	}
}

func TestKeep_noMoreWaitThanTheTicketHolds(t *testing.T) {
	t.Parallel()
	w := keeping(t)
	for i := range conversation.MaxKept + 1 {
		w.reply(fmt.Sprint(i))
	}
	w.done(t)
	w.hear(t, w.at)
	w.done(t)
	if got := w.line.texts(); len(got) != conversation.MaxKept {
		t.Errorf("got %d sent, want the first %d", len(got), conversation.MaxKept)
	}
}

// Whatever fails or is told twice, each kept reply leaves once, and in order.
func TestKeep_onceWhateverFails(t *testing.T) {
	t.Parallel()
	for seed := range uint64(30) {
		t.Run(fmt.Sprintf("seed %d", seed), func(t *testing.T) {
			t.Parallel()
			w := keeping(t)
			random := rand.New(rand.NewPCG(seed, 2))
			trouble := func(point string) error {
				// A claim or a send whose answer is lost is a doubt, which is told and not
				// repeated: send's tests have those.
				doubt := strings.HasPrefix(point, "Claim") || strings.HasPrefix(point, "Postpone") || strings.HasSuffix(point, " after") && strings.HasPrefix(point, "Send")
				switch {
				case doubt || random.IntN(8) > 0:
					return nil
				case point == "Send before":
					return refusal(failure.Later, "131056", time.Second)
				}
				return errStore
			}
			w.fault(trouble)
			w.reply("one")
			w.reply("two")
			for range 20 {
				w.look(t)
				w.pass(time.Minute)
			}
			w.fault(nil)
			w.hear(t, w.at)
			w.fault(trouble)
			w.reply("three")
			for range 40 {
				w.look(t)
				w.pass(time.Minute)
			}
			w.fault(nil)
			w.pass(time.Hour) // longer than a doubt is held, and than refusals slow us down
			w.done(t)
			w.woken(t)
			if diff := cmp.Diff([]string{"one", "two", "three"}, w.line.texts()); diff != "" {
				t.Errorf("messages (-want +got):\n%s", diff)
			}
			if got := w.kept(t); len(got) != 0 {
				t.Errorf("got %v known to wait still", got)
			}
		})
	}
}
