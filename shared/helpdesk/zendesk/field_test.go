package zendesk

import (
	"errors"
	"strconv"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"ventana/shared/failure"
	"ventana/shared/helpdesk"
)

const (
	withFields = `PUT /api/v2/tickets/35 {"ticket":{"comment":{"body":"thanks","author_id":7,"public":true},` +
		`"custom_fields":[{"id":9007199254741003,"value":"wa_open"},{"id":2,"value":null}],"metadata":{"ventana":["m1","m2"]}}}`
	noSuchOption = `{"error":"RecordInvalid","details":{"base":[{"description":"WhatsApp window: wa_open is not valid"}]}}`
)

func windowFields() []helpdesk.Field {
	return []helpdesk.Field{{ID: bigID, Value: helpdesk.WindowOpen}, {Value: "has no id"}, {ID: "2"}}
}

func TestFields_areSetInTheSameCall(t *testing.T) {
	t.Parallel()
	comment, ticket := customerComment(), newTicket()
	comment.Fields, ticket.Fields = windowFields(), windowFields()
	client := newAccount(t,
		exchange{want: withFields, answer: commented("open", `[]`)},
		exchange{want: `POST /api/v2/tickets {"ticket":{"subject":"WhatsApp: Ana","external_id":"conv-1.1","requester_id":` + bigID +
			`,"comment":{"body":"Hi *there* \u003cb\u003e\n\tça va? 😀","author_id":` + bigID + `,"public":true},"tags":["whatsapp"],` +
			`"custom_fields":[{"id":` + bigID + `,"value":"wa_open"},{"id":2,"value":null}],"metadata":{"ventana":["m1"]}}}`,
			status: 201, answer: `{"ticket":{"id":35}}`})
	if added, err := client.AddComment(t.Context(), comment); err != nil || added.FieldsRefused {
		t.Errorf("AddComment = %+v, %v", added, err)
	}
	if opened, err := client.OpenTicket(t.Context(), ticket); err != nil || opened.FieldsRefused {
		t.Errorf("OpenTicket = %+v, %v", opened, err)
	}
}

// A field that an administrator changed must not keep a customer's words back.
func TestFields_areLeftOutRatherThanTheComment(t *testing.T) {
	t.Parallel()
	comment, ticket := customerComment(), newTicket()
	comment.Fields, ticket.Fields = windowFields(), windowFields()
	client := newAccount(t,
		exchange{want: withFields, status: 422, answer: noSuchOption}, exchange{want: commentRequest, answer: commented("open", `[]`)},
		exchange{status: 422, answer: noSuchOption}, exchange{status: 201, answer: `{"ticket":{"id":35}}`})
	if added, err := client.AddComment(t.Context(), comment); err != nil || added.Comment != "811" || !added.FieldsRefused {
		t.Errorf("AddComment = %+v, %v; want the comment, fields refused", added, err)
	}
	if opened, err := client.OpenTicket(t.Context(), ticket); err != nil || opened.Ticket != "35" || !opened.FieldsRefused {
		t.Errorf("OpenTicket = %+v, %v; want the ticket, fields refused", opened, err)
	}
	comment.Fields = []helpdesk.Field{{ID: "window", Value: "x"}}
	client = newAccount(t, exchange{want: commentRequest, answer: commented("open", `[]`)})
	if added, err := client.AddComment(t.Context(), comment); err != nil || !added.FieldsRefused {
		t.Errorf("with an id that is none: %+v, %v", added, err)
	}
}

func TestFields_areNotTriedAgainForAnotherReason(t *testing.T) {
	t.Parallel()
	for name, refused := range map[string]exchange{
		"closed":          {status: 422, answer: `{"error":"ClosedTicket"}`},
		"gone":            {status: 404, answer: `{"error":"RecordNotFound"}`},
		"author":          {status: 422, answer: `{"error":"RecordInvalid","details":{"author":[{"description":"?"}]}}`},
		"upload":          {status: 422, answer: `{"error":"RecordInvalid","details":{"uploads":[{"description":"?"}]}}`},
		"too large":       {status: 413},
		"an answer lost":  {status: 500},
		"forbidden":       {status: 403, answer: `{"error":"Forbidden"}`},
		"too many":        {status: 429},
		"changed already": {status: 409, answer: `{"error":"UpdateConflict"}`},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			comment := customerComment()
			comment.Fields = windowFields()
			if _, err := newAccount(t, refused).AddComment(t.Context(), comment); err == nil {
				t.Error("no error")
			}
		})
	}
}

func TestSetFields_isOneChangeOfFieldsAlone(t *testing.T) {
	t.Parallel()
	client := newAccount(t,
		exchange{want: `PUT /api/v2/tickets/35 {"ticket":{"custom_fields":[{"id":9007199254741003,"value":"wa_open"},{"id":2,"value":null}]}}`, answer: `{"ticket":{"id":35}}`},
		exchange{want: `PUT /api/v2/tickets/35 {"ticket":{"custom_fields":[{"id":2,"value":"x"}],"updated_stamp":"2026-11-22T10:00:00Z","safe_update":true}}`, answer: `{"ticket":{"id":35}}`})
	if err := client.SetFields(t.Context(), "35", windowFields(), ""); err != nil {
		t.Errorf("without a stamp: %v", err)
	}
	if err := client.SetFields(t.Context(), "35", []helpdesk.Field{{ID: "2", Value: "x"}}, "2026-11-22T10:00:00Z"); err != nil {
		t.Errorf("with a stamp: %v", err)
	}
	if err := client.SetFields(t.Context(), "35", []helpdesk.Field{{Value: "x"}}, ""); err != nil {
		t.Errorf("without ids: %v", err)
	}
	same(t, "an id that is none", client.SetFields(t.Context(), "35", []helpdesk.Field{{ID: "x"}}, ""), never("BadID"))
}

func TestSetFields_tellsWhatBecameOfTheTicket(t *testing.T) {
	t.Parallel()
	for name, tc := range map[string]struct {
		status int
		body   string
		want   error
		class  failure.Class
	}{
		"closed":            {422, `{"error":"ClosedTicket"}`, helpdesk.ErrClosed, failure.Permanent},
		"gone":              {404, `{"error":"RecordNotFound"}`, helpdesk.ErrGone, failure.Permanent},
		"changed meanwhile": {409, `{"error":"UpdateConflict"}`, helpdesk.ErrConflict, failure.Later},
		"no such option":    {422, noSuchOption, nil, failure.Permanent},
		"answer lost":       {502, "", nil, failure.Later},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			err := newAccount(t, exchange{status: tc.status, answer: tc.body}).SetFields(t.Context(), "35", windowFields(), "")
			if failure.Of(err) == nil || failure.Of(err).Class != tc.class || (tc.want != nil && !errors.Is(err, tc.want)) {
				t.Errorf("error = %v, want %v of class %s", err, tc.want, tc.class)
			}
		})
	}
}

const shownTicket = `{"ticket":{"id":35,"status":"STATUS","subject":"WhatsApp: Ana","requester_id":7,"assignee_id":` + bigID + `,"group_id":77,
	"tags":["wa_open","whatsapp"],"updated_at":"2026-11-22T10:00:00Z","custom_fields":[{"id":1,"value":"wa_open"},{"id":2,"value":null},
	{"id":3,"value":""},{"id":4,"value":true},{"id":5,"value":["a","b"]}]},
	"users":[{"id":7,"name":"Ana"},{"id":` + bigID + `,"name":"Bea"}],"groups":[{"id":1,"name":"Sales"},{"id":77,"name":"Support"}]}`

func TestReadTicket_isOneRequestWithNames(t *testing.T) {
	t.Parallel()
	want := helpdesk.Ticket{
		ID: "35", Status: "pending", Subject: "WhatsApp: Ana", Requester: "7", RequesterName: "Ana", Tags: []string{"wa_open", "whatsapp"},
		Group: "Support", Assignee: bigID, AssigneeName: "Bea", UpdatedAt: testNow(), Stamp: "2026-11-22T10:00:00Z",
		Fields: []helpdesk.Field{{ID: "1", Value: "wa_open"}, {ID: "4", Value: "true"}, {ID: "5", Value: `["a","b"]`}},
	}
	client := newAccount(t, exchange{want: "GET /api/v2/tickets/35?include=groups,users", answer: withStatus("pending")})
	got, err := client.ReadTicket(t.Context(), "35")
	if diff := cmp.Diff(want, got); err != nil || diff != "" {
		t.Errorf("ReadTicket: %v (-want +got)\n%s", err, diff)
	}
	if got.Field("1") != "wa_open" || got.Field("2") != "" {
		t.Errorf("Field = %q, %q", got.Field("1"), got.Field("2"))
	}
}

func withStatus(status string) string {
	return strings.Replace(shownTicket, "STATUS", status, 1)
}

func TestReadTicket_ofAClosedOneTellsBoth(t *testing.T) {
	t.Parallel()
	got, err := newAccount(t, exchange{answer: withStatus("closed")}).ReadTicket(t.Context(), "35")
	if !errors.Is(err, helpdesk.ErrClosed) || !failure.Is(err, failure.Permanent) || got.Group != "Support" || got.Status != "closed" {
		t.Errorf("ReadTicket = %+v, %v", got, err)
	}
}

func TestReadTicket_tellsWhatItCannotRead(t *testing.T) {
	t.Parallel()
	for name, tc := range map[string]struct {
		answer exchange
		want   failure.Error
		gone   bool
	}{
		"gone":             {exchange{status: 404, answer: `{"error":"RecordNotFound"}`}, never("RecordNotFound"), true},
		"deleted":          {exchange{answer: withStatus("deleted")}, never("Deleted"), true},
		"another ticket":   {exchange{answer: `{"ticket":{"id":36,"updated_at":"2026-11-22T10:00:00Z"}}`}, failure.Error{Code: "UnreadableAnswer"}, false},
		"no time":          {exchange{answer: `{"ticket":{"id":35,"updated_at":"yesterday"}}`}, failure.Error{Code: "UnreadableAnswer"}, false},
		"too many":         {exchange{status: 429}, later("429", 10), false},
		"no administrator": {exchange{status: 403}, later("403", 60), false},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			_, err := newAccount(t, tc.answer).ReadTicket(t.Context(), "35")
			same(t, "read", err, tc.want)
			if errors.Is(err, helpdesk.ErrGone) != tc.gone {
				t.Errorf("error = %v, gone %v", err, tc.gone)
			}
		})
	}
}

func TestReadTickets_isOneRequestForMany(t *testing.T) {
	t.Parallel()
	shown := func(id, status, value string) string {
		return `{"id":` + id + `,"status":"` + status + `","group_id":77,"assignee_id":7,"updated_at":"2026-11-22T10:00:00Z","custom_fields":[{"id":1,"value":` + value + `}]}`
	}
	client := newAccount(t, exchange{
		want: "GET /api/v2/tickets/show_many?ids=12,35,36,37&include=groups,users",
		answer: `{"tickets":[` + shown("35", "closed", `"1.250,50"`) + `,` + shown("36", "deleted", "null") + `,` + shown("12", "open", "1250.5") + `],
			"users":[{"id":7,"name":"Bea"}],"groups":[{"id":77,"name":"Support"}],"count":3}`,
	})
	got, err := client.ReadTickets(t.Context(), []string{"12", "35", "36", "37"})
	want := []helpdesk.Ticket{
		{ID: "12", Status: "open", Group: "Support", Assignee: "7", AssigneeName: "Bea", UpdatedAt: testNow(), Stamp: "2026-11-22T10:00:00Z", Fields: []helpdesk.Field{{ID: "1", Value: "1250.5"}}},
		{ID: "35", Status: "closed", Group: "Support", Assignee: "7", AssigneeName: "Bea", UpdatedAt: testNow(), Stamp: "2026-11-22T10:00:00Z", Fields: []helpdesk.Field{{ID: "1", Value: "1.250,50"}}},
	}
	if diff := cmp.Diff(want, got); err != nil || diff != "" {
		t.Errorf("ReadTickets: %v (-want +got)\n%s", err, diff)
	}
}

func TestReadTickets_tellsWhatItCannotRead(t *testing.T) {
	t.Parallel()
	many := make([]string, helpdesk.ManyTickets+1)
	for i := range many {
		many[i] = strconv.Itoa(i + 1)
	}
	for name, tc := range map[string]struct {
		ask    []string
		answer []exchange
		want   failure.Error
	}{
		"too many for one request": {many, nil, never("TooMany")},
		"what is no id":            {[]string{"12", "x"}, nil, never("BadID")},
		"a ticket without a time":  {[]string{"12"}, []exchange{{answer: `{"tickets":[{"id":12}]}`}}, failure.Error{Code: "UnreadableAnswer"}},
		"too many requests":        {[]string{"12"}, []exchange{{status: 429}}, later("429", 10)},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			_, err := newAccount(t, tc.answer...).ReadTickets(t.Context(), tc.ask)
			same(t, "read", err, tc.want)
		})
	}
	if got, err := newAccount(t).ReadTickets(t.Context(), nil); err != nil || got != nil {
		t.Errorf("no tickets: got %v, %v, want no request", got, err)
	}
}

func TestGroupID(t *testing.T) {
	t.Parallel()
	const groups = `{"groups":[{"id":1,"name":"supervisors"},{"id":2,"name":"Supervisors"},{"id":3,"name":"Sales"}],"meta":{"has_more":false}}`
	for name, want := range map[string]string{"Supervisors": "2", "SUPERVISORS": "1", "sales": "3", "Tier 2": ""} {
		client := newAccount(t, exchange{want: "GET /api/v2/groups?page[size]=100", answer: groups})
		if got, found, err := client.GroupID(t.Context(), name); err != nil || got != want || found != (want != "") {
			t.Errorf("%s: got %q, %t, %v, want %q", name, got, found, err, want)
		}
	}
}
