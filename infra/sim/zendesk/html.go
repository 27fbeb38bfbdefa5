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

// tabWidth is how many spaces a tab becomes, since HTML has no tabs.
const tabWidth = 4

// textToHTML is the html_body of a comment that was given as plain text.
func textToHTML(text string) string {
	lines := strings.Split(html.EscapeString(text), "\n")
	for i, line := range lines {
		lines[i] = keepSpaces(line)
	}
	return richOpen + "<p>" + strings.Join(lines, "<br>") + "</p>" + richClose
}

// keepSpaces writes spaces that HTML would swallow as &nbsp;: those at the
// start of a line, tabs, and runs of two or more. Which spaces of a run Zendesk
// keeps plain is unverified; here none, so that each of them counts.
func keepSpaces(line string) string {
	line = strings.ReplaceAll(line, "\t", strings.Repeat(" ", tabWidth))
	var out strings.Builder
	for position := 0; position < len(line); {
		rest := line[position:]
		run := len(rest) - len(strings.TrimLeft(rest, " "))
		switch {
		case run == 0:
			run = strings.IndexByte(rest+" ", ' ')
			out.WriteString(rest[:run])
		case run == 1 && position > 0:
			out.WriteString(" ")
		default:
			out.WriteString(strings.Repeat("&nbsp;", run))
		}
		position += run
	}
	return out.String()
}

// wrapHTML is the html_body of a comment that was given as HTML.
func wrapHTML(body string) string {
	if strings.Contains(body, `class="zd-comment"`) {
		return body
	}
	return richOpen + body + richClose
}

// htmlToText derives the body of a rich comment: tags gone, entities decoded,
// blocks on their own lines, images in Markdown. A quotation loses its marks:
// only html_body tells it from the agent's own words. What Zendesk does with
// quotations, tables and links in detail is unverified; this keeps the words and
// the line breaks.
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
			openTag(&out, tokens.Token())
		case nethtml.EndTagToken:
			closeTag(&out, tokens.Token().Data)
		}
	}
}

func openTag(out *strings.Builder, tag nethtml.Token) {
	switch tag.Data {
	case "p", "div", "blockquote", "pre", "table", "h1", "h2", "h3", "h4", "h5", "h6":
		// A list item's own block stays beside its dash.
		line := out.String()[strings.LastIndexByte(out.String(), '\n')+1:]
		if strings.Trim(line, " -") != "" {
			out.WriteString("\n")
		}
	case "img":
		attributes := map[string]string{}
		for _, a := range tag.Attr {
			attributes[a.Key] = a.Val
		}
		out.WriteString(imageText(attributes["alt"], attributes["src"]))
	case "br":
		out.WriteString("\n")
	case "li":
		out.WriteString("\n- ")
	case "hr":
		out.WriteString("\n---\n")
	}
}

// imageText is an image in the text of a comment, imageHTML in its HTML.
func imageText(name, address string) string { return "![" + name + "](" + address + ")" }

func imageHTML(name, address string) string {
	return `<p><img src="` + html.EscapeString(address) + `" alt="` + html.EscapeString(name) + `"></p>`
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

// looksRich tells an agent's HTML from text that merely holds "<": an element
// that Zendesk's editor writes, with its closing tag, or one that has none (br,
// img, hr). "Use the <b> tag" and "x < y" are text.
func looksRich(body string) bool {
	tokens := nethtml.NewTokenizer(strings.NewReader(body))
	open := map[string]bool{}
	for {
		kind := tokens.Next()
		if kind == nethtml.ErrorToken {
			return false
		}
		name, _ := tokens.TagName()
		tag := string(name)
		switch {
		case kind == nethtml.EndTagToken && open[tag], kind != nethtml.EndTagToken && voidTag(tag):
			return true
		case kind == nethtml.StartTagToken && editorTag(tag):
			open[tag] = true
		}
	}
}

func voidTag(name string) bool { return name == "br" || name == "img" || name == "hr" }

func editorTag(name string) bool {
	switch name {
	case "p", "b", "strong", "i", "em", "u", "s", "del", "a", "ul", "ol", "li", "div", "span", "code",
		"pre", "blockquote", "h1", "h2", "h3", "h4", "h5", "h6", "table", "tr", "td":
		return true
	}
	return false
}
