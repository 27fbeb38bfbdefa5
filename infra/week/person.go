package week

import (
	"fmt"
	"math/rand/v2"
)

// person is a customer as WhatsApp knows them.
type person struct {
	who       string // phone or BSUID
	firstName string
	language  string // as docs/templates.md tells it from the country: es, pt-BR, pt or ""
	hide      bool   // WhatsApp does not show the phone
}

// country is where customers come from.
type country struct {
	code, phone, language string
	digits                int // of the phone behind its beginning
}

func countries() []country {
	return []country{
		{"ES", "+346", "es", 8}, {"MX", "+5255", "es", 8}, {"AR", "+54911", "es", 8}, {"CO", "+573", "es", 9},
		{"BR", "+55119", "pt-BR", 8}, {"PT", "+3519", "pt", 8},
		{"US", "+1305", "", 7}, {"DE", "+4917", "", 9}, // no language follows from these
	}
}

// meet makes the customer of a place in the plan; each place has its own.
func meet(random *rand.Rand, place int) person {
	names := []string{"Ana", "Luis", "Marta", "João", "Inês", "Zoë", "Iván", "Lucía", "Thiago", "Grace"}
	of := countries()[random.IntN(len(countries()))]
	p := person{firstName: names[random.IntN(len(names))], language: of.language, hide: random.IntN(4) == 0}
	if random.IntN(3) == 0 {
		p.who, p.hide = fmt.Sprintf("%s.week%06d", of.code, place), false // known by BSUID alone: there is no phone
		return p
	}
	p.who = fmt.Sprintf("%s%0*d", of.phone, of.digits, 1_000_000+place)
	return p
}

// profile is what the customer's phone tells WhatsApp.
func (p person) profile() map[string]any {
	told := map[string]any{"name": p.firstName + " W"}
	if p.hide {
		told["hide_phone"] = true
	}
	return told
}
