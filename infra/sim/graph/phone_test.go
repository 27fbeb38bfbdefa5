package graph

import (
	"net/http"
	"testing"
	"time"
)

func TestPhoneShowsThatTheBusinessReadsAndTypes(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	first := w.customer(ana, `{"type":"text","text":{"body":"one"}}`)
	second := w.customer(ana, `{"type":"text","text":{"body":"two"}}`)
	show := func() {
		t.Helper()
		answer := w.call(http.MethodPost, "/v26.0/"+testNumber+"/messages",
			`{"messaging_product":"whatsapp","status":"read","message_id":"`+second+`","typing_indicator":{"type":"text"}}`)
		if answer.Code != 200 {
			t.Fatalf("answered %d %s", answer.Code, answer.Body)
		}
	}
	if m := w.bubble(ana, second); m.ReadByBusiness || m.Typing || m.TypingAt != "" {
		t.Errorf("before: %+v", m)
	}
	show()
	if m := w.bubble(ana, first); !m.ReadByBusiness || m.Typing {
		t.Errorf("the earlier message: %+v", m)
	}
	if m := w.bubble(ana, second); !m.ReadByBusiness || !m.Typing || m.TypingAt == "" {
		t.Errorf("the message answered: %+v", m)
	}
	w.advance(26 * time.Second)
	if m := w.bubble(ana, second); m.Typing || m.TypingAt == "" {
		t.Errorf("after 25 s: %+v", m)
	}
	show()
	w.sendText(ana, "the answer")
	if m := w.bubble(ana, second); m.Typing || !m.ReadByBusiness {
		t.Errorf("after the answer: %+v", m)
	}
	w.until(func() bool { return w.poster.Pending() == 0 })
	w.stop()
	w.start()
	if m := w.bubble(ana, second); m.TypingAt == "" || !m.ReadByBusiness {
		t.Errorf("after a restart: %+v", m)
	}
}

func TestReactionIsForAKnownMessageOfTheChatThatIsNone(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	own := w.customer(ana, `{"type":"text","text":{"body":"hola"}}`)
	other := w.customer("34600000002", `{"type":"text","text":{"body":"hola"}}`)
	react := func(target string) int {
		answer := w.call(http.MethodPost, "/v26.0/"+testNumber+"/messages",
			`{"messaging_product":"whatsapp","to":"`+ana+`","type":"reaction","reaction":{"message_id":"`+target+`","emoji":"👍"}}`)
		if answer.Code == 200 {
			return 0
		}
		return errorCode(t, answer)
	}
	if got := react(own); got != 0 {
		t.Errorf("reaction to the customer's message: code %d", got)
	}
	shown := w.graph.CustomerMessages(ana)
	reaction := shown[len(shown)-1]
	if reaction.Type != "reaction" || reaction.Text != "👍" || reaction.Quotes != own {
		t.Errorf("the phone shows %+v", reaction)
	}
	for name, target := range map[string]string{"another chat's": other, "a reaction": reaction.ID, "an unknown one": "wamid.X"} {
		if got := react(target); got != 131009 {
			t.Errorf("%s: code %d, want 131009", name, got)
		}
	}
	w.advance(30*24*time.Hour + time.Minute)
	w.customer(ana, `{"type":"text","text":{"body":"back"}}`)
	if got := react(own); got != 131009 {
		t.Errorf("older than 30 days: code %d, want 131009", got)
	}
}

func TestQuoteOfAnotherChatFallsBackToNone(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	own := w.customer(ana, `{"type":"text","text":{"body":"hola"}}`)
	other := w.customer("34600000002", `{"type":"text","text":{"body":"hola"}}`)
	for quoted, want := range map[string]string{own: own, other: ""} {
		id := w.post(`"to":"`+ana+`"`, `"context":{"message_id":"`+quoted+`"},"type":"text","text":{"body":"x"}`)
		if got := w.bubble(ana, id).Quotes; got != want {
			t.Errorf("quotes %q, want %q", got, want)
		}
	}
}
