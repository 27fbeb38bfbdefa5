package main

import (
	"slices"
	"strings"
	"testing"
	"time"

	"ventana/shared/conversation"
	"ventana/shared/dynamostore"
	"ventana/shared/envelope"
	"ventana/shared/helpdesk/helpdesktest"
	"ventana/shared/note"
	"ventana/shared/policy"
	"ventana/shared/provider"
	"ventana/shared/sqsqueue"
	"ventana/shared/template"
)

// surveys is a world with a solved ticket, whose customer wrote an hour ago, and a
// policy that asks after ten minutes.
func surveys(t *testing.T, change func(p *policy.Policy)) *world {
	t.Helper()
	w := newWorld(t)
	_, _, err := w.store.ReplaceCatalogue(t.Context(), "waba", []template.Template{{
		WABA: "waba", Name: "how_was_it", Language: "es", Category: "UTILITY", Status: "APPROVED",
		Components: []template.Component{
			{Type: template.TypeBody, Text: "¿Cómo fue la ayuda?"},
			{Type: template.TypeButtons, Buttons: []template.Button{{Type: template.ButtonQuickReply, Text: "Mala"}, {Type: template.ButtonQuickReply, Text: "Buena"}}},
		},
	}}, w.at)
	if err != nil {
		t.Fatal(err)
	}
	rules := policy.Default()
	rules.Survey.Enabled, rules.Survey.Template = true, "how_was_it"
	rules.Survey.Question = map[string]string{"es": "¿Le hemos ayudado?"}
	rules.Survey.Choices = map[string][]string{"es": {"No", "En parte", "Sí"}}
	if change != nil {
		change(&rules)
	}
	text, err := policy.Marshal(rules)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := w.store.PutPolicy(t.Context(), string(text), "test", 0); err != nil {
		t.Fatal(err)
	}
	w.pass(offerFresh)
	w.desk.Set(w.ticket, helpdesktest.StatusSolved)
	return w
}

// question is the survey that is due now.
func (w *world) question() envelope.Chore {
	return envelope.Chore{Purpose: "survey", Helpdesk: "zendesk", Ticket: w.ticket, Occasion: conversation.SurveyOccasion(w.at)}
}

// solved handles the event of the status.
func (w *world) solved(t *testing.T) {
	t.Helper()
	group := []sqsqueue.Record{w.record(t, envelope.Ticket{ID: w.ticket, Event: "comment_added"}), w.record(t, envelope.Ticket{ID: w.ticket, Event: envelope.EventStatusChanged})}
	if got := w.HandleGroup(t.Context(), group); len(got) != 2 || got[0] != sqsqueue.Done() || got[1] != sqsqueue.Done() {
		t.Fatalf("got %+v, want both done", got)
	}
}

func (w *world) due(t *testing.T) []dynamostore.DueSurvey {
	t.Helper()
	due, err := w.store.DueSurveys(t.Context(), 0, w.at.Add(1000*time.Hour), 10)
	if err != nil {
		t.Fatal(err)
	}
	return due
}

func TestSurvey_statusMakesItDue(t *testing.T) {
	t.Parallel()
	tests := map[string]struct {
		policy func(p *policy.Policy)
		story  func(t *testing.T, w *world)
		want   int
	}{
		"a solved ticket":               {want: 1},
		"not an open one":               {story: func(_ *testing.T, w *world) { w.desk.Set(w.ticket, "open") }},
		"not while surveys are off":     {policy: func(p *policy.Policy) { p.Survey.Enabled = false }},
		"not one out of the sample":     {policy: func(p *policy.Policy) { p.Survey.Sample = 0 }},
		"not one that is gone":          {story: func(_ *testing.T, w *world) { w.desk.Set(w.ticket, helpdesktest.StatusDeleted) }},
		"not one that was asked about":  {story: func(t *testing.T, w *world) { w.wasAsked(t, 20*24*time.Hour) }},
		"one that was, a long time ago": {story: func(t *testing.T, w *world) { w.wasAsked(t, 40*24*time.Hour) }, want: 1},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := surveys(t, tt.policy)
			if tt.story != nil {
				tt.story(t, w)
			}
			w.solved(t)
			due := w.due(t)
			if len(due) != tt.want {
				t.Fatalf("got %+v due, want %d", due, tt.want)
			}
			if tt.want == 1 && !due[0].At.Equal(w.at.Add(10*time.Minute)) {
				t.Errorf("got it due at %s, want ten minutes later", due[0].At)
			}
		})
	}
}

func (w *world) wasAsked(t *testing.T, ago time.Duration) {
	t.Helper()
	if err := w.store.RecordSurvey(t.Context(), dynamostore.Survey{Helpdesk: "zendesk", Ticket: w.ticket, AskedAt: w.at.Add(-ago)}); err != nil {
		t.Fatal(err)
	}
}

func TestSurvey_inTheWindowIsAskedWithButtonsOrAList(t *testing.T) {
	t.Parallel()
	for name, choices := range map[string][]string{conversation.AskedByButtons: {"No", "En parte", "Sí"}, conversation.AskedByList: {"1", "2", "3", "4", "5"}} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := surveys(t, func(p *policy.Policy) { p.Survey.Choices = map[string][]string{"es": choices} })
			chore := w.question()
			for range 2 {
				if got := w.asked(t, chore); got != sqsqueue.Done() {
					t.Fatalf("got %+v, want done", got)
				}
			}
			if len(w.line.sent) != 1 || w.line.sent[0].Content.Check() != nil {
				t.Fatalf("got %+v, want one that WhatsApp takes", w.line.sent)
			}
			var ids []string
			switch content := w.line.sent[0].Content.(type) {
			case provider.Buttons:
				ids = content.IDs
			case provider.List:
				for _, row := range content.Rows {
					ids = append(ids, row.ID)
				}
			}
			for i, id := range ids {
				want := conversation.Answer{Helpdesk: "zendesk", Ticket: w.ticket, Day: "2026-11-22", Score: i + 1, Of: len(choices)}
				if got, ok := conversation.ParseAnswer(id); !ok || got != want {
					t.Errorf("got %+v, want %+v", got, want)
				}
			}
			if len(ids) != len(choices) {
				t.Errorf("got %d choices, want %d", len(ids), len(choices))
			}
			if notes := w.notes(); len(notes) != 1 || notes[0] != note.SurveySent("es", "¿Le hemos ayudado?") {
				t.Errorf("got notes %q", notes)
			}
			kept, err := w.store.SurveysOf(t.Context(), w.at)
			want := dynamostore.Survey{Helpdesk: "zendesk", Ticket: w.ticket, AskedAt: w.at, How: name, Language: "es", Number: "main", Choices: len(choices)}
			if err != nil || len(kept) != 1 || kept[0] != want {
				t.Errorf("got %+v, %v, want %+v", kept, err, want)
			}
		})
	}
}

func TestSurvey_outsideTheWindowATemplateAsks(t *testing.T) {
	t.Parallel()
	w := surveys(t, nil)
	w.pass(30 * time.Hour)
	w.asked(t, w.question())
	if len(w.line.sent) != 1 {
		t.Fatalf("got %d messages, want one", len(w.line.sent))
	}
	filled, _ := w.line.sent[0].Content.(provider.Template)
	if filled.Name != "how_was_it" || len(filled.Buttons) != 2 || filled.Check() != nil {
		t.Fatalf("got %+v, want the template with two answers", filled)
	}
	answer, ok := conversation.ParseAnswer(filled.Buttons[1].Text)
	if !ok || answer.Score != 2 || answer.Of != 2 || filled.Buttons[1].Index != 1 {
		t.Errorf("got %+v of button %d", answer, filled.Buttons[1].Index)
	}
	entries, err := w.store.AuditOf(t.Context(), w.at)
	if err != nil || len(entries) != 1 || entries[0].Why != "survey" || entries[0].Who != "policy" {
		t.Errorf("got audit %+v, %v", entries, err)
	}
}

func TestSurvey_outOfDateIsLeft(t *testing.T) {
	t.Parallel()
	tests := map[string]struct {
		why    string
		policy func(p *policy.Policy)
		story  func(t *testing.T, w *world)
	}{
		"the ticket was opened again":       {why: "open again", story: func(_ *testing.T, w *world) { w.desk.Set(w.ticket, "open") }},
		"the ticket is gone":                {why: "open again", story: func(_ *testing.T, w *world) { w.desk.Set(w.ticket, helpdesktest.StatusDeleted) }},
		"surveys were switched off":         {why: "off", policy: func(p *policy.Policy) { p.Survey.Enabled = false }},
		"the sample has shrunk":             {why: "sample", policy: func(p *policy.Policy) { p.Survey.Sample = 0 }},
		"it was asked a week ago":           {why: "before", story: func(t *testing.T, w *world) { w.wasAsked(t, 7*24*time.Hour) }},
		"nothing fits in the closed window": {why: "no template", policy: func(p *policy.Policy) { p.Survey.Template = "" }, story: func(_ *testing.T, w *world) { w.pass(30 * time.Hour) }},
		"the customer's language has no question": {why: "no template", policy: func(p *policy.Policy) {
			p.Survey.Template, p.Survey.Question, p.Survey.Choices = "", map[string]string{"pt": "Ajudamos?"}, map[string][]string{"pt": {"Não", "Sim"}}
		}},
		"a tag excludes it": {why: "tag", policy: func(p *policy.Policy) {
			p.Templates.Rules = []policy.Rule{{Name: "r", Template: "how_was_it", When: policy.When{
				Purpose: []policy.Purpose{policy.PurposeSurvey}, Tags: policy.Tags{None: []string{"no_survey"}},
			}}}
		}, story: func(_ *testing.T, w *world) {
			w.desk.Change(w.ticket, func(t *helpdesktest.Ticket) { t.Tags = []string{"no_survey"} })
		}},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := surveys(t, tt.policy)
			if tt.story != nil {
				tt.story(t, w)
			}
			if got := w.asked(t, w.question()); got != sqsqueue.Done() || len(w.line.sent) != 0 || len(w.notes()) != 0 {
				t.Errorf("got %+v, %d messages and notes %q, want it left", got, len(w.line.sent), w.notes())
			}
			if !strings.Contains(w.log.String(), tt.why) {
				t.Errorf("the log does not say %q: %s", tt.why, w.log.String())
			}
		})
	}
	t.Run("it was held up for days", func(t *testing.T) {
		t.Parallel()
		w := surveys(t, nil)
		chore := w.question()
		w.pass(48 * time.Hour)
		if w.asked(t, chore); len(w.line.sent) != 0 {
			t.Errorf("got %d messages, want none", len(w.line.sent))
		}
	})
}

// A death at any point asks once, notes it once and counts it once.
func TestSurvey_onceWhereverTheProcessDies(t *testing.T) {
	t.Parallel()
	var points []string
	w := surveys(t, nil)
	w.fault(func(point string) error {
		if !slices.Contains(points, point) {
			points = append(points, point)
		}
		return nil
	})
	w.asked(t, w.question())
	for _, point := range points {
		t.Run(point, func(t *testing.T) {
			t.Parallel()
			w := surveys(t, nil)
			chore := w.question()
			w.crashesAt(point)
			func() {
				defer func() {
					if cause := recover(); cause != nil && cause != (crash{}) {
						panic(cause)
					}
				}()
				w.asked(t, chore)
			}()
			for range 40 {
				w.pass(visibility)
				if w.asked(t, chore) == sqsqueue.Done() {
					break
				}
			}
			kept, _ := w.store.SurveysOf(t.Context(), w.at)
			lost := point == "Claim after" || point == "Send before" || point == "Send after" || point == "Finish before"
			if len(w.line.sent) > 1 || !lost && (len(w.line.sent) != 1 || len(kept) != 1 || kept[0].How != conversation.AskedByButtons) {
				t.Errorf("got %d messages and %+v counted", len(w.line.sent), kept)
			}
			if len(w.notes()) != 1 {
				t.Errorf("got notes %q, want one", w.notes())
			}
		})
	}
}
