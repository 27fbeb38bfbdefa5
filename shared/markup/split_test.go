package markup

import (
	"fmt"
	"math/rand/v2"
	"regexp"
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"
)

func TestSplit(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name, text string
		limit      int
		want       []string
	}{
		{"blank text has no parts", " \n ", 40, nil},
		{"text that fits is not touched", " a\n", 40, []string{" a\n"}},
		{"text of exactly the limit fits", strings.Repeat("ñ", 40), 40, []string{strings.Repeat("ñ", 40)}},
		{"between paragraphs first", "First one. It is short.\n\nSecond one. And more text.", 40,
			[]string{"(1/2) First one. It is short.", "(2/2) Second one. And more text."}},
		{"then between lines", "First one. It is short.\nSecond one. And more text.", 40,
			[]string{"(1/2) First one. It is short.", "(2/2) Second one. And more text."}},
		{"then between sentences", "First one is short. Second one has more of it.", 40,
			[]string{"(1/2) First one is short.", "(2/2) Second one has more of it."}},
		{"then between words", "one two three four five six seven eight nine", 40,
			[]string{"(1/2) one two three four five six seven", "(2/2) eight nine"}},
		{"inside a word last", strings.Repeat("x", 41), 40,
			[]string{"(1/2) " + strings.Repeat("x", 34), "(2/2) " + strings.Repeat("x", 7)}},
		{"a paragraph too short for a part of its own is passed over", "Hi\n\none two three four five six seven eight nine", 40,
			[]string{"(1/2) Hi\n\none two three four five six", "(2/2) seven eight nine"}},
		{"a sentence may end with a quotation mark", "He said “it is good.” Then he went away again", 40,
			[]string{"(1/2) He said “it is good.”", "(2/2) Then he went away again"}},
		{"the number of an item ends no sentence", "one two three four 1. five six seven eight", 40,
			[]string{"(1/2) one two three four 1. five six", "(2/2) seven eight"}},
		{"languages without spaces have sentences", strings.Repeat("谢", 20) + "。" + strings.Repeat("好", 25), 40,
			[]string{"(1/2) " + strings.Repeat("谢", 20) + "。", "(2/2) " + strings.Repeat("好", 25)}},
		{"a span is gone round", "one two three four *five six seven eight nine*", 40,
			[]string{"(1/2) one two three four", "(2/2) *five six seven eight nine*"}},
		{"a span too long is closed and begun again", "*one two three four five six seven eight nine*", 40,
			[]string{"(1/2) *one two three four five six*", "(2/2) *seven eight nine*"}},
		{"spans in spans are closed in their order", "*_one two three four five six seven eight_ nine*", 40,
			[]string{"(1/2) *_one two three four five six_*", "(2/2) *_seven eight_ nine*"}},
		{"preformatted text keeps its marker", "```one two three four five six seven eight```", 40,
			[]string{"(1/2) ```one two three four five six```", "(2/2) ```seven eight```"}},
		{"a long word in a span", "*" + strings.Repeat("x", 40) + "*", 40,
			[]string{"(1/2) *" + strings.Repeat("x", 32) + "*", "(2/2) *" + strings.Repeat("x", 8) + "*"}},
		{"literal markers are no span", "2*3 one two three four five * six seven eight", 40,
			[]string{"(1/2) 2*3 one two three four five * six", "(2/2) seven eight"}},
		{"a limit too small is raised", strings.Repeat("x", 33), 1,
			[]string{"(1/2) " + strings.Repeat("x", 26), "(2/2) " + strings.Repeat("x", 7)}},
		{"an emoji stays whole", strings.Repeat("x", 33) + "👩‍👩‍👧‍👦" + strings.Repeat("y", 5), 40,
			[]string{"(1/2) " + strings.Repeat("x", 33), "(2/2) 👩‍👩‍👧‍👦" + strings.Repeat("y", 5)}},
		{"a flag stays whole", strings.Repeat("x", 31) + "🇪🇸🇵🇹" + strings.Repeat("y", 6), 40,
			[]string{"(1/2) " + strings.Repeat("x", 31) + "🇪🇸", "(2/2) 🇵🇹" + strings.Repeat("y", 6)}},
		{"an accent stays with its letter", strings.Repeat("x", 33) + "e\u0301" + strings.Repeat("y", 8), 40,
			[]string{"(1/2) " + strings.Repeat("x", 33), "(2/2) e\u0301" + strings.Repeat("y", 8)}},
		{"a skin tone stays with its hand", strings.Repeat("x", 33) + "👍🏽" + strings.Repeat("y", 8), 40,
			[]string{"(1/2) " + strings.Repeat("x", 33), "(2/2) 👍🏽" + strings.Repeat("y", 8)}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			got := Split(tt.text, tt.limit)
			if diff := cmp.Diff(tt.want, got); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
			checkParts(t, tt.text, tt.limit, got)
		})
	}
}

func TestSplitNumbersManyParts(t *testing.T) {
	t.Parallel()
	text := strings.Repeat("palabra ", 2000)
	parts := Split(text, 100)
	if len(parts) < 100 {
		t.Fatalf("%d parts, want more than 99", len(parts))
	}
	for i, part := range parts {
		if prefix := fmt.Sprintf("(%d/%d) ", i+1, len(parts)); !strings.HasPrefix(part, prefix) {
			t.Fatalf("part %q does not begin with %q", part, prefix)
		}
	}
	checkParts(t, text, 100, parts)
}

func TestSplitWhatsAppLimit(t *testing.T) {
	t.Parallel()
	text := strings.Repeat("Una frase como otra. ", 600) // 12,600 characters
	parts := Split(text, 4096)
	if len(parts) != 4 {
		t.Errorf("%d parts, want 4", len(parts))
	}
	checkParts(t, text, 4096, parts)
}

var number = regexp.MustCompile(`^\(\d+/\d+\) `)

// checkParts holds the properties of every result.
func checkParts(t *testing.T, text string, limit int, parts []string) {
	t.Helper()
	limit = max(limit, MinPart)
	var joined strings.Builder
	for i, part := range parts {
		if size := utf8.RuneCountInString(part); size > limit {
			t.Errorf("part %d has %d characters, more than %d: %q", i, size, limit, part)
		}
		if !utf8.ValidString(part) || strings.TrimSpace(part) == "" {
			t.Errorf("part %d is %q", i, part)
		}
		if len(parts) > 1 {
			if !number.MatchString(part) {
				t.Errorf("part %d has no number: %q", i, part)
			}
			part = number.ReplaceAllString(part, "")
		}
		joined.WriteString(part)
	}
	// Markers may be doubled at a cut, so they are left out of the comparison.
	if want, got := substance(text), substance(joined.String()); want != got {
		t.Errorf("parts hold\n%q\nwant\n%q", got, want)
	}
}

func substance(text string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsSpace(r) || strings.ContainsRune(markers, r) {
			return -1
		}
		return r
	}, strings.ToValidUTF8(text, "\uFFFD"))
}

// TestSplitRandomText cuts texts made of the pieces that are hard to cut.
func TestSplitRandomText(t *testing.T) {
	t.Parallel()
	pieces := []string{
		"word", " ", "  ", "\n", "\n\n", ". ", "! ", "*bold text*", "_it al ic_", "~a b~", "`c d`", "```e f```", "*_x y_ z*",
		"👩‍👩‍👧‍👦", "🇪🇸", "❤️", "e\u0301", "한", "谢谢。", "https://e.com/a_b", "*", "_", "\u00a0", "مرحبا",
	}
	random := rand.New(rand.NewPCG(1, 2))
	for range 300 {
		var text strings.Builder
		for range 20 + random.IntN(120) {
			text.WriteString(pieces[random.IntN(len(pieces))])
		}
		limit := 32 + random.IntN(150)
		parts := Split(text.String(), limit)
		checkParts(t, text.String(), limit, parts)
		for i, part := range parts[min(1, len(parts)):] {
			if first, _ := utf8.DecodeRuneInString(strings.TrimLeft(number.ReplaceAllString(part, ""), markers)); extends(first) {
				t.Errorf("part %d begins inside a character: %q", i+1, part)
			}
		}
	}
}

func FuzzSplit(f *testing.F) {
	f.Add("*one two three four five six seven eight nine ten*", 32)
	f.Add(strings.Repeat("👩‍👩‍👧‍👦", 20), 40)
	f.Add(strings.Repeat("*", 200), 33)
	f.Add(strings.Repeat("a\u0301\u0301", 90), 50)
	f.Add("\xff\xfe "+strings.Repeat("x_y_ ", 30), 0)
	f.Fuzz(func(t *testing.T, text string, limit int) {
		if len(text) > 20_000 || limit > 10_000 {
			t.Skip("longer texts only take longer")
		}
		checkParts(t, text, limit, Split(text, limit))
	})
}
