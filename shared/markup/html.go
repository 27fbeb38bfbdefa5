package markup

import (
	"slices"
	"strconv"
	"strings"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

// FromHTML is source as WhatsApp text: trimmed, lines ended by "\n", at most
// one blank line between them. Scripts, hidden parts, tracking pixels and
// marked signatures and quotations are dropped; an image gives its alternative
// text. Source without any text gives "".
func FromHTML(source string) string {
	w := &writer{}
	source = strings.ToValidUTF8(source, "\uFFFD")
	root, err := html.ParseWithOptions(strings.NewReader(source), html.ParseOptionEnableScripting(false))
	if err != nil {
		w.bare(source) // nested too deeply for a tree
		return w.String()
	}
	w.node(root)
	return w.String()
}

// bare writes the text of source without looking at its structure.
func (w *writer) bare(source string) {
	tokens := html.NewTokenizer(strings.NewReader(source))
	for hidden := false; ; {
		switch tokens.Next() {
		case html.ErrorToken:
			return
		case html.TextToken:
			if !hidden {
				w.text(string(tokens.Text()))
			}
		case html.StartTagToken, html.EndTagToken, html.SelfClosingTagToken:
			token := tokens.Token()
			if isDropped(token.DataAtom) {
				hidden = token.Type == html.StartTagToken
			}
			w.gapOf(token.DataAtom)
		}
	}
}

func (w *writer) node(n *html.Node) {
	switch n.Type {
	case html.TextNode:
		w.text(n.Data)
	case html.DocumentNode:
		w.children(n)
	case html.ElementNode:
		if !isDropped(n.DataAtom) && !isHidden(n) && !isForeignText(n) {
			w.element(n)
		}
	}
}

func (w *writer) children(n *html.Node) {
	for child := range n.ChildNodes() {
		w.node(child)
	}
}

func (w *writer) element(n *html.Node) {
	w.gapOf(n.DataAtom)
	switch n.DataAtom {
	case atom.Br:
		w.newline()
	case atom.Img:
		w.image(n)
	case atom.A:
		w.link(n)
	case atom.Ul, atom.Ol:
		w.list(n)
	case atom.Blockquote:
		w.within(&level{first: "> ", rest: "> "}, n)
	case atom.Pre:
		w.styled(mono, n)
	case atom.Tr:
		w.row(n)
	default:
		w.styled(styleOf(n.DataAtom), n)
	}
	w.gapOf(n.DataAtom)
}

func (w *writer) styled(s style, n *html.Node) {
	before := w.style
	w.style |= s
	w.children(n)
	w.style = before
}

func (w *writer) within(l *level, n *html.Node) {
	w.levels = append(w.levels, l)
	w.children(n)
	w.levels = w.levels[:len(w.levels)-1]
}

// list numbers an ordered list from its start attribute. What stands in a list
// outside of its items is shown where it stands.
func (w *writer) list(n *html.Node) {
	number, err := strconv.Atoi(attribute(n, "start"))
	if err != nil {
		number = 1 // absent, or no number
	}
	w.lists++
	for child := range n.ChildNodes() {
		if child.DataAtom != atom.Li || isHidden(child) {
			w.node(child)
			continue
		}
		marker := "- "
		if n.DataAtom == atom.Ol {
			marker = strconv.Itoa(number) + ". "
			number++
		}
		w.gap(1)
		w.tight = true
		w.within(&level{first: marker, rest: strings.Repeat(" ", len(marker)), item: true}, child)
		w.tight = false
		w.gap(1)
	}
	w.lists--
}

// row puts a table row on one line, its cells apart by " | ".
func (w *writer) row(n *html.Node) {
	start := w.written
	w.separator = ""
	for child := range n.ChildNodes() {
		if child.DataAtom != atom.Td && child.DataAtom != atom.Th {
			w.node(child)
			continue
		}
		w.tight = true
		if !isHidden(child) {
			w.children(child)
		}
		w.tight = false
		if w.written > start {
			w.pending, w.separator = 0, " | "
		}
	}
	w.separator = ""
}

// image writes the alternative text, unless the image is a tracking pixel.
func (w *writer) image(n *html.Node) {
	if !isPixel(n) {
		w.text(attribute(n, "alt"))
	}
}

func isPixel(n *html.Node) bool {
	for _, name := range []string{"width", "height"} {
		if size := strings.TrimSuffix(attribute(n, name), "px"); size == "0" || size == "1" {
			return true
		}
	}
	return false
}

// link writes a link's text and its address, or the address alone when the
// text says the same. A link that shows nothing is dropped.
func (w *writer) link(n *html.Node) {
	shown := strings.Join(strings.Fields(visible(n)), " ")
	address := addressOf(attribute(n, "href"))
	switch {
	case shown == "":
	case address == "":
		w.children(n)
	case sameAddress(shown, address):
		w.text(address)
	default:
		w.children(n)
		w.plain(" (" + address + ")")
	}
}

// addressOf is what a customer can use of an href: a web address, a mail
// address or a phone. Anything else (a script, a place in the page) is "".
func addressOf(href string) string {
	href = strings.Map(func(r rune) rune {
		if r <= ' ' {
			return -1
		}
		return r
	}, href)
	scheme, rest, _ := strings.Cut(href, ":")
	switch strings.ToLower(scheme) {
	case "http", "https":
		return href
	case "mailto", "tel":
		rest, _, _ = strings.Cut(rest, "?")
		return rest
	default:
		return ""
	}
}

func sameAddress(text, address string) bool {
	bare := func(s string) string {
		s = strings.ToLower(strings.TrimSuffix(s, "/"))
		for _, prefix := range []string{"https://", "http://", "mailto:", "tel:", "www."} {
			s = strings.TrimPrefix(s, prefix)
		}
		return s
	}
	return bare(text) == bare(address)
}

// visible is all the text in n, with the alternative text of images.
func visible(n *html.Node) string {
	var text strings.Builder
	for child := range n.Descendants() {
		switch {
		case child.Type == html.TextNode:
			text.WriteString(dropInvisible(child.Data))
		case child.DataAtom == atom.Img && !isPixel(child):
			text.WriteString(dropInvisible(attribute(child, "alt")))
		}
	}
	return text.String()
}

func attribute(n *html.Node, name string) string {
	for _, a := range n.Attr {
		if a.Key == name {
			return strings.TrimSpace(a.Val)
		}
	}
	return ""
}

func isHidden(n *html.Node) bool {
	if slices.ContainsFunc(n.Attr, func(a html.Attribute) bool { return a.Key == "hidden" }) {
		return true
	}
	css := strings.ToLower(strings.Join(strings.Fields(attribute(n, "style")), ""))
	return strings.Contains(css, "display:none") || strings.Contains(css, "visibility:hidden")
}

// isForeignText finds what the helpdesk or a mail program added to the reply
// and marked as its own: signatures and quoted history.
func isForeignText(n *html.Node) bool {
	return slices.ContainsFunc(strings.Fields(attribute(n, "class")), func(class string) bool {
		return slices.Contains([]string{"signature", "gmail_signature", "moz-signature", "gmail_quote", "zd_quote"}, class)
	})
}
