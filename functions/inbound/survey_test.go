package main

import (
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"ventana/shared/conversation"
	"ventana/shared/dynamostore"
	"ventana/shared/envelope"
	"ventana/shared/helpdesk/helpdesktest"
)

// surveyed is a world whose customer has a solved ticket and was asked about it.
func surveyed(t *testing.T) (w *world, ticket string) {
	t.Helper()
	w = newWorld()
	done(t, w.handle(t, w.message(1)), 1)
	ticket = w.desk.Tickets()[0].ID
	w.desk.Set(ticket, helpdesktest.StatusSolved)
	err := w.store.RecordSurvey(t.Context(), dynamostore.Survey{
		Helpdesk: "zendesk", Ticket: ticket, AskedAt: w.now(), How: conversation.AskedByButtons, Number: "main", Choices: 3,
	})
	if err != nil {
		t.Fatal(err)
	}
	return w, ticket
}

// tap is the nth message: the customer chooses a score out of three.
func (w *world) tap(n int, ticket string, score int) envelope.Envelope {
	e := w.message(n)
	e.Message.Type, e.Message.Text = "interactive", ""
	answer := conversation.Answer{Helpdesk: "zendesk", Ticket: ticket, Day: "2026-11-22", Score: score, Of: 3}
	e.Message.Choice = &envelope.Choice{ID: answer.ID(), Title: []string{"No", "En parte", "Sí"}[score-1]}
	return e
}

// says is a text as the nth message.
func (w *world) says(n int, text string) envelope.Envelope {
	e := w.message(n)
	e.Message.Text = text
	return e
}

func (w *world) rated(t *testing.T, ticket string) dynamostore.Survey {
	t.Helper()
	w.store.Fault(nil)
	kept, _, err := w.store.Survey(t.Context(), "2026-11-22", "zendesk", ticket)
	if err != nil {
		t.Fatal(err)
	}
	return kept
}

func TestSurvey_ratingStandsOnTheTicketThatStaysSolved(t *testing.T) {
	t.Parallel()
	w, ticket := surveyed(t)
	done(t, w.handle(t, w.tap(2, ticket, 3)), 1)
	done(t, w.handle(t, w.tap(2, ticket, 3)), 1) // delivered again
	stands := w.desk.Tickets()[0]
	if stands.Status != helpdesktest.StatusSolved || !slices.Contains(stands.Tags, "wa_rated") || !slices.Contains(stands.Tags, "wa_rating_3") {
		t.Errorf("got status %s, tags %v", stands.Status, stands.Tags)
	}
	if diff := cmp.Diff([]string{"message 1", "[rating] Sí (3 of 3)"}, w.bodies(t, 0)); diff != "" {
		t.Errorf("comments (-want +got):\n%s", diff)
	}
	if kept := w.rated(t, ticket); kept.Score != 3 || kept.How != conversation.AskedByButtons || kept.AnsweredAt.IsZero() {
		t.Errorf("got %+v counted", kept)
	}
	if w.counts["SurveyAnswers score 3"] != 1 {
		t.Errorf("got metrics %v", w.counts)
	}
	if got := w.lastInbound(t); got.Second() != 2 {
		t.Errorf("the window counts from %s, want a tap to open it as any message", got)
	}
}

func TestSurvey_newestRatingCounts(t *testing.T) {
	t.Parallel()
	w, ticket := surveyed(t)
	done(t, w.handle(t, w.tap(3, ticket, 3)), 1)
	done(t, w.handle(t, w.tap(5, ticket, 1)), 1)
	done(t, w.handle(t, w.tap(4, ticket, 2)), 1) // comes late
	want := []string{"message 1", "[rating] Sí (3 of 3)", "[rating] No (1 of 3), changed from 3", "[rating] En parte (2 of 3), changed from 1"}
	if diff := cmp.Diff(want, w.bodies(t, 0)); diff != "" {
		t.Errorf("comments (-want +got):\n%s", diff)
	}
	if kept := w.rated(t, ticket); kept.Score != 1 {
		t.Errorf("got %+v counted, want the newest", kept)
	}
	if tags := w.desk.Tickets()[0].Tags; !slices.Contains(tags, "wa_rating_1") || slices.Contains(tags, "wa_rating_3") || slices.Contains(tags, "wa_rating_2") {
		t.Errorf("got tags %v, want the newest rating's", tags)
	}
}

// On a ticket that is closed for good the rating is counted, and nothing opens.
func TestSurvey_closedTicketIsRatedWithoutAnother(t *testing.T) {
	t.Parallel()
	for _, status := range []string{helpdesktest.StatusClosed, helpdesktest.StatusDeleted} {
		t.Run(status, func(t *testing.T) {
			t.Parallel()
			w, ticket := surveyed(t)
			w.desk.Set(ticket, status)
			done(t, w.handle(t, w.tap(2, ticket, 2)), 1)
			if n := len(w.desk.Tickets()); n != 1 {
				t.Errorf("got %d tickets, want no other", n)
			}
			if kept := w.rated(t, ticket); kept.Score != 2 {
				t.Errorf("got %+v counted", kept)
			}
		})
	}
}

func TestSurvey_textAfterTheRating(t *testing.T) {
	t.Parallel()
	for name, tt := range map[string]struct {
		score  int
		text   string
		later  time.Duration
		open   bool
		tagged bool
	}{
		"thanks leave it solved":             {score: 3, text: "¡Gracias!", tagged: true},
		"a question opens it":                {score: 3, text: "¿Y la factura?", open: true, tagged: true},
		"what follows a poor one opens it":   {score: 1, text: "No llegó", open: true, tagged: true},
		"an hour later it is like any other": {score: 3, text: "Hola", later: 2 * time.Hour, open: true},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w, ticket := surveyed(t)
			text := w.says(3, tt.text)
			text.Message.At = text.Message.At.Add(tt.later)
			done(t, w.handle(t, w.tap(2, ticket, tt.score), text), 2)
			stands := w.desk.Tickets()[0]
			if open := stands.Status == "open"; open != tt.open || slices.Contains(stands.Tags, "wa_rating_comment") != tt.tagged {
				t.Errorf("got status %s, tags %v", stands.Status, stands.Tags)
			}
			if got := w.bodies(t, 0); len(got) != 3 || got[2] != tt.text {
				t.Errorf("got comments %q", got)
			}
			if kept := w.rated(t, ticket); kept.Commented != tt.tagged {
				t.Errorf("got %+v counted", kept)
			}
			next := w.says(4, "Otra cosa")
			next.Message.At = next.Message.At.Add(tt.later)
			done(t, w.handle(t, next), 1)
			if stands := w.desk.Tickets()[0]; stands.Status != "open" {
				t.Errorf("got status %s, want a later text to open the ticket", stands.Status)
			}
		})
	}
}

// An id that names a stranger's ticket, or none of ours, is a message like any other.
func TestSurvey_foreignIDsAreMessages(t *testing.T) {
	t.Parallel()
	w, ticket := surveyed(t)
	stranger := w.tap(2, w.desk.Seed(), 3)
	other := w.tap(3, ticket, 3)
	other.Message.Choice.ID = "b1"
	for _, e := range []envelope.Envelope{stranger, other} {
		done(t, w.handle(t, e), 1)
	}
	if stands := w.desk.Tickets()[0]; slices.Contains(stands.Tags, "wa_rated") || stands.Status != "open" || len(stands.Comments) != 3 {
		t.Errorf("got %+v", stands)
	}
}

// A death at any point leaves the rating and its text once each, in their order,
// counted once, on a ticket that is still solved.
func TestSurvey_onceWhereverTheProcessDies(t *testing.T) {
	t.Parallel()
	var points []string
	w, ticket := surveyed(t)
	note := func(point string) error {
		if !slices.Contains(points, point) {
			points = append(points, point)
		}
		return nil
	}
	w.store.Fault(note)
	w.desk.Fault(note)
	w.handle(t, w.tap(2, ticket, 3), w.says(3, "¡Gracias!"))
	if len(points) < 15 {
		t.Fatalf("got %v, want every call", points)
	}
	for _, point := range points {
		t.Run(point, func(t *testing.T) {
			t.Parallel()
			w, ticket := surveyed(t)
			q := &queue{world: w}
			q.records = append(q.records, record(t, w.tap(2, ticket, 3)), record(t, w.says(3, "¡Gracias!")))
			w.crashesAt(point)
			q.drain(t)
			if q.deaths != 1 || q.parked != 0 {
				t.Fatalf("got %d deaths and %d parked", q.deaths, q.parked)
			}
			if diff := cmp.Diff([]string{"message 1", "[rating] Sí (3 of 3)", "¡Gracias!"}, w.bodies(t, 0)); diff != "" {
				t.Errorf("comments (-want +got):\n%s", diff)
			}
			stands := w.desk.Tickets()[0]
			for _, tag := range []string{"wa_rated", "wa_rating_3", "wa_rating_comment"} {
				if !slices.Contains(stands.Tags, tag) {
					t.Errorf("got tags %v, want %s", stands.Tags, tag)
				}
			}
			if stands.Status != helpdesktest.StatusSolved {
				t.Errorf("got status %s, want it solved", stands.Status)
			}
			if kept := w.rated(t, ticket); kept.Score != 3 || !kept.Commented {
				t.Errorf("got %+v counted", kept)
			}
		})
	}
}
