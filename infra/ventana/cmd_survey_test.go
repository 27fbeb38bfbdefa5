package main

import (
	"encoding/json"
	"testing"
	"time"

	"ventana/infra/surveycode"
	"ventana/shared/conversation"
	"ventana/shared/dynamostore"
)

func TestSurveyReport_sumsUpTheAnswers(t *testing.T) {
	t.Parallel()
	b := newWorkbench(t, true)
	holds(t, b.must(t, "survey", "report"), "Nobody was asked.")
	at := b.clock.Now()
	for i, ticket := range []string{"35", "36", "37", "38"} {
		asked := dynamostore.Survey{
			Helpdesk: "zendesk", Ticket: ticket, AskedAt: at.Add(-24 * time.Hour * time.Duration(i)), How: conversation.AskedByButtons, Language: "es", Number: "main", Choices: 3,
		}
		if err := b.store.RecordSurvey(t.Context(), asked); err != nil {
			t.Fatal(err)
		}
	}
	day := func(i int) string { return at.AddDate(0, 0, -i).UTC().Format(time.DateOnly) }
	for _, given := range []conversation.Answer{{Ticket: "35", Day: day(0), Score: 3}, {Ticket: "36", Day: day(1), Score: 1}, {Ticket: "37", Day: day(2), Score: 3}} {
		given.Helpdesk, given.Of = "zendesk", 3
		if err := b.store.RateSurvey(t.Context(), given, at); err != nil {
			t.Fatal(err)
		}
	}
	if err := b.store.CommentSurvey(t.Context(), day(1), "zendesk", "36"); err != nil {
		t.Fatal(err)
	}
	holds(t, b.must(t, "survey", "report"), "main    es        buttons  3      4      3         75 %   2.33  1 0 2   1", "all                               4      3         75 %")
	holds(t, b.must(t, "survey", "report", "--days", "1"), "main    es        buttons  3      1      1         100 %  3.00  0 0 1   0")
	holds(t, b.must(t, "survey", "report", "--csv"), "main,es,buttons,3,4,3,0.7500,2.3333,1 0 2,1")
	var report surveycode.Report
	if err := json.Unmarshal([]byte(b.must(t, "survey", "report", "--json")), &report); err != nil || report.Asked != 4 || report.Answered != 3 || len(report.Rows) != 1 {
		t.Errorf("as JSON: %+v, %v", report, err)
	}
}

func TestSurveyReport_wrongFlagsAreTold(t *testing.T) {
	t.Parallel()
	b := newWorkbench(t, true)
	for _, args := range [][]string{{"--days", "0"}, {"--days", "401"}, {"--csv", "--json"}} {
		if _, err := b.local(t, append([]string{"survey", "report"}, args...)...); err == nil {
			t.Errorf("%v: got no error", args)
		}
	}
}
