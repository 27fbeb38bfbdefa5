package cloudapi

import (
	"strings"
	"testing"

	"ventana/shared/delivery"
	"ventana/shared/envelope"
)

// mixed holds two people's messages and a status in one value, written as nobody
// would who encodes JSON anew.
const mixed = `{"object":"whatsapp_business_account","entry":[{"id":"200000000000001","time":1795300000,"changes":[{"field":"messages","value":{` +
	`"messaging_product":"whatsapp","metadata":{"display_phone_number":"34900000001","phone_number_id":"100000000000001"},"later":{"a":[1, 2]},` +
	`"contacts":[{"profile":{"name":"Ana <a&b>"},"wa_id":"34600000001","user_id":"ES.a"},{"profile":{"name":"Luis"},"wa_id":"34600000002","user_id":"ES.b"}],` +
	`"messages":[{"from":"34600000001","from_user_id":"ES.a","id":"m1","timestamp":"1795300000","type":"text","text":{"body":"\u00a1hola <ana>!"}},` +
	`{"from":"34600000002","id":"m2","timestamp":"1795300001","type":"text","text":{"body":"adi\u00f3s"}}],` +
	`"statuses":[{"id":"s1","status":"read","timestamp":"1795300002","recipient_id":"34600000002"}]}}]}]}`

func TestCut_eachEventKeepsItsOrigin(t *testing.T) {
	t.Parallel()
	frame := func(rest string) string {
		return `{"object":"whatsapp_business_account","entry":[{"id":"200000000000001","time":1795300000,"changes":[{"value":{` +
			`"messaging_product":"whatsapp","metadata":{"display_phone_number":"34900000001","phone_number_id":"100000000000001"},"later":{"a":[1, 2]},` +
			rest + `},"field":"messages"}]}]}`
	}
	want := []string{
		frame(`"contacts":[{"profile":{"name":"Ana <a&b>"},"wa_id":"34600000001","user_id":"ES.a"}],` +
			`"messages":[{"from":"34600000001","from_user_id":"ES.a","id":"m1","timestamp":"1795300000","type":"text","text":{"body":"\u00a1hola <ana>!"}}]`),
		frame(`"contacts":[{"profile":{"name":"Luis"},"wa_id":"34600000002","user_id":"ES.b"}],` +
			`"messages":[{"from":"34600000002","id":"m2","timestamp":"1795300001","type":"text","text":{"body":"adi\u00f3s"}}]`),
		frame(`"contacts":[{"profile":{"name":"Luis"},"wa_id":"34600000002","user_id":"ES.b"}],` +
			`"statuses":[{"id":"s1","status":"read","timestamp":"1795300002","recipient_id":"34600000002"}]`),
	}
	list := cut(t, mixed)
	if len(list) != len(want) {
		t.Fatalf("got %v", summary(list))
	}
	for i, e := range list {
		if e.Origin != want[i] {
			t.Errorf("%s\n got %s\nwant %s", e.Kind, e.Origin, want[i])
		}
		encoded, err := envelope.Encode(e)
		if err != nil {
			t.Fatal(err)
		}
		if back, err := envelope.Decode(encoded); err != nil || back.Origin != want[i] {
			t.Errorf("a queue changed the origin: %v\n%s", err, back.Origin)
		}
	}
}

// TestCut_originIsTheSameEvent: cut again, an origin gives the same event in the
// same order's group, and nothing else.
func TestCut_originIsTheSameEvent(t *testing.T) {
	t.Parallel()
	bodies := []string{mixed}
	for _, e := range cut(t, mixed) {
		bodies = append(bodies, e.Origin)
	}
	for _, body := range bodies {
		for _, e := range cut(t, body) {
			again := Cut(delivery.Delivery{Connection: "whatsapp", Body: []byte(e.Origin), At: arrival})
			if len(again) != 1 || again[0].Group != e.Group || again[0].Dedup != e.Dedup || again[0].Origin != e.Origin {
				t.Errorf("got %v from the origin of a %s", summary(again), e.Kind)
			}
		}
	}
}

func TestCut_originOfNoticesAndOfWhatNobodyCanRead(t *testing.T) {
	t.Parallel()
	notice := cut(t, `{"object":"whatsapp_business_account","entry":[{"id":"2","changes":[{"field":"history","value":{"a":1}}]}]}`)
	if want := `{"object":"whatsapp_business_account","entry":[{"id":"2","changes":[{"value":{"a":1},"field":"history"}]}]}`; notice[0].Origin != want {
		t.Errorf("got %s, want %s", notice[0].Origin, want)
	}
	unreadable := cut(t, value(`"messages":[{"from":"34600000001","id":"","type":"text"}]`))
	if !strings.Contains(unreadable[0].Origin, `"messages":[{"from":"34600000001","id":"","type":"text"}]`) {
		t.Errorf("got %s", unreadable[0].Origin)
	}
	if broken := cut(t, `no json`); broken[0].Origin != "" {
		t.Errorf("got %s of what is no delivery", broken[0].Origin)
	}
}

// TestCut_eventTooLargeForItsOriginStaysReadable: what a queue takes once, and not
// twice, still stands in its ticket.
func TestCut_eventTooLargeForItsOriginStaysReadable(t *testing.T) {
	t.Parallel()
	for _, size := range []int{100 << 10, 400 << 10} {
		list := cut(t, value(`"messages":[{"from":"34600000001","id":"m","timestamp":"1795300000","type":"order","order":"`+strings.Repeat("a", size)+`"}]`))
		if len(list) != 1 || list[0].Kind != envelope.KindMessage || (list[0].Origin != "") != (size < maxOrigin) {
			t.Errorf("%d bytes: got %v with an origin of %d", size, summary(list), len(list[0].Origin))
		}
	}
	// Escaped, each of these is six times as long, and twice that is too much.
	tight := cut(t, value(`"messages":[{"from":"34600000001","id":"m","timestamp":"1795300000","type":"order","order":"`+strings.Repeat("<", 120<<10)+`"}]`))
	if len(tight) != 1 || tight[0].Kind != envelope.KindMessage || tight[0].Origin != "" {
		t.Errorf("got %v with an origin of %d, want a message without", summary(tight), len(tight[0].Origin))
	}
}
