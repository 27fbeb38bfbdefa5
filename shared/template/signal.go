package template

import (
	"slices"
	"strings"
	"unicode"
)

// What makes review take a text for advertising, by language. WhatsApp names the
// kinds (offers, prices cut, urgency, gifts, calls to buy, new goods, invitations
// to come back) and not the words; these are the words that say so in a
// helpdesk's three languages. They are warnings: a bank may write of a "tipo de
// oferta" and be right. Accents and case make no difference. A word stands for
// itself alone, "ofert*" for every word that begins so.
// https://developers.facebook.com/documentation/business-messaging/whatsapp/templates/template-categorization
const (
	signalsEverywhere = `black friday|cyber monday|promo|promos|outlet|vip|sale|% off|2x1|!!|🎉|🎁|🔥|💸|🤑|🛍`

	signalsEnglish = `discount*|offer|offers|special price|coupon*|voucher*|promotion*|deal|deals|limited time|while stocks last|last chance|
don't miss|hurry|buy now|shop now|order now|sign up|subscribe|upgrade now|free shipping|free gift|giveaway|win a|prize|prizes|
exclusive*|best price|lowest price|new arrival*|new collection|just launched|check out our|recommend us|invite a friend|refer a friend|we miss you|come back`

	signalsSpanish = `descuento*|oferta|ofertas|precio especial|cupon*|vale de|promocion*|rebaja*|tiempo limitado|hasta agotar existencias|ultima oportunidad|
ultimas unidades|solo hoy|solo por hoy|no te lo pierdas|no se lo pierda|date prisa|dese prisa|aprovech*|compra ya|compra ahora|compre ahora|
suscribete|suscribase|registrate|envio gratis|gratis|regalo*|sorteo*|gana un|gane un|premio*|exclusiv*|mejor precio|recien llegado*|nueva coleccion|
descubre|descubra|invita a un amigo|recomienda a|te echamos de menos|te extranamos|vuelve a`

	signalsPortuguese = `desconto*|oferta|ofertas|preco especial|cupom|cupons|promoca*|promoco*|liquidacao|tempo limitado|enquanto durarem|ultima chance|
ultimas unidades|so hoje|nao perca|corra|aproveit*|compre ja|compre agora|inscreva-se|assine ja|cadastre-se|frete gratis|gratis|brinde*|sorteio*|
ganhe um|premio*|exclusiv*|melhor preco|acabou de chegar|nova colecao|conheca|descubra|indique um amigo|convide um amigo|sentimos sua falta|volte a`
)

// promotional are the signals that a text holds.
func promotional(language, text string) []string {
	list := signalsEverywhere
	switch base, _, _ := strings.Cut(language, "_"); base {
	case "en":
		list += "|" + signalsEnglish
	case "es":
		list += "|" + signalsSpanish
	case "pt":
		list += "|" + signalsPortuguese
	}
	text = bare(text)
	var found []string
	for signal := range strings.SplitSeq(strings.ReplaceAll(list, "\n", ""), "|") {
		if holds(text, signal) && !slices.Contains(found, signal) {
			found = append(found, signal)
		}
	}
	return found
}

// holds tells whether a text has a signal, as whole words.
func holds(text, signal string) bool {
	word, open := strings.CutSuffix(signal, "*")
	if strings.ContainsFunc(word, unicode.IsLetter) && !strings.HasPrefix(word, "%") {
		word = " " + word
	}
	last, _ := lastRune(word)
	if !open && unicode.IsLetter(last) {
		word += " "
	}
	return strings.Contains(text, word)
}

func lastRune(text string) (last rune, found bool) {
	for _, r := range text {
		last, found = r, true
	}
	return last, found
}

// bare is a text in small letters without accents, its words apart by one
// space, with one before the first and after the last.
func bare(text string) string {
	plain := strings.NewReplacer(
		"á", "a", "à", "a", "â", "a", "ã", "a", "é", "e", "ê", "e", "í", "i",
		"ó", "o", "ô", "o", "õ", "o", "ú", "u", "ü", "u", "ñ", "n", "ç", "c", "’", "'",
		",", " ", ".", " ", ";", " ", ":", " ", "?", " ", "¿", " ", "¡", " ", "(", " ", ")", " ", "\"", " ", "*", " ", "_", " ", "!", " ! ",
	).Replace(strings.ToLower(text))
	plain = " " + strings.Join(strings.Fields(plain), " ") + " "
	return strings.ReplaceAll(plain, "! !", "!!")
}
