package redrive

import (
	"encoding/json"
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	awssqs "github.com/aws/aws-sdk-go-v2/service/sqs"
	"github.com/aws/aws-sdk-go-v2/service/sqs/types"

	"ventana/shared/deadletter"
	"ventana/shared/envelope"
	"ventana/shared/sqsqueue"
)

func TestOpen_findsTheStacksQueuesAndNoOthers(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	var names []string
	for _, queue := range r.queues("") {
		names = append(names, queue.Name)
	}
	same(t, Names(), names)
	if got := r.queues("media"); len(got) != 1 || !strings.HasSuffix(got[0].DLQ, "/ventana-test-media-dlq") || !strings.HasSuffix(got[0].URL, "/ventana-test-media") {
		t.Errorf("got %+v", got)
	}
	if _, err := Open(t.Context(), r.client, "ventana-tset", ""); err == nil || !strings.Contains(err.Error(), "no queues of a stack ventana-tset") {
		t.Errorf("a stack that is not there: %v", err)
	}
}

// TestOpen_refusesAQueueThatOnlyHasTheName: what nobody's dead letters go to may
// be somebody's work.
func TestOpen_refusesAQueueThatOnlyHasTheName(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	r.make("other", layout{name: "status"}, "other-parked")
	if _, _, err := r.server.EnsureQueue("other-status-dlq", nil); err != nil {
		t.Fatal(err)
	}
	_, err := Open(t.Context(), r.client, "other", "status")
	if err == nil || !strings.Contains(err.Error(), "other-status-dlq is not the dead-letter queue of status") || !strings.Contains(err.Error(), "other-parked") {
		t.Errorf("got %v", err)
	}
}

func TestLook_tellsWhatLettersCarryAndHidesNothing(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	inbound := r.queues("inbound")[0]
	r.parks(inbound, "g1", sqsqueue.ParkFor(deadletter.Number, "number 1 is not in the call secret"), message("a"))
	first := r.look(r.queues(""))
	r.holds(inbound.DLQ, 1)
	if len(first.Letters) != 1 || len(first.Unseen) != 0 {
		t.Fatalf("got %+v, want one letter", first)
	}
	letter := first.Letters[0]
	if letter.Code != deadletter.Number || letter.Function != "inbound" || letter.Group != "g1" || letter.Receives != 1 || letter.Redriven != 0 ||
		letter.Record == "" || letter.Record == letter.ID || letter.Reason != "number 1 is not in the call secret" {
		t.Errorf("got %+v", letter)
	}
	for name, at := range map[string]time.Time{"parked": letter.ParkedAt, "sent": letter.SentAt, "first received": letter.FirstAt} {
		if d := r.clock.Now().Sub(at); d < 0 || d > time.Minute {
			t.Errorf("%s at %s, %s ago", name, at, d)
		}
	}
	if again := r.look(r.queues("")); len(again.Letters) != 1 {
		t.Errorf("a second look saw %d letters: the first hid them", len(again.Letters))
	}
}

// TestLook_ofAGroupGivesTheFirstTen: SQS shows no more; what is behind is counted.
func TestLook_ofAGroupGivesTheFirstTen(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	inbound := r.queues("inbound")[0]
	for range 2 {
		r.parks(inbound, "g1", sqsqueue.Park("no"), message("a"), message("b"), message("c"), message("d"), message("e"), message("f"))
	}
	r.parks(inbound, "g2", sqsqueue.Park("no"), message("x"))
	found := r.look(r.queues("inbound"))
	same(t, map[string]int{"inbound": 2}, found.Unseen)
	if len(found.Letters) != 11 {
		t.Errorf("got %d letters, want the first ten of one group and the other's", len(found.Letters))
	}
	r.holds(inbound.DLQ, 13)
}

// TestLook_lettersThatCarryLess: of SQS, of Scheduler, of an earlier release and
// of strangers.
func TestLook_lettersThatCarryLess(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	status, schedule := r.queues("status")[0], r.queues("schedule")[0]
	body, err := envelope.Encode(message("worn"))
	if err != nil {
		t.Fatal(err)
	}
	put := func(url, body string, told map[string]string) string {
		attributes := map[string]types.MessageAttributeValue{}
		for name, value := range told {
			attributes[name] = types.MessageAttributeValue{DataType: aws.String("String"), StringValue: aws.String(value)}
		}
		out, err := r.client.SendMessage(t.Context(), &awssqs.SendMessageInput{QueueUrl: &url, MessageBody: &body, MessageAttributes: attributes})
		if err != nil {
			t.Fatal(err)
		}
		return *out.MessageId
	}
	worn := put(status.URL, string(body), nil)
	for range 3 { // the third receive moves it
		r.receive(status.URL)
		if err := r.clock.Advance(2 * time.Minute); err != nil {
			t.Fatal(err)
		}
	}
	old := put(status.DLQ, string(body), map[string]string{"reason": "number 1 is not in the call secret", "receives": "3", "parked_at": "2026-11-20T10:00:00Z", "record": "r1"})
	foreign := put(status.DLQ, "hello", nil)
	run := put(schedule.DLQ, "{}", map[string]string{"ERROR_CODE": "AccessDenied", "ERROR_MESSAGE": "not yours"})
	got := map[string]string{}
	for _, letter := range r.look(r.queues("")).Letters {
		got[letter.ID] = string(letter.Code) + "|" + letter.Reason + "|" + letter.Record
	}
	same(t, map[string]string{
		worn: "received||" + worn, old: "unmarked|number 1 is not in the call secret|r1", foreign: "foreign||", run: "schedule|AccessDenied: not yours|",
	}, got)
}

func TestChoice_narrowsAndNamesExactly(t *testing.T) {
	t.Parallel()
	at := time.Date(2026, 11, 22, 10, 0, 0, 0, time.UTC)
	letters := []Letter{
		{ID: "aaaaaaaa-1", Record: "rrrrrr-1", Code: deadletter.Number, ParkedAt: at},
		{ID: "aaaaaaaa-2", Record: "rrrrrr-2", Code: deadletter.Died, enteredAt: at.Add(time.Hour)},
	}
	for name, tt := range map[string]struct {
		choice Choice
		want   string
	}{
		"all":                       {Choice{}, "12"},
		"by code":                   {Choice{Code: deadletter.Died}, "2"},
		"before is without the end": {Choice{Before: at.Add(time.Hour)}, "1"},
		"after is with it":          {Choice{After: at.Add(time.Hour)}, "2"},
		"by the record's id":        {Choice{Names: []string{"rrrrrr-2"}}, "2"},
		"by id, and another code":   {Choice{Names: []string{"aaaaaaaa-1"}, Code: deadletter.Died}, ""},
	} {
		got := ""
		chosen, err := tt.choice.Of(letters)
		for _, letter := range chosen {
			got += letter.ID[len(letter.ID)-1:]
		}
		if err != nil || got != tt.want {
			t.Errorf("%s: got %q, %v, want %q", name, got, err, tt.want)
		}
	}
	for name, want := range map[string]string{"aaaaaaaa": "2 letters are called", "bbbbbbbb": "no letter in sight", "aaa": "at least 6 characters"} {
		if _, err := (Choice{Names: []string{name}}).Of(letters); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: got %v, want %q", name, err, want)
		}
	}
}

// TestMask_showsNobody: of every kind of envelope, no word and no whole identity.
func TestMask_showsNobody(t *testing.T) {
	t.Parallel()
	whole := message("secret")
	whole.Message.Raw = json.RawMessage(`{"caption":"private words"}`)
	whole.Message.File = &envelope.File{ID: "f1", Name: "divorce.pdf", MIME: "application/pdf"}
	whole.Message.From.PreviousPhone, whole.Message.From.ParentBSUID = "34600100012", "ES.ENT.9f3K2QpXz7LmTt42"
	unread := envelope.NewUnreadable("whatsapp", "d1", time.Time{}, []byte("private words"), "messages[1]: not an object")
	header := envelope.Envelope{Version: 1, Connection: "whatsapp"}
	fetch, upload, status, notice, look := header, header, header, header, header
	fetch.Kind, fetch.Fetch = envelope.KindFetch, &envelope.Fetch{Number: "main", Message: "wamid.secret", File: envelope.File{Name: "divorce.pdf"}}
	upload.Kind, upload.Upload = envelope.KindUpload, &envelope.Upload{Number: "main", Name: "divorce.pdf", URL: "https://x/divorce.pdf"}
	status.Kind, status.Status = envelope.KindStatus, &envelope.Status{ID: "wamid.secret", State: "failed", ErrorCode: "131026"}
	notice.Kind, notice.Notice = envelope.KindNotice, &envelope.Notice{Field: "f", Raw: json.RawMessage(`"private words"`)}
	look.Kind, look.Ticket = envelope.KindTicket, &envelope.Ticket{ID: "35", ExternalID: "ventana:c1:main:1"}
	for _, e := range []envelope.Envelope{whole, unread, fetch, upload, status, notice, look} {
		body, err := envelope.Encode(e)
		if err != nil {
			t.Fatal(err)
		}
		opened, err := envelope.Decode(body)
		shown, jsonErr := json.Marshal(Mask(Letter{ID: "l1", Queue: "inbound", Code: deadletter.Number, Body: string(body), Envelope: opened, Unread: err}))
		if err != nil || jsonErr != nil {
			t.Fatal(err, jsonErr)
		}
		for _, personal := range []string{"34600100011", "34600100012", "9f3K2QpXz7LmTt4", "words", "Ana", "ana.g", "divorce", "wamid", "cHJpdm"} {
			if strings.Contains(string(shown), personal) {
				t.Errorf("%s shows %q: %s", e.Kind, personal, shown)
			}
		}
		if !strings.Contains(string(shown), `"connection":"whatsapp"`) {
			t.Errorf("%s does not show its connection: %s", e.Kind, shown)
		}
	}
	view := Mask(Letter{Body: "hello, private words", Unread: json.Unmarshal([]byte("private"), &struct{}{})})
	if shown, err := json.Marshal(view); err != nil || strings.Contains(string(shown), "private") {
		t.Errorf("what is no envelope shows itself: %s, %v", shown, err)
	}
	masked := Mask(Letter{Envelope: whole}).Envelope
	if masked["phone"] != "+34 ••• •11" || masked["text"] != "15 characters" {
		t.Errorf("got %v", masked)
	}
}
