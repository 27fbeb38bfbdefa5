package graph

import (
	"encoding/json"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// Every type of the reference goes out as it was given, with identity, id and
// time filled in, and is shown on the phone.
func TestEveryTypeOfMessageIsSentOnDemand(t *testing.T) {
	t.Parallel()
	const context = `"context":{"from":"34911000001","id":"wamid.OUT1"},`
	tests := []struct{ name, message, text, quotes string }{
		{"text", `{"type":"text","text":{"body":"hola"}}`, "hola", ""},
		{"image", `{"type":"image","image":{"id":"1","mime_type":"image/jpeg","sha256":"b64","url":"https://x.test","caption":"c"}}`, "c", ""},
		{"voice note", `{"type":"audio","audio":{"id":"2","mime_type":"audio/ogg; codecs=opus","sha256":"b64","url":"https://x.test","voice":true}}`, "", ""},
		{"video", `{"type":"video","video":{"id":"3","mime_type":"video/mp4","sha256":"b64","url":"https://x.test"}}`, "", ""},
		{"document", `{"type":"document","document":{"id":"4","mime_type":"application/pdf","sha256":"b64","url":"https://x.test","filename":"a.pdf","caption":"d"}}`, "d", ""},
		{"sticker", `{"type":"sticker","sticker":{"id":"5","mime_type":"image/webp","sha256":"b64","url":"https://x.test","animated":false}}`, "", ""},
		{"location", `{"type":"location","location":{"latitude":40.4168,"longitude":-3.7038,"name":"Sol"}}`, "Sol", ""},
		{"contacts", `{"type":"contacts","contacts":[{"name":{"formatted_name":"Luis P"},"phones":[{"phone":"+34 600 000 002"}]}]}`, "", ""},
		{"button reply", `{` + context + `"type":"interactive","interactive":{"type":"button_reply","button_reply":{"id":"y","title":"Yes"}}}`, "Yes", "wamid.OUT1"},
		{"list reply", `{` + context + `"type":"interactive","interactive":{"type":"list_reply","list_reply":{"id":"r","title":"Billing","description":"x"}}}`, "Billing", "wamid.OUT1"},
		{"flow reply", `{` + context + `"type":"interactive","interactive":{"type":"nfm_reply","nfm_reply":{"name":"flow","body":"Sent","response_json":"{\"a\":1}"}}}`, "Sent", "wamid.OUT1"},
		{"call permission", `{` + context + `"type":"interactive","interactive":{"type":"call_permission_reply","call_permission_reply":{"response":"accept"}}}`, "", "wamid.OUT1"},
		{"button of a template", `{` + context + `"type":"button","button":{"payload":"P","text":"Cancel"}}`, "Cancel", "wamid.OUT1"},
		{"reaction", `{"type":"reaction","reaction":{"message_id":"wamid.OUT1","emoji":"❤️"}}`, "❤️", "wamid.OUT1"},
		{"reaction removed", `{"type":"reaction","reaction":{"message_id":"wamid.OUT1"}}`, "", "wamid.OUT1"},
		{"order", `{"type":"order","order":{"catalog_id":"9001","text":"please","product_items":[{"item_price":7.5}]}}`, "please", ""},
		{"unsupported", `{"type":"unsupported","unsupported":{"type":"poll"},"errors":[{"code":131060}]}`, "", ""},
		{"edit", `{"type":"edit","edit":{"original_message_id":"wamid.IN0","message":{"context":{"id":"M0"},"type":"text","text":{"body":"corrected"}}}}`, "corrected", "wamid.IN0"},
		{"revoke", `{"type":"revoke","revoke":{"original_message_id":"wamid.IN0"}}`, "", "wamid.IN0"},
		{"request welcome", `{"type":"request_welcome"}`, "", ""},
		{"reply", `{` + context + `"type":"text","text":{"body":"yes"}}`, "yes", "wamid.OUT1"},
		{"forwarded", `{"context":{"forwarded":true},"type":"text","text":{"body":"f"}}`, "f", ""},
		{"forwarded often", `{"context":{"frequently_forwarded":true},"type":"text","text":{"body":"f"}}`, "f", ""},
		{"product", `{"context":{"id":"wamid.OUT1","referred_product":{"catalog_id":"9001","product_retailer_id":"sku-1"}},"type":"text","text":{"body":"this?"}}`, "this?", "wamid.OUT1"},
		{"ad", `{"referral":{"source_type":"ad","source_id":"1200001","headline":"Hi","ctwa_clid":"Afk"},"type":"text","text":{"body":"info"}}`, "info", ""},
		{"group", `{"group_id":"R3JvdXA=","type":"text","text":{"body":"hi all"}}`, "hi all", ""},
		{"a type of the future", `{"type":"hologram","hologram":{"depth":[1,2.50]}}`, "", ""},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			w := newWorld(t)
			id := w.customer(ana, tt.message)
			got := w.wait(1)[0]
			var sent, want map[string]any
			if err := json.Unmarshal(got.value.Messages[0], &sent); err != nil {
				t.Fatal(err)
			}
			if err := json.Unmarshal([]byte(tt.message), &want); err != nil {
				t.Fatal(err)
			}
			want["from"], want["from_user_id"], want["id"] = ana, w.graph.Customers()[0].UserID, id
			want["timestamp"] = sent["timestamp"]
			if diff := cmp.Diff(want, sent); diff != "" || sent["timestamp"] == nil {
				t.Errorf("webhook (-given +sent):\n%s", diff)
			}
			if len(got.value.Contacts) != 1 {
				t.Errorf("contacts: %s", got.body)
			}
			if shown := w.bubble(ana, id); shown.Text != tt.text || shown.Quotes != tt.quotes {
				t.Errorf("the phone shows %+v", shown)
			}
		})
	}
}

func TestReplyNamesWhoWroteTheQuotedMessage(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	own := w.customer(ana, `{"type":"text","text":{"body":"hola"}}`)
	_, ours := w.sendText(ana, "buenas")
	for _, tt := range []struct{ quoted, from string }{{ours, `"34911000001"`}, {own, `"` + ana + `"`}, {"wamid.unknown", ""}} {
		id := w.customer(ana, `{"context":{"id":"`+tt.quoted+`"},"type":"text","text":{"body":"yes"}}`)
		want := `"context":{"id":"` + tt.quoted + `"}`
		if tt.from != "" {
			want = `"context":{"from":` + tt.from + `,"id":"` + tt.quoted + `"}`
		}
		w.until(func() bool { return strings.Contains(w.bodies(), id) })
		if !strings.Contains(w.bodies(), want) {
			t.Errorf("no webhook with %s: %s", want, w.bodies())
		}
		if w.bubble(ana, id).Quotes != tt.quoted {
			t.Errorf("the phone shows %+v", w.bubble(ana, id))
		}
	}
}

func TestUnsupportedWithoutErrorsIsGivenMetas(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.customer(ana, `{"type":"unsupported","unsupported":{"type":"poll"}}`)
	if got := w.wait(1)[0].body; !strings.Contains(got, `"code":131051`) || !strings.Contains(got, "Message type unknown") {
		t.Errorf("webhook %s", got)
	}
}

func TestPhoneShowsMoreThanWordsWhereThereIsMore(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	id := w.customer(ana, `{"type":"location","location":{"latitude":1,"longitude":2}}`)
	if got := string(w.bubble(ana, id).Object); got != `{"latitude":1,"longitude":2}` {
		t.Errorf("place: %s", got)
	}
	const buttons = `{"type":"button","body":{"text":"?"},"action":{"buttons":[{"type":"reply","reply":{"id":"y","title":"Yes"}}]}}`
	id = w.post(`"to":"`+ana+`"`, `"type":"interactive","interactive":`+buttons)
	if got := string(w.bubble(ana, id).Object); got != buttons {
		t.Errorf("buttons: %s", got)
	}
}

// bodies are all webhooks so far.
func (w *world) bodies() string {
	var all strings.Builder
	for _, got := range w.receiver.all() {
		all.WriteString(strings.ReplaceAll(got.body, `\/`, `/`) + "\n")
	}
	return all.String()
}
