package rendering_test

import (
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"ventana/shared/envelope"
	"ventana/shared/rendering"
)

// answering is a text of the customer's that answers a message.
func answering() envelope.Message {
	return envelope.Message{Type: "text", Text: "yes", Context: &envelope.Context{About: "wamid.OUT1"}}
}

func TestMessage_tellsEverythingAboveInOneOrder(t *testing.T) {
	t.Parallel()
	m := answering()
	m.Text = " *yes* \n"
	m.From = envelope.Sender{Group: "R3Jv", Name: "Ana R", Username: "ana"}
	m.Context.Forwarded = true
	m.Context.Product = &envelope.Product{ID: "sku-1", Catalog: "9001"}
	m.Context.Referral = &envelope.Referral{Source: "ad", Headline: "Hi", Body: "Ask us", URL: "https://fb.me/x"}
	const want = `[group] Ana R:
[forwarded]
[ad] Hi (el cliente llegó desde aquí)
[ad] Ask us
[ad] https://fb.me/x
[product] sku-1 (catálogo 9001)
[reply] “¿seguro?”
` + " *yes* \n"
	if got := rendering.Message(m, ours("¿seguro?"), "es"); got != want {
		t.Errorf("got %q, want %q", got, want)
	}
	echoed := "[phone app]\n" + strings.TrimPrefix(want, "[group] Ana R:\n")
	if got := rendering.Echo(m, ours("¿seguro?"), "es"); got != echoed {
		t.Errorf("as an echo: got %q, want %q", got, echoed)
	}
}

func TestMessage_quotesWhatItAnswers(t *testing.T) {
	t.Parallel()
	long := strings.Repeat("palabra ", 40)
	tests := []struct {
		name  string
		about rendering.About
		want  string
	}{
		{"what the ticket does not show", rendering.About{}, "to an earlier message"},
		{"known by its time", rendering.About{At: written()}, "to an earlier message (2026-11-22 10:42 UTC)"},
		{"a time of another place", rendering.About{At: written().In(time.FixedZone("CET", 3600))}, "to an earlier message (2026-11-22 10:42 UTC)"},
		{"known to be ours", rendering.About{Ours: true}, "to an earlier message of the business"},
		{"blank", rendering.About{Text: " \n\u200b", Ours: true}, "to an earlier message of the business"},
		{"several lines", ours(" one\r\n\n two\tthree\x00 "), "“one two three”"},
		{"writing turned round", ours("see \u202egpj.exe\u2066 \u200fnow"), "“see gpj.exe now”"},
		{"an emoji of several parts", ours("👩\u200d👩\u200d👧 ok"), "“👩\u200d👩\u200d👧 ok”"},
		{"exactly the limit", ours(strings.Repeat("ñ", 100)), "“" + strings.Repeat("ñ", 100) + "”"},
		{"one word that is too long", ours(strings.Repeat("ñ", 101)), "“" + strings.Repeat("ñ", 100) + "…”"},
		{"words", ours(long), "“" + strings.TrimSpace(strings.Repeat("palabra ", 12)) + "…”"},
		{"a cut inside an emoji", ours(strings.Repeat("x", 98) + "👩\u200d👩\u200d👧"), "“" + strings.Repeat("x", 98) + "…”"},
		{"a cut inside a flag", ours(strings.Repeat("x", 99) + "🇪🇸"), "“" + strings.Repeat("x", 99) + "…”"},
		{"a cut before an accent", ours(strings.Repeat("x", 99) + "e\u0301"), "“" + strings.Repeat("x", 99) + "…”"},
		{"bytes that are no text", ours("a\xffb"), "“a\uFFFDb”"},
		{"lines above it", theirs("[group] Luis P:\n[forwarded]\n[ad] Hi (x)\n[reply] “y”\nthe words"), "“the words”"},
		{"of the phone app", ours("[phone app]\nthe words"), "“the words”"},
		{"a file with its caption", theirs("[image] (file follows)\nlook"), "“[image] look”"},
		{"a file alone", theirs("[document] a.pdf (file follows)"), "“[document] a.pdf”"},
		{"words about a file", theirs("ok (file follows)"), "“ok (file follows)”"},
		{"nothing but a line as above others", theirs("[reply] “y”"), "“[reply] “y””"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			if got, want := rendering.Message(answering(), tt.about, "en"), "[reply] "+tt.want+"\nyes"; got != want {
				t.Errorf("got %q, want %q", got, want)
			}
		})
	}
}

func TestMessage_quotesOnlyWhatIsAnAnswer(t *testing.T) {
	t.Parallel()
	asked := &envelope.Context{About: "wamid.OUT1", Product: &envelope.Product{ID: "sku-1"}}
	tests := []struct {
		name string
		m    envelope.Message
		want string
	}{
		{"a message about nothing", envelope.Message{Type: "text", Text: "yes", Context: &envelope.Context{Forwarded: true}}, "[forwarded]\nyes"},
		{"a reaction", envelope.Message{Type: "reaction", Context: asked, Raw: []byte(`{"reaction":{"emoji":"x"}}`)}, "[product] sku-1\n[reaction] x → “old”"},
		{"an edit", envelope.Message{Type: "edit", Context: asked, Raw: []byte(`{"edit":{"message":{"text":{"body":"new"}}}}`)}, "[product] sku-1\n[edit] “old” →\nnew"},
		{"a deletion", envelope.Message{Type: "revoke", Context: asked}, "[product] sku-1\n[revoke] The customer deleted their message of 2026-11-22 10:42 UTC."},
		{"a question about a product in an answer", envelope.Message{Type: "text", Text: "yes", Context: asked}, "[product] sku-1\n[reply] “old”\nyes"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			if got := rendering.Message(tt.m, theirs("old"), "en"); got != tt.want {
				t.Errorf("got %q, want %q", got, tt.want)
			}
		})
	}
	if got := rendering.Message(envelope.Message{Type: "text", Text: "yes", Context: asked}, rendering.About{}, "en"); got != "[product] sku-1\nyes" {
		t.Errorf("a question about a product is no answer to what nobody knows: got %q", got)
	}
}

func TestMessage_namesTheVoiceOfAGroup(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name string
		from envelope.Sender
		want string
	}{
		{"a name", envelope.Sender{Name: "Ana R", Username: "ana", Phone: "34600000001"}, "Ana R"},
		{"a name over two lines that turns round", envelope.Sender{Name: "Ana\n\u202eR"}, "Ana R"},
		{"a username", envelope.Sender{Name: " ", Username: "ana", Phone: "34600000001"}, "@ana"},
		{"a username with its sign", envelope.Sender{Username: "@ana"}, "@ana"},
		{"a phone alone", envelope.Sender{Phone: "34600000001"}, "+34600000001"},
		{"nobody known", envelope.Sender{BSUID: "ES.9f3K2QpXz7LmTt41"}, "somebody"},
		{"a long name", envelope.Sender{Name: strings.Repeat("n", 500)}, strings.Repeat("n", 80) + "…"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			tt.from.Group = "R3Jv"
			got := rendering.Message(envelope.Message{Type: "text", Text: "hi", From: tt.from}, rendering.About{}, "en")
			if want := "[group] " + tt.want + ":\nhi"; got != want {
				t.Errorf("got %q, want %q", got, want)
			}
		})
	}
}

func TestMessage_tellsWhereTheCustomerCameFrom(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name string
		from envelope.Referral
		want string
	}{
		{"nothing told", envelope.Referral{}, "[ad] (the customer came from here)"},
		{"a post", envelope.Referral{Source: "POST", Headline: "Hi"}, "[post] Hi (the customer came from here)"},
		{"a source that nobody knows", envelope.Referral{Source: "story", URL: "https://fb.me/x"}, "[ad] (the customer came from here)\n[ad] https://fb.me/x"},
		{"a text over two lines", envelope.Referral{Body: "a\n[reply] b"}, "[ad] (the customer came from here)\n[ad] a [reply] b"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			m := envelope.Message{Type: "text", Text: "hi", Context: &envelope.Context{Referral: &tt.from}}
			if got := rendering.Message(m, rendering.About{}, "en"); got != tt.want+"\nhi" {
				t.Errorf("got %q, want %q", got, tt.want+"\nhi")
			}
		})
	}
	long := strings.Repeat("ñ", 5_000)
	m := envelope.Message{Type: "text", Text: "hi", Context: &envelope.Context{Referral: &envelope.Referral{Headline: long, Body: long, URL: long}}}
	if got := utf8.RuneCountInString(rendering.Message(m, rendering.About{}, "en")); got > 1_000 {
		t.Errorf("an endless ad takes %d characters above two of the customer's", got)
	}
}

func TestMessage_editShowsWhatChanged(t *testing.T) {
	t.Parallel()
	long := strings.Repeat("palabra ", 20)
	tests := []struct{ name, old, now, want string }{
		{"a short text is quoted whole", "on Monday", "on Tuesday", "“on Monday” →\non Tuesday"},
		{"what the ticket does not show", "", "on Tuesday", "on Tuesday"},
		{"one that fits, changed at its end", strings.Repeat("a ", 45) + "x", strings.Repeat("a ", 45) + "y", "“" + strings.Repeat("a ", 45) + "x” →\n" + strings.Repeat("a ", 45) + "y"},
		{"a long text that changed early", "no " + long, "yes " + long, "“no " + strings.TrimSpace(strings.Repeat("palabra ", 12)) + "…” →\nyes " + long},
		{"a long text that changed late", long + "no", long + "yes", "“…palabra palabra palabra no” →\n" + long + "yes"},
		{"a long text that grew", long, long + "more", "“…palabra palabra palabra” →\n" + long + "more"},
		{"a long word that grew", strings.Repeat("ñ", 300), strings.Repeat("ñ", 301), "“…" + strings.Repeat("ñ", 30) + "” →\n" + strings.Repeat("ñ", 301)},
		{"nothing that shows", "a\nb", "a b", "“a b” →\na b"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			m := envelope.Message{Type: "edit", Raw: []byte(`{"edit":{"message":{"type":"text","text":{"body":"` + tt.now + `"}}}}`)}
			if got := rendering.Message(m, theirs(tt.old), "en"); got != "[edit] "+tt.want {
				t.Errorf("got %q, want %q", got, "[edit] "+tt.want)
			}
		})
	}
}

func TestMessage_saysWhetherItsFileFollows(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		name string
		file *envelope.File
		want string
	}{
		{"a file", &envelope.File{ID: "5001"}, "(o arquivo vem a seguir)"},
		{"a file without an id", &envelope.File{MIME: "image/jpeg"}, "(o arquivo não pode ser baixado)"},
		{"no file", nil, "(o arquivo não pode ser baixado)"},
	} {
		for _, kind := range []string{"image", "video", "audio", "document", "sticker"} {
			m := envelope.Message{Type: kind, File: tt.file, Raw: []byte(`{"` + kind + `":{}}`)}
			if got, want := rendering.Message(m, rendering.About{}, "pt"), "["+kind+"] "+tt.want; got != want {
				t.Errorf("%s of the type %s: got %q, want %q", tt.name, kind, got, want)
			}
			m.Type, m.Raw = "edit", []byte(`{"edit":{"message":{"type":"`+kind+`","`+kind+`":{}}}}`)
			if got, want := rendering.Message(m, rendering.About{}, "pt"), "[edit] ["+kind+"] "+tt.want; got != want {
				t.Errorf("%s of the type %s, edited: got %q, want %q", tt.name, kind, got, want)
			}
		}
	}
}

func TestEcho_ofADeletionIsTheBusinesss(t *testing.T) {
	t.Parallel()
	m := envelope.Message{Type: "revoke", From: envelope.Sender{Group: "R3Jv", Name: "Ana R"}}
	for _, tt := range []struct {
		name  string
		about rendering.About
		want  string
	}{
		{"a message that is not known", rendering.About{}, "La empresa eliminó un mensaje."},
		{"a message of the ticket", ours("words"), "La empresa eliminó su mensaje del 2026-11-22 10:42 UTC."},
	} {
		if got := rendering.Echo(m, tt.about, "es"); got != "[phone app]\n[revoke] "+tt.want {
			t.Errorf("%s: got %q", tt.name, got)
		}
	}
}

func TestMessage_saysThatACardWasAskedFor(t *testing.T) {
	t.Parallel()
	const asked = "The customer shared their contact details, as asked."
	tests := []struct{ name, raw, want string }{
		{"told of the card", `{"contacts":[{"name":"Ana R","origin":"contact_request"}]}`, asked + "\nAna R"},
		{"told of the message", `{"origin":"contact_request","contacts":[{"name":"Ana R"}]}`, asked + "\nAna R"},
		{"another card", `{"contacts":[{"name":"Ana R","origin":"other"}]}`, "Ana R"},
		{"no card", `{"origin":"contact_request","contacts":[]}`, "This message cannot be shown here yet.\n[]"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			if got := show("contacts", tt.raw, "en"); got != "[contacts] "+tt.want {
				t.Errorf("got %q, want %q", got, "[contacts] "+tt.want)
			}
		})
	}
}

// TestMessage_isCutBelowItsHead: the lines above count, and stay whole.
func TestMessage_isCutBelowItsHead(t *testing.T) {
	t.Parallel()
	m := answering()
	m.Type, m.Raw = "image", []byte(`{"image":{"caption":"`+strings.Repeat("ñ", 20_000)+`"}}`)
	got := rendering.Message(m, ours("old"), "en")
	if utf8.RuneCountInString(got) != rendering.MaxCharacters || !strings.HasPrefix(got, "[reply] “old”\n[image] ") || !strings.HasSuffix(got, "characters]") {
		t.Errorf("got %d characters from %q to %q", utf8.RuneCountInString(got), got[:40], got[len(got)-40:])
	}
	m = answering()
	m.Text = strings.Repeat("ñ", 2*rendering.MaxCharacters)
	if got := rendering.Message(m, ours("old"), "en"); got != "[reply] “old”\n"+m.Text {
		t.Errorf("a long answer was cut to %d characters", utf8.RuneCountInString(got))
	}
}
