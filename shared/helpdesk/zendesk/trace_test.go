package zendesk

import (
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"ventana/shared/failure"
	"ventana/shared/helpdesk"
)

func ticketShown(status string) exchange {
	return exchange{
		want:   "GET /api/v2/tickets/35",
		answer: `{"ticket":{"id":35,"status":"` + status + `","updated_at":"2026-11-22T10:00:00Z"}}`,
	}
}

func auditsOf(query, audits, meta string) exchange {
	return exchange{want: "GET /api/v2/tickets/35/audits?" + query, answer: `{"audits":[` + audits + `],"meta":` + meta + `}`}
}

const (
	firstAudit = `{"id":800,"metadata":{"system":{},"custom":{"ventana":["m1"]}},"events":[{"id":801,"type":"Comment"},{"id":802,"type":"Create"}]}`
	otherAudit = `{"id":803,"metadata":{"system":{},"custom":{}},"events":[{"id":804,"type":"Change"}]}`
	lastAudit  = `{"id":805,"metadata":{"custom":{"ventana":["m2","m3"]}},"events":[{"id":806,"type":"Comment"}]}`
	noteAudit  = `{"id":807,"metadata":{"custom":{"ventana":["m4"]}},"events":[{"id":808,"type":"Change"}]}`
	noMore     = `{"has_more":false}`
)

func TestTrace_findsMarkersOverSeveralPages(t *testing.T) {
	t.Parallel()
	client := newAccount(t, ticketShown("open"),
		auditsOf("page[size]=100", firstAudit+","+otherAudit, `{"has_more":true,"after_cursor":"c1"}`),
		auditsOf("page[after]=c1&page[size]=100", lastAudit+","+noteAudit, noMore))
	got, err := client.Trace(t.Context(), "35", []string{"m1", "m2", "m4", "m9"})
	want := helpdesk.Trace{Found: map[string]string{"m1": "801", "m2": "806"}, Stamp: "2026-11-22T10:00:00Z", Open: true}
	if diff := cmp.Diff(want, got); err != nil || diff != "" {
		t.Errorf("Trace: %v (-want +got)\n%s", err, diff)
	}
}

func TestTrace_stopsWhenAllIsFound(t *testing.T) {
	t.Parallel()
	client := newAccount(t, ticketShown("solved"), auditsOf("page[size]=100", firstAudit, `{"has_more":true,"after_cursor":"c1"}`))
	got, err := client.Trace(t.Context(), "35", []string{"m1", "m1"})
	if err != nil || got.Found["m1"] != "801" || got.Open || got.Closed {
		t.Errorf("Trace = %+v, %v", got, err)
	}
}

func TestTrace_withoutMarkersOnlyReadsTheTicket(t *testing.T) {
	t.Parallel()
	got, err := newAccount(t, ticketShown("closed")).Trace(t.Context(), "35", nil)
	if err != nil || !got.Closed || got.Open || got.Stamp == "" {
		t.Errorf("Trace = %+v, %v", got, err)
	}
}

func TestTrace_doesNotCallUnseenMarkersMissing(t *testing.T) {
	t.Parallel()
	script := []exchange{ticketShown("open")}
	for range maxAuditPages {
		script = append(script, exchange{answer: `{"audits":[` + otherAudit + `],"meta":{"has_more":true,"after_cursor":"c"}}`})
	}
	_, err := newAccount(t, script...).Trace(t.Context(), "35", []string{"m1"})
	same(t, "trace", err, failure.Error{Class: failure.Unknown, Code: "TooManyAudits"})
}

func TestTrace_tellsADeletedTicketAsGone(t *testing.T) {
	t.Parallel()
	if _, err := newAccount(t, ticketShown("deleted")).Trace(t.Context(), "35", nil); !errors.Is(err, helpdesk.ErrGone) {
		t.Errorf("error = %v, want ErrGone", err)
	}
}

const lookQuery = "include=users&include_inline_images=true&page[size]=25&sort=-created_at"

func TestCommentsAfter_returnsTheNewOnesOldestFirst(t *testing.T) {
	t.Parallel()
	client := newAccount(t,
		exchange{
			want: "GET /api/v2/tickets/35/comments?" + lookQuery,
			answer: `{"comments":[
				{"id":9007199254741009,"author_id":42,"html_body":"<p>b</p>","plain_body":"b","public":true,"created_at":"2026-11-22T10:07:00Z","metadata":{"custom":{}}},
				{"id":9007199254741007,"author_id":42,"html_body":"<p>a</p>","plain_body":"a","public":true,"created_at":"2026-11-22T10:07:00Z"}],
				"users":[{"id":42,"role":"agent"}],"meta":{"has_more":true,"after_cursor":"c1"}}`,
		},
		exchange{
			want: "GET /api/v2/tickets/35/comments?include=users&include_inline_images=true&page[after]=c1&page[size]=25&sort=-created_at",
			answer: `{"comments":[
				{"id":9007199254741005,"author_id":7,"plain_body":"hi","public":true,"created_at":"2026-11-22T10:06:00Z","metadata":{"custom":{"ventana":["m1"]}}},
				{"id":9007199254741003,"author_id":7,"plain_body":"old","public":true,"created_at":"2026-11-22T10:05:00Z"}],
				"users":[{"id":7,"role":"end-user"}],"meta":{"has_more":true,"after_cursor":"c2"}}`,
		})
	got, err := client.CommentsAfter(t.Context(), "35", bigID)
	at := func(minute int) time.Time { return time.Date(2026, 11, 22, 10, minute, 0, 0, time.UTC) }
	want := []helpdesk.Comment{
		{ID: "9007199254741005", Public: true, Plain: "hi", Markers: []string{"m1"}, At: at(6)},
		{ID: "9007199254741007", Public: true, Staff: true, Agent: "42", HTML: "<p>a</p>", Plain: "a", At: at(7)},
		{ID: "9007199254741009", Public: true, Staff: true, Agent: "42", HTML: "<p>b</p>", Plain: "b", At: at(7)},
	}
	if diff := cmp.Diff(want, got); err != nil || diff != "" {
		t.Errorf("CommentsAfter: %v (-want +got)\n%s", err, diff)
	}
}

func TestCommentsAfter_failsClosedOnMissingFlags(t *testing.T) {
	t.Parallel()
	client := newAccount(t, exchange{answer: `{"comments":[{"id":5,"author_id":42}],"meta":{"has_more":false}}`})
	got, err := client.CommentsAfter(t.Context(), "35", "")
	if err != nil || len(got) != 1 || got[0].Public || got[0].Staff {
		t.Errorf("CommentsAfter = %+v, %v; want one comment, neither public nor staff's", got, err)
	}
}

func TestChangedSince_readsToTheEndOfTheStream(t *testing.T) {
	t.Parallel()
	since := testNow().Add(-10 * time.Minute) // 1795341000
	client := newAccount(t,
		exchange{
			want: "GET /api/v2/incremental/ticket_events?include=comment_events&per_page=1000&start_time=1795341000",
			answer: `{"ticket_events":[
				{"id":1,"ticket_id":35,"timestamp":1795341010,"child_events":[{"id":11,"event_type":"Comment","public":true}]},
				{"id":2,"ticket_id":36,"timestamp":1795341020,"child_events":[{"id":12,"event_type":"Change"}]},
				{"id":3,"ticket_id":37,"timestamp":1795341030,"child_events":[{"id":13,"event_type":"Comment","public":false}]}],
				"end_time":1795341100,"next_page":"https://elsewhere.example/api?start_time=1795341100&include=comment_events","count":3,"end_of_stream":false}`,
		},
		exchange{
			want: "GET /api/v2/incremental/ticket_events?include=comment_events&start_time=1795341100",
			answer: `{"ticket_events":[{"id":4,"ticket_id":35,"timestamp":1795341150,"child_events":[{"id":14,"event_type":"Comment"}]}],
				"end_time":1795341200,"next_page":"https://elsewhere.example/","count":1,"end_of_stream":true}`,
		})
	got, next, end, err := client.ChangedSince(t.Context(), since)
	want := []helpdesk.ChangedTicket{
		{Ticket: "37", Comment: "13", At: time.Unix(1795341030, 0).UTC()},
		{Ticket: "35", Comment: "14", At: time.Unix(1795341150, 0).UTC()},
	}
	if diff := cmp.Diff(want, got); err != nil || diff != "" || next.Unix() != 1795341200 || !end {
		t.Errorf("ChangedSince: next %d, %v (-want +got)\n%s", next.Unix(), err, diff)
	}
}

func TestChangedSince_keepsTheTimeWhereItMust(t *testing.T) {
	t.Parallel()
	since := testNow().Add(-time.Hour)
	for _, tc := range []struct {
		name   string
		since  time.Time
		script []exchange
		fails  bool
	}{
		{"within the minute that is withheld", testNow().Add(-time.Minute), nil, false},
		{"when nothing happened", since, []exchange{{answer: `{"ticket_events":[],"end_time":null,"next_page":null,"count":0,"end_of_stream":true}`}}, false},
		{"when a later page fails", since, []exchange{
			{answer: `{"ticket_events":[],"end_time":1795340000,"next_page":"/x?start_time=1795340000","count":1}`}, {status: 500},
		}, true},
		{"when the stream stands still", since, []exchange{{answer: `{"end_time":1795337999,"next_page":"/x?start_time=1","count":9}`}}, false},
	} {
		t.Run(tc.name, func(t *testing.T) {
			t.Parallel()
			got, next, _, err := newAccount(t, tc.script...).ChangedSince(t.Context(), tc.since)
			if len(got) != 0 || !next.Equal(tc.since) || (err != nil) != tc.fails {
				t.Errorf("ChangedSince = %v, %v, %v; want none, %v", got, next, err, tc.since)
			}
		})
	}
}

func TestChangedSince_stopsAfterAFewPages(t *testing.T) {
	t.Parallel()
	var script []exchange
	for i := range maxExportPages {
		end := 1795338000 + int64(i)
		script = append(script, exchange{answer: `{"end_time":` + id(end).String() + `,"next_page":"/x?start_time=1","count":9}`})
	}
	since := time.Unix(1795330000, 0)
	_, next, end, err := newAccount(t, script...).ChangedSince(t.Context(), since)
	if err != nil || next.Unix() != 1795338000+maxExportPages-1 || end {
		t.Errorf("next = %d, %v; want the last page's end", next.Unix(), err)
	}
}

func TestChangedSince_passesOverWhatWeWroteForCustomers(t *testing.T) {
	t.Parallel()
	const export = `{"ticket_events":[
		{"ticket_id":35,"timestamp":1795341010,"updater_id":4242,"child_events":[{"id":11,"event_type":"Comment","author_id":9001}]},
		{"ticket_id":36,"timestamp":1795341020,"updater_id":4242,"child_events":[{"id":12,"event_type":"Comment","author_id":4242}]},
		{"ticket_id":37,"timestamp":1795341030,"updater_id":4343,"child_events":[{"id":13,"event_type":"Comment","author_id":42}]}],
		"end_time":1795341100,"next_page":null,"count":3,"end_of_stream":true}`
	asked := "GET /api/v2/incremental/ticket_events?include=comment_events&per_page=1000&start_time=1795341000"
	for name, test := range map[string]struct {
		ourselves exchange
		want      []string
	}{
		"when we know who we are": {exchange{want: "GET /api/v2/users/me", answer: `{"user":{"id":4242}}`}, []string{"36", "37"}},
		"nothing while we do not": {exchange{want: "GET /api/v2/users/me", status: 500, answer: `{}`}, []string{"35", "36", "37"}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			client := newAccount(t, exchange{want: asked, answer: export}, test.ourselves)
			changed, _, _, err := client.ChangedSince(t.Context(), testNow().Add(-10*time.Minute))
			var got []string
			for _, ticket := range changed {
				got = append(got, ticket.Ticket)
			}
			if diff := cmp.Diff(test.want, got); err != nil || diff != "" {
				t.Errorf("%v (-want +got)\n%s", err, diff)
			}
		})
	}
}

// A page of a thousand long comments is more than is read of an answer.
func TestChangedSince_asksForLessWhereAPageIsTooLarge(t *testing.T) {
	t.Parallel()
	ask := func(size string) string {
		return "GET /api/v2/incremental/ticket_events?include=comment_events&per_page=" + size + "&start_time=1795341000"
	}
	client := newAccount(t,
		exchange{want: ask("1000"), answer: strings.Repeat(" ", maxAnswer+1)},
		exchange{want: ask("250"), answer: `{"ticket_events":[{"ticket_id":35,"timestamp":1795341010,"child_events":[{"id":11,"event_type":"Comment"}]}],
			"end_time":1795341100,"next_page":null,"count":1,"end_of_stream":true}`},
	)
	changed, _, end, err := client.ChangedSince(t.Context(), testNow().Add(-10*time.Minute))
	if err != nil || !end || len(changed) != 1 || changed[0].Ticket != "35" {
		t.Errorf("got %v, %v, %v", changed, end, err)
	}
}
