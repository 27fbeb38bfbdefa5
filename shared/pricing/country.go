package pricing

import (
	_ "embed"
	"slices"
	"strings"
)

// callingCodes has a line for each calling code: its digits and the countries that
// share it, the largest first. Countries within +1 have their area codes.
//
//go:embed callingcodes.txt
var callingCodes string

// longestCode is how many digits a line of callingCodes begins with at most.
const longestCode = 4

// CountryOf is the country of a person as ISO 3166 writes it ("ES"), by the digits
// of their phone or else by their BSUID; empty for one that nobody knows. Where
// countries share a code, as +44 is also Jersey's, the BSUID decides, else the
// largest is taken: they are one market.
func CountryOf(phone, bsuid string) string {
	told, _, found := strings.Cut(bsuid, ".")
	if !found {
		told = ""
	}
	if phone == "" {
		return told
	}
	for size := min(longestCode, len(phone)); size > 0; size-- {
		countries := countriesOf(phone[:size])
		switch {
		case len(countries) == 0:
			continue
		case slices.Contains(countries, told):
			return told
		}
		return countries[0]
	}
	return ""
}

// countriesOf are the countries of one calling code.
func countriesOf(code string) []string {
	_, rest, found := strings.Cut("\n"+callingCodes, "\n"+code+" ")
	if !found {
		return nil
	}
	line, _, _ := strings.Cut(rest, "\n")
	return strings.Fields(line)
}
