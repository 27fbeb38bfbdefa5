package pricing

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

// markets lists the countries of each market by their ISO codes.
// https://developers.facebook.com/documentation/business-messaging/whatsapp/pricing
func markets() map[string]Market {
	return map[string]Market{
		"AR": Argentina, "BR": Brazil, "CL": Chile, "CO": Colombia, "FR": France, "DE": Germany, "IN": India, "IT": Italy,
		"MX": Mexico, "PE": Peru, "ES": Spain, "GB": UnitedKingdom, "US": NorthAmerica, "CA": NorthAmerica,
		"GG": UnitedKingdom, "IM": UnitedKingdom, "JE": UnitedKingdom, "VA": Italy, // they share a calling code
		"BO": RestOfLatinAmerica, "CR": RestOfLatinAmerica, "DO": RestOfLatinAmerica, "EC": RestOfLatinAmerica,
		"SV": RestOfLatinAmerica, "GT": RestOfLatinAmerica, "HT": RestOfLatinAmerica, "HN": RestOfLatinAmerica,
		"JM": RestOfLatinAmerica, "NI": RestOfLatinAmerica, "PA": RestOfLatinAmerica, "PY": RestOfLatinAmerica,
		"PR": RestOfLatinAmerica, "UY": RestOfLatinAmerica, "VE": RestOfLatinAmerica,
	}
}

// MarketIn is the market of a country; empty for one that the cards do not know.
func MarketIn(country string) Market { return markets()[country] }

// MarketOf is the market of a person, by the digits of their phone or else by
// the country of their BSUID; empty for one that the cards do not know. Meta
// charges by the calling code of the phone.
func MarketOf(phone, bsuid string) Market { return MarketIn(CountryOf(phone, bsuid)) }
