package zendesk

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"ventana/shared/delivery"
	"ventana/shared/envelope"
)

func cutting(body string) delivery.Delivery {
	return delivery.Delivery{Connection: "zendesk", Body: []byte(body), At: testNow(), Header: map[string]string{headerInvocation: "inv-1"}}
}

// event is a body as Zendesk posts it for a subscription.
func event(name, comment string) string {
	return `{"type":"zen:event-type:` + name + `","account_id":221298,"id":"d4f5c389","time":"2026-11-22T10:07:30.123456789Z",` +
		`"zendesk_event_version":"2022-11-06","subject":"zen:ticket:35","detail":{"id":"35","actor_id":"42","external_id":"conv-1.1","status":"OPEN"},` +
		`"event":{"meta":{"sequence":{"id":"s","position":1}},"comment":` + comment + `}}`
}

// tagged is the event of a change of tags.
func tagged(added, removed string) string {
	return strings.Replace(event("ticket.tags_changed", "null"), `"comment":null`, `"tags_added":`+added+`,"tags_removed":`+removed, 1)
}

// mergedWith is the event of a merge.
func mergedWith(target string) string {
	return strings.Replace(event("ticket.merged", "null"), `"comment":null`, `"target_ticket_id":`+target, 1)
}

const triggered = `{"v":1,"event":"comment","ticket_id":"35","external_id":"conv-1.1","actor_id":"42","updated_at":"2026-11-22T10:07:30Z"}`

func TestCut_saysToLookAtTheTicket(t *testing.T) {
	t.Parallel()
	for _, tc := range []struct {
		name, body string
		want       envelope.Ticket
	}{
		{"staff's comment", event("ticket.comment_added", `{"id":"820","body":"We are on it","is_public":true,"author":{"id":"42","is_staff":true}}`),
			envelope.Ticket{ID: "35", ExternalID: "conv-1.1", Event: "comment_added"}},
		{"comment whose author is not told", event("ticket.comment_added", `{"id":"820"}`),
			envelope.Ticket{ID: "35", ExternalID: "conv-1.1", Event: "comment_added"}},
		{"status", event("ticket.status_changed", `null`), envelope.Ticket{ID: "35", ExternalID: "conv-1.1", Event: "status_changed"}},
		{"event of a kind not met before", event("ticket.sung_to", `[1]`), envelope.Ticket{ID: "35", ExternalID: "conv-1.1", Event: "sung_to"}},
		{"tags of which one is not the window's", tagged(`["wa_open","vip"]`, `["wa_closed"]`), envelope.Ticket{ID: "35", ExternalID: "conv-1.1", Event: "tags_changed"}},
		{"tags that are not told", tagged(`[]`, `null`), envelope.Ticket{ID: "35", ExternalID: "conv-1.1", Event: "tags_changed"}},
		{"tags that cannot be read", tagged(`"wa_open"`, `[]`), envelope.Ticket{ID: "35", ExternalID: "conv-1.1", Event: "tags_changed"}},
		{"trigger", triggered, envelope.Ticket{ID: "35", ExternalID: "conv-1.1", Event: "comment"}},
		{"trigger with numbers and no words", `{"v":1,"ticket_id":35,"event":{}}`, envelope.Ticket{ID: "35"}},
		{"event whose ticket has no external id", `{"type":"zen:event-type:ticket.merged","detail":{"id":35,"external_id":null}}`,
			envelope.Ticket{ID: "35", Event: "merged"}},
		{"ticket merged into another", mergedWith(`"36"`),
			envelope.Ticket{ID: "35", ExternalID: "conv-1.1", Event: "merged", MergedInto: "36"}},
		{"ticket merged, nobody knows where", mergedWith(`[]`), envelope.Ticket{ID: "35", ExternalID: "conv-1.1", Event: "merged"}},
	} {
		t.Run(tc.name, func(t *testing.T) {
			t.Parallel()
			got := Cut(cutting(tc.body))
			if len(got) != 1 || got[0].Ticket == nil {
				t.Fatalf("Cut = %+v, want one ticket", got)
			}
			if diff := cmp.Diff(tc.want, *got[0].Ticket); diff != "" {
				t.Errorf("ticket (-want +got)\n%s", diff)
			}
			if got[0].Group != envelope.Digest("ticket", "zendesk", "35") || got[0].Connection != "zendesk" || !got[0].ReceivedAt.Equal(testNow()) {
				t.Errorf("envelope = %+v", got[0])
			}
			if strings.Contains(mustEncode(t, got[0]), "on it") {
				t.Error("the envelope carries the comment's text")
			}
		})
	}
}

func TestCut_passesOverWhatHasNothingToSend(t *testing.T) {
	t.Parallel()
	for name, body := range map[string]string{
		"customer's comment":  event("ticket.comment_added", `{"id":"819","body":"hi","author":{"id":"7","is_staff":false}}`),
		"window that closes":  tagged(`["wa_closed"]`, `["wa_closing","wa_open"]`),
		"rating that changes": tagged(`["wa_rated","wa_rating_1"]`, `["wa_rating_3"]`),
		"user":                `{"type":"zen:event-type:user.created","id":"x","detail":{"id":"7"}}`,
		"organization":        `{"type":"zen:event-type:organization.created","detail":{"id":"abc"}}`,
	} {
		if got := Cut(cutting(body)); len(got) != 0 {
			t.Errorf("%s: Cut = %+v, want nothing", name, got)
		}
	}
}

func TestCut_keepsWhatItCannotRead(t *testing.T) {
	t.Parallel()
	for name, body := range map[string]string{
		"nothing":                  "",
		"no JSON":                  "ticket 35",
		"a list":                   `[{"v":1}]`,
		"two values":               triggered + triggered,
		"cut off":                  triggered[:40],
		"neither event nor ours":   `{"hello":"world"}`,
		"a newer trigger":          `{"v":2,"ticket_id":"35"}`,
		"placeholder not rendered": `{"v":1,"ticket_id":"{{ticket.id}}"}`,
		"event without a ticket":   `{"type":"zen:event-type:ticket.merged","id":"x"}`,
		"negative ticket":          `{"v":1,"ticket_id":"-35"}`,
		"ticket as a float":        `{"v":1,"ticket_id":35.0}`,
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			got := Cut(cutting(body))
			if len(got) != 1 || got[0].Kind != envelope.KindUnreadable || string(got[0].Unreadable.Head) != body {
				t.Errorf("Cut = %+v, want it unreadable", got)
			}
		})
	}
}

func TestCut_tellsRepetitionsFromNews(t *testing.T) {
	t.Parallel()
	dedup := func(change func(*delivery.Delivery)) string {
		d := cutting(triggered)
		change(&d)
		return Cut(d)[0].Dedup
	}
	same := func(*delivery.Delivery) {}
	body := func(text string) func(*delivery.Delivery) {
		return func(d *delivery.Delivery) { d.Body = []byte(text) }
	}
	header := func(name, value string) func(*delivery.Delivery) {
		return func(d *delivery.Delivery) { d.Header = map[string]string{name: value} }
	}
	comment := event("ticket.comment_added", `{"id":"820"}`)
	for _, tc := range []struct {
		name        string
		a, b        func(*delivery.Delivery)
		repetitions bool
	}{
		{"the same trigger call again", same, same, true},
		{"the same body of another call", same, header(headerInvocation, "inv-2"), false},
		{"the same body at another time, without an invocation", header(headerTimestamp, "1"), header(headerTimestamp, "2"), false},
		{"another body of one call", same, body(strings.Replace(triggered, "10:07", "10:08", 1)), false},
		{"the same event again", body(comment), body(strings.Replace(comment, "10:07:30.1", "10:07:31.1", 1)), true},
		{"another event", body(comment), body(strings.Replace(comment, "d4f5c389", "d4f5c390", 1)), false},
		{"events without ids", body(`{"type":"zen:event-type:ticket.merged","detail":{"id":"35"}}`), body(`{"type":"zen:event-type:ticket.merged","detail":{"id":"35"},"a":1}`), false},
	} {
		if got := dedup(tc.a) == dedup(tc.b); got != tc.repetitions {
			t.Errorf("%s: taken for repetitions: %v, want %v", tc.name, got, tc.repetitions)
		}
	}
}

func mustEncode(t *testing.T, e envelope.Envelope) string {
	t.Helper()
	text, err := envelope.Encode(e)
	if err != nil {
		t.Fatalf("Encode: %v", err)
	}
	return string(text)
}

func FuzzCut(f *testing.F) {
	f.Add([]byte(triggered))
	f.Add([]byte(event("ticket.comment_added", `{"author":{"is_staff":false}}`)))
	f.Add([]byte(event("ticket.merged", `null`)))
	f.Add([]byte(`{"type":"zen:event-type:ticket.x","detail":{"id":9223372036854775807}}`))
	f.Add([]byte(`[`))
	f.Fuzz(func(t *testing.T, body []byte) {
		got := Cut(cutting(string(body)))
		if len(got) > 1 {
			t.Fatalf("%d envelopes of one event", len(got))
		}
		for _, e := range got {
			if e.Group == "" || e.Dedup == "" {
				t.Errorf("no group or dedup: %+v", e)
			}
			again, err := envelope.Decode([]byte(mustEncode(t, e)))
			if err != nil {
				t.Fatalf("Decode: %v", err)
			}
			if again.Kind == envelope.KindTicket && strings.Trim(again.Ticket.ID, "0123456789") != "" {
				t.Errorf("ticket id %q", again.Ticket.ID)
			}
		}
	})
}
