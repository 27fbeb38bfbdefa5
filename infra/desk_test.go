package infra_test

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"strconv"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	simulator "ventana/infra/sim/zendesk"
	"ventana/shared/clock"
	"ventana/shared/failure"
	"ventana/shared/helpdesk"
	"ventana/shared/helpdesk/helpdesktest"
	"ventana/shared/helpdesk/zendesk"
)

// desk is what the functions use of a helpdesk.
type desk interface {
	EnsureUser(ctx context.Context, user helpdesk.User) (string, error)
	OpenTicket(ctx context.Context, ticket helpdesk.NewTicket) (helpdesk.Opened, error)
	FindTicket(ctx context.Context, externalID string) (helpdesk.Opened, bool, error)
	AddComment(ctx context.Context, comment helpdesk.NewComment) (helpdesk.Added, error)
	Reopen(ctx context.Context, ticket string) error
	Trace(ctx context.Context, ticket string, markers []string) (helpdesk.Trace, error)
	CommentsAfter(ctx context.Context, ticket, cursor string) ([]helpdesk.Comment, error)
	ChangedSince(ctx context.Context, since time.Time) ([]helpdesk.ChangedTicket, time.Time, bool, error)
	Newest(ctx context.Context, ticket string) ([]helpdesk.Comment, error)
	MaxFile() int64
	Upload(ctx context.Context, file helpdesk.File) (string, error)
	Discard(ctx context.Context, token string) error
	OpenAttachment(ctx context.Context, file helpdesk.Attachment) (io.ReadCloser, int64, error)
}

// side is a helpdesk and what an agent does there.
type side struct {
	desk
	reply func(ticket, text string)
	set   func(ticket, status string)
}

// TestHelpdesk_inMemoryAnswersAsTheAdapterDoes walks the helpdesk that the
// functions' tests use, and Zendesk's adapter before the simulator, through the
// same story. What the functions are proved against must be what they will meet.
func TestHelpdesk_inMemoryAnswersAsTheAdapterDoes(t *testing.T) {
	t.Parallel()
	time1, time2 := clock.New(filepath.Join(t.TempDir(), "clock")), clock.New(filepath.Join(t.TempDir(), "clock"))
	adapter, memory := simulated(t, time1), inMemory(time2)
	want, got := tell(t, adapter, time1), tell(t, memory, time2)
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("the story (-adapter and simulator +in memory):\n%s", diff)
	}
}

func inMemory(now *clock.Clock) side {
	d := helpdesktest.New(now.Now)
	return side{
		desk:  d,
		reply: func(ticket, text string) { d.Write(ticket, helpdesk.Comment{Public: true, Staff: true, Plain: text}) },
		set:   d.Set,
	}
}

func simulated(t *testing.T, now *clock.Clock) side {
	t.Helper()
	z, err := simulator.New(simulator.Options{
		Clock: now, ClientID: "client", ClientSecret: "client-secret", InspectorEmail: "agent@example.com", InspectorToken: "token",
	})
	if err != nil {
		t.Fatal(err)
	}
	server := httptest.NewServer(z)
	t.Cleanup(func() {
		server.Close()
		if err := z.Close(); err != nil {
			t.Errorf("close the simulator: %v", err)
		}
	})
	must := func(err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	number := func(ticket string) int64 {
		id, err := strconv.ParseInt(ticket, 10, 64)
		must(err)
		return id
	}
	return side{
		desk: zendesk.New(zendesk.Options{
			BaseURL: server.URL, UserAgent: "ventana (test)", Now: now.Now, OAuth: &zendesk.OAuth{ClientID: "client", ClientSecret: "client-secret"},
		}),
		reply: func(ticket, text string) {
			_, err := z.AgentComment(t.Context(), number(ticket), text, true)
			must(err)
		},
		set: func(ticket, status string) {
			if status != helpdesktest.StatusDeleted {
				must(z.AgentUpdate(t.Context(), number(ticket), status, nil))
				return
			}
			request, err := http.NewRequestWithContext(t.Context(), http.MethodDelete, server.URL+"/api/v2/tickets/"+ticket, nil)
			must(err)
			request.SetBasicAuth("agent@example.com/token", "token")
			response, err := http.DefaultClient.Do(request)
			must(err)
			must(response.Body.Close())
			if response.StatusCode != http.StatusNoContent {
				t.Fatalf("delete ticket: status %d", response.StatusCode)
			}
		},
	}
}

// tale is what a helpdesk answered, with its ids replaced by the order in which
// they were first seen.
type tale struct {
	t     *testing.T
	lines []string
	names map[string]string
}

func (s *tale) say(step string, err error, values ...any) {
	s.t.Helper()
	line := step + ":"
	for _, value := range values {
		line += " " + fmt.Sprint(value)
	}
	if err != nil {
		line += " " + meaning(err)
	}
	s.lines = append(s.lines, line)
}

// id is a name for an id.
func (s *tale) id(id string) string {
	if id == "" {
		return "-"
	}
	if s.names[id] == "" {
		s.names[id] = fmt.Sprintf("#%d", len(s.names)+1)
	}
	return s.names[id]
}

// meaning is an error as the functions read it.
func meaning(err error) string {
	text := failure.Of(err).Class.String()
	for _, known := range []error{helpdesk.ErrClosed, helpdesk.ErrGone, helpdesk.ErrIdempotencyMismatch, helpdesk.ErrConflict, helpdesk.ErrRequesterGone, helpdesk.ErrUploadGone} {
		if errors.Is(err, known) {
			text += " " + known.Error()
		}
	}
	return text
}

// tell walks a helpdesk through a story and gives its answers.
func tell(t *testing.T, d side, now *clock.Clock) []string {
	t.Helper()
	s := &tale{t: t, names: map[string]string{}}
	pass := func(duration time.Duration) {
		t.Helper()
		if err := now.Advance(duration); err != nil {
			t.Fatal(err)
		}
	}
	ctx, began := t.Context(), now.Now().Add(-time.Second)
	user, err := d.EnsureUser(ctx, helpdesk.User{ExternalID: "c1", Name: "Ana", Phone: "+34600000001"})
	again, err2 := d.EnsureUser(ctx, helpdesk.User{ExternalID: "c1", Name: "Ana R"})
	s.say("user twice", errors.Join(err, err2), user == again)

	first := helpdesk.NewTicket{ExternalID: "ventana:c1:main:1", Requester: user, Subject: "WhatsApp: Ana", Body: "one", Markers: []string{"m1"}, Tags: []string{"whatsapp"}}
	opened := s.open(d, "open", first)
	s.open(d, "open again", first)
	other := first
	other.Body = "other"
	s.open(d, "open another under the same key", other)
	s.find(d, first.ExternalID)
	s.find(d, "ventana:c1:main:9")

	pass(2 * time.Second)
	burst := helpdesk.NewComment{Ticket: opened.Ticket, Author: user, Body: "two\nthree", Public: true, Markers: []string{"m2", "m3"}, Reopen: true}
	s.add(d, "burst", burst)
	trace := s.trace(d, opened.Ticket)
	pass(2 * time.Second)
	d.reply(opened.Ticket, "an agent's words")
	stale := helpdesk.NewComment{Ticket: opened.Ticket, Author: user, Body: "four", Public: true, Markers: []string{"m4"}, Stamp: trace.Stamp}
	s.add(d, "with a stamp of before the agent wrote", stale)
	stale.Stamp = s.trace(d, opened.Ticket).Stamp
	s.add(d, "with a fresh stamp", stale)
	s.look(d, opened.Ticket, opened.Comment)

	d.set(opened.Ticket, helpdesktest.StatusSolved)
	quiet := helpdesk.NewComment{Ticket: opened.Ticket, Author: user, Body: "(reaction)", Public: true, Markers: []string{"m5"}}
	s.add(d, "to a solved ticket, quietly", quiet)
	s.trace(d, opened.Ticket)
	s.say("reopen", d.Reopen(ctx, opened.Ticket))
	s.trace(d, opened.Ticket)
	d.set(opened.Ticket, helpdesktest.StatusSolved)
	loud := helpdesk.NewComment{Ticket: opened.Ticket, Author: user, Body: "six", Public: true, Markers: []string{"m6"}, Reopen: true}
	s.add(d, "to a solved ticket, aloud", loud)
	s.trace(d, opened.Ticket)
	s.add(d, "a note", helpdesk.NewComment{Ticket: opened.Ticket, Body: "the window is closed", Markers: []string{"n1"}})
	s.look(d, opened.Ticket, "")

	pass(10 * time.Minute)
	changed, next, _, err := d.ChangedSince(ctx, began)
	s.say("changed", err, len(changed) == 1 && changed[0].Ticket == opened.Ticket, s.id(last(changed)), next.After(began))
	s.files(d, opened.Ticket, user, pass)

	d.set(opened.Ticket, helpdesktest.StatusClosed)
	s.add(d, "to a closed ticket", loud)
	s.say("reopen a closed ticket", d.Reopen(ctx, opened.Ticket))
	s.trace(d, opened.Ticket)
	second := helpdesk.NewTicket{ExternalID: "ventana:c1:main:2", Requester: user, Subject: "WhatsApp: Ana", Body: "seven", Markers: []string{"m7"}, FollowupOf: opened.Ticket}
	followUp := s.open(d, "follow up", second)
	d.set(followUp.Ticket, helpdesktest.StatusDeleted)
	loud.Ticket = followUp.Ticket
	s.add(d, "to a deleted ticket", loud)
	s.say("reopen a deleted ticket", d.Reopen(ctx, followUp.Ticket))
	s.trace(d, followUp.Ticket)
	s.look(d, followUp.Ticket, "")
	s.find(d, second.ExternalID)
	s.open(d, "open again what was deleted", second)
	pass(3 * time.Hour)
	s.open(d, "open another when the key is forgotten", helpdesk.NewTicket{ExternalID: second.ExternalID, Requester: user, Subject: "x", Body: "eight", Markers: []string{"m8"}})
	return s.lines
}

func last(changed []helpdesk.ChangedTicket) string {
	if len(changed) == 0 {
		return ""
	}
	return changed[len(changed)-1].Comment
}

func (s *tale) open(d side, step string, ticket helpdesk.NewTicket) helpdesk.Opened {
	s.t.Helper()
	opened, err := d.OpenTicket(s.t.Context(), ticket)
	s.say(step, err, s.id(opened.Ticket), s.id(opened.Comment))
	return opened
}

func (s *tale) find(d side, externalID string) {
	s.t.Helper()
	opened, exists, err := d.FindTicket(s.t.Context(), externalID)
	s.say("find "+externalID, err, s.id(opened.Ticket), s.id(opened.Comment), exists)
}

func (s *tale) add(d side, step string, comment helpdesk.NewComment) {
	s.t.Helper()
	added, err := d.AddComment(s.t.Context(), comment)
	s.say(step, err, s.id(added.Comment))
}

func (s *tale) trace(d side, ticket string) helpdesk.Trace {
	s.t.Helper()
	markers := []string{"m1", "m2", "m3", "m4", "m5", "m6", "m7", "nowhere"}
	trace, err := d.Trace(s.t.Context(), ticket, markers)
	line := ""
	for _, marker := range markers {
		line += marker + "=" + s.id(trace.Found[marker]) + " "
	}
	s.say("trace", err, line, "open", trace.Open, "closed", trace.Closed)
	return trace
}

func (s *tale) look(d side, ticket, cursor string) {
	s.t.Helper()
	comments, err := d.CommentsAfter(s.t.Context(), ticket, cursor)
	s.say("look", err, len(comments))
	for _, c := range comments {
		s.say("comment", nil, s.id(c.ID), "public", c.Public, "staff", c.Staff, fmt.Sprintf("%q", c.Plain), c.Markers)
	}
}
