package redrive

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	awssqs "github.com/aws/aws-sdk-go-v2/service/sqs"

	"ventana/shared/deadletter"
	"ventana/shared/dynamostore"
	"ventana/shared/envelope"
	"ventana/shared/secret"
	"ventana/shared/sqsqueue"
)

// TestRun_sendsAllInTheOrderOfTheirGroup: more letters of a group than SQS shows
// at once, and another group between them.
func TestRun_sendsAllInTheOrderOfTheirGroup(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	inbound := r.queues("inbound")[0]
	var want []string
	for i := range 25 {
		id := fmt.Sprintf("a%02d", i)
		want = append(want, id)
		r.parks(inbound, "g1", sqsqueue.Park("no"), message(id))
		if i == 5 {
			r.parks(inbound, "g2", sqsqueue.Park("no"), message("b"))
		}
	}
	if err := r.runner().Run(t.Context(), r.queues("inbound"), Choice{}); err != nil {
		t.Fatal(err)
	}
	r.holds(inbound.DLQ, 0)
	bodies := map[string][]string{}
	for {
		batch := r.receive(inbound.URL)
		if len(batch) == 0 {
			break
		}
		for _, one := range batch {
			group := one.Attributes["MessageGroupId"]
			bodies[group] = append(bodies[group], *one.Body)
			if got := aws.ToString(one.MessageAttributes[deadletter.AttributeRedriven].StringValue); got != "1" {
				t.Errorf("redriven %q, want once", got)
			}
			if _, err := r.client.DeleteMessage(t.Context(), &awssqs.DeleteMessageInput{QueueUrl: &inbound.URL, ReceiptHandle: one.ReceiptHandle}); err != nil {
				t.Fatal(err)
			}
		}
	}
	same(t, strings.Join(want, " "), r.ids(bodies["g1"]))
	same(t, "b", r.ids(bodies["g2"]))
	original, err := envelope.Encode(message("b"))
	if err != nil || bodies["g2"][0] != string(original) {
		t.Errorf("body changed on its way: %s", bodies["g2"][0])
	}
}

func TestRun_whatIsDoneIsNotSent(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	inbound, media, status := r.queues("inbound")[0], r.queues("media")[0], r.queues("status")[0]
	comment := envelope.Digest("comment", "100000000000001", "wamid.done")
	effect := func(kind, id, ticket string) dynamostore.Effect {
		return dynamostore.Effect{Kind: kind, ID: id, Ticket: ticket}
	}
	document := secret.Call{Connections: []secret.CallConnection{{ID: "whatsapp", Numbers: []secret.Number{{ID: "main", PhoneNumberID: "100000000000001"}}}}}
	for _, one := range []dynamostore.Effect{
		effect(dynamostore.EffectComment, comment, "35"),
		effect(dynamostore.EffectFile, envelope.Digest("file", "100000000000001", "wamid.file"), "35"),
		effect(dynamostore.EffectUpload, "u-done", "35"), effect(dynamostore.EffectUpload, "u-lost", "35"),
		effect(dynamostore.EffectComment, envelope.Digest("comment", "100000000000001", "wamid.begun"), "35"),
	} {
		if _, err := r.table.Claim(t.Context(), one, "o"); err != nil {
			t.Fatal(err)
		}
	}
	finish := []error{
		r.table.Finish(t.Context(), dynamostore.EffectComment, comment, "c1"),
		r.table.Finish(t.Context(), dynamostore.EffectFile, envelope.Digest("file", "100000000000001", "wamid.file"), "c2"),
		r.table.Finish(t.Context(), dynamostore.EffectUpload, "u-done", "m1"),
		r.table.GiveUp(t.Context(), dynamostore.EffectUpload, "u-lost", "too_large"),
		r.table.RecordSent(t.Context(), dynamostore.Sent{MessageID: "wamid.ours", Ticket: "36"}),
	}
	if err := errors.Join(finish...); err != nil {
		t.Fatal(err)
	}
	echo := message("ours")
	echo.Kind = envelope.KindEcho
	ring, hangUp := message("done"), message("done")
	ring.Kind, hangUp.Kind = envelope.KindCall, envelope.KindCall
	ring.Message.Call, hangUp.Message.Call = &envelope.Call{}, &envelope.Call{Over: true}
	refused := sqsqueue.ParkFor(deadletter.Refused, "no")
	r.parks(inbound, "g1", refused, message("done"), message("begun"), message("new"), echo)
	r.parks(inbound, "g3", refused, ring)
	r.parks(inbound, "g4", refused, hangUp)
	r.parks(inbound, "g5", sqsqueue.ParkFor(deadletter.Failed, "failed 10 times"), message("done"))
	r.parks(inbound, "g2", sqsqueue.ParkFor(deadletter.Unreadable, "messages[1]"), envelope.NewUnreadable("whatsapp", "d", time.Time{}, []byte("x"), "messages[1]"))
	file := func(kind envelope.Kind, id string) envelope.Envelope {
		e := envelope.Envelope{Version: 1, Kind: kind}
		if kind == envelope.KindFetch {
			e.Fetch = &envelope.Fetch{Number: "main", Message: id}
		} else {
			e.Upload = &envelope.Upload{Number: "main", Effect: id}
		}
		return e
	}
	r.parks(media, "", sqsqueue.Park("no"), file(envelope.KindFetch, "wamid.file"), file(envelope.KindUpload, "u-done"), file(envelope.KindUpload, "u-lost"), file(envelope.KindUpload, "u-new"))
	r.parks(status, "", sqsqueue.Park("no"), envelope.Envelope{Version: 1, Kind: envelope.KindStatus, Status: &envelope.Status{ID: "wamid.done", State: "failed"}})

	runner := r.runner()
	runner.Judge.Document = document
	if err := runner.Run(t.Context(), []Queue{inbound, media, status}, Choice{}); err != nil {
		t.Fatal(err)
	}
	got := map[string]Act{}
	words := map[string]string{}
	for _, step := range r.steps {
		name := string(step.Letter.Envelope.Kind)
		switch e := step.Letter.Envelope; {
		case e.Message != nil:
			name += " " + e.Message.ID
			if e.Message.Call != nil {
				name += fmt.Sprint(" ", e.Message.Call.Over)
			}
			if step.Letter.Code == deadletter.Failed {
				name += " failed"
			}
		case e.Upload != nil:
			name += " " + e.Upload.Effect
		}
		got[name], words[name] = step.Verdict.Act, step.Verdict.Why
	}
	same(t, map[string]Act{
		"message wamid.done": Delete, "message wamid.begun": Send, "message wamid.new": Send, "echo wamid.ours": Delete, "unreadable": Leave,
		"call wamid.done false": Send, "call wamid.done true": Delete, "message wamid.done failed": Send,
		"fetch": Delete, "upload u-done": Delete, "upload u-lost": Leave, "upload u-new": Send, "status": Send,
	}, got)
	if at := r.clock.Now().Format(time.DateOnly); !strings.HasPrefix(words["message wamid.done"], "already done at "+at) || !strings.HasSuffix(words["message wamid.done"], ", in ticket 35") {
		t.Errorf("got %q", words["message wamid.done"])
	}
	if !strings.Contains(words["upload u-lost"], "given up at ") || !strings.Contains(words["upload u-lost"], "too_large") || !strings.Contains(words["echo wamid.ours"], "ticket 36") {
		t.Errorf("got %q", words)
	}
	for url, want := range map[string]int{inbound.URL: 4, inbound.DLQ: 1, media.URL: 1, media.DLQ: 1, status.URL: 1, status.DLQ: 0} {
		r.holds(url, want)
	}
}

// dying is an API whose deletes fail.
type dying struct {
	API
	deletes int
}

func (d *dying) DeleteMessage(ctx context.Context, in *awssqs.DeleteMessageInput, options ...func(*awssqs.Options)) (*awssqs.DeleteMessageOutput, error) {
	if d.deletes--; d.deletes < 0 {
		return nil, errors.New("the process died")
	}
	return d.API.DeleteMessage(ctx, in, options...)
}

// TestRun_deathBetweenSendAndDeleteLosesNothing: the letter stays and the rest is
// untouched; sent again soon, SQS drops it.
func TestRun_deathBetweenSendAndDeleteLosesNothing(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	inbound := r.queues("inbound")[0]
	r.parks(inbound, "g1", sqsqueue.Park("no"), message("a"), message("b"), message("c"))
	runner := r.runner()
	runner.API = &dying{API: r.client, deletes: 1}
	err := runner.Run(t.Context(), r.queues("inbound"), Choice{})
	if err == nil || !strings.Contains(err.Error(), "was sent and not deleted") {
		t.Fatalf("got %v", err)
	}
	r.holds(inbound.URL, 2)
	r.holds(inbound.DLQ, 2)
	if err := r.runner().Run(t.Context(), r.queues("inbound"), Choice{}); err != nil {
		t.Fatal(err)
	}
	r.holds(inbound.URL, 3)
	r.holds(inbound.DLQ, 0)
}

// refusing is an API that takes nothing.
type refusing struct{ API }

func (refusing) SendMessage(context.Context, *awssqs.SendMessageInput, ...func(*awssqs.Options)) (*awssqs.SendMessageOutput, error) {
	return nil, errors.New("throttled")
}

func TestRun_whatIsNotTakenStays(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	inbound := r.queues("inbound")[0]
	r.parks(inbound, "g1", sqsqueue.Park("no"), message("a"), message("b"))
	runner := r.runner()
	runner.API = refusing{r.client}
	if err := runner.Run(t.Context(), r.queues("inbound"), Choice{}); err == nil || !strings.Contains(err.Error(), "still among the dead letters") {
		t.Errorf("got %v", err)
	}
	r.holds(inbound.URL, 0)
	r.holds(inbound.DLQ, 2)
}

// TestRun_endsAtWhatComesBack: what it needs is not mended. It stands at the end
// of the line, so each letter was sent once, and none twice.
func TestRun_endsAtWhatComesBack(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	inbound := r.queues("inbound")[0]
	for i := range 8 {
		r.parks(inbound, fmt.Sprint("g", i), sqsqueue.ParkFor(deadletter.Number, "number 1"), message(fmt.Sprint(i)))
	}
	runner := r.runner()
	runner.Rate = 2. / 60 // two a round
	runner.Told = func(Step) { r.parkAll(inbound, sqsqueue.ParkFor(deadletter.Number, "number 1")) }
	err := runner.Run(t.Context(), r.queues("inbound"), Choice{})
	var returned *ReturnedError
	if !errors.As(err, &returned) || returned.Letter.Redriven != 1 || !strings.Contains(err.Error(), deadletter.Number.Mend()) {
		t.Fatalf("got %v", err)
	}
	r.holds(inbound.URL, 0)
	r.holds(inbound.DLQ, 8)
	piles := Piles(r.look(r.queues("inbound")).Letters)
	if len(piles) != 1 || len(piles[0].Letters) != 8 || piles[0].Returned != 8 {
		t.Fatalf("got %d piles, want one of eight letters that were sent and came again", len(piles))
	}
	for _, letter := range piles[0].Letters {
		if letter.Redriven != 1 {
			t.Errorf("letter %s was sent %d times", letter.ID, letter.Redriven)
		}
	}
}

func TestRun_keepsItsPaceAndLeavesWhatIsNotMeant(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	status := r.queues("status")[0]
	r.parks(status, "", sqsqueue.ParkFor(deadletter.Died, "died"), message("x"))
	r.parks(status, "", sqsqueue.ParkFor(deadletter.Number, "number"), message("a"), message("b"), message("c"))
	runner := r.runner()
	runner.Rate = 0.5
	if err := runner.Run(t.Context(), r.queues("status"), Choice{Code: deadletter.Number}); err != nil {
		t.Fatal(err)
	}
	r.holds(status.URL, 3)
	r.holds(status.DLQ, 1)
	if len(r.pauses) != 2 || r.pauses[0] < time.Second || r.pauses[0] > 2*time.Second {
		t.Errorf("paused %v, want two seconds before the second and the third", r.pauses)
	}
}

func TestRun_interruptedShowsWhatItHeld(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	inbound := r.queues("inbound")[0]
	r.parks(inbound, "g1", sqsqueue.Park("no"), message("a"), message("b"), message("c"))
	ctx, cancel := context.WithCancel(t.Context())
	runner := r.runner()
	runner.Told = func(Step) { cancel() }
	if err := runner.Run(ctx, r.queues("inbound"), Choice{}); !errors.Is(err, context.Canceled) {
		t.Errorf("got %v", err)
	}
	r.holds(inbound.URL, 1)
	r.holds(inbound.DLQ, 2)
}
