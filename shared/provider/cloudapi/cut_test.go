package cloudapi

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"ventana/shared/delivery"
	"ventana/shared/envelope"
)

// value is a delivery of one change of the field "messages".
func value(members string) string {
	return `{"object":"whatsapp_business_account","entry":[{"id":"2","changes":[{"field":"messages","value":{` +
		`"metadata":{"phone_number_id":"100000000000001"},` + members + `}}]}]}`
}

func cut(t *testing.T, body string) []envelope.Envelope {
	t.Helper()
	list := Cut(delivery.Delivery{Connection: "whatsapp", Body: []byte(body), At: arrival})
	for _, e := range list {
		checkEncodable(t, e)
	}
	return list
}

func checkEncodable(t *testing.T, e envelope.Envelope) {
	t.Helper()
	encoded, err := envelope.Encode(e)
	if err != nil {
		t.Fatalf("encode %s: %v", e.Kind, err)
	}
	if len(encoded) > envelope.MaxBytes {
		t.Fatalf("%s envelope of %d bytes, a queue takes %d", e.Kind, len(encoded), envelope.MaxBytes)
	}
}

// summary names each envelope in a word or two.
func summary(list []envelope.Envelope) []string {
	var words []string
	for _, e := range list {
		switch e.Kind {
		case envelope.KindMessage, envelope.KindEcho, envelope.KindCall:
			words = append(words, string(e.Kind)+" "+e.Message.ID)
		case envelope.KindStatus:
			words = append(words, "status "+e.Status.State)
		case envelope.KindNotice:
			words = append(words, "notice "+strings.TrimSpace(e.Notice.Field+" "+e.Notice.Event))
		default:
			words = append(words, "unreadable "+e.Unreadable.Reason)
		}
	}
	return words
}

const good = `{"from":"34600000001","from_user_id":"ES.a","id":"ok","timestamp":"1795300000","type":"text","text":{"body":"hi"}}`

func TestCutKeepsNeighbours(t *testing.T) {
	t.Parallel()
	const at = "unreadable entry[0].changes[0].value."
	tests := []struct {
		name, member, why string
	}{
		{"a message that is a string", `"boo"`, "not an object"},
		{"a message that is null", `null`, "not an object"},
		{"a message without id", `{"from":"1","timestamp":"1","type":"image"}`, "id: missing"},
		{"a message whose id is an object", `{"from":"1","id":{},"timestamp":"1","type":"image"}`, "id: missing"},
		{"a message of nobody", `{"id":"x","timestamp":"1795300000","type":"image"}`, "nobody to answer: neither a phone nor a user id"},
		{"a message with a BSUID in the phone's place", `{"id":"x","from":"ES.abc","timestamp":"1795300000","type":"image"}`, "nobody to answer: neither a phone nor a user id"},
		{"a message at a garbage time", `{"from":"1","id":"x","timestamp":"soon","type":"image"}`, "timestamp: not Unix seconds"},
		{"a message at an empty time", `{"from":"1","id":"x","timestamp":"","type":"image"}`, "timestamp: not Unix seconds"},
		{"a message in the year 58861", `{"from":"1","id":"x","timestamp":1795300000000,"type":"image"}`, "timestamp: not Unix seconds"},
		{"a message before time", `{"from":"1","id":"x","timestamp":"-5","type":"image"}`, "timestamp: not Unix seconds"},
		{"a text without text", `{"from":"1","id":"x","timestamp":"1795300000","type":"text"}`, "text.body: missing"},
		{"a text whose body is a number", `{"from":"1","id":"x","timestamp":"1795300000","type":"text","text":{"body":5}}`, "text.body: missing"},
		{"a text whose object is a string", `{"from":"1","id":"x","timestamp":"1795300000","type":"text","text":"hi"}`, "text.body: missing"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			got := cut(t, value(`"messages":[`+good+`,`+tt.member+`,`+good+`]`))
			want := []string{"message ok", at + "messages[1]: " + tt.why, "message ok"}
			if diff := cmp.Diff(want, summary(got)); diff != "" {
				t.Fatalf("(-want +got):\n%s", diff)
			}
			if string(got[1].Unreadable.Head) != tt.member {
				t.Errorf("head is %q, want %q", got[1].Unreadable.Head, tt.member)
			}
			if got[1].Group == got[0].Group || got[1].Group == "" {
				t.Errorf("an unreadable member shares the group %q", got[1].Group)
			}
		})
	}
}

func TestCutStructure(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name, body string
		want       []string
	}{
		{"no JSON", `{"object":`, []string{"unreadable body: not JSON"}},
		{"nothing", ``, []string{"unreadable body: not JSON"}},
		{"no object", `[1]`, []string{"unreadable body: not an object"}},
		{"null", `null`, []string{"unreadable body: not an object"}},
		{"another object", `{"object":"page","entry":[]}`, []string{`unreadable object: "page" is not whatsapp_business_account`}},
		{"no entry", `{}`, []string{"unreadable entry: not an array"}},
		{"an empty delivery", `{"object":"whatsapp_business_account","entry":[]}`, nil},
		{"a broken entry", `{"entry":[5,{"changes":[{"field":"flows","value":{"event":"X"}}]}]}`, []string{"unreadable entry[0]: not an object", "notice flows X"}},
		{"an entry without changes", `{"entry":[{"id":"2"}]}`, []string{"unreadable entry[0].changes: not an array"}},
		{"a broken change", `{"entry":[{"changes":["x",{"field":"flows","value":{}}]}]}`, []string{"unreadable entry[0].changes[0]: not an object", "notice flows"}},
		{"a change without field", `{"entry":[{"changes":[{"value":{}}]}]}`, []string{"unreadable entry[0].changes[0].field: missing"}},
		{"a value that is no object", `{"entry":[{"changes":[{"field":"messages","value":[]}]}]}`, []string{"unreadable entry[0].changes[0].value: not an object"}},
		{"messages that are no array", value(`"messages":{},"statuses":[{"id":"s","status":"sent","timestamp":1795300000}]`), []string{"unreadable entry[0].changes[0].value.messages: not an array", "status sent"}},
		{"messages that are null", value(`"messages":null,"errors":[{"code":131031}]`), []string{"notice messages error"}},
		{"a value of another thing", value(`"user_actions":[{"action_type":"landing_page_view"}]`), []string{"notice messages landing_page_view"}},
		{"all three at once", value(`"errors":[{"code":1},7],"statuses":[{"id":"s","status":"hovering","timestamp":"1795300000"}],"messages":[` + good + `]`), []string{"message ok", "status hovering", "notice messages error", "notice messages error"}},
		{"a number that is missing", strings.Replace(value(`"messages":[`+good+`],"statuses":[{"id":"s","status":"sent"}]`), "phone_number_id", "x", 1), []string{"unreadable entry[0].changes[0].value.messages[0]: metadata.phone_number_id: missing", "unreadable entry[0].changes[0].value.statuses[0]: metadata.phone_number_id: missing"}},
		{"broken statuses", value(`"statuses":[1,{"status":"sent"},{"id":"s"},{"id":"s","status":"sent","timestamp":[]},{"id":"s","status":"read","timestamp":"1795300000"}]`), []string{
			"unreadable entry[0].changes[0].value.statuses[0]: not an object", "unreadable entry[0].changes[0].value.statuses[1]: id: missing",
			"unreadable entry[0].changes[0].value.statuses[2]: status: missing", "unreadable entry[0].changes[0].value.statuses[3]: timestamp: not Unix seconds", "status read",
		}},
		{"echoes of nobody", `{"entry":[{"changes":[{"field":"smb_message_echoes","value":{"metadata":{"phone_number_id":"1"},"message_echoes":[7,{"id":"x"},{"id":"y","to":"34600000001","timestamp":"1","type":"image"}]}}]}]}`, []string{
			"unreadable entry[0].changes[0].value.message_echoes[0]: not an object", "unreadable entry[0].changes[0].value.message_echoes[1]: nobody to answer: neither a phone nor a user id", "echo y",
		}},
		{"echoes without any", `{"entry":[{"changes":[{"field":"smb_message_echoes","value":{"errors":[{"code":1}]}},{"field":"smb_message_echoes","value":{}}]}]}`, []string{"notice smb_message_echoes error", "notice smb_message_echoes"}},
		{"a customer's messages among echoes", `{"entry":[{"changes":[{"field":"smb_message_echoes","value":{"messages":[` + good + `]}}]}]}`, []string{"notice smb_message_echoes"}},
		{"an echo among messages", value(`"message_echoes":[{"id":"y","to":"34600000001","timestamp":"1","type":"image"}]`), []string{"notice messages"}},
		{"choices, one of them broken", `{"entry":[{"changes":[{"field":"user_preferences","value":{"user_preferences":[7,{"value":"stop"},{"wa_id":"34600000001","value":"resume","timestamp":1795300000},{"wa_id":"34600000001","timestamp":"x"}]}}]}]}`, []string{
			"unreadable entry[0].changes[0].value.user_preferences[0]: not an object", "unreadable entry[0].changes[0].value.user_preferences[1]: nobody to answer: neither a phone nor a user id",
			"notice user_preferences resume", "unreadable entry[0].changes[0].value.user_preferences[3]: timestamp: not Unix seconds",
		}},
		{"choices that are no list", `{"entry":[{"changes":[{"field":"user_preferences","value":{"user_preferences":{"value":"stop"}}}]}]}`, []string{"notice user_preferences stop"}},
		{"a hand-over's summary", value(`"conversation_context":{"type":"summary","summary":{"text":"leak"}}`), []string{"notice messages summary"}},
		{"history's messages", `{"entry":[{"changes":[{"field":"history","value":{"messages":[` + good + `]}}]}]}`, []string{"notice history"}},
		{"standby's messages", `{"entry":[{"changes":[{"field":"standby","value":{"messages":[` + good + `]}}]}]}`, []string{"notice standby"}},
		{"an unknown field with an odd value", `{"entry":[{"changes":[{"field":"zeppelin","value":7},{"field":"airship"}]}]}`, []string{"notice zeppelin", "notice airship"}},
		{"an event that is no string", `{"entry":[{"changes":[{"field":"flows","value":{"event":{"a":1}}}]}]}`, []string{"notice flows"}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			if diff := cmp.Diff(tt.want, summary(cut(t, tt.body))); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
		})
	}
}

func TestCutContent(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name, message string
		check         func(m *envelope.Message) bool
	}{
		{"NUL is removed from a text", `"type":"text","text":{"body":"a\u0000b"}`, func(m *envelope.Message) bool { return m.Text == "ab" && m.Raw == nil }},
		{"a text of NUL keeps its object", `"type":"text","text":{"body":"\u0000"}`, func(m *envelope.Message) bool { return m.Text == "" && len(m.Raw) > 0 }},
		{"space and marks of a text stay", `"type":"text","text":{"body":" *a*\r\n\u200f "}`, func(m *envelope.Message) bool { return m.Text == " *a*\r\n\u200f " }},
		{"half a surrogate pair becomes U+FFFD", `"type":"text","text":{"body":"\ud83d!"}`, func(m *envelope.Message) bool { return m.Text == "\uFFFD!" }},
		{"a missing type is unknown", `"x":1`, func(m *envelope.Message) bool { return m.Type == "unknown" && len(m.Raw) > 0 }},
		{"a type that is a number is unknown", `"type":5`, func(m *envelope.Message) bool { return m.Type == "unknown" }},
		{"an unknown type keeps its name", `"type":"hologram"`, func(m *envelope.Message) bool { return m.Type == "hologram" && len(m.Raw) > 0 }},
		{"a time may be a number", `"type":"image","timestamp":1795300009`, func(m *envelope.Message) bool { return m.At.Equal(unix(1795300009)) }},
		{"without a time it is the arrival", `"type":"image","timestamp":null`, func(m *envelope.Message) bool { return m.At.Equal(arrival.Truncate(time.Second)) }},
		{"an id may be a number", `"type":"image","id":77`, func(m *envelope.Message) bool { return m.ID == "77" }},
		{"broken UTF-8 in a raw object is mended", "\"type\":\"image\",\"image\":{\"caption\":\"\xff\"}", func(m *envelope.Message) bool { return strings.Contains(string(m.Raw), "\uFFFD") }},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			got := cut(t, value(`"messages":[{"from":"34600000001","id":"ok","timestamp":"1795300000",`+tt.message+`}]`))
			if len(got) != 1 || got[0].Message == nil || !tt.check(got[0].Message) {
				t.Errorf("got %s: %+v", summary(got), got[0].Message)
			}
		})
	}
}

func TestCutStatus(t *testing.T) {
	t.Parallel()
	price := &envelope.Pricing{Billable: true, Model: "PMP", Type: "regular", Category: "utility"}
	const priceText = `"pricing":{"billable":true,"pricing_model":"PMP","type":"regular","category":"utility"}`
	tests := []struct {
		name, status string
		code, marker string
		price        *envelope.Pricing
		thread       *envelope.Thread
	}{
		{"a code may be a string", `"errors":[{"code":"131026"}]`, "131026", "", nil, nil},
		{"the first code counts", `"errors":[{"code":131047},{"code":1}]`, "131047", "", nil, nil},
		{"an error without code", `"errors":[{"title":"x"}]`, "", "", nil, nil},
		{"errors that are no array", `"errors":{"code":1}`, "", "", nil, nil},
		{"a code that is a text is not passed on", `"errors":[{"code":"call +34 600"}]`, "unreadable", "", nil, nil},
		{"a marker", `"biz_opaque_callback_data":"k=1;ü"`, "", "k=1;ü", nil, nil},
		{"a price beside the state", priceText, "", "", price, nil},
		{"a price inside the conversation", `"conversation":{"id":"c",` + priceText + `}`, "", "", price, &envelope.Thread{ID: "c"}},
		{"a price that cannot be read", `"pricing":"free"`, "", "", nil, nil},
		{"a free entry point", `"conversation":{"id":"c","expiration_timestamp":"1795559499","origin":{"type":"referral_conversion"}}`, "", "", nil,
			&envelope.Thread{ID: "c", Origin: "referral_conversion", ExpiresAt: unix(1795559499)}},
		{"an end that is a number", `"conversation":{"expiration_timestamp":1795559499}`, "", "", nil, &envelope.Thread{ExpiresAt: unix(1795559499)}},
		{"an end that is none", `"conversation":{"id":"c","expiration_timestamp":"soon","origin":7}`, "", "", nil, &envelope.Thread{ID: "c"}},
		{"an empty conversation", `"conversation":{}`, "", "", nil, nil},
		{"a conversation that cannot be read", `"conversation":["c"]`, "", "", nil, nil},
		{"a payment", `"type":"payment","payment":{"reference_id":"r1","amount":{"value":1500,"offset":100},"currency":"INR"}`, "", "", nil, nil},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			got := cut(t, value(`"statuses":[{"id":"s1","status":"failed","timestamp":"1795300000",`+tt.status+`}]`))
			want := &envelope.Status{Number: numberOne, ID: "s1", State: "failed", At: unix(1795300000), Marker: tt.marker, ErrorCode: tt.code, Pricing: tt.price, Thread: tt.thread}
			if len(got) != 1 || got[0].Group != "" || got[0].Dedup != "" {
				t.Fatalf("got %v with group %q", summary(got), got[0].Group)
			}
			if diff := cmp.Diff(want, got[0].Status); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
		})
	}
}

func TestCutSizes(t *testing.T) {
	t.Parallel()
	long := func(n int, s string) string { return strings.Repeat(s, n) }
	message := func(body string) string {
		return `{"from":"34600000001","id":"x","timestamp":"1795300000","type":"text","text":{"body":"` + body + `"}}`
	}
	const tooLarge = "unreadable entry[0].changes[0]: message larger than a queue takes"
	tests := []struct {
		name, body string
		want       []string
	}{
		{"a large text passes", value(`"messages":[` + message(long(1_000_000, "a")) + `]`), []string{"message x"}},
		{"a text larger than a queue", value(`"messages":[` + message(long(1_100_000, "a")) + `,` + good + `]`), []string{tooLarge, "message ok"}},
		{"a text that grows when encoded", value(`"messages":[` + message(long(200_000, "<")) + `]`), []string{tooLarge}},
		{"a name that grows with its message", value(`"contacts":[{"wa_id":"34600000001","profile":{"name":"` + long(600_000, "<") + `"}}],"messages":[` + good + `]`), []string{tooLarge}},
		{"a large value of a notice is capped", `{"entry":[{"changes":[{"field":"flows","value":"` + long(2_000_000, "<") + `"}]}]}`, []string{"notice flows"}},
		{"an identity of its contact that is larger than a queue", value(`"contacts":[{"wa_id":"34600000001","user_id":"` + long(1_100_000, "a") + `"}],"messages":[{"from":"34600000001","id":"x","type":"image"},` + good + `]`), []string{tooLarge, "message ok"}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			got := cut(t, tt.body)
			if diff := cmp.Diff(tt.want, summary(got)); diff != "" {
				t.Fatalf("(-want +got):\n%s", diff)
			}
			if u := got[0].Unreadable; u != nil && (len(u.Head) == 0 || len(u.Head) > envelope.MaxUnreadableBytes || len(u.SHA256) != 64) {
				t.Errorf("head of %d bytes, digest %q", len(u.Head), u.SHA256)
			}
		})
	}
}

func TestCappedNoticeStaysJSON(t *testing.T) {
	t.Parallel()
	raw := `"` + strings.Repeat("ñ", MaxNoticeBytes) + `"`
	var got struct {
		Truncated bool
		Size      int
		Head      string
	}
	if err := json.Unmarshal(capped(json.RawMessage(raw)), &got); err != nil {
		t.Fatal(err)
	}
	if !got.Truncated || got.Size != len(raw) || !strings.HasPrefix(got.Head, `"ññ`) {
		t.Errorf("got truncated %t, size %d", got.Truncated, got.Size)
	}
}

func TestCutIsStable(t *testing.T) {
	t.Parallel()
	body := value(`"messages":[` + good + `]`)
	one, two := cut(t, body), cut(t, body)
	if diff := cmp.Diff(one, two); diff != "" {
		t.Errorf("the same bytes cut differently (-one +two):\n%s", diff)
	}
	if want := envelope.Digest("message", numberOne, "ok"); one[0].Dedup != want {
		t.Errorf("dedup is %q, want %q", one[0].Dedup, want)
	}
}

// batchOf is a delivery of count texts with their contacts, padded to size bytes.
func batchOf(count, size int) []byte {
	var messages, contacts []string
	pad := strings.Repeat("ñandú ", max(size/count-330, 0)/8)
	for i := range count {
		contacts = append(contacts, fmt.Sprintf(`{"profile":{"name":"Ana %d","username":"ana.%d"},"wa_id":"346%08d","user_id":"ES.a%d"}`, i, i, i, i))
		messages = append(messages, fmt.Sprintf(`{"from":"346%08d","from_user_id":"ES.a%d","id":"wamid.%d","timestamp":"1795300000","type":"text","text":{"body":"%s"}}`, i, i, i, pad))
	}
	return []byte(value(`"contacts":[` + strings.Join(contacts, ",") + `],"messages":[` + strings.Join(messages, ",") + `]`))
}

func TestCutLargestDelivery(t *testing.T) {
	t.Parallel()
	body := batchOf(1000, 3<<20)
	if len(body) < 2_800_000 || len(body) > 3<<20 {
		t.Fatalf("the delivery has %d bytes, want nearly 3 MB", len(body))
	}
	list := cut(t, string(body))
	if len(list) != 1000 {
		t.Fatalf("%d envelopes, want 1000", len(list))
	}
	for i, e := range list {
		if want := fmt.Sprintf("wamid.%d", i); e.Kind != envelope.KindMessage || e.Message.ID != want || e.Message.From.Name != fmt.Sprintf("Ana %d", i) {
			t.Fatalf("envelope %d is %s", i, summary(list[i:i+1]))
		}
	}
}

func BenchmarkCutThousand(b *testing.B) {
	body := batchOf(1000, 3<<20)
	d := delivery.Delivery{Connection: "whatsapp", Body: body, At: arrival}
	b.SetBytes(int64(len(body)))
	b.ReportAllocs()
	for b.Loop() {
		if got := len(Cut(d)); got != 1000 {
			b.Fatalf("%d envelopes", got)
		}
	}
}

func FuzzCut(f *testing.F) {
	f.Add([]byte(value(`"messages":[` + good + `,5]`)))
	f.Add([]byte(value(`"statuses":[{"id":"s","status":"sent","timestamp":1,"errors":[{"code":"x"}]}]`)))
	f.Add([]byte(`{"entry":[{"changes":[{"field":"f","value":[]}]}]}`))
	f.Add([]byte("{\"entry\":[\"\xff\"]}"))
	for _, body := range samples(f) {
		f.Add(body)
	}
	f.Fuzz(func(t *testing.T, body []byte) {
		for _, e := range cut(t, string(body)) {
			encoded, err := envelope.Encode(e)
			if err != nil {
				t.Fatal(err)
			}
			if _, err := envelope.Decode(encoded); err != nil {
				t.Errorf("%s does not survive the queue: %v", e.Kind, err)
			}
			checkShape(t, e)
		}
	})
}

// checkShape holds what is true of every envelope, whatever was sent.
func checkShape(t *testing.T, e envelope.Envelope) {
	t.Helper()
	ordered := e.Kind == envelope.KindMessage || e.Kind == envelope.KindEcho || e.Kind == envelope.KindCall || e.Kind == envelope.KindUnreadable
	if ordered != (e.Group != "") || ordered != (e.Dedup != "") {
		t.Errorf("%s with group %q and dedup %q", e.Kind, e.Group, e.Dedup)
	}
	if e.Message != nil {
		if from := e.Message.From; from.BSUID == "" && from.ParentBSUID == "" && from.Phone == "" {
			t.Error("a message of nobody")
		}
		if f := e.Message.File; f != nil && (f.ID == "" || len(f.SHA256) != 0 && len(f.SHA256) != 64) {
			t.Errorf("file %+v", f)
		}
		if c := e.Message.Context; c != nil && *c == (envelope.Context{}) {
			t.Error("a context of nothing")
		}
	}
	if n := e.Notice; n != nil {
		if _, serious := Serious(*n); serious && n.Field == "" {
			t.Error("a serious notice about nothing")
		}
		if known := fields()[n.Field]; len(n.Raw) > 0 && !known.raw && n.Event != eventError && n.Field != preferencesField {
			t.Errorf("field %q keeps %s", n.Field, n.Raw)
		}
	}
}
