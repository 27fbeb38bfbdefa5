package envelope_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"ventana/shared/envelope"
)

var at = time.Date(2026, 11, 22, 10, 0, 0, 123456789, time.UTC)

func header(kind envelope.Kind) envelope.Envelope {
	return envelope.Envelope{Version: envelope.Version, Kind: kind, Connection: "whatsapp", Delivery: "d1", ReceivedAt: at}
}

func TestCodec_roundTrip(t *testing.T) {
	t.Parallel()
	message := header(envelope.KindMessage)
	message.Message = &envelope.Message{
		Number: "1", ID: "wamid.1", At: at.Truncate(time.Second), Type: "image", Text: "<b>&\u2028 ñ 📦\"\\", Raw: json.RawMessage(`{"id":1}`),
		From: envelope.Sender{BSUID: "ES.a", ParentBSUID: "ES.ENT.b", PreviousBSUID: "ES.c", Phone: "34600", Username: "ana", Name: "Ana"},
	}
	call := header(envelope.KindCall)
	call.Message = &envelope.Message{
		Number: "1", ID: "wacid.1", At: at.Truncate(time.Second), Type: "call", From: envelope.Sender{BSUID: "ES.a"},
		Call: &envelope.Call{ByBusiness: true, Over: true, Taken: true, Seconds: 200}, Raw: json.RawMessage(`{"id":"wacid.1"}`),
	}
	status := header(envelope.KindStatus)
	status.Status = &envelope.Status{
		Number: "1", ID: "wamid.2", State: "failed", At: at.Truncate(time.Second), Marker: "ventana:x", ErrorCode: "131047",
		Pricing: &envelope.Pricing{Billable: true, Model: "PMP", Type: "regular", Category: "utility"},
	}
	ticket := header(envelope.KindTicket)
	ticket.Ticket = &envelope.Ticket{ID: "360288445599027203", ExternalID: "ventana:c1:main:1", Event: "comment_added"}
	chore := envelope.NewChore(envelope.Chore{
		Purpose: "reminder", Contact: "c1", Number: "main", Helpdesk: "zendesk", Ticket: "35", Occasion: "1795339212",
	}, at)
	chore.Group, chore.Dedup = "", "" // they travel beside the body
	notice := header(envelope.KindNotice)
	notice.Notice = &envelope.Notice{Field: "account_alerts", Event: "PENDING", Raw: json.RawMessage(`{}`)}
	unreadable := envelope.NewUnreadable("whatsapp", "d1", at, []byte{0, 0xff, '<'}, "body: not JSON")
	unreadable.Group, unreadable.Dedup = "", "" // they travel beside the body
	for _, want := range []envelope.Envelope{message, call, status, ticket, chore, notice, unreadable} {
		t.Run(string(want.Kind), func(t *testing.T) {
			t.Parallel()
			body, err := envelope.Encode(want)
			if err != nil {
				t.Fatal(err)
			}
			got, err := envelope.Decode(body)
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(want, got); diff != "" {
				t.Errorf("envelope (-want +got):\n%s", diff)
			}
			again, err := envelope.Encode(got)
			if err != nil || !bytes.Equal(body, again) {
				t.Errorf("got other bytes the second time, %v", err)
			}
		})
	}
}

func TestEncode_groupAndDedupAreNotInTheBody(t *testing.T) {
	t.Parallel()
	e := header(envelope.KindTicket)
	e.Ticket, e.Group, e.Dedup = &envelope.Ticket{ID: "1"}, "the-group", "the-dedup"
	body, err := envelope.Encode(e)
	if err != nil || bytes.Contains(body, []byte("the-")) {
		t.Errorf("got %s, %v", body, err)
	}
}

func TestEncode_rawThatIsNoJSONIsAnError(t *testing.T) {
	t.Parallel()
	e := header(envelope.KindNotice)
	e.Notice = &envelope.Notice{Field: "x", Raw: json.RawMessage("{")}
	if _, err := envelope.Encode(e); err == nil {
		t.Error("got no error")
	}
}

func TestDecode_refusesWhatItMustNotGuess(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name string
		body string
		want string
	}{
		{"nothing", ``, "decode envelope: unexpected end of JSON input"},
		{"no object", `[]`, "cannot unmarshal array"},
		{"an envelope of a newer function", `{"v":2,"kind":"message","message":{}}`, "version 2, this function reads version 1"},
		{"one without a version", `{"kind":"message","message":{}}`, "version 0"},
		{"an unknown kind", `{"v":1,"kind":"parcel"}`, `unknown kind "parcel"`},
		{"no kind", `{"v":1,"message":{}}`, `unknown kind ""`},
		{"a kind without its member", `{"v":1,"kind":"status","message":{}}`, `kind "status" without its member`},
		{"a call without the call", `{"v":1,"kind":"call","message":{}}`, `kind "call" without its member`},
		{"a kind whose member is null", `{"v":1,"kind":"ticket","ticket":null}`, `kind "ticket" without its member`},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			got, err := envelope.Decode([]byte(tt.body))
			if err == nil || !strings.Contains(err.Error(), tt.want) {
				t.Errorf("got %+v, %v, want %q", got, err, tt.want)
			}
		})
	}
}

func TestDecode_membersOfALaterReleaseAreLeft(t *testing.T) {
	t.Parallel()
	if _, err := envelope.Decode([]byte(`{"v":1,"kind":"ticket","ticket":{"id":"1","later":true},"later":{}}`)); err != nil {
		t.Errorf("got %v, want an added member to break nobody", err)
	}
}

func TestDigest_isShortOpaqueAndSeparatesItsParts(t *testing.T) {
	t.Parallel()
	form := regexp.MustCompile(`^[a-z2-7]{26}$`)
	seen := map[string]string{}
	for _, parts := range [][]string{
		nil, {""}, {"", ""}, {"a", "bc"}, {"ab", "c"}, {"abc"}, {"a", "b", "c"}, {"1:a"}, {"a1:b"}, {"a", "1:b"}, {"a\x00b"}, {"a", "\x00b"}, {"34600000001"},
	} {
		digest, name := envelope.Digest(parts...), fmt.Sprintf("%q", parts)
		if !form.MatchString(digest) {
			t.Errorf("%s: got %q, want 26 characters of a-z and 2-7", name, digest)
		}
		if other, taken := seen[digest]; taken {
			t.Errorf("%s and %s have the same digest", name, other)
		}
		seen[digest] = name
	}
}

// TestDigest_neverChanges: digests stand in queues, in the table and in tickets
// for weeks, so that another form would do things twice.
func TestDigest_neverChanges(t *testing.T) {
	t.Parallel()
	if got, want := envelope.Digest("comment", "100000000000001", "wamid.1"), "xamsmfivov2ycjiqafkdn5km3e"; got != want {
		t.Errorf("got %s, want %s", got, want)
	}
}

func TestNewUnreadable_keepsTheBeginningAndTheDigestOfAll(t *testing.T) {
	t.Parallel()
	random := rand.New(rand.NewPCG(1, 1))
	raw := make([]byte, 3<<20)
	for i := range raw {
		raw[i] = byte(random.Uint32())
	}
	e := envelope.NewUnreadable("whatsapp", "d1", at, raw, "body: not JSON")
	u := e.Unreadable
	if u.Size != len(raw) || !bytes.Equal(u.Head, raw[:envelope.MaxUnreadableBytes]) || len(u.SHA256) != 64 || u.Reason != "body: not JSON" {
		t.Errorf("got size %d, head %d, digest %s, reason %q", u.Size, len(u.Head), u.SHA256, u.Reason)
	}
	body, err := envelope.Encode(e)
	if err != nil || len(body) > envelope.MaxBytes {
		t.Errorf("got %d bytes, %v, want it to fit into a queue", len(body), err)
	}
	raw[len(raw)-1]++
	if other := envelope.NewUnreadable("whatsapp", "d1", at, raw, ""); other.Group == e.Group || other.Dedup == e.Dedup {
		t.Error("another body is in the same group: one that is stuck would hold up the other")
	}
	if other := envelope.NewUnreadable("zendesk", "d1", at, raw, ""); other.Group == envelope.NewUnreadable("whatsapp", "d1", at, raw, "").Group {
		t.Error("another connection is in the same group")
	}
}

func FuzzDecode(f *testing.F) {
	f.Add([]byte(`{"v":1,"kind":"message","message":{"id":"x","at":"2026-11-22T10:00:00Z"}}`))
	f.Add([]byte(`{"v":1,"kind":"unreadable","unreadable":{"head":"AA=="}}`))
	f.Add([]byte(`{`))
	f.Fuzz(func(t *testing.T, body []byte) {
		e, err := envelope.Decode(body)
		if err != nil {
			return
		}
		again, err := envelope.Encode(e)
		if err != nil {
			t.Fatalf("what was read cannot be written: %v", err)
		}
		twice, err := envelope.Decode(again)
		if err != nil {
			t.Fatalf("what was written cannot be read: %v", err)
		}
		if third, err := envelope.Encode(twice); err != nil || !bytes.Equal(again, third) {
			t.Fatalf("got %s then %s, %v", again, third, err)
		}
	})
}
