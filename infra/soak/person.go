package soak

import (
	"fmt"
	"math/rand/v2"
)

// person is a customer as WhatsApp tells of them: by phone alone, as before there
// were BSUIDs, by BSUID alone, or by both.
type person struct {
	place         int
	phone, userID string
	name          string // nobody else's: tickets are told apart by it
}

// meet makes the customer of a place in the plan.
func meet(random *rand.Rand, place int) person {
	countries := []struct{ code, phone string }{{"ES", "346"}, {"DE", "4917"}, {"PT", "3519"}, {"FR", "336"}, {"GB", "447"}}
	names := []string{"Ana", "Luis", "Marta", "João", "Inês", "Zoë", "Iván", "Lucía", "Thiago", "Grace"}
	of := countries[random.IntN(len(countries))]
	p := person{place: place, name: fmt.Sprintf("%s %05d", names[random.IntN(len(names))], place)}
	phone, userID := fmt.Sprintf("%s%08d", of.phone, 10_000_000+place), fmt.Sprintf("%s.soak%012d", of.code, place)
	switch random.IntN(3) {
	case 0:
		p.phone = phone
	case 1:
		p.userID = userID
	default:
		p.phone, p.userID = phone, userID
	}
	return p
}

// who is an address by which the simulator knows the customer.
func (p person) who() string {
	if p.phone != "" {
		return "+" + p.phone
	}
	return p.userID
}
