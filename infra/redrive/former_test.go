package redrive

import (
	"strings"
	"testing"
	"time"

	"ventana/shared/deadletter"
	"ventana/shared/dynamostore"
	"ventana/shared/dynamostore/dynamotest"
	"ventana/shared/envelope"
)

// A letter whose message went to the former endpoint meanwhile has nothing to do
// here, whatever it was parked for; one of the former endpoint's own goes back to it.
func TestJudge_whatThePassedOnLettersGet(t *testing.T) {
	t.Parallel()
	table := dynamotest.NewMemory(time.Now)
	id := envelope.Digest("comment", "100000000000001", "wamid.gone")
	if err := table.PassedOn(t.Context(), dynamostore.EffectComment, id); err != nil {
		t.Fatal(err)
	}
	onward, ok := envelope.NewForward(envelope.Envelope{Kind: envelope.KindMessage, Connection: "whatsapp", Origin: `{"text":"hush"}`}, "g", "d")
	if !ok {
		t.Fatal("nothing to pass on")
	}
	letters := []Letter{
		{ID: "refused", Code: deadletter.Refused, Envelope: message("gone")},
		{ID: "failed", Code: deadletter.Failed, Envelope: message("gone")},
		{ID: "onward", Code: deadletter.Refused, Envelope: onward},
		{ID: "bare", Code: deadletter.Origin, Envelope: message("bare")},
	}
	verdicts, err := Judge{Table: table}.Of(t.Context(), letters)
	if err != nil {
		t.Fatal(err)
	}
	for id, want := range map[string]Act{"refused": Delete, "failed": Delete, "onward": Send, "bare": Send} {
		if verdicts[id].Act != want {
			t.Errorf("%s: got %+v", id, verdicts[id])
		}
	}
	view := Mask(letters[2])
	if view.Envelope["event"] != "message" || view.Envelope["size"] != "15 bytes" || strings.Contains(strings.Join([]string{view.Reason, view.Kind}, " "), "hush") {
		t.Errorf("got %+v", view)
	}
	for _, value := range view.Envelope {
		if strings.Contains(value, "hush") {
			t.Errorf("it shows what somebody wrote: %s", value)
		}
	}
}
