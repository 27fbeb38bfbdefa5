package sim_test

import (
	"encoding/json"
	"fmt"
	"strconv"
	"strings"
	"testing"

	"ventana/shared/conversation"
	"ventana/shared/policy"
	"ventana/shared/provider"
	"ventana/shared/template"
)

// comment is what an agent wrote.
type comment struct {
	remark conversation.Remark
	// free: words may leave for it. Otherwise it asks for a template alone.
	free bool
	// languages are those that the command names, nil where it names none.
	languages []string
}

// write is any comment: replies, commands, and commands for templates with
// right, wrong and hostile values.
func (a *agents) write(t *testing.T) comment {
	t.Helper()
	note := func(text string) comment {
		return comment{remark: conversation.Remark{Staff: true, Text: text}, free: true}
	}
	switch a.IntN(10) {
	case 0, 1, 2:
		return comment{remark: conversation.Remark{Public: true, Staff: true, Text: pick(a, "your case is solved", " hola \n", "/watch this", "línea\n\n*otra*")}, free: true}
	case 3:
		return note(pick(a, "/wa react 👍", "/wa buttons Solved? | Yes | No", "/wa list Topic? | Open | A - b | C", "/wa contact Your number?", "/wa location Where?", "/wa react hello", "/wa buttons x", "he is angry"))
	}
	written, aim := comment{}, a.aim()
	words := []string{"/wa template", aim.Name}
	if a.IntN(2) == 0 {
		written.languages = []string{pick(a, append(templateLanguages(), aim.Language, aim.Language, aim.Language)...)}
		words = append(words, written.languages[0])
	}
	for _, p := range a.keys(aim) {
		switch a.IntN(8) {
		case 0: // left out: the rules fill it, or nothing does
		case 1:
			words = append(words, p.Key+"="+a.value(t, p.Kind))
		default:
			words = append(words, p.Key+"="+pick(a, `"`, "“")+a.value(t, p.Kind)+pick(a, `"`, "”"))
		}
	}
	written.remark = conversation.Remark{Staff: true, Text: strings.Join(words, pick(a, " ", "  ", "\n"))}
	return written
}

// aim is a template that somebody has in mind: one of the list mostly.
func (a *agents) aim() template.Template {
	all := a.known.All()
	if a.IntN(10) == 0 {
		return template.Template{Name: pick(a, a.name(), "visitt", "VISIT"), Language: "es"}
	}
	for range 3 {
		if one := pick(a, all...); one.Status == template.StatusApproved {
			return one
		}
	}
	return pick(a, all...)
}

// keys are what a template takes, and now and then one that it does not.
func (a *agents) keys(aim template.Template) []template.Parameter {
	all := aim.Parameters()
	if a.IntN(15) == 0 {
		all = append(all, template.Parameter{Key: pick(a, "1", "stranger", "header", ""), Kind: template.KindText})
	}
	return all
}

// value is one of a kind: a fitting one mostly, else anything.
func (a *agents) value(t *testing.T, kind template.Kind) string {
	t.Helper()
	if a.IntN(9) == 0 {
		return pick(a, "", " ", "a\nb", "a\tb", "a\rb", "a     b", "a    b", "\u00a0", "\u2028", "a\u2029b", "\x00", "\xff", "{{1}}", "{{ana}}", `say "hi"`, "„a“", "a=b",
			strings.Repeat("x", 15), strings.Repeat("x", 16), strings.Repeat("é", 61), strings.Repeat("👩‍👩‍👧", 150), strings.Repeat("x", 1100), strings.Repeat("x", 2100),
			"91,0,a,b", "1,2,,", "ftp://example.com/a", "https://", "https://example.com/a b", "/wa help", "<b>x</b>", "\\", "x\u200b", "1e3,2,a,b", "NaN,2,a,b")
	}
	switch kind {
	case template.KindMedia:
		if a.IntN(6) == 0 {
			a.uploaded = a.upload(t)
			return a.uploaded
		}
		return pick(a, "https://example.com/a.pdf", "http://example.com/f/a.png?x=1")
	case template.KindLocation:
		return pick(a, "40.4,-3.7,Sol,Madrid, España", " -90 , 180. ,a,b", "91,0,a,b", "0,-181,a,b")
	case template.KindCode, template.KindURL, template.KindPayload:
		return pick(a, "AB12", "7", "a/b?c=d", "YES_7", "ñ", strings.Repeat("7", 16), strings.Repeat("x", 257), strings.Repeat("é", 2000))
	case template.KindText:
	}
	return pick(a, "Ana", "Ana María", "35", "l'été", "👍", "no. 5 & más")
}

func (a *agents) upload(t *testing.T) string {
	t.Helper()
	id, err := a.UploadFile(t.Context(), provider.Upload{Number: line, Name: "a.pdf", MIME: "application/pdf", Size: 3, Body: strings.NewReader("pdf")})
	if err != nil {
		t.Fatal(err)
	}
	return id
}

// strange tells a file that WhatsApp does not have, or not of that kind, which no
// decision can know.
func (a *agents) strange(filled provider.Template) bool {
	h := filled.Header
	return h != nil && h.MediaID != "" && (h.MediaID != a.uploaded || h.Format != template.FormatDocument)
}

// means are rules and facts at random, over the catalogue as it was listed.
func (a *agents) means(t *testing.T) conversation.Means {
	t.Helper()
	rules := policy.Default()
	rules.Languages = policy.Languages{Default: pick(a, "", "en", "es_MX"), Customers: map[string][]string{"es": pick(a, []string{"es"}, []string{"es_MX", "es", "pt_BR"}, []string{"es_MX"})}}
	rules.Window.ClosedReply = pick(a, policy.Suggest, policy.Send, policy.Keep)
	for i := range a.IntN(4) {
		aim := a.aim()
		rule := policy.Rule{Name: "rule " + strconv.Itoa(i), When: policy.When{Purpose: []policy.Purpose{policy.PurposeReply}}, Template: aim.Name, Values: map[string]string{}}
		if a.IntN(4) == 0 {
			rule.When.Status = []string{"pending"}
		}
		for _, p := range a.keys(aim) {
			value := pick(a, "{{contact.first_name}}", `{{ticket.subject | "caso"}}`, "caso {{ticket.id}}", a.value(t, p.Kind), a.value(t, p.Kind), a.value(t, p.Kind))
			if strings.Contains(value, "{{1}}") || strings.Contains(value, "{{ana}}") {
				value = "x" // no policy that is valid says so
			}
			rule.Values[p.Key] = value
		}
		rules.Templates.Rules = append(rules.Templates.Rules, rule)
	}
	fields := map[string]string{"ticket.id": "35"}
	for _, field := range []string{"contact.first_name", "ticket.subject"} {
		if a.IntN(3) > 0 {
			fields[field] = a.value(t, template.KindText)
		}
	}
	return conversation.Means{
		Catalogue: a.known, Policy: rules,
		Facts: policy.Facts{Purpose: policy.PurposeReply, Status: "open", Language: pick(a, "es", "pt-BR", "es-MX", ""), Fields: fields},
	}
}

// name is one of three, so that each has several languages.
func (a *agents) name() string { return pick(a, "update", "visit", "bill") }

func templateLanguages() []string { return []string{"es", "es_MX", "en", "pt_BR"} }

// addTemplate makes a template in any form and state. One that WhatsApp would not
// have is tried again.
func (a *agents) addTemplate(t *testing.T) {
	t.Helper()
	for range 50 {
		body, err := template.CreateBody(a.template())
		if err != nil {
			t.Fatal(err)
		}
		order := map[string]any{}
		if err := json.Unmarshal(body, &order); err != nil {
			t.Fatal(err)
		}
		order["do"] = "add"
		order["status"] = pick(a, "APPROVED", "APPROVED", "APPROVED", "APPROVED", "PENDING", "REJECTED", "PAUSED", "DISABLED", "IN_APPEAL", "LIMIT_EXCEEDED", "ARCHIVED")
		raw, err := json.Marshal(order)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := a.graph.SetTemplate(raw); err == nil || strings.Contains(err.Error(), "already") {
			return
		}
	}
	t.Fatal("no form of a template is taken")
}

// reviewTemplate changes the state of one, as WhatsApp does.
func (a *agents) reviewTemplate(t *testing.T) {
	t.Helper()
	all := a.graph.Templates()
	if len(all) == 0 {
		return
	}
	one := pick(a, all...)
	a.order(t, fmt.Sprintf(`{"do":%q,"name":%q,"language":%q}`, pick(a, "pause", "approve", "approve", "approve", "disable", "reject", "delete"), one.Name, one.Language))
	if a.IntN(3) == 0 {
		a.addTemplate(t)
	}
}

// template has every kind of part, long and short.
func (a *agents) template() template.Template {
	one := template.Template{
		Name: a.name(), Language: pick(a, templateLanguages()...), Named: a.IntN(2) == 0,
		Category: pick(a, template.CategoryUtility, template.CategoryMarketing, template.CategoryAuthentication),
	}
	if one.Category == template.CategoryAuthentication && a.IntN(2) == 0 {
		one.Named = false
		one.Components = []template.Component{
			{Type: template.TypeBody, Text: "{{1}} is your verification code.", Examples: []template.Example{{Value: "123456"}}},
			{Type: template.TypeButtons, Buttons: []template.Button{{Type: template.ButtonOTP, Text: "Copy"}}},
		}
		return one
	}
	if header, has := a.header(one.Named); has {
		one.Components = append(one.Components, header)
	}
	one.Components = append(one.Components, a.body(one.Named))
	if a.IntN(2) == 0 {
		one.Components = append(one.Components, template.Component{Type: template.TypeFooter, Text: "Ventana"})
	}
	if buttons := a.buttons(); len(buttons) > 0 {
		one.Components = append(one.Components, template.Component{Type: template.TypeButtons, Buttons: buttons})
	}
	return one
}

func (a *agents) header(named bool) (template.Component, bool) {
	c := template.Component{Type: template.TypeHeader, Format: pick(a, template.FormatText, template.FormatImage, template.FormatDocument, template.FormatVideo, template.FormatGIF, template.FormatLocation, template.FormatLocation, "", "")}
	switch c.Format {
	case "":
		return c, false
	case template.FormatLocation:
	case template.FormatText:
		c.Text = pick(a, "Caso", strings.Repeat("x", 40)+" ")
		if a.IntN(2) == 0 {
			key := pick(a, "ana", "header")
			if !named {
				key = "1"
			}
			c.Text += " {{" + key + "}}"
			c.Examples = a.examples(named, key)
		}
	default:
		c.Examples = []template.Example{{Value: "4::a"}}
	}
	return c, true
}

func (a *agents) body(named bool) template.Component {
	c := template.Component{Type: template.TypeBody, Text: "Hola, le escribimos de su caso"}
	var keys []string
	for i := range a.IntN(4) {
		key := strconv.Itoa(i + 1)
		if named {
			key = []string{"ana", "header", "code"}[i]
		}
		keys = append(keys, key)
		c.Text += " con las novedades de {{" + key + "}}"
	}
	if len(keys) > 1 && a.IntN(3) == 0 { // in another order, and one of them twice
		c.Text += " y otra vez por {{" + keys[0] + "}}"
	}
	c.Text += " que le esperan en la tienda."
	if a.IntN(4) == 0 {
		c.Text += " " + strings.Repeat("más ", 200)
	}
	c.Text = strings.TrimSpace(c.Text)
	c.Examples = a.examples(named, keys...)
	return c
}

func (a *agents) examples(named bool, keys ...string) []template.Example {
	var all []template.Example
	for _, key := range keys {
		if !named {
			key = ""
		}
		all = append(all, template.Example{Name: key, Value: "Ana"})
	}
	return all
}

func (a *agents) buttons() []template.Button {
	var all []template.Button
	for _, b := range []template.Button{
		{Type: template.ButtonQuickReply, Text: "Sí"},
		{Type: template.ButtonQuickReply, Text: "No"},
		{Type: template.ButtonURL, Text: "Tienda", URL: "https://example.com"},
		{Type: template.ButtonURL, Text: "Caso", URL: "https://example.com/c/{{1}}", Example: "https://example.com/c/1"},
		{Type: template.ButtonPhone, Text: "Llamar", Phone: "+34911000001"},
		{Type: template.ButtonCopyCode, Example: "AB12"},
	} {
		if a.IntN(4) == 0 {
			all = append(all, b)
		}
	}
	return all
}
