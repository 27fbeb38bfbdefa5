package conversation_test

import (
	"testing"
	"time"

	"ventana/shared/conversation"
)

func TestAnswer_itsIDTellsAll(t *testing.T) {
	t.Parallel()
	want := conversation.Answer{Helpdesk: "zendesk", Ticket: "360288445599027203", Day: "2026-11-22", Score: 10, Of: 10}
	if len(want.ID()) > 200 { // a row's id takes no more
		t.Errorf("got an id of %d characters", len(want.ID()))
	}
	if got, ok := conversation.ParseAnswer(want.ID()); !ok || got != want {
		t.Errorf("got %+v, %t, want %+v", got, ok, want)
	}
	for _, id := range []string{
		"", "b1", "CANCEL_77", "ventana-survey-1|zendesk|35|2026-11-22|3", "ventana-survey-2|zendesk|35|2026-11-22|1|3",
		"ventana-survey-1|zendesk|35|2026-11-22|4|3", "ventana-survey-1|zendesk|35|2026-11-22|0|3", "ventana-survey-1|zendesk|35|2026-11-22|1|11",
		"ventana-survey-1|zendesk|35|today|1|3", "ventana-survey-1||35|2026-11-22|1|3", "ventana-survey-1|zendesk||2026-11-22|1|3",
		"ventana-survey-1|zendesk|35|2026-11-22|x|3",
	} {
		if got, ok := conversation.ParseAnswer(id); ok {
			t.Errorf("%q: got %+v, want it to be none of ours", id, got)
		}
	}
}

func TestAnswer_upperHalfIsGood(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct{ score, of int }{{1, 2}, {1, 3}, {2, 3}, {2, 4}, {3, 5}, {5, 10}} {
		if (conversation.Answer{Score: tt.score, Of: tt.of}).Well() {
			t.Errorf("%d of %d counts as good", tt.score, tt.of)
		}
	}
	for _, tt := range []struct{ score, of int }{{2, 2}, {3, 3}, {3, 4}, {4, 5}, {6, 10}} {
		if !(conversation.Answer{Score: tt.score, Of: tt.of}).Well() {
			t.Errorf("%d of %d does not count as good", tt.score, tt.of)
		}
	}
}

// What belongs to a rating: the first text within the hour, however often that
// text is delivered, while the conversation is in the ticket that was rated.
func TestComments_firstTextWithinTheHour(t *testing.T) {
	t.Parallel()
	answer := conversation.Answer{Helpdesk: "zendesk", Ticket: "35", Day: "2026-11-22", Score: 3, Of: 3}
	rated := func(ticket string) *conversation.Conversation {
		c := &conversation.Conversation{Ticket: ticket}
		c.Rated(answer, noon)
		return c
	}
	c := rated("35")
	for range 2 { // it comes again
		if !c.Comments("one", noon.Add(time.Minute)) {
			t.Error("the first text does not belong to it")
		}
	}
	if c.Comments("two", noon.Add(2*time.Minute)) {
		t.Error("the second text belongs to it too")
	}
	c.Rated(answer, noon) // the answer comes again
	if c.Comments("three", noon.Add(3*time.Minute)) {
		t.Error("a repeated answer makes another text its first")
	}
	if rated("35").Comments("late", noon.Add(61*time.Minute)) {
		t.Error("a text after an hour belongs to it")
	}
	if rated("36").Comments("elsewhere", noon.Add(time.Minute)) {
		t.Error("a text in another ticket belongs to it")
	}
	if rated("35").Comments("before", noon.Add(-time.Minute)) {
		t.Error("a text from before the answer belongs to it")
	}
	if (&conversation.Conversation{Ticket: "35"}).Comments("x", noon) {
		t.Error("without an answer a text belongs to one")
	}
}

func TestReopens_poorRatingAndQuestions(t *testing.T) {
	t.Parallel()
	good, poor := conversation.Rating{Well: true}, conversation.Rating{}
	if good.Reopens("¡Gracias!") || !good.Reopens("¿Y la factura?") || !poor.Reopens("No llegó") {
		t.Error("want only thanks to leave the ticket solved")
	}
}
