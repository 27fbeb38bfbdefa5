package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"log/slog"
	"math/rand/v2"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"ventana/shared/conversation"
	"ventana/shared/dynamostore"
	"ventana/shared/dynamostore/dynamotest"
	"ventana/shared/failure"
	"ventana/shared/helpdesk"
	"ventana/shared/helpdesk/helpdesktest"
	"ventana/shared/offer"
	"ventana/shared/policy"
	"ventana/shared/secret"
	"ventana/shared/telemetry"
	"ventana/shared/template"
)

// start is when every story begins.
func start() time.Time { return time.Date(2026, 11, 22, 10, 0, 0, 0, time.UTC) }

// world is a handler over a table and a helpdesk in memory, with a clock that
// tests move.
type world struct {
	*Handler
	store  *dynamotest.Memory
	desk   *helpdesktest.Desk
	log    bytes.Buffer
	bulk   letterbox
	missed atomic.Int64
	// version of the policy in force
	version int

	mu     sync.Mutex
	at     time.Time
	owners int
}

func newWorld() *world {
	w := &world{at: start()}
	w.store, w.desk = dynamotest.NewMemory(w.now), helpdesktest.New(w.now)
	quiet := slog.New(slog.NewJSONHandler(&w.log, nil))
	w.Handler = NewHandler(Handler{
		connections: w, store: w.store, desk: func(secret.CallConnection) desk { return w.desk },
		offers: offer.NewBook(w.store, w.now, slog.New(slog.DiscardHandler)), now: w.now,
		metrics: w,
		queue:   &w.bulk, bulkQueue: "https://q/bulk.fifo",
		pause: func(_ context.Context, d time.Duration) { w.pass(d) },
		newOwner: func() string {
			w.mu.Lock()
			defer w.mu.Unlock()
			w.owners++
			return fmt.Sprintf("run %d", w.owners)
		},
		log: quiet,
	})
	return w
}

// Count counts windows that were missed.
func (w *world) Count(name, _ string) {
	if name == telemetry.MetricWindowsMissed {
		w.missed.Add(1)
	}
}

func (w *world) Document(context.Context) (secret.Call, error) {
	return secret.Call{Connections: []secret.CallConnection{
		{ID: "whatsapp", Kind: secret.KindCloudAPI, Numbers: []secret.Number{{ID: "main", WABAID: "waba", Helpdesk: "zendesk"}}},
		{ID: "zendesk", Kind: secret.KindZendesk, Language: "en", Fields: secret.Fields{Window: "900", OpenUntil: "901"}},
	}}, nil
}

func (w *world) now() time.Time {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.at
}

func (w *world) pass(d time.Duration) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.at = w.at.Add(d)
}

// writes is a message of a customer now, in a ticket of their own.
func (w *world) writes(t *testing.T, contact string) (ticket string) {
	t.Helper()
	talk, err := w.store.AcquireConversation(t.Context(), contact, "main", "inbound")
	if err != nil {
		t.Fatal(err)
	}
	if talk.Ticket == "" {
		talk.Ticket, talk.Helpdesk = w.desk.Seed(), "zendesk"
	}
	talk.Heard("wamid."+contact, w.now())
	if err := w.store.SaveConversation(t.Context(), talk, "inbound", true); err != nil {
		t.Fatal(err)
	}
	return talk.Ticket
}

// sweep is one run of the schedule.
func (w *world) sweep(t *testing.T) {
	t.Helper()
	if err := w.Handle(t.Context(), Task{Do: "sweep"}); err != nil {
		t.Fatal(err)
	}
}

// walk lets time pass, a run each minute.
func (w *world) walk(t *testing.T, d time.Duration) {
	t.Helper()
	for range int(d / time.Minute) {
		w.pass(time.Minute)
		w.sweep(t)
	}
}

// notes are the internal notes of a ticket with the time after start at which
// each was written.
func (w *world) notes(ticket string) (texts []string, at []time.Duration) {
	for _, one := range w.desk.Tickets() {
		for _, comment := range one.Comments {
			if one.ID == ticket && !comment.Public {
				texts, at = append(texts, comment.Plain), append(at, comment.At.Sub(start()))
			}
		}
	}
	return texts, at
}

func (w *world) field(t *testing.T, ticket string) string {
	t.Helper()
	read, err := w.desk.ReadTicket(t.Context(), ticket)
	if err != nil {
		t.Fatal(err)
	}
	return read.Field("900")
}

func (w *world) apply(t *testing.T, change func(p *policy.Policy)) {
	t.Helper()
	rules := policy.Default()
	change(&rules)
	text, err := policy.Marshal(rules)
	if err != nil {
		t.Fatal(err)
	}
	if w.version, err = w.store.PutPolicy(t.Context(), string(text), "test", w.version); err != nil {
		t.Fatal(err)
	}
}

// TestWarnings_eachLevelOnceAtItsMinute: four hours, one hour and a quarter of
// an hour before, and once when the window has closed.
func TestWarnings_eachLevelOnceAtItsMinute(t *testing.T) {
	t.Parallel()
	w := newWorld()
	ticket := w.writes(t, "c1")
	w.walk(t, 26*time.Hour)
	_, at := w.notes(ticket)
	want := []time.Duration{20 * time.Hour, 23 * time.Hour, 23*time.Hour + 45*time.Minute, 24 * time.Hour}
	if fmt.Sprint(at) != fmt.Sprint(want) {
		t.Errorf("got notes at %v, want %v", at, want)
	}
	if got := w.field(t, ticket); got != helpdesk.WindowClosed {
		t.Errorf("got the field %q, want it closed", got)
	}
}

func TestWarnings_customerWhoWritesAgainPutsThemOff(t *testing.T) {
	t.Parallel()
	w := newWorld()
	ticket := w.writes(t, "c1")
	w.walk(t, 19*time.Hour)
	w.writes(t, "c1")
	w.walk(t, 19*time.Hour)
	if texts, _ := w.notes(ticket); len(texts) != 0 {
		t.Fatalf("got notes %q, want none yet", texts)
	}
	w.walk(t, 2*time.Hour)
	if _, at := w.notes(ticket); len(at) != 1 || at[0] != 39*time.Hour {
		t.Errorf("got notes at %v, want the first four hours before the new end", at)
	}
}

// An agent who has answered is not nagged, nor one whose ticket is solved or
// waits for the customer.
func TestWarnings_nobodyIsNaggedWhoIsNotWaitedFor(t *testing.T) {
	t.Parallel()
	for name, change := range map[string]func(t *testing.T, w *world, ticket string){
		"answered": func(t *testing.T, w *world, _ string) {
			if err := w.store.Answered(t.Context(), "c1", "main", w.now().Add(time.Minute)); err != nil {
				t.Fatal(err)
			}
		},
		"solved":  func(_ *testing.T, w *world, ticket string) { w.desk.Set(ticket, helpdesktest.StatusSolved) },
		"pending": func(_ *testing.T, w *world, ticket string) { w.desk.Set(ticket, "pending") },
		"closed":  func(_ *testing.T, w *world, ticket string) { w.desk.Set(ticket, helpdesktest.StatusClosed) },
		"deleted": func(_ *testing.T, w *world, ticket string) { w.desk.Set(ticket, helpdesktest.StatusDeleted) },
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := newWorld()
			ticket := w.writes(t, "c1")
			change(t, w, ticket)
			w.walk(t, 26*time.Hour)
			if texts, _ := w.notes(ticket); len(texts) != 0 {
				t.Errorf("got notes %q, want none", texts)
			}
		})
	}
}

func TestWarnings_offerTheTemplateThatWillBeNeeded(t *testing.T) {
	t.Parallel()
	w := newWorld()
	_, _, err := w.store.ReplaceCatalogue(t.Context(), "waba", []template.Template{{
		WABA: "waba", Name: "case_update", Language: "en", Category: "UTILITY", Status: "APPROVED",
		Components: []template.Component{{Type: template.TypeBody, Text: "There is news about your case."}},
	}}, w.now())
	if err != nil {
		t.Fatal(err)
	}
	w.apply(t, func(p *policy.Policy) {
		p.Templates.Rules = []policy.Rule{{Name: "news", When: policy.When{Purpose: []policy.Purpose{policy.PurposeClosed}}, Template: "case_update"}}
	})
	ticket := w.writes(t, "c1")
	w.walk(t, 25*time.Hour)
	texts, _ := w.notes(ticket)
	if len(texts) != 4 {
		t.Fatalf("got notes %q, want four", texts)
	}
	for _, text := range texts {
		if !strings.Contains(text, "/wa template case_update en") {
			t.Errorf("got %q, want the command in it", text)
		}
	}
}

// Since replies cost money an agent reads what this one costs, and what a template
// costs later.
func TestWarnings_tellWhatItCosts(t *testing.T) {
	t.Parallel()
	w := newWorld()
	if _, err := w.store.FindContact(t.Context(), dynamostore.Identities{Portfolio: "p", BSUID: "ES.ana", Canonical: "34600000001", Phone: "34600000001"}); err != nil {
		t.Fatal(err)
	}
	ticket := w.writes(t, "c1")
	w.walk(t, 25*time.Hour)
	texts, _ := w.notes(ticket)
	if len(texts) != 4 || !strings.Contains(texts[0], "A reply costs $0.02 now.") {
		t.Fatalf("got notes %q, want the price of a reply in the first", texts)
	}
	if strings.Contains(texts[3], "A reply costs") {
		t.Errorf("got %q, want no price of what cannot be sent any more", texts[3])
	}
}

func TestWarnings_quietHoursAreKept(t *testing.T) {
	t.Parallel()
	w := newWorld()
	w.apply(t, func(p *policy.Policy) {
		p.Window.Quiet = policy.Quiet{From: policy.Clock(4 * 60), To: policy.Clock(7 * 60), Zone: "UTC"}
	})
	ticket := w.writes(t, "c1") // 10:00: the first warning would come at 06:00
	w.walk(t, 22*time.Hour)
	if _, at := w.notes(ticket); len(at) != 1 || at[0] != 21*time.Hour {
		t.Errorf("got notes at %v, want the first at the end of the quiet hours", at)
	}
}

// Whatever fails, overlaps or dies, each warning stands on its ticket once.
func TestWarnings_onceWhateverFails(t *testing.T) {
	t.Parallel()
	for seed := range uint64(8) {
		t.Run(fmt.Sprintf("seed %d", seed), func(t *testing.T) {
			t.Parallel()
			w := newWorld()
			random := rand.New(rand.NewPCG(seed, 1))
			tickets := map[string]string{}
			for i := range 6 {
				contact := fmt.Sprintf("c%d", i)
				tickets[contact] = w.writes(t, contact)
				w.pass(time.Duration(random.IntN(90)) * time.Second)
			}
			var mu sync.Mutex
			fault := func(point string) error {
				mu.Lock()
				defer mu.Unlock()
				if random.IntN(12) > 0 || strings.HasPrefix(point, "Due") || strings.HasPrefix(point, "CurrentPolicy") {
					return nil
				}
				if strings.HasSuffix(point, " after") {
					return &failure.Error{Class: failure.Ambiguous, Op: point, Code: "Timeout", Wait: time.Minute}
				}
				return errors.New("throttled")
			}
			w.store.Fault(fault)
			w.desk.Fault(fault)
			for range 26 * 60 {
				w.pass(time.Minute)
				_ = w.Handle(t.Context(), Task{Do: "sweep"}) // failures show in the alarm
			}
			w.store.Fault(nil)
			w.desk.Fault(nil)
			w.walk(t, 10*time.Minute)
			for contact, ticket := range tickets {
				texts, _ := w.notes(ticket)
				seen := map[string]bool{}
				for _, text := range texts {
					if seen[text] {
						t.Errorf("%s: %q stands there twice", contact, text)
					}
					seen[text] = true
				}
				if len(texts) < 2 || len(texts) > 4 {
					t.Errorf("%s: got %d notes, want the levels that were not overslept, once each", contact, len(texts))
				}
			}
		})
	}
}

func TestHandle_refusesUnknownTasks(t *testing.T) {
	t.Parallel()
	if err := newWorld().Handle(t.Context(), Task{Do: "dance"}); err == nil {
		t.Error("got no error for a task that there is not")
	}
}

// A ticket that can only be opened later, when the helpdesk answers again or an
// operator has put the connection back, has its warnings too.
func TestSweep_ticketThatIsOpenedLateIsWarned(t *testing.T) {
	t.Parallel()
	w := newWorld()
	save := func(change func(talk *conversation.Conversation)) {
		t.Helper()
		talk, err := w.store.AcquireConversation(t.Context(), "c1", "main", "inbound")
		if err != nil {
			t.Fatal(err)
		}
		change(&talk)
		if err := w.store.SaveConversation(t.Context(), talk, "inbound", true); err != nil {
			t.Fatal(err)
		}
	}
	heard := w.now()
	save(func(talk *conversation.Conversation) { talk.Heard("wamid.1", heard) })
	w.walk(t, 3*time.Hour)
	ticket := w.desk.Seed()
	save(func(talk *conversation.Conversation) {
		talk.Ticket, talk.Helpdesk = ticket, "zendesk"
		talk.Heard("wamid.1", heard)
	})
	w.walk(t, 23*time.Hour)
	if texts, at := w.notes(ticket); len(texts) != 4 {
		t.Errorf("got notes at %v, want each warning and that it has closed", at)
	}
}

func TestSweep_conversationWithoutATicketIsLeftWhenItsWindowHasClosed(t *testing.T) {
	t.Parallel()
	w := newWorld()
	talk, err := w.store.AcquireConversation(t.Context(), "c1", "main", "inbound")
	if err != nil {
		t.Fatal(err)
	}
	talk.Heard("wamid.1", w.now())
	if err := w.store.SaveConversation(t.Context(), talk, "inbound", true); err != nil {
		t.Fatal(err)
	}
	w.walk(t, 25*time.Hour)
	left, _, err := w.store.Conversation(t.Context(), "c1", "main")
	if err != nil || !left.DueAt.IsZero() {
		t.Errorf("got %s due, %v, want nothing", left.DueAt, err)
	}
}

// Other rules in the middle of a window neither repeat a warning nor leave one out.
func TestWarnings_otherRulesWarnEachTimeOnce(t *testing.T) {
	t.Parallel()
	w := newWorld()
	ticket := w.writes(t, "c1")
	w.walk(t, 21*time.Hour)
	w.apply(t, func(p *policy.Policy) { p.Window.Warn = policy.Default().Window.Warn[1:] })
	w.walk(t, 5*time.Hour)
	_, at := w.notes(ticket)
	want := []time.Duration{20 * time.Hour, 23 * time.Hour, 23*time.Hour + 45*time.Minute, 24 * time.Hour}
	if fmt.Sprint(at) != fmt.Sprint(want) {
		t.Errorf("got notes at %v, want %v", at, want)
	}
}

// What the helpdesk refuses for good is not tried each minute for ever.
func TestWarnings_refusedNoteIsLeftOut(t *testing.T) {
	t.Parallel()
	w := newWorld()
	w.writes(t, "c1")
	tries := 0
	w.desk.Fault(func(point string) error {
		if point != "AddComment before" {
			return nil
		}
		tries++
		return &failure.Error{Class: failure.Permanent, Op: "add note", Code: "RecordInvalid"}
	})
	w.walk(t, 26*time.Hour)
	if tries == 0 || tries > 8 {
		t.Errorf("got %d tries, want each warning tried and left", tries)
	}
}
