package graph

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"
	"time"
	"unicode/utf8"
)

func TestSignatureVector(t *testing.T) {
	t.Parallel()
	// Made with openssl dgst -sha256 -hmac, so that it is not our own code twice.
	got := sign("local-app-secret", []byte(`{"object":"whatsapp_business_account","entry":[]}`))
	want := "sha256=159d8a124fb0e2f4ef3bb4a98ebbbf1d3e3c9dda24422558da59e727d517c943"
	if got != want {
		t.Errorf("sign() = %s, want %s", got, want)
	}
}

func TestWebhookIsSignedAndEscapedAsOnTheWire(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	const words = "¿Qué tal? 😀 <b>&amp;</b> a/b \\ \u2028"
	message, err := json.Marshal(map[string]any{"type": "text", "text": map[string]string{"body": words}})
	if err != nil {
		t.Fatal(err)
	}
	id := w.customer(ana, string(message))
	got := w.wait(1)[0]
	if want := sign(testSecret, []byte(got.body)); got.header.Get("X-Hub-Signature-256") != want {
		t.Errorf("signature %q, want %q", got.header.Get("X-Hub-Signature-256"), want)
	}
	for _, r := range got.body {
		if r >= utf8.RuneSelf {
			t.Fatalf("the body holds %q unescaped: %s", r, got.body)
		}
	}
	if !strings.Contains(got.body, `\u00bfQu\u00e9 tal? \ud83d\ude00`) || !strings.Contains(got.body, `a\/b`) {
		t.Errorf("body: %s", got.body)
	}
	var seen struct {
		From, ID, Timestamp, Type string
		UserID                    string `json:"from_user_id"`
		Text                      struct{ Body string }
	}
	if err := json.Unmarshal(got.value.Messages[0], &seen); err != nil {
		t.Fatal(err)
	}
	if seen.Text.Body != words || seen.ID != id || seen.From != ana || !isUserID(seen.UserID) || seen.Timestamp == "" {
		t.Errorf("message %+v", seen)
	}
	if got.value.Metadata.PhoneNumberID != testNumber || len(got.value.Contacts) != 1 {
		t.Errorf("value %+v", got.value)
	}
}

func TestEscapesThatAreThereStay(t *testing.T) {
	t.Parallel()
	for in, want := range map[string]string{
		`{"a":"x\/y/z"}`:        `{"a":"x\/y\/z"}`,
		`{"a":"\\/"}`:           `{"a":"\\\/"}`,
		`{"a":"\u00e9é\ud800"}`: `{"a":"\u00e9\u00e9\ud800"}`,
		`{"a":"\"/\u0000\n 👍"}`: `{"a":"\"\/\u0000\n \ud83d\udc4d"}`,
	} {
		if got := string(escape([]byte(in))); got != want {
			t.Errorf("escape(%s) = %s, want %s", in, got, want)
		}
	}
}

func TestOnly200CountsAndTheRestIsRepeated(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	answers := []int{500, 204, 503, 200}
	w.receiver.answer = func(count int) int { return answers[min(count, len(answers))-1] }
	w.customer(ana, `{"type":"text","text":{"body":"hola"}}`)
	w.until(func() bool { return w.graph.CustomerMessages(ana)[0].Status == "delivered" })
	w.until(func() bool { return w.poster.Pending() == 0 })
	got := w.receiver.all()
	if len(got) != 4 {
		t.Fatalf("%d attempts, want 4", len(got))
	}
	for _, attempt := range got[1:] {
		if attempt.body != got[0].body || attempt.header.Get(signatureHeader) != got[0].header.Get(signatureHeader) {
			t.Error("a repeat differs from the first attempt")
		}
	}
}

func TestRepeatsEndAfterSevenDays(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.receiver.answer = func(int) int { return 500 }
	w.customer(ana, `{"type":"text","text":{"body":"hola"}}`)
	w.wait(3)
	if w.poster.Pending() != 1 {
		t.Errorf("%d webhooks pending, want 1", w.poster.Pending())
	}
	w.advance(7 * 24 * time.Hour)
	w.until(func() bool { return w.poster.Pending() == 0 })
	if got := w.graph.CustomerMessages(ana)[0].Status; got != "sent" {
		t.Errorf("status %s, want sent", got)
	}
}

func TestWaitsFollowTheSchedule(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.graph.seams.schedule = retrySchedule()
	p := &post{First: w.clock.Now()}
	for attempt, want := range map[int]time.Duration{1: time.Second, 3: 5 * time.Second, 6: 30 * time.Second, 99: 30 * time.Second} {
		if wait, again := w.graph.retry(p, attempt, false); wait != want || !again {
			t.Errorf("after attempt %d: %s %v, want %s", attempt, wait, again, want)
		}
	}
	if _, again := w.graph.retry(p, 1, true); again {
		t.Error("a webhook answered 200 is repeated")
	}
}

func TestWebhooksOfACustomerKeepTheirOrder(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	const count = 20
	for i := range count {
		w.customer(ana, fmt.Sprintf(`{"type":"text","text":{"body":"%02d"}}`, i))
	}
	for i, got := range w.wait(count) {
		if want := fmt.Sprintf(`"body":"%02d"`, i); !strings.Contains(got.body, want) {
			t.Errorf("webhook %d: %s, want %s", i, got.body, want)
		}
	}
}

func TestDoubleMessagesComeTwiceAndShowOnce(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.limits(`{"double_messages":true,"shuffle_messages":true}`)
	w.graph.seams.jitter = func() time.Duration { return time.Millisecond }
	w.customer(ana, `{"type":"text","text":{"body":"hola"}}`)
	got := w.wait(2)
	if got[0].body != got[1].body {
		t.Error("the double differs")
	}
	if shown := w.graph.CustomerMessages(ana); len(shown) != 1 {
		t.Errorf("the phone shows %d messages, want 1", len(shown))
	}
}
