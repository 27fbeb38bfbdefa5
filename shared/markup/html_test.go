package markup

import (
	"html"
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"
)

func TestFromHTML(t *testing.T) {
	t.Parallel()
	tests := []struct{ name, source, want string }{
		{"plain text passes", "Hello", "Hello"},
		{"nothing gives nothing", "", ""},
		{"empty blocks give nothing", "<div><p>&nbsp;</p><br></div>", ""},
		{"a helpdesk comment", `<div class="zd-comment" dir="auto"><p dir="auto">Hola Ana,</p><p dir="auto">Su pedido <strong>4471</strong> sale hoy.</p></div>`, "Hola Ana,\n\nSu pedido *4471* sale hoy."},

		{"bold", "<b>a</b> <strong>b</strong>", "*a b*"},
		{"italic", "<i>a</i>, <em>b</em>", "_a_, _b_"},
		{"strike-through", "<s>a</s>, <del>b</del>, <strike>c</strike>", "~a~, ~b~, ~c~"},
		{"code", "run <code>make test</code> now", "run `make test` now"},
		{"nothing is formatted in code", "<code>a <b>b</b> *c* d_e_</code>", "`a b *c* d_e_`"},
		{"preformatted lines keep their spaces and their marker", "<pre>if x {\n  y\n}</pre>", "```if x {```\n  ```y```\n```}```"},
		{"code inside preformatted text is one marker", "<pre><code>x</code></pre>", "```x```"},
		{"nested styles", "<b>a <i>b <s>c</s></i></b>", "*a _b ~c~_*"},
		{"the longer run goes outside", "<i>see <b>this</b> now</i>", "_see *this* now_"},
		{"styles that cross", "<b>x <i>y</b> z</i>", "*x _y_* _z_"},
		{"the same style twice is once", "<b>a <strong>b</strong> c</b>", "*a b c*"},
		{"an underline has no marker", "<u>a</u>", "a"},

		{"a marker hugs its text", "a<b> b </b>c", "a *b* c"},
		{"a marker of blanks disappears", "a<b> </b>c<i></i>", "a c"},
		{"a marker never crosses a line", "<b>a<br>b</b>", "*a*\n*b*"},
		{"a marker never crosses a paragraph", "<b><p>a</p><p>b</p></b>", "*a*\n\n*b*"},
		{"no marker inside a word", "un<b>believ</b>able", "unbelievable"},
		{"no marker beside an accent", "e\u0301<b>x</b>", "e\u0301x"},
		{"a marker beside punctuation", "(<b>x</b>)!", "(*x*)!"},
		{"a marker beside an emoji", "❤️<b>x</b>🎉", "❤️*x*🎉"},
		{"text that is its own marker", "<b>*</b> <i>_x_</i>", "* _\u200dx_"},
		{"code with its own marker", "<code>a`b</code>", "a`b"},

		{"literals that do not pair stay", "5 * 3 * 2, snake_case_name, a~b", "5 * 3 * 2, snake_case_name, a~b"},
		{"literals that pair are kept apart", "*a* _b_ ~c~ `d`", "*\u200da* _\u200db_ ~\u200dc~ `\u200dd`"},
		{"literals on two lines do not pair", "*a<br>b*", "*a\nb*"},
		{"a literal would pair with ours", "*note <b>x</b>", "*\u200dnote *x*"},
		{"a literal would end ours", "<b>a* b</b>", "*a\u200d* b*"},
		{"a literal in an address stays", "https://e.com/_a_/*b* _c_", "https://e.com/_a_/*b* _\u200dc_"},
		{"a literal in a mail address stays", "_a_@e.com", "_a_@e.com"},

		{"a link with another text", `<a href="https://e.com/x?a=1&amp;b=2">our page</a>.`, "our page (https://e.com/x?a=1&b=2)."},
		{"a link that is its text", `<a href="https://e.com/x">https://e.com/x</a>`, "https://e.com/x"},
		{"a link whose text is short for it", `<a href="https://www.e.com/">e.com</a>`, "https://www.e.com/"},
		{"a link to a mailbox", `<a href="mailto:a@e.com?subject=x">a@e.com</a> or <a href="mailto:a@e.com">write</a>`, "a@e.com or write (a@e.com)"},
		{"a link to a phone", `<a href="tel:+34600000001">call</a>`, "call (+34600000001)"},
		{"a bold link", `<b><a href="https://e.com">page</a></b>`, "*page* (https://e.com)"},
		{"a bold address has no marker", `<b>see https://e.com now</b>`, "*see* https://e.com *now*"},
		{"a script is no address", `<a href="java&#10;script:alert(1)">x</a>`, "x"},
		{"a place in the page is no address", `<a href="#top">up</a>`, "up"},
		{"a link that shows nothing", `<a href="https://t.example/p"><img src="x"></a>a`, "a"},
		{"a link around an image", `<a href="https://e.com"><img alt="Shop"></a>`, "Shop (https://e.com)"},

		{"a list", "<p>Todo:</p><ul><li>one</li><li>two</li></ul><p>end</p>", "Todo:\n\n- one\n- two\n\nend"},
		{"a numbered list", "<ol><li>one</li><li>two</li></ol>", "1. one\n2. two"},
		{"a numbered list from three", `<ol start="3"><li>one</li><li>two</li></ol>`, "3. one\n4. two"},
		{"nested lists", "<ul><li>a<ol><li>b</li><li>c</li></ol></li><li>d</li></ul>", "- a\n  1. b\n  2. c\n- d"},
		{"paragraphs in items are set close", "<ul><li><p>a</p><p>b</p></li><li><p>c</p></li></ul>", "- a\n  b\n- c"},
		{"a second line in an item", "<ol><li>a<br>b</li></ol>", "1. a\n   b"},
		{"an item of only a list", "<ul><li><ul><li>a</li></ul></li></ul>", "  - a"[2:]},
		{"an empty item", "<ul><li></li><li>a</li></ul>", "- a"},
		{"a quotation", "<blockquote><p>a</p><p>b<br>c</p></blockquote>d", "> a\n\n> b\n> c\n\nd"},
		{"a quotation in a quotation", "<blockquote>a<blockquote>b</blockquote></blockquote>", "> a\n\n> > b"},
		{"a list in a quotation", "<blockquote><ul><li>a</li></ul></blockquote>", "> - a"},
		{"headings are paragraphs", "<h1>T</h1><h2>U</h2>x", "T\n\nU\n\nx"},
		{"a table", "<table><thead><tr><th>A</th><th>B</th></tr></thead><tbody><tr><td><p>1</p></td><td></td><td>3</td></tr></tbody></table>", "A | B\n1 | 3"},
		{"a rule", "a<hr>b", "a\n\nb"},

		{"white space collapses", " a \n\t b ", "a b"},
		{"hard spaces become spaces", "a&nbsp;b&nbsp;&nbsp;c", "a b  c"},
		{"one blank line at most", "a<br><br><br><br>b<p></p><p></p>c", "a\n\nb\n\nc"},
		{"divisions are lines", "<div>a</div><div>b</div>", "a\nb"},
		{"a division of a break is a blank line", "<div>a</div><div><br></div><div>b</div>", "a\n\nb"},
		{"a break at a paragraph's end", "<p>a<br></p><p>b</p>", "a\n\nb"},
		{"line separators are lines", "a\u2028b", "a\nb"},
		{"entities", "&lt;b&gt; &amp; &eacute; &#128512; &copy;", "<b> & é 😀 ©"},
		{"entities once", "&amp;lt;", "&lt;"},
		{"zero-width things are dropped", "a\u200bb\ufeff\u00adc\u2060", "abc"},
		{"emoji of several parts stay", "👩\u200d👩\u200d👧\u200d👦 🇪🇸 👍🏽 ❤️ 1️⃣", "👩\u200d👩\u200d👧\u200d👦 🇪🇸 👍🏽 ❤️ 1️⃣"},
		{"right-to-left stays", "\u200fمرحبا <b>بك</b>\u200e می\u200cخواهم", "\u200fمرحبا *بك*\u200e می\u200cخواهم"},

		{"an image gives its text", `a <img src="x" alt="graph of May"> b`, "a graph of May b"},
		{"an image without text", `a<img src="x">b`, "ab"},
		{"a tracking pixel", `a<img width="1" height="1" alt="t" src="x">`, "a"},
		{"scripts, styles and heads", "<head><title>t</title></head><style>p{}</style>a<script>x()</script><noscript>n</noscript>", "a"},
		{"hidden parts", `a<span style="display: none">x</span><p hidden>y</p><ul><li style="DISPLAY:NONE">z</li></ul>`, "a"},
		{"comments", "a<!-- x -->b", "ab"},
		{"a signature that is marked", `<p>a</p><div class="signature"><p>Bob, Acme</p></div>`, "a"},
		{"a class that only sounds like it", `<p class="signature-request">a</p>`, "a"},
		{"quoted history that is marked", `a<div class="x gmail_quote">old</div>`, "a"},
		{"unknown elements show their text", "<x-y>a</x-y>", "a"},
		{"broken HTML", "<p>a<b>b<p>c</i></div>d", "ab\n\n*cd*"},
		{"control characters", "a\x00b\x07c", "abc"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			if got := FromHTML(tt.source); got != tt.want {
				t.Errorf("FromHTML(%s)\n got %q\nwant %q", tt.source, got, tt.want)
			}
		})
	}
}

func TestFromHTMLKeepsDeepText(t *testing.T) {
	t.Parallel()
	source := strings.Repeat("<div><b>", 5000) + "deep" + strings.Repeat("</b></div>", 5000) + "<script>x</script> end"
	got := FromHTML(source)
	if !strings.Contains(got, "deep") || !strings.Contains(got, "end") || strings.Contains(got, "x") {
		t.Errorf("got %q", got)
	}
}

func FuzzFromHTML(f *testing.F) {
	for _, seed := range []string{
		"<p>a <b>b</b></p>", "<ul><li>a<ol><li>b", "*a* <b>b*</b>", "<pre> a\n\n\n b</pre>", `<a href="https://e.com">x</a>`,
		"<b>x <i>y</b> z</i>", "<table><tr><td><p>a<td>b", "\u200d*\u0301", "<blockquote>a<br><br><br>b", "<code>`</code>~~~",
	} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, source string) {
		got := FromHTML(source)
		if !utf8.ValidString(got) {
			t.Errorf("%q: not UTF-8", got)
		}
		if strings.Contains(got, "\n\n\n") || strings.TrimSpace(got) != got {
			t.Errorf("%q: too many newlines, or not trimmed", got)
		}
		// Without any tag a text keeps all its visible characters.
		plain := FromHTML(html.EscapeString(source))
		if want, got := visibleOnly(source), visibleOnly(plain); want != got {
			t.Errorf("text %q became %q", want, got)
		}
	})
}

// visibleOnly drops white space, joiners and what is never shown.
func visibleOnly(text string) string {
	text = dropInvisible(strings.ToValidUTF8(text, "\uFFFD"))
	return strings.Map(func(r rune) rune {
		if unicode.IsSpace(r) || r == joiner {
			return -1
		}
		return r
	}, text)
}
