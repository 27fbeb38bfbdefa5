package templatecode

import "strings"

// languageNames are the languages of templates in their own words, as agents
// look for them in a menu.
const languageNames = `af Afrikaans|sq Shqip|ar العربية|az Azərbaycan|be Беларуская|bn বাংলা|bg Български|ca Català|zh 中文|hr Hrvatski|cs Čeština|
da Dansk|prs دری|nl Nederlands|en English|et Eesti|fil Filipino|fi Suomi|fr Français|ka ქართული|de Deutsch|el Ελληνικά|gu ગુજરાતી|
ha Hausa|he עברית|hi हिन्दी|hu Magyar|id Indonesia|ga Gaeilge|it Italiano|ja 日本語|kn ಕನ್ನಡ|kk Қазақ тілі|rw Kinyarwanda|ko 한국어|
ky Кыргызча|lo ລາວ|lv Latviešu|lt Lietuvių|mk Македонски|ms Melayu|ml മലയാളം|mr मराठी|nb Norsk bokmål|ps پښتو|fa فارسی|pl Polski|
pt Português|pa ਪੰਜਾਬੀ|ro Română|ru Русский|sr Српски|si සිංහල|sk Slovenčina|sl Slovenščina|es Español|sw Kiswahili|sv Svenska|
ta தமிழ்|te తెలుగు|th ไทย|tr Türkçe|uk Українська|ur اردو|uz O‘zbek|vi Tiếng Việt|zu IsiZulu`

// LanguageName is a template's language in its own words, with the country that
// its code names: "Español", "Português (BR)". An unknown code is its own name.
func LanguageName(code string) string {
	language, country, _ := strings.Cut(code, "_")
	for entry := range strings.SplitSeq(languageNames, "|") {
		name, found := strings.CutPrefix(strings.TrimSpace(entry), language+" ")
		if !found {
			continue
		}
		if country != "" {
			name += " (" + country + ")"
		}
		return name
	}
	return code
}
