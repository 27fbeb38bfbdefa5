package zendesk

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"ventana/shared/helpdesk"
)

// TestSaidSince_takesMarkersWhereverTheyStand: no page says how an export writes
// custom metadata.
func TestSaidSince_takesMarkersWhereverTheyStand(t *testing.T) {
	t.Parallel()
	const ask = "GET /api/v2/incremental/ticket_events?include=comment_events&per_page=500&start_time=1795330800"
	client := newAccount(t,
		exchange{want: ask, status: 200, answer: `{"ticket_events":[
			{"ticket_id":35,"updater_id":1,"timestamp":1795331000,"metadata":{"custom":{"ventana":["a","b"]}},"child_events":[
				{"id":811,"event_type":"Comment","author_id":9,"public":true,"attachments":[{"id":498}]},{"id":812,"event_type":"Change"}]},
			{"ticket_id":35,"updater_id":1,"timestamp":1795331001,"metadata":{"ventana":["c"]},"child_events":[{"id":813,"event_type":"Comment","author_id":1,"public":false}]},
			{"ticket_id":36,"updater_id":2,"timestamp":1795331002,"metadata":{},"child_events":[{"id":814,"event_type":"Comment","author_id":2,"public":true}]},
			{"ticket_id":36,"updater_id":2,"timestamp":1795331003,"metadata":"odd","child_events":[{"id":815,"event_type":"Comment","public":true}]}],
			"end_time":1795331003,"count":4,"end_of_stream":false}`},
		// A page of one second alone must not come again for ever.
		exchange{want: ask, status: 200, answer: `{"ticket_events":[],"end_time":1795330800,"count":500,"end_of_stream":false}`},
	)
	since := time.Unix(1795330800, 0).UTC()
	said, next, end, err := client.SaidSince(t.Context(), since)
	if err != nil || end || next.Unix() != 1795331003 {
		t.Fatalf("next %s, end %v, %v", next, end, err)
	}
	at := func(second int64) time.Time { return time.Unix(1795331000+second, 0).UTC() }
	want := []helpdesk.Said{
		{Ticket: "35", Comment: "811", Public: true, Markers: []string{"a", "b"}, Files: []string{"498"}, At: at(0)},
		{Ticket: "35", Comment: "813", Own: true, Markers: []string{"c"}, At: at(1)},
		{Ticket: "36", Comment: "814", Public: true, Own: true, At: at(2)},
		{Ticket: "36", Comment: "815", Public: true, At: at(3)},
	}
	if diff := cmp.Diff(want, said); diff != "" {
		t.Errorf("said (-want +got):\n%s", diff)
	}
	if _, next, end, err = client.SaidSince(t.Context(), since); err != nil || end || !next.Equal(since.Add(time.Second)) {
		t.Errorf("next %s, end %v, %v", next, end, err)
	}
}
