package zendesk

import (
	"errors"
	"net/http"
	"testing"

	"github.com/google/go-cmp/cmp"

	"ventana/shared/failure"
	"ventana/shared/helpdesk"
)

const bigID = "9007199254741003" // odd and beyond 2^53: a float64 cannot hold it

func newTicket() helpdesk.NewTicket {
	return helpdesk.NewTicket{
		ExternalID: "conv-1.1", Requester: bigID, Subject: "WhatsApp: Ana",
		Body: "Hi *there* <b>\n\tça va? 😀", Markers: []string{"m1"}, Tags: []string{"whatsapp"},
	}
}

const openRequest = `POST /api/v2/tickets {"ticket":{"subject":"WhatsApp: Ana","external_id":"conv-1.1","requester_id":9007199254741003,` +
	`"comment":{"body":"Hi *there* \u003cb\u003e\n\tça va? 😀","author_id":9007199254741003,"public":true},` +
	`"tags":["whatsapp"],"metadata":{"ventana":["m1"]}}}`

func TestOpenTicket_sendsTheSameBytesUnderTheSameKey(t *testing.T) {
	t.Parallel()
	expected := exchange{
		want: openRequest, status: 201,
		answer: `{"ticket":{"id":35,"status":"new"},"audit":{"id":800,"events":[{"id":802,"type":"Create"},{"id":9007199254741005,"type":"Comment"}]}}`,
		check: func(t *testing.T, r *http.Request) {
			t.Helper()
			if got := r.Header.Get("Idempotency-Key"); got != "conv-1.1" {
				t.Errorf("Idempotency-Key = %q", got)
			}
			if user, pass, _ := r.BasicAuth(); user != "agent@example.com/token" || pass != "t0k" {
				t.Errorf("basic auth = %q, %q", user, pass)
			}
		},
	}
	client := newAccount(t, expected, expected)
	for range 2 {
		got, err := client.OpenTicket(t.Context(), newTicket())
		if err != nil {
			t.Fatalf("OpenTicket: %v", err)
		}
		if want := (helpdesk.Opened{Ticket: "35", Comment: "9007199254741005"}); got != want {
			t.Errorf("OpenTicket = %+v, want %+v", got, want)
		}
	}
}

func TestOpenTicket_namesTheClosedTicketThatItFollows(t *testing.T) {
	t.Parallel()
	client := newAccount(t, exchange{
		want: `POST /api/v2/tickets {"ticket":{"external_id":"c.2","requester_id":7,"comment":{"body":"again","author_id":7,"public":true},` +
			`"via_followup_source_id":35}}`,
		status: 201, answer: `{"ticket":{"id":36},"audit":{"events":[]}}`,
	})
	got, err := client.OpenTicket(t.Context(), helpdesk.NewTicket{ExternalID: "c.2", Requester: "7", Body: "again", FollowupOf: "35"})
	if err != nil || got.Ticket != "36" || got.Comment != "" {
		t.Errorf("OpenTicket = %+v, %v", got, err)
	}
}

func TestOpenTicket_refusesWrongIDsBeforeAnyCall(t *testing.T) {
	t.Parallel()
	for name, change := range map[string]func(*helpdesk.NewTicket){
		"requester is no number": func(n *helpdesk.NewTicket) { n.Requester = "ana" },
		"follow-up is negative":  func(n *helpdesk.NewTicket) { n.FollowupOf = "-1" },
		"external id is empty":   func(n *helpdesk.NewTicket) { n.ExternalID = "" },
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			ticket := newTicket()
			change(&ticket)
			_, err := newAccount(t).OpenTicket(t.Context(), ticket)
			if !failure.Is(err, failure.Permanent) {
				t.Errorf("error = %v, want a permanent one", err)
			}
		})
	}
}

func TestFindTicket_takesTheNewestThatIsNotDeleted(t *testing.T) {
	t.Parallel()
	for _, tc := range []struct {
		name, tickets, want string
		found               bool
	}{
		{"none", `[]`, "", false},
		{"the newest of several", `[{"id":35,"external_id":"c.1","status":"closed"},{"id":40,"external_id":"c.1","status":"open"}]`, "40", true},
		{"not a deleted one", `[{"id":35,"external_id":"c.1","status":"open"},{"id":40,"external_id":"c.1","status":"deleted"}]`, "35", true},
		{"not another's", `[{"id":50,"external_id":"C.1","status":"open"},{"id":51,"external_id":null,"status":"open"}]`, "", false},
	} {
		t.Run(tc.name, func(t *testing.T) {
			t.Parallel()
			client := newAccount(t, exchange{want: "GET /api/v2/tickets?external_id=c.1", answer: `{"tickets":` + tc.tickets + `}`})
			got, found, err := client.FindTicket(t.Context(), "c.1")
			if err != nil || got.Ticket != tc.want || found != tc.found {
				t.Errorf("FindTicket = %+v, %v, %v; want %q, %v", got, found, err, tc.want, tc.found)
			}
		})
	}
}

func TestMarkersIn_ignoresWhatOthersKeepThere(t *testing.T) {
	t.Parallel()
	for name, tc := range map[string]struct {
		raw  string
		want []string
	}{
		"ours":             {`{"system":{},"custom":{"ventana":["a","b"]}}`, []string{"a", "b"}},
		"another's":        {`{"custom":{"time_spent":"4m"}}`, nil},
		"no list":          {`{"custom":{"ventana":"a"}}`, nil},
		"custom is a list": {`{"custom":[]}`, nil},
		"absent":           {``, nil},
		"null":             {`null`, nil},
	} {
		if diff := cmp.Diff(tc.want, markersIn([]byte(tc.raw))); diff != "" {
			t.Errorf("%s: markersIn (-want +got)\n%s", name, diff)
		}
	}
}

func TestID_isNeverAFloat(t *testing.T) {
	t.Parallel()
	var i id
	for _, text := range []string{`9.0e15`, `1.5`, `"abc"`, `9223372036854775808`, `{}`} {
		if err := i.UnmarshalJSON([]byte(text)); err == nil {
			t.Errorf("id %s was read as %d", text, i)
		}
	}
	if err := i.UnmarshalJSON([]byte(`"9007199254741003"`)); err != nil || i.String() != bigID {
		t.Errorf("id = %s, %v", i, err)
	}
	if !errors.Is(ask404(t), helpdesk.ErrGone) {
		t.Error("a ticket that is not found is not told as gone")
	}
}

func ask404(t *testing.T) error {
	t.Helper()
	return newAccount(t, exchange{status: 404, answer: `{"error":"RecordNotFound","description":"Not found"}`}).Reopen(t.Context(), "35")
}
