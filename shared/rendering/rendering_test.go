package rendering_test

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"
	"unicode/utf8"

	"ventana/shared/envelope"
	"ventana/shared/rendering"
)

func languages() []string { return []string{"en", "es", "pt"} }

// types are all that an inbound message can be, but text.
func types() []string {
	return []string{
		"image", "video", "audio", "document", "sticker", "location", "contacts", "interactive", "button",
		"reaction", "order", "system", "unsupported", "edit", "revoke", "request_welcome",
	}
}

func show(kind, raw, language string) string {
	return rendering.Message(envelope.Message{Type: kind, Raw: json.RawMessage(raw)}, rendering.About{}, language)
}

func TestMessage_textStaysToTheLetter(t *testing.T) {
	t.Parallel()
	const text = "  [image] *bold* <b>&amp;</b>\n\n📦\u200f \t "
	for _, raw := range []string{"", `{"type":"text","text":{"body":"another"}}`, "{"} {
		for _, context := range []*envelope.Context{nil, {}, {Product: &envelope.Product{}}} {
			got := rendering.Message(envelope.Message{Type: "text", Text: text, Context: context, Raw: json.RawMessage(raw)}, theirs("other"), "es")
			if got != text {
				t.Errorf("got %q, want %q", got, text)
			}
		}
	}
	long := strings.Repeat("ñ", 3*rendering.MaxCharacters)
	if got := rendering.Message(envelope.Message{Type: "text", Text: long}, rendering.About{}, "en"); got != long {
		t.Errorf("a long text was cut to %d characters", utf8.RuneCountInString(got))
	}
}

func TestMessage_withoutItsObjectIsNeverInvisible(t *testing.T) {
	t.Parallel()
	said := map[string]string{
		"revoke":          "The customer deleted a message.",
		"request_welcome": "The customer opened the chat and has not written yet.",
		"unsupported":     "WhatsApp does not hand over this kind of message.",
	}
	for _, kind := range append(types(), "hologram", "unknown") {
		want := "[" + kind + "] This message cannot be shown here yet."
		if other, ok := said[kind]; ok {
			want = "[" + kind + "] " + other
		}
		for _, raw := range []string{"", "null", "{}", `{"type":"x","id":"wamid.IN1","from":null}`, `{"` + kind + `":null}`} {
			if got := show(kind, raw, "en"); got != want {
				t.Errorf("%s of %q: got %q, want %q", kind, raw, got, want)
			}
		}
	}
}

func TestMessage_ofAnotherShapeKeepsItsWords(t *testing.T) {
	t.Parallel()
	shapes := []string{
		`"my words"`, `["my words"]`, `[["my words"]]`, `{"zzz":"my words"}`, `{"type":"zzz","zzz":"my words"}`,
		`{"zzz":{"zzz":["my words"]}}`, `[{"caption":"my words"}]`,
	}
	// A file is whole without a name and a caption, a revoke without anything.
	known := map[string]bool{"image": true, "video": true, "audio": true, "document": true, "sticker": true}
	for _, kind := range append(types(), "hologram") {
		for _, shape := range shapes {
			if kind == "revoke" || known[kind] && strings.HasPrefix(shape, "{") {
				continue
			}
			got := show(kind, `{"type":"`+kind+`","`+kind+`":`+shape+`}`, "en")
			if !strings.HasPrefix(got, "["+kind+"] ") || !strings.Contains(got, "my words") {
				t.Errorf("%s of %s: got %q", kind, shape, got)
			}
		}
	}
}

func TestMessage_isCut(t *testing.T) {
	t.Parallel()
	long := strings.Repeat("ñ📦", 8_000)
	const limit = rendering.MaxCharacters
	tests := []struct {
		name, kind, raw string
		atMost          int
		end             string
	}{
		{"a long caption", "image", `{"image":{"caption":"` + long + `"}}`, limit, "\n[cut: a message is shown up to 10000 characters]"},
		{"a long form", "interactive", `{"interactive":{"type":"nfm_reply","nfm_reply":{"response_json":"{\"a\":\"` + long + `\"}"}}}`, limit, "10000 characters]"},
		{"a long list of contacts", "contacts", `{"contacts":[` + strings.Repeat(`"`+strings.Repeat("x", 99)+`",`, 400) + `"y"]}`, limit, "10000 characters]"},
		{"a large unknown object", "hologram", `{"hologram":{"a":"` + long + `"}}`, 2_000 + 60, "…"},
		{"many unknown members", "hologram", `{` + strings.Repeat(`"a":"`+strings.Repeat("ñ", 99)+`",`, 99) + `"b":1}`, 2_000 + 60, "…"},
		{"a broken object", "hologram", `{"hologram":"` + long, 2_000 + 60, "…"},
		{"a long type", strings.Repeat("ñ", 20_000), `{}`, 80 + 60, "yet."},
		{"many errors", "image", `{"image":{},"errors":[` + strings.Repeat("1,", 400_000) + `1]}`, 100, "(WhatsApp error: 1, 1, 1, 1, 1, …)"},
		{"a long file name", "document", `{"document":{"filename":"` + long + `","caption":"mine"}}`, 255 + 60, "\nmine"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			got := show(tt.kind, tt.raw, "en")
			if count := utf8.RuneCountInString(got); count > tt.atMost || !utf8.ValidString(got) || !strings.HasSuffix(got, tt.end) {
				t.Errorf("got %d characters, valid %t, ending in %q, want at most %d ending in %q",
					count, utf8.ValidString(got), got[max(0, len(got)-60):], tt.atMost, tt.end)
			}
		})
	}
}

func TestMessage_atTheLimitIsWhole(t *testing.T) {
	t.Parallel()
	head := show("image", `{"image":{}}`, "en") + "\n"
	room := rendering.MaxCharacters - utf8.RuneCountInString(head)
	for _, tt := range []struct {
		size  int
		whole bool
	}{{room, true}, {room + 1, false}} {
		caption := strings.Repeat("ñ", tt.size)
		got := show("image", `{"image":{"caption":"`+caption+`"}}`, "en")
		if (got == head+caption) != tt.whole || utf8.RuneCountInString(got) != rendering.MaxCharacters {
			t.Errorf("a caption of %d characters: got %d characters, whole %t", tt.size, utf8.RuneCountInString(got), got == head+caption)
		}
	}
}

func TestMessage_languages(t *testing.T) {
	t.Parallel()
	const raw = `{"type":"revoke","revoke":{}}`
	tests := []struct{ language, want string }{
		{"en", "[revoke] The customer deleted a message."},
		{"es", "[revoke] El cliente eliminó un mensaje."},
		{"es-MX", "[revoke] El cliente eliminó un mensaje."},
		{"pt_BR", "[revoke] O cliente apagou uma mensagem."},
		{"PT", "[revoke] O cliente apagou uma mensagem."},
		{"", "[revoke] The customer deleted a message."},
		{"ja", "[revoke] The customer deleted a message."},
	}
	for _, tt := range tests {
		if got := show("revoke", raw, tt.language); got != tt.want {
			t.Errorf("%q: got %q, want %q", tt.language, got, tt.want)
		}
	}
}

func TestMessage_coordinates(t *testing.T) {
	t.Parallel()
	const link = "[location] https://www.google.com/maps?q="
	tests := []struct{ name, latitude, longitude, want string }{
		{"numbers", `40.4168`, `-3.7038`, link + "40.4168,-3.7038"},
		{"strings", `"40.4168"`, `"-3.7038"`, link + "40.4168,-3.7038"},
		{"the null island", `0`, `0.0`, link + "0,0"},
		{"the edges", `-90`, `180`, link + "-90,180"},
		{"an exponent", `4.04e1`, `1e-7`, link + "40.4,0.0000001"},
		{"a place that is not on Earth", `90.1`, `0`, "[location] 90.1, 0"},
		{"no numbers", `"NaN"`, `"Inf"`, "[location] NaN, Inf"},
		{"something else in the link's place", `"1&x=<b>"`, `2`, "[location] 1&x=<b>, 2"},
		{"half of it", `40.4168`, `null`, "[location] 40.4168"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			if got := show("location", fmt.Sprintf(`{"location":{"latitude":%s,"longitude":%s}}`, tt.latitude, tt.longitude), "en"); got != tt.want {
				t.Errorf("got %q, want %q", got, tt.want)
			}
		})
	}
}
