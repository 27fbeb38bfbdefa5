package pricing

import "strings"

// Market is a market of Meta's rate cards.
type Market string

// The markets that today's cards know. Every other one has no rate here.
const (
	Argentina          Market = "Argentina"
	Brazil             Market = "Brazil"
	Chile              Market = "Chile"
	Colombia           Market = "Colombia"
	France             Market = "France"
	Germany            Market = "Germany"
	India              Market = "India"
	Italy              Market = "Italy"
	Mexico             Market = "Mexico"
	NorthAmerica       Market = "North America"
	Peru               Market = "Peru"
	RestOfLatinAmerica Market = "Rest of Latin America"
	Spain              Market = "Spain"
	UnitedKingdom      Market = "United Kingdom"
)

// place is a country by its ISO code and its calling code.
type place struct {
	country, code string
	market        Market
}

// places lists the countries of each market. Meta charges by the calling code
// of the recipient's phone; a BSUID tells its country.
func places() []place {
	return []place{
		{"AR", "54", Argentina}, {"BR", "55", Brazil}, {"CL", "56", Chile}, {"CO", "57", Colombia}, {"FR", "33", France},
		{"DE", "49", Germany}, {"IN", "91", India}, {"IT", "39", Italy}, {"MX", "52", Mexico}, {"PE", "51", Peru},
		{"ES", "34", Spain}, {"GB", "44", UnitedKingdom},
		{"BO", "591", RestOfLatinAmerica}, {"CR", "506", RestOfLatinAmerica}, {"DO", "1809", RestOfLatinAmerica},
		{"DO", "1829", RestOfLatinAmerica}, {"DO", "1849", RestOfLatinAmerica}, {"EC", "593", RestOfLatinAmerica},
		{"SV", "503", RestOfLatinAmerica}, {"GT", "502", RestOfLatinAmerica}, {"HT", "509", RestOfLatinAmerica},
		{"HN", "504", RestOfLatinAmerica}, {"JM", "1876", RestOfLatinAmerica}, {"NI", "505", RestOfLatinAmerica},
		{"PA", "507", RestOfLatinAmerica}, {"PY", "595", RestOfLatinAmerica}, {"PR", "1787", RestOfLatinAmerica},
		{"PR", "1939", RestOfLatinAmerica}, {"UY", "598", RestOfLatinAmerica}, {"VE", "58", RestOfLatinAmerica},
		{"US", "1", NorthAmerica}, {"CA", "1", NorthAmerica},
	}
}

// MarketOf is the market of a person, by the digits of their phone or else by
// the country of their BSUID; empty for one that the cards do not know. Of codes
// that begin alike the longest counts: 1 809 is not North America.
func MarketOf(phone, bsuid string) Market {
	market, longest := Market(""), 0
	for _, p := range places() {
		if strings.HasPrefix(phone, p.code) && len(p.code) > longest {
			market, longest = p.market, len(p.code)
		}
	}
	if phone != "" {
		return market
	}
	country, _, found := strings.Cut(bsuid, ".")
	if !found {
		return ""
	}
	for _, p := range places() {
		if p.country == country {
			return p.market
		}
	}
	return ""
}
