package template

import (
	"fmt"
	"net/url"
	"slices"
	"strings"
)

// buttons looks at those of one language.
func (l *linter) buttons(w Wording, field string) {
	if len(w.Buttons) > MaxButtons {
		l.refuse(LintButtons, field, "are %d, WhatsApp takes %d", len(w.Buttons), MaxButtons)
	}
	for _, kind := range []struct {
		name string
		most int
	}{{ButtonURL, MaxURLButtons}, {ButtonPhone, 1}, {ButtonCopyCode, 1}} {
		if count := countButtons(w.Buttons, kind.name); count > kind.most {
			l.refuse(LintButtons, field, "hold %d of type %s, WhatsApp takes %d", count, kind.name, kind.most)
		}
	}
	blocks, last := 0, ""
	for _, b := range w.Buttons {
		if b.Type == ButtonQuickReply && last != ButtonQuickReply {
			blocks++
		}
		last = b.Type
	}
	if blocks > 1 {
		l.refuse(LintButtons, field, "mix quick replies with others: put all quick replies together")
	}
	for i, b := range w.Buttons {
		path := fmt.Sprintf("%s[%d]", field, i)
		l.button(b, path)
		if b.Text != "" && slices.ContainsFunc(w.Buttons[:i], func(other Button) bool { return other.Text == b.Text }) {
			l.refuse(LintButton, path, "says the same as another button")
		}
	}
}

func countButtons(all []Button, kind string) (count int) {
	for _, b := range all {
		if b.Type == kind {
			count++
		}
	}
	return count
}

func (l *linter) button(b Button, field string) {
	l.within(LintLength, field, b.Text, MaxLabelRunes)
	if strings.ContainsAny(b.Text, "{}\n") {
		l.refuse(LintButton, field, "its text is one line without variables")
	}
	switch b.Type {
	case ButtonURL:
		l.address(b.URL, field+".url")
	case ButtonPhone:
		digits := strings.TrimPrefix(b.Phone, "+")
		if !isNumber(digits) || digits == b.Phone {
			l.refuse(LintButton, field+".phone", "write + and digits only")
		}
		l.within(LintLength, field+".phone", b.Phone, MaxPhoneRunes)
	case ButtonCopyCode:
		l.within(LintLength, field+".copy_code", b.Example, MaxCodeRunes)
	}
}

// address is that of a button: one variable at most, at its end.
func (l *linter) address(text, field string) {
	l.within(LintLength, field, text, MaxURLRunes)
	l.braces(text, field)
	all := pieces(text)
	variables := 0
	for i, p := range all {
		if p.name == "" {
			continue
		}
		variables++
		if i+1 < len(all) {
			l.refuse(LintButton, field, "takes a variable at its very end only")
		}
	}
	if variables > 1 {
		l.refuse(LintButton, field, "takes one variable at most")
	}
	parsed, err := url.Parse(replace(text, func(string) string { return "x" }))
	switch {
	case err != nil || parsed.Host == "" || parsed.Scheme != "https" && parsed.Scheme != "http":
		l.refuse(LintButton, field, "is no web address: write https://…")
		return
	case parsed.Scheme == "http":
		l.warn(LintButton, field, "is not encrypted: write https://…")
	case slices.Contains([]string{"wa.me", "api.whatsapp.com"}, parsed.Hostname()):
		l.warn(LintButton, field, "leads back to WhatsApp, which review refuses: use a quick reply")
	}
	l.shortened(text, field)
}

// shorteners hide where an address leads; review refuses them.
// https://developers.facebook.com/documentation/business-messaging/whatsapp/templates/template-review
const shorteners = "bit.ly tinyurl.com goo.gl t.co ow.ly is.gd buff.ly rebrand.ly cutt.ly t.ly rb.gy shorturl.at tiny.cc bl.ink s.id lnkd.in v.gd acortar.link encurtador.com.br"

// shortened tells of addresses in a text that hide where they lead.
func (l *linter) shortened(text, field string) {
	for _, word := range strings.FieldsFunc(strings.ToLower(text), func(r rune) bool { return strings.ContainsRune(" \n\t()<>\"',;*_~", r) }) {
		if _, rest, found := strings.Cut(word, "://"); found {
			word = rest
		}
		host, _, _ := strings.Cut(word, "/")
		host = strings.TrimPrefix(strings.TrimRight(host, ".!?:"), "www.")
		if host != "" && slices.Contains(strings.Fields(shorteners), host) {
			l.refuse(LintShortURL, field, "%s hides where it leads: write the full address", host)
		}
	}
}
