package conversation

import "strings"

// LanguageOf guesses the language of a person from the country in their BSUID,
// else from their phone's: "es", "pt-BR", "pt" or "". WhatsApp tells no
// language. A country with another one, or with several, gives none.
func LanguageOf(bsuid, phone string) string {
	if country, _, found := strings.Cut(bsuid, "."); found && LooksLikeBSUID(bsuid) {
		return languageIn(country)
	}
	canonical := CanonicalPhone(phone)
	// Codes are prefix-free, so the first that fits is the only one.
	for length := 1; length <= 3 && length <= len(canonical); length++ {
		if country := countryOf(canonical[:length]); country != "" {
			return languageIn(country)
		}
	}
	return ""
}

// countryOf is the country of a calling code; the codes of the countries in
// languageIn are listed, which is all that is asked.
func countryOf(code string) string {
	switch code {
	case "34":
		return "ES"
	case "51":
		return "PE"
	case "52":
		return "MX"
	case "54":
		return "AR"
	case "55":
		return "BR"
	case "56":
		return "CL"
	case "57":
		return "CO"
	case "58":
		return "VE"
	case "244":
		return "AO"
	case "258":
		return "MZ"
	case "351":
		return "PT"
	case "502":
		return "GT"
	case "503":
		return "SV"
	case "504":
		return "HN"
	case "505":
		return "NI"
	case "506":
		return "CR"
	case "507":
		return "PA"
	case "591":
		return "BO"
	case "593":
		return "EC"
	case "595":
		return "PY"
	case "598":
		return "UY"
	default:
		return ""
	}
}

func languageIn(country string) string {
	switch country {
	case "BR":
		return "pt-BR"
	case "PT", "AO", "MZ":
		return "pt"
	case "AR", "BO", "CL", "CO", "CR", "CU", "DO", "EC", "ES", "GT", "HN", "MX", "NI", "PA", "PE", "PY", "SV", "UY", "VE":
		return "es"
	default:
		return ""
	}
}
