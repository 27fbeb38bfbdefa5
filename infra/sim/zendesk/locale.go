package zendesk

import "strings"

// locales are the languages that a user of the account may have, as Zendesk
// spells them. Every account has a choice of its own; this one has what Zendesk
// offers to all. A bare "en" is none of them.
// https://developer.zendesk.com/api-reference/ticketing/account-configuration/locales/
func locales() []string {
	return []string{
		"ar", "bg", "cs", "da", "de", "el", "en-CA", "en-GB", "en-US", "es", "es-419", "es-ES", "fi", "fr", "fr-CA", "he",
		"hi", "hu", "id", "it", "ja", "ko", "nl", "no", "pl", "pt", "pt-BR", "ro", "ru", "sv", "th", "tr", "uk", "vi",
		"zh-cn", "zh-tw",
	}
}

// locale is the account's spelling of a language, matched without regard to
// case, or empty. Status and words of the refusal of another are unverified.
func locale(given string) string {
	for _, known := range locales() {
		if strings.EqualFold(known, given) {
			return known
		}
	}
	return ""
}
