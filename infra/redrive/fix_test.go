package redrive

import (
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"ventana/shared/deadletter"
	"ventana/shared/dynamostore"
	"ventana/shared/envelope"
	"ventana/shared/secret"
	"ventana/shared/sqsqueue"
)

func renamed() secret.Call {
	return secret.Call{Connections: []secret.CallConnection{
		{ID: "whatsapp2", Numbers: []secret.Number{{ID: "support", PhoneNumberID: "100000000000002", Helpdesk: "zendesk"}}},
		{ID: "zendesk"},
	}}
}

// letter is one as a look reads it.
func letter(t *testing.T, body string) Letter {
	t.Helper()
	one := Letter{ID: "l1", Queue: "inbound", Body: body}
	one.Envelope, one.Unread = envelope.Decode([]byte(body))
	return one
}

func TestFix_changesTheAddressAndNothingElse(t *testing.T) {
	t.Parallel()
	const body = `{"v":1,"kind":"message","connection":"whatsapp","later":{"a":[1,2.50]},"message":{"number":"1","id":"wamid.1","type":"text","text":"<b>&\u2028\ufffe ñ","from":{"bsuid":"ES.a"},"new":1e3}}`
	for name, tt := range map[string]struct {
		fix              Fix
		body             string
		connection, want string // in the member
	}{
		"both, by our id":     {Fix{Connection: "whatsapp2", Number: "support"}, body, "whatsapp2", `"number":"100000000000002"`},
		"by the provider's":   {Fix{Connection: "whatsapp2", Number: "100000000000002"}, body, "whatsapp2", `"number":"100000000000002"`},
		"a status":            {Fix{Number: "support"}, `{"v":1,"kind":"status","connection":"whatsapp2","status":{"number":"1","id":"x"}}`, "whatsapp2", `"number":"100000000000002"`},
		"a file":              {Fix{Number: "support", Helpdesk: "zendesk"}, `{"v":1,"kind":"fetch","connection":"","fetch":{"number":"main","helpdesk":"old"}}`, "", `"helpdesk":"zendesk","number":"support"`},
		"a ticket's helpdesk": {Fix{Connection: "zendesk"}, `{"v":1,"kind":"ticket","connection":"old","ticket":{"id":"35"}}`, "zendesk", `"id":"35"`},
	} {
		tt.fix.Document = renamed()
		got, err := tt.fix.Of(letter(t, tt.body))
		if err != nil || got.Envelope.Connection != tt.connection || !strings.Contains(strings.ReplaceAll(got.Body, " ", ""), tt.want) {
			t.Errorf("%s: got %s, %v", name, got.Body, err)
		}
		if tt.body == body {
			for _, kept := range []string{`"later":{"a":[1,2.50]}`, `"text":"<b>&\u2028\ufffe ñ"`, `"new":1e3`, `"from":{"bsuid":"ES.a"}`} {
				if !strings.Contains(got.Body, kept) {
					t.Errorf("%s: lost %s: %s", name, kept, got.Body)
				}
			}
		}
	}
}

func TestFix_refusesWhatLeadsNowhere(t *testing.T) {
	t.Parallel()
	message := `{"v":1,"kind":"message","connection":"whatsapp","message":{"number":"1","id":"x"}}`
	for name, tt := range map[string]struct {
		fix  Fix
		body string
		want string
	}{
		"a connection that is not there":       {Fix{Connection: "whatsapp3"}, message, `"whatsapp3" is not in the call document`},
		"a connection without the number":      {Fix{Connection: "whatsapp2"}, message, `"1" is not in the call document, under connection whatsapp2`},
		"a number under the old connection":    {Fix{Number: "support"}, message, `"whatsapp" is not in the call document`},
		"a helpdesk of a message":              {Fix{Connection: "whatsapp2", Number: "support", Helpdesk: "zendesk"}, message, "--helpdesk: is for files"},
		"a file's connection":                  {Fix{Connection: "whatsapp2"}, `{"v":1,"kind":"upload","upload":{}}`, "files go by"},
		"a file's number by the provider's id": {Fix{Number: "100000000000002"}, `{"v":1,"kind":"upload","upload":{}}`, "our id of the number"},
		"a ticket's number":                    {Fix{Number: "support"}, `{"v":1,"kind":"ticket","ticket":{}}`, "a look at a ticket has none"},
		"what nobody can read":                 {Fix{Number: "support"}, `{"v":1,"kind":"unreadable","unreadable":{}}`, "nothing to fix"},
		"another release's":                    {Fix{Number: "support"}, `{"v":2,"kind":"message"}`, "version 2"},
	} {
		tt.fix.Document = renamed()
		if got, err := tt.fix.Of(letter(t, tt.body)); err == nil || !strings.Contains(err.Error(), tt.want) {
			t.Errorf("%s: got %s, %v, want %q", name, got.Body, err, tt.want)
		}
	}
}

// TestRun_editedIsLookedUpUnderBothNames: what was done under the number that the
// letter names now or will name is done.
func TestRun_editedIsLookedUpUnderBothNames(t *testing.T) {
	t.Parallel()
	for name, number := range map[string]string{"before": "100000000000001", "after": "100000000000002"} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			r := newRig(t)
			inbound := r.queues("inbound")[0]
			r.parks(inbound, "g1", sqsqueue.ParkFor(deadletter.Number, "number"), message("done"), message("new"))
			if err := r.table.Finish(t.Context(), dynamostore.EffectComment, envelope.Digest("comment", number, "wamid.done"), "c1"); err != nil {
				t.Fatal(err)
			}
			runner := r.runner()
			runner.Edit = Fix{Connection: "whatsapp2", Number: "support", Document: renamed()}.Of
			if err := runner.Run(t.Context(), r.queues("inbound"), Choice{}); err != nil {
				t.Fatal(err)
			}
			r.holds(inbound.DLQ, 0)
			sent := r.receive(inbound.URL)
			if len(sent) != 1 {
				t.Fatalf("%d were sent, want the one that was not done", len(sent))
			}
			opened, err := envelope.Decode([]byte(*sent[0].Body))
			if err != nil || opened.Connection != "whatsapp2" || opened.Message.Number != "100000000000002" || opened.Message.ID != "wamid.new" || sent[0].Attributes["MessageGroupId"] != "g1" {
				t.Errorf("got %+v, %v", opened, err)
			}
		})
	}
}

// TestDrop_writesBeforeItDeletes: what cannot be written stays.
func TestDrop_writesBeforeItDeletes(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	inbound := r.queues("inbound")[0]
	r.parks(inbound, "g1", sqsqueue.ParkFor(deadletter.Nobody, "nobody"), message("a"))
	r.parks(inbound, "g2", sqsqueue.ParkFor(deadletter.Died, "died"), message("b"))
	path := filepath.Join(t.TempDir(), "dropped")
	file, err := os.Create(path)
	if err != nil {
		t.Fatal(err)
	}
	keeper := Keeper{File: file, Who: "ana", Why: "nobody to answer", Now: func() time.Time { return time.Date(2026, 11, 22, 10, 0, 0, 0, time.UTC) }}
	if dropped, err := Drop(t.Context(), r.client, r.queues("inbound"), Choice{Code: deadletter.Nobody}, keeper, r.table); err != nil || dropped != 1 {
		t.Fatalf("dropped %d, %v", dropped, err)
	}
	r.holds(inbound.DLQ, 1)
	text, err := os.ReadFile(path)
	var kept Kept
	if err != nil || json.Unmarshal(text, &kept) != nil || kept.Who != "ana" || kept.Why != "nobody to answer" || kept.Group != "g1" || kept.Code != "nobody" || !strings.Contains(kept.Body, "words of a") {
		t.Errorf("got %s, %v", text, err)
	}
	if err := file.Close(); err != nil {
		t.Fatal(err)
	}
	if dropped, err := Drop(t.Context(), r.client, r.queues("inbound"), Choice{}, keeper, r.table); err == nil || dropped != 0 {
		t.Errorf("dropped %d without writing it, %v", dropped, err)
	}
	r.holds(inbound.DLQ, 1)
}
