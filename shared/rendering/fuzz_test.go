package rendering_test

import (
	"encoding/json"
	"strings"
	"testing"
	"unicode/utf8"

	"ventana/shared/envelope"
	"ventana/shared/rendering"
)

// FuzzMessage: whatever comes, the rendering is a text that begins with a type
// and is the same the second time.
func FuzzMessage(f *testing.F) {
	for _, s := range append(sheet(), broken()...) {
		m := read(f, s)
		f.Add(m.Type, []byte(m.Raw), s.about.Text, "es")
	}
	f.Add("", []byte(nil), "\x00\n", "")
	f.Add("\xff\n", []byte("{\"\xff\":\"\xff\"}"), "\xff\n\u202e", "pt")
	f.Add("hologram", []byte(strings.Repeat("[", 20_000)), strings.Repeat("[reply] \n", 9_000), "en")
	f.Fuzz(func(t *testing.T, kind string, raw []byte, about, language string) {
		if kind == "text" {
			return
		}
		show := func() string {
			m := envelope.Message{
				Type: kind, Raw: raw, From: envelope.Sender{Group: about, Name: about},
				Context: &envelope.Context{About: about, Referral: &envelope.Referral{Headline: about, Body: about, URL: about}},
			}
			return rendering.Message(m, theirs(about), language)
		}
		got := show()
		if !strings.HasPrefix(got, "[") || !utf8.ValidString(got) || strings.ContainsRune(got, 0) {
			t.Errorf("%q of %q is shown as %q", kind, raw, got)
		}
		if utf8.RuneCountInString(got) > rendering.MaxCharacters {
			t.Errorf("%q of %q has %d characters", kind, raw, utf8.RuneCountInString(got))
		}
		if again := show(); again != got {
			t.Errorf("%q of %q is shown as %q, then as %q", kind, raw, got, again)
		}
	})
}

// FuzzMessage_words: the customer's own words stand there to the letter,
// wherever the customer wrote them.
func FuzzMessage_words(f *testing.F) {
	for _, words := range []string{"llegó rota", " a\n\n b\t", "*x* <b> &amp; \\ \"", "null", "{}", "[]", "5", "\u202e📦\u2028", "\\u0041"} {
		f.Add(words)
	}
	f.Fuzz(func(t *testing.T, words string) {
		if words == "" || len(words) > 2_000 || !utf8.ValidString(words) || strings.ContainsRune(words, 0) {
			return
		}
		quoted, err := json.Marshal(words)
		if err != nil {
			t.Fatal(err)
		}
		for kind, around := range map[string]string{
			"image":       `{"image":{"caption":§}}`,
			"location":    `{"location":{"name":§}}`,
			"contacts":    `{"contacts":[{"name":{"formatted_name":§}}]}`,
			"interactive": `{"interactive":{"type":"button_reply","button_reply":{"title":§}}}`,
			"button":      `{"button":{"text":§}}`,
			"reaction":    `{"reaction":{"emoji":§}}`,
			"order":       `{"order":{"text":§}}`,
			"system":      `{"system":{"body":§}}`,
			"edit":        `{"edit":{"message":{"type":"text","text":{"body":§}}}}`,
		} {
			if got := show(kind, strings.Replace(around, "§", string(quoted), 1), "en"); !strings.HasSuffix(got, words) {
				t.Errorf("%s of %q is shown as %q", kind, words, got)
			}
		}
	})
}
