package graph

import (
	"encoding/json"
	"strings"
	"testing"
	"time"
)

const byPost = `{"referral":{"source_type":"post","source_id":"1200002"},"type":"text","text":{"body":"info"}}`

const byAd = `{"referral":{"source_type":"ad","source_id":"1200001"},"type":"text","text":{"body":"info"}}`

// told is what the status "sent" of a message says of its price.
func (w *world) told(id string) (price, conversation string) {
	w.t.Helper()
	w.until(func() bool { return len(w.statuses(id)) == 3 })
	for _, got := range w.receiver.all() {
		for _, raw := range got.value.Statuses {
			var s struct {
				ID, Status            string
				Pricing, Conversation json.RawMessage
			}
			if err := json.Unmarshal(raw, &s); err != nil {
				w.t.Fatal(err)
			}
			if s.ID == id && s.Status == "sent" {
				price, conversation = string(s.Pricing), string(s.Conversation)
			}
			if s.ID == id && s.Status == "delivered" && strings.Contains(string(s.Conversation), "expiration") {
				w.t.Errorf("delivered tells the end of the conversation: %s", raw)
			}
			if s.ID == id && s.Status == "read" && s.Conversation != nil {
				w.t.Errorf("read tells a conversation: %s", raw)
			}
		}
	}
	return price, conversation
}

const free = `{"billable":false,"pricing_model":"PMP","type":"free_entry_point","category":"referral_conversion"}`

func TestAnsweredReferralIsFreeForItsDays(t *testing.T) {
	t.Parallel()
	const utility = `"type":"template","template":{"name":"hello_world","language":{"code":"en_US"}}`
	for name, tt := range map[string]struct {
		referral string
		days     time.Duration
	}{"an ad": {byAd, 7}, "a post": {byPost, 3}} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			life := tt.days * 24 * time.Hour
			w := newWorld(t)
			w.customer(ana, tt.referral)
			w.advance(23 * time.Hour)
			_, first := w.sendText(ana, "welcome")
			ends := w.clock.Now().Add(life)
			price, conversation := w.told(first)
			if price != free || !strings.Contains(conversation, `"origin":{"type":"referral_conversion"}`) {
				t.Errorf("price %s, conversation %s", price, conversation)
			}
			var told struct {
				Expires int64 `json:"expiration_timestamp,string"`
			}
			if err := json.Unmarshal([]byte(conversation), &told); err != nil || ends.Sub(unix(told.Expires)).Abs() > time.Minute {
				t.Errorf("conversation %s (%v), want its end at %d", conversation, err, ends.Unix())
			}
			w.advance(life - time.Hour)
			if w.leaves("the window has closed long since") {
				t.Error("a text left through a closed window, free as it would have been")
			}
			w.customer(ana, tt.referral) // while the first is open
			price, again := w.told(w.post(`"to":"`+ana+`"`, utility))
			if price != free || again != conversation {
				t.Errorf("a template on the last day: price %s, conversation %s, want that of the answer", price, again)
			}
			w.advance(2 * time.Hour)
			if price, none := w.told(w.post(`"to":"`+ana+`"`, utility)); strings.Contains(price, "free") || none != "" {
				t.Errorf("after the last day: price %s, conversation %s", price, none)
			}
		})
	}
}

func TestReferralAnsweredLateIsNotFree(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.customer(ana, byAd)
	w.advance(23 * time.Hour)
	w.customer(ana, `{"type":"text","text":{"body":"hello?"}}`)
	w.advance(2 * time.Hour)
	_, id := w.sendText(ana, "sorry")
	if price, conversation := w.told(id); !strings.Contains(price, `"category":"service"`) || conversation != "" {
		t.Errorf("price %s, conversation %s", price, conversation)
	}
	w.customer(ana, byAd)
	_, id = w.sendText(ana, "at once")
	if price, _ := w.told(id); price != free {
		t.Errorf("a second ad answered at once: price %s", price)
	}
}

func TestFreeEntryPointSurvivesARestartAndAMerge(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.customer(ana, byAd)
	_, id := w.sendText(ana, "welcome")
	_, before := w.told(id)
	w.customer("34600000009", `{"type":"text","text":{"body":"new number"}}`)
	w.change(ana, "34600000009", "")
	for range 2 {
		w.until(func() bool { return w.poster.Pending() == 0 })
		w.stop()
		w.start()
	}
	_, id = w.sendText("34600000009", "still free")
	if price, conversation := w.told(id); price != free || conversation != before {
		t.Errorf("price %s, conversation %s, want %s", price, conversation, before)
	}
}

func TestFreeEntryPointOfTheNewNumberIsTheCustomers(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.customer(ana, `{"type":"text","text":{"body":"old number"}}`)
	w.customer("34600000009", byAd)
	w.change(ana, "34600000009", "")
	_, id := w.sendText("34600000009", "welcome")
	if price, _ := w.told(id); price != free {
		t.Errorf("price %s, want %s", price, free)
	}
}

func TestThousandServiceMessagesAMonthAreFree(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	if w.clock.Now().Before(serviceChargedFrom()) {
		w.advance(time.Until(serviceChargedFrom()) + time.Hour)
	}
	w.customer(ana, `{"type":"text","text":{"body":"hola"}}`)
	w.customer(ana, `{"group_id":"`+testGroup+`","type":"text","text":{"body":"hi"}}`)
	w.graph.mu.Lock()
	w.graph.state.service[month(w.graph.now())] = serviceFreeEachMonth - 2
	w.graph.mu.Unlock()
	in := w.customer(ana, `{"type":"text","text":{"body":"?"}}`)
	w.post(`"to":"`+ana+`"`, `"type":"reaction","reaction":{"message_id":"`+in+`","emoji":"👍"}`) // costs and counts nothing
	w.post(`"recipient_type":"group","to":"`+testGroup+`"`, `"type":"text","text":{"body":"shares the thousand"}`)
	for _, want := range []string{"free_customer_service", "regular"} {
		_, id := w.sendText(ana, "x")
		if price, _ := w.told(id); !strings.Contains(price, `"type":"`+want+`"`) {
			t.Errorf("price %s, want %s", price, want)
		}
	}
}
