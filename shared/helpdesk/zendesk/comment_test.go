package zendesk

import (
	"errors"
	"testing"

	"ventana/shared/failure"
	"ventana/shared/helpdesk"
)

// commented answers an update that added comment 811 to a ticket.
func commented(status, tags string) string {
	return `{"ticket":{"id":35,"status":"` + status + `","tags":` + tags + `},"audit":{"id":810,"events":[` +
		`{"id":810,"type":"Change","field_name":"tags"},{"id":811,"type":"Comment","author_id":7,"public":true}]}}`
}

func customerComment() helpdesk.NewComment {
	return helpdesk.NewComment{Ticket: "35", Author: "7", Body: "thanks", Public: true, Markers: []string{"m1", "m2"}, Reopen: true}
}

const commentRequest = `PUT /api/v2/tickets/35 {"ticket":{"comment":{"body":"thanks","author_id":7,"public":true},"metadata":{"ventana":["m1","m2"]}}}`

func TestAddComment_opensOnlyATicketThatWaits(t *testing.T) {
	t.Parallel()
	for status, opens := range map[string]bool{"new": false, "open": false, "pending": true, "hold": true, "solved": true} {
		t.Run(status, func(t *testing.T) {
			t.Parallel()
			script := []exchange{{want: commentRequest, answer: commented(status, `[]`)}}
			if opens {
				script = append(script, exchange{want: `PUT /api/v2/tickets/35 {"ticket":{"status":"open"}}`, answer: `{"ticket":{"id":35}}`})
			}
			got, err := newAccount(t, script...).AddComment(t.Context(), customerComment())
			if err != nil || got.Comment != "811" {
				t.Errorf("AddComment = %+v, %v", got, err)
			}
		})
	}
}

func TestAddComment_writesANoteAsVentanaUnderAStamp(t *testing.T) {
	t.Parallel()
	client := newAccount(t, exchange{
		want: `PUT /api/v2/tickets/35 {"ticket":{"comment":{"body":"note","public":false},` +
			`"updated_stamp":"2026-11-22T10:00:00Z","safe_update":true}}`,
		answer: commented("solved", `[]`),
	})
	if _, err := client.AddComment(t.Context(), helpdesk.NewComment{Ticket: "35", Body: "note", Stamp: "2026-11-22T10:00:00Z"}); err != nil {
		t.Errorf("AddComment: %v", err)
	}
}

func TestAddComment_solvesInTheSameCall(t *testing.T) {
	t.Parallel()
	client := newAccount(t, exchange{
		want:   `PUT /api/v2/tickets/35 {"ticket":{"comment":{"body":"reply","public":true},"status":"solved"}}`,
		answer: commented("solved", `[]`),
	})
	if _, err := client.AddComment(t.Context(), helpdesk.NewComment{Ticket: "35", Body: "reply", Public: true, Solve: true}); err != nil {
		t.Errorf("AddComment: %v", err)
	}
}

func TestAddComment_addsOnlyTagsThatAreMissing(t *testing.T) {
	t.Parallel()
	comment := customerComment()
	comment.Tags = []string{"whatsapp", "wa_window_closed"}
	client := newAccount(t,
		exchange{want: commentRequest, answer: commented("open", `["vip","whatsapp"]`)},
		exchange{want: `PUT /api/v2/tickets/35/tags {"tags":["wa_window_closed"]}`, answer: `{"tags":["vip","wa_window_closed","whatsapp"]}`})
	if _, err := client.AddComment(t.Context(), comment); err != nil {
		t.Errorf("AddComment: %v", err)
	}
}

func TestAddComment_tellsTheCommentWhenOpeningFails(t *testing.T) {
	t.Parallel()
	client := newAccount(t,
		exchange{answer: commented("solved", `[]`)},
		exchange{status: 429, header: map[string]string{"Retry-After": "93", "Ratelimit-Limit": "400", "Ratelimit-Remaining": "399", "Ratelimit-Reset": "60"}, answer: "Number of allowed updates of a ticket by one user exceeded"},
		exchange{want: `PUT /api/v2/tickets/35 {"ticket":{"status":"open"}}`, answer: `{"ticket":{"id":35,"status":"open"}}`})
	added, err := client.AddComment(t.Context(), customerComment())
	if added.Comment != "811" || !failure.Is(err, failure.Later) || failure.Of(err).Wait.Seconds() != 93 {
		t.Fatalf("AddComment = %+v, %v; want the comment and a later failure of 93 s", added, err)
	}
	if err := client.Reopen(t.Context(), "35"); err != nil {
		t.Errorf("Reopen: %v", err)
	}
}

func TestAddComment_tellsWhatBecameOfTheTicket(t *testing.T) {
	t.Parallel()
	const closedText = `"Status: closed prevents ticket update"`
	for name, tc := range map[string]struct {
		status int
		body   string
		want   error
		class  failure.Class
	}{
		"closed, by text":           {422, `{"error":"RecordInvalid","details":{"base":[{"description":` + closedText + `}]}}`, helpdesk.ErrClosed, failure.Permanent},
		"closed, by code":           {422, `{"error":"ClosedTicket"}`, helpdesk.ErrClosed, failure.Permanent},
		"closed, by a detail":       {422, `{"error":"RecordInvalid","details":{"base":[{"description":"?","error":"ClosedTicket"}]}}`, helpdesk.ErrClosed, failure.Permanent},
		"closed, in another tongue": {422, `{"error":"RecordInvalid","details":{"status":[{"description":"Estado: fechado"}]}}`, helpdesk.ErrClosed, failure.Permanent},
		"gone":                      {404, `{"error":"RecordNotFound","description":"Not found"}`, helpdesk.ErrGone, failure.Permanent},
		"changed meanwhile":         {409, `{"error":"UpdateConflict","description":"Safe Update prevented"}`, helpdesk.ErrConflict, failure.Later},
		"author is nobody":          {422, `{"error":"RecordInvalid","details":{"author":[{"description":"Author: 7 is not valid"}]}}`, helpdesk.ErrRequesterGone, failure.Permanent},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			_, err := newAccount(t, exchange{status: tc.status, answer: tc.body}).AddComment(t.Context(), customerComment())
			if !errors.Is(err, tc.want) || failure.Of(err).Class != tc.class {
				t.Errorf("error = %v, want %v of class %s", err, tc.want, tc.class)
			}
		})
	}
}

func TestReopen_doesNotTakeAStatusComplaintForClosed(t *testing.T) {
	t.Parallel()
	client := newAccount(t, exchange{status: 422, answer: `{"error":"RecordInvalid","details":{"status":[{"description":"Status: is not allowed"}]}}`})
	if err := client.Reopen(t.Context(), "35"); errors.Is(err, helpdesk.ErrClosed) || !failure.Is(err, failure.Permanent) {
		t.Errorf("error = %v, want a permanent one that is not closed", err)
	}
}

func TestAddComment_doubtsASuccessThatItCannotRead(t *testing.T) {
	t.Parallel()
	for name, body := range map[string]string{
		"no JSON":         "<html>",
		"cut off":         `{"ticket":{"id":35`,
		"no comment":      `{"ticket":{"id":35,"status":"open"},"audit":{"events":[{"id":1,"type":"Change"}]}}`,
		"id is a float":   `{"ticket":{"id":3.5e1}}`,
		"nothing of ours": `{}`,
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			added, err := newAccount(t, exchange{answer: body}).AddComment(t.Context(), customerComment())
			if told := failure.Of(err); added.Comment != "" || told == nil || told.Class != failure.Ambiguous || told.Wait != waitAmbiguous {
				t.Errorf("AddComment = %+v, %v; want an ambiguous failure of a minute", added, err)
			}
		})
	}
}
