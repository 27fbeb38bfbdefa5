package zendesk

import (
	"html"
	"strings"

	nethtml "golang.org/x/net/html"
)

// A comment has one text in three forms. Given as text, it stays to the letter
// and html_body is its escaped form; given as HTML, the text is derived.

const (
	richOpen  = `<div class="zd-comment" dir="auto">`
	richClose = `</div>`
)

// textToHTML is the html_body of a comment that was given as plain text.
func textToHTML(text string) string {
	lines := strings.Split(html.EscapeString(text), "\n")
	return richOpen + "<p>" + strings.Join(lines, "<br>") + "</p>" + richClose
}

// wrapHTML is the html_body of a comment that was given as HTML.
func wrapHTML(body string) string {
	if strings.Contains(body, `class="zd-comment"`) {
		return body
	}
	return richOpen + body + richClose
}

// htmlToText derives the body of a rich comment: tags gone, entities decoded,
// blocks on their own lines. What Zendesk does with tables and links in detail
// is unverified; this keeps the words and the line breaks.
func htmlToText(body string) string {
	var out strings.Builder
	tokens := nethtml.NewTokenizer(strings.NewReader(body))
	for {
		switch tokens.Next() {
		case nethtml.ErrorToken:
			return tidyText(out.String())
		case nethtml.TextToken:
			out.WriteString(strings.ReplaceAll(tokens.Token().Data, "\u00a0", " "))
		case nethtml.StartTagToken, nethtml.SelfClosingTagToken:
			openTag(&out, tokens.Token().Data)
		case nethtml.EndTagToken:
			closeTag(&out, tokens.Token().Data)
		}
	}
}

func openTag(out *strings.Builder, tag string) {
	switch tag {
	case "br":
		out.WriteString("\n")
	case "li":
		out.WriteString("\n- ")
	case "hr":
		out.WriteString("\n---\n")
	}
}

func closeTag(out *strings.Builder, tag string) {
	switch tag {
	case "p", "h1", "h2", "h3", "h4", "h5", "h6", "ul", "ol", "blockquote", "pre", "table":
		out.WriteString("\n\n")
	case "div", "tr":
		out.WriteString("\n")
	}
}

// tidyText ends the text where its words end and allows one blank line.
func tidyText(text string) string {
	for strings.Contains(text, "\n\n\n") {
		text = strings.ReplaceAll(text, "\n\n\n", "\n\n")
	}
	return strings.TrimSpace(text)
}

// looksRich tells an agent's HTML from text that merely holds "<": only tags
// that Zendesk's editor writes count.
func looksRich(body string) bool {
	tokens := nethtml.NewTokenizer(strings.NewReader(body))
	for {
		switch tokens.Next() {
		case nethtml.ErrorToken:
			return false
		case nethtml.StartTagToken, nethtml.SelfClosingTagToken, nethtml.EndTagToken:
			name, _ := tokens.TagName()
			if editorTag(string(name)) {
				return true
			}
		}
	}
}

func editorTag(name string) bool {
	switch name {
	case "p", "br", "b", "strong", "i", "em", "u", "s", "del", "a", "ul", "ol", "li", "div", "span", "code",
		"pre", "blockquote", "h1", "h2", "h3", "h4", "h5", "h6", "img", "hr", "table", "tr", "td":
		return true
	}
	return false
}
