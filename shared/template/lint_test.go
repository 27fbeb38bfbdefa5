package template_test

import (
	"fmt"
	"strings"
	"testing"

	"ventana/shared/template"
)

func TestLint_findsNothingInACleanDefinition(t *testing.T) {
	t.Parallel()
	for _, finding := range template.Lint(parsed(t, string(file(t, "clean.yaml")))) {
		t.Error(finding)
	}
	if got := template.Lint(); len(got) != 0 {
		t.Errorf("no definitions have %v", got)
	}
}

// TestLint_findsEachMistake changes one thing in a clean definition.
func TestLint_findsEachMistake(t *testing.T) {
	t.Parallel()
	const esBody = "Su pedido {{order}} está listo en la tienda."
	const url = "https://example.com/o/{{order}}"
	many := "      - quick_reply: Bien\n"
	for i := range 10 {
		many += fmt.Sprintf("      - quick_reply: B%d\n", i)
	}
	tests := []struct{ name, old, with, want string }{
		{"no mistake in a header of a place", "header: Su pedido", "header: {format: LOCATION}", ""},
		{"a name with capitals", "name: order_ready", "name: Order", "1 error name name"},
		{"a name that is too long", "name: order_ready", "name: " + strings.Repeat("a", 513), "1 error name name"},
		{"an unknown purpose", "purpose: reply", "purpose: replay", "3 error purpose purpose"},
		{"a ttl beyond the category", "purpose: reply", "purpose: reply\nttl: 13h", "4 error ttl ttl"},
		{"a ttl below the category", "category: UTILITY", "category: MARKETING\nttl: 11h", "3 error ttl ttl"},
		{"a language nobody has", "  es:", "  eo:", "9 error language languages.eo"},
		{"a language with a hyphen", "  es:", "  es-mx:", "9 error language languages.es-mx"},
		{"a variable first", esBody, "'{{order}} es su pedido y está listo.'", "11 error variable-edge languages.es.body"},
		{"a variable after punctuation alone", esBody, "'¡{{order}} es su pedido y está listo!'", "11 error variable-edge languages.es.body"},
		{"a variable last", esBody, "Está listo su pedido {{order}}", "11 error variable-edge languages.es.body"},
		{"a variable before a full stop", esBody, "Está listo su pedido {{order}}.", "11 error variable-edge languages.es.body"},
		{"variables side by side", esBody, "Su pedido {{order}} {{order}} está listo en la tienda ya.", "11 warning variable-repeated languages.es.body|11 error variable-adjacent languages.es.body"},
		{"too few words", esBody, "Pedido {{order}} listo.", "11 error variable-ratio languages.es.body"},
		{"a number for a name", esBody, "Su pedido {{order}} y {{1}} están listos en la tienda.", "11 error placeholder languages.es.body"},
		{"a placeholder with spaces", esBody, "Su pedido {{ order }} está listo en la tienda.", "11 error placeholder languages.es.body"},
		{"a broken placeholder", esBody, "Su pedido {{order}} está {listo} en la tienda.", "11 error placeholder languages.es.body"},
		{"an unknown parameter", esBody, "Su pedido {{order}} está listo en {{shop}} desde hoy.", "9 error parameter languages.es"},
		{"a parameter that is not used", "languages:", "  - {name: shop, description: d, example: e}\nlanguages:", "8 error parameter parameters[1].name"},
		{"a parameter of one language", "Your order {{order}} is", "Your order is", "5 error parameter parameters[0].name"},
		{"a parameter twice", "languages:", "  - {name: order, description: d, example: e}\nlanguages:", "8 error parameter parameters[1].name"},
		{"a parameter with capitals", "languages:", "  - {name: Shop, description: d, example: e}\nlanguages:", "8 error parameter parameters[1].name|8 error parameter parameters[1].name"},
		{"a sample of one language", "example: 991", "example: {es: 991}", "7 error parameter parameters[0].example"},
		{"a sample of a language too many", "example: 991", "example: {es: 991, en: 991, fr: 991}", "7 warning parameter parameters[0].example.fr"},
		{"a sample that cannot be sent", "example: 991", `example: "9\n1"`, "7 error parameter parameters[0].example|7 error parameter parameters[0].example"},
		{"a long header", "header: Su pedido", "header: " + strings.Repeat("ñ", 61), "10 error length languages.es.header"},
		{"a header of two variables", "header: Su pedido", "header: Su {{order}} y {{orden}}", "9 error parameter languages.es|10 error header languages.es.header"},
		{"a header of two lines", "header: Su pedido", `header: "Su\npedido"`, "10 error spacing languages.es.header"},
		{"a header of a file without sample", "header: Su pedido", "header: {format: IMAGE}", "10 error header languages.es.header"},
		{"a long body", "está listo", strings.Repeat("ñ", 1000), "11 error length languages.es.body"},
		{"a body that is long with its samples", "example: 991", "example: " + strings.Repeat("9", 1000), "11 error length languages.es.body|18 error length languages.en.body"},
		{"empty lines", esBody, `"Su pedido {{order}} está listo.\n\n\nEn la tienda."`, "11 warning spacing languages.es.body"},
		{"a long footer", "footer: Acme", "footer: " + strings.Repeat("ñ", 61), "12 error length languages.es.footer"},
		{"a footer with a variable", "footer: Acme", "footer: Acme {{order}} hoy", "12 error spacing languages.es.footer"},
		{"eleven buttons and more", "      - quick_reply: Bien\n", many, "13 error buttons languages.es.buttons"},
		{"three addresses", "      - quick_reply: Mal\n", "      - {url: 'https://a.com', text: A}\n      - {url: 'https://b.com', text: B}\n", "13 error buttons languages.es.buttons"},
		{"two phones", "      - quick_reply: Mal\n", "      - {phone: '+341', text: A}\n      - {phone: '+342', text: B}\n", "13 error buttons languages.es.buttons"},
		{"two codes", "      - quick_reply: Mal\n", "      - {copy_code: A}\n      - {copy_code: B}\n", "13 error buttons languages.es.buttons"},
		{"quick replies apart", "      - quick_reply: Bien\n", "      - quick_reply: Bien\n      - {phone: '+341', text: A}\n", "13 error buttons languages.es.buttons"},
		{"two buttons that say the same", "quick_reply: Mal", "quick_reply: Bien", "15 error button languages.es.buttons[1]"},
		{"a long label", "quick_reply: Mal", "quick_reply: " + strings.Repeat("ñ", 26), "15 error length languages.es.buttons[1]"},
		{"a label with a variable", "quick_reply: Mal", "quick_reply: No {{order}}", "15 error button languages.es.buttons[1]"},
		{"a phone that is none", "      - quick_reply: Mal\n", "      - {phone: 34 1, text: A}\n", "15 error button languages.es.buttons[1].phone"},
		{"a long phone", "      - quick_reply: Mal\n", "      - {phone: +34000000000000000000, text: A}\n", "15 error length languages.es.buttons[1].phone"},
		{"a long code", "      - quick_reply: Mal\n", "      - {copy_code: ABCDEFGHIJKLMNOP}\n", "15 error length languages.es.buttons[1].copy_code"},
		{"a long address", url, "https://example.com/" + strings.Repeat("a", 2000), "16 error length languages.es.buttons[2].url"},
		{"a variable inside an address", url, "https://example.com/{{order}}/x", "16 error button languages.es.buttons[2].url"},
		{"two variables in an address", url, "https://example.com/{{order}}{{order}}", "16 warning variable-repeated languages.es.buttons[2].url|16 error button languages.es.buttons[2].url|16 error button languages.es.buttons[2].url"},
		{"no address", url, "example", "16 error button languages.es.buttons[2].url"},
		{"an address of another scheme", url, "ftp://example.com", "16 error button languages.es.buttons[2].url"},
		{"an address in the clear", url, "http://example.com", "16 warning button languages.es.buttons[2].url"},
		{"an address back to WhatsApp", url, "https://wa.me/34600", "16 warning button languages.es.buttons[2].url"},
		{"a shortened address", url, "https://bit.ly/{{order}}", "16 error short-url languages.es.buttons[2].url"},
		{"a shortened address in the body", "en la tienda.", "en www.TinyURL.com/abc.", "11 error short-url languages.es.body"},
		{"a long macro", "macro: Your", "macro: " + strings.Repeat("a", 4097), "19 error macro languages.en.macro"},
		{"a macro with a placeholder of nobody", "{{ticket.id}} {{order}}", "{{ticket.id}} {{shop}}", "19 warning macro languages.en.macro"},
		{"advertising in the body", esBody, "Su pedido {{order}} tiene un DESCUÉNTO en la tienda.", "11 warning promotion languages.es.body"},
		{"advertising in a button", "quick_reply: Mal", "quick_reply: Compre ahora", "15 warning promotion languages.es.buttons[1]"},
		{"advertising in the header", "header: Su pedido", "header: Black Friday", "10 warning promotion languages.es.header"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			text := strings.Replace(string(file(t, "clean.yaml")), tt.old, tt.with, 1)
			var got []string
			for _, f := range template.Lint(parsed(t, text)) {
				got = append(got, fmt.Sprintf("%d %s %s %s", f.Line, f.Severity, f.Rule, f.Field))
			}
			if strings.Join(got, "|") != tt.want {
				t.Errorf("found\n%s\nwant\n%s", strings.Join(got, "\n"), strings.ReplaceAll(tt.want, "|", "\n"))
			}
		})
	}
}

func TestLint_findsWhatIsTheSameInTwoFiles(t *testing.T) {
	t.Parallel()
	text := string(file(t, "clean.yaml"))
	first, err := template.Parse("a.yaml", []byte(text))
	if err != nil {
		t.Fatal(err)
	}
	second, err := template.Parse("b.yaml", []byte(strings.Replace(text, "Your order", "The order", 1)))
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, f := range template.Lint(first, second) {
		got = append(got, f.String())
	}
	want := "b.yaml:1: error: name: order_ready is the name in a.yaml too (name)\n" +
		"b.yaml:11: error: languages.es.body: is the same as that of order_ready (es): WhatsApp refuses the second (duplicate)"
	if strings.Join(got, "\n") != want {
		t.Errorf("found\n%s\nwant\n%s", strings.Join(got, "\n"), want)
	}
}

func TestLint_knowsAdvertisingFromService(t *testing.T) {
	t.Parallel()
	tests := []struct {
		language, text string
		want           bool
	}{
		{"en", "Get a discount on order {{order}} in our shop today", true},
		{"en", "Get 20% off your order {{order}} in our shop", true},
		{"en_GB", "Don’t miss your order {{order}} in our shop", true},
		{"en", "Your order {{order}} is ready!! Come and see us", true},
		{"en", "Your order {{order}} is dealt with, and offered to nobody! Thank you", false},
		{"es_MX", "Aproveche: su pedido {{order}} tiene envío gratis ahora", true},
		{"es", "Hay novedades en su caso {{order}}, puede leerlas aquí", false},
		{"pt_BR", "Seu pedido {{order}} tem uma promoção, só hoje na loja", true},
		{"pt_BR", "Há uma resposta no seu atendimento {{order}}, leia aqui", false},
		{"de", "Zu Ihrem Auftrag {{order}} gibt es hier eine Antwort", false},
		{"de", "Zu Ihrem Auftrag {{order}} gibt es hier ein Geschenk 🎁 heute", true},
	}
	for _, tt := range tests {
		text := head + "parameters:\n  - {name: order, description: d, example: e}\nlanguages:\n  " + tt.language + ":\n    body: \"" + tt.text + "\"\n"
		findings := template.Lint(parsed(t, text))
		if found := len(findings) == 1 && findings[0].Rule == template.LintPromotion; found != tt.want || !found && len(findings) > 0 {
			t.Errorf("%s %q: %v, want advertising: %t", tt.language, tt.text, findings, tt.want)
		}
		marketing := strings.Replace(text, "UTILITY", "MARKETING", 1)
		if findings := template.Lint(parsed(t, marketing)); len(findings) > 0 {
			t.Errorf("as MARKETING: %v", findings)
		}
	}
}

func TestLint_countsNoWordsWhereNoneAreApart(t *testing.T) {
	t.Parallel()
	text := head + "parameters:\n  - {name: order, description: d, example: e}\nlanguages:\n  zh_CN:\n    body: 您的订单{{order}}已经准备好了\n"
	if findings := template.Lint(parsed(t, text)); len(findings) > 0 {
		t.Errorf("found %v", findings)
	}
}
