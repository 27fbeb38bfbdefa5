package markup

import "golang.org/x/net/html/atom"

// isDropped finds elements whose content is no text for people.
func isDropped(a atom.Atom) bool {
	switch a {
	case atom.Script, atom.Style, atom.Head, atom.Title, atom.Template, atom.Noscript, atom.Iframe,
		atom.Object, atom.Embed, atom.Svg, atom.Math, atom.Audio, atom.Video, atom.Canvas, atom.Map:
		return true
	default:
		return false
	}
}

func styleOf(a atom.Atom) style {
	switch a {
	case atom.B, atom.Strong:
		return bold
	case atom.I, atom.Em:
		return italic
	case atom.S, atom.Del, atom.Strike:
		return strike
	case atom.Code, atom.Kbd, atom.Samp, atom.Tt:
		return code
	default:
		return 0
	}
}

// gapOf starts a new line before and after a block, and leaves a blank line
// around a paragraph and what is set like one.
func (w *writer) gapOf(a atom.Atom) {
	switch a {
	case atom.P, atom.H1, atom.H2, atom.H3, atom.H4, atom.H5, atom.H6,
		atom.Pre, atom.Blockquote, atom.Table, atom.Ul, atom.Ol, atom.Dl, atom.Hr, atom.Figure:
		w.gap(2)
	case atom.Div, atom.Section, atom.Article, atom.Header, atom.Footer, atom.Main, atom.Aside, atom.Nav,
		atom.Li, atom.Dt, atom.Dd, atom.Tr, atom.Address, atom.Form, atom.Fieldset, atom.Center,
		atom.Caption, atom.Figcaption, atom.Details, atom.Summary:
		w.gap(1)
	}
}
