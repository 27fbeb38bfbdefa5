package infra_test

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"

	"github.com/nyaruka/phonenumbers"

	"ventana/shared/conversation"
	"ventana/shared/pricing"
)

// The functions compare phones by conversation.CanonicalPhone, three rules long.
// The library that knows every country's numbers stays out of them: loading its
// tables took 6.6 ms where a whole cold start takes 6.4 ms. So it holds our
// rules here, and reads what operators type in infra/contact.

// example is a number that the library gives as a valid one.
type example struct {
	region string
	number *phonenumbers.PhoneNumber
	digits string // of E.164, without "+"
}

// examples are the example numbers of every region, a mobile one and one of the
// land lines that may be mobile.
func examples(t *testing.T) []example {
	t.Helper()
	var all []example
	for _, region := range slices.Sorted(maps.Keys(phonenumbers.GetSupportedRegions())) {
		for _, kind := range []phonenumbers.PhoneNumberType{phonenumbers.MOBILE, phonenumbers.FIXED_LINE_OR_MOBILE} {
			number := phonenumbers.GetExampleNumberForType(region, kind)
			if number != nil && phonenumbers.IsValidNumber(number) {
				all = append(all, example{region, number, digitsOf(number)})
			}
		}
	}
	if len(all) < 400 {
		t.Fatalf("got %d example numbers, want those of every region", len(all))
	}
	return all
}

func digitsOf(number *phonenumbers.PhoneNumber) string {
	return strings.TrimPrefix(phonenumbers.Format(number, phonenumbers.E164), "+")
}

// folded is a number's digits after the rules for Brazil, Mexico and Argentina,
// written with the library's own parts of a number and not with ours.
func folded(number *phonenumbers.PhoneNumber) string {
	country, national := number.GetCountryCode(), phonenumbers.GetNationalSignificantNumber(number)
	switch {
	case country == 55 && len(national) == 10 && national[2] >= '6':
		national = national[:2] + "9" + national[2:]
	case country == 52 && len(national) == 11 && national[0] == '1', country == 54 && len(national) == 11 && national[0] == '9':
		national = national[1:]
	}
	return fmt.Sprint(country, national)
}

func TestCanonicalPhone_keepsEveryCountrysNumbersButForThreeRules(t *testing.T) {
	t.Parallel()
	for _, one := range examples(t) {
		want := folded(one.number)
		if country := one.number.GetCountryCode(); country != 55 && country != 52 && country != 54 && want != one.digits {
			t.Fatalf("%s: this test folds %s", one.region, one.digits)
		}
		for _, spelling := range []string{one.digits, "+" + one.digits} {
			if got := conversation.CanonicalPhone(spelling); got != want {
				t.Errorf("%s: %s became %q, want %s", one.region, spelling, got, want)
			}
		}
	}
}

// TestCanonicalPhone_makesNoTwoPeopleOne: of all these numbers only Argentina's
// fold, whose mobile is its land line with a 9 that WhatsApp leaves out.
func TestCanonicalPhone_makesNoTwoPeopleOne(t *testing.T) {
	t.Parallel()
	whose := map[string]string{}
	for _, one := range examples(t) {
		canonical := conversation.CanonicalPhone(one.digits)
		before, taken := whose[canonical]
		whose[canonical] = one.digits
		if taken && before != one.digits && !argentine(before, one.digits) {
			t.Errorf("%s and %s are different numbers and became %s", before, one.digits, canonical)
		}
	}
}

func argentine(a, b string) bool {
	return strings.Replace(a, "549", "54", 1) == strings.Replace(b, "549", "54", 1) && strings.HasPrefix(a, "54")
}

// TestCanonicalPhone_foldsTheVariantsOfEveryArea goes through all area codes of
// the three countries: what the library takes for a mobile number must be one
// person with its other spelling.
func TestCanonicalPhone_foldsTheVariantsOfEveryArea(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		area    func(int) string
		valid   string // with the area
		variant string // as WhatsApp or the owner may spell it
		least   int    // areas that there are
	}{
		"Brazil, mobiles that began with 6": {twoDigits, "+55%s961234567", "55%s61234567", 60},
		"Brazil, mobiles that began with 9": {twoDigits, "+55%s991234567", "55%s91234567", 60},
		"Mexico":                            {threeDigits, "+52%s1234567", "521%s1234567", 300},
		"Argentina, Buenos Aires":           {func(int) string { return "11" }, "+549%s61234567", "54%s61234567", 1},
		"Argentina, areas of three digits":  {threeDigits, "+549%s4123456", "54%s4123456", 20},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			areas := map[string]bool{}
			for i := range 1000 {
				area := test.area(i)
				number, err := phonenumbers.Parse(fmt.Sprintf(test.valid, area), "")
				if area == "" || err != nil || !phonenumbers.IsValidNumber(number) {
					continue
				}
				areas[area] = true
				valid, variant := conversation.CanonicalPhone(digitsOf(number)), conversation.CanonicalPhone(fmt.Sprintf(test.variant, area))
				if valid != variant {
					t.Errorf("area %s: %s and %s are two people", area, valid, variant)
				}
			}
			if len(areas) < test.least {
				t.Errorf("got %d areas, want %d at least", len(areas), test.least)
			}
		})
	}
}

// Area codes by their number, empty for what is none.
func twoDigits(i int) string {
	if i < 11 || i > 99 {
		return ""
	}
	return fmt.Sprint(i)
}

func threeDigits(i int) string {
	if i < 200 {
		return ""
	}
	return fmt.Sprint(i)
}

// TestCanonicalPhone_keepsBrazilsLandLines: what begins with 2 to 5 is no mobile
// and gains no digit, in any area.
func TestCanonicalPhone_keepsBrazilsLandLines(t *testing.T) {
	t.Parallel()
	seen := 0
	for i := range 100 {
		for first := 2; first <= 5; first++ {
			digits := fmt.Sprintf("55%s%d2345678", twoDigits(i), first)
			number, err := phonenumbers.Parse("+"+digits, "")
			if err != nil || phonenumbers.GetNumberType(number) != phonenumbers.FIXED_LINE {
				continue
			}
			seen++
			if got := conversation.CanonicalPhone(digits); got != digits {
				t.Errorf("%s became %s", digits, got)
			}
		}
	}
	if seen < 100 {
		t.Errorf("got %d land lines, want those of every area", seen)
	}
}

// TestCountryOf_isWhatTheLibraryKnows: prices are by country, and the functions know
// countries by calling codes alone.
func TestCountryOf_isWhatTheLibraryKnows(t *testing.T) {
	t.Parallel()
	for _, e := range examples(t) {
		if got := pricing.CountryOf(e.digits, e.region+".9f3K2QpX"); got != e.region {
			t.Errorf("a number of %s: got %q where the BSUID tells it", e.region, got)
		}
		got := pricing.CountryOf(e.digits, "")
		main := phonenumbers.GetRegionCodeForCountryCode(int(e.number.GetCountryCode()))
		if got != e.region && got != main || pricing.MarketIn(got) != pricing.MarketIn(e.region) {
			t.Errorf("a number of %s: got %q of market %q, want it or %s, in market %q", e.region, got, pricing.MarketIn(got), main, pricing.MarketIn(e.region))
		}
	}
}
