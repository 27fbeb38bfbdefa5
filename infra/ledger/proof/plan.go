package proof

import (
	"fmt"
	"math/rand/v2"
)

// country is where customers come from, and how their phones begin.
type country struct {
	phone  string
	digits int // behind its beginning
}

// countries are of most markets, one of a market without a rate (Japan), and one that
// shares its calling code with another market (the Dominican Republic).
func countries() []country {
	return []country{
		{"+346", 8}, {"+346", 8}, {"+346", 8}, {"+5255", 8}, {"+5255", 8}, {"+55119", 8}, {"+4917", 9}, {"+447", 9}, {"+1305", 7}, {"+1809", 7},
		{"+54911", 8}, {"+573", 9}, {"+569", 8}, {"+519", 8}, {"+9198", 8}, {"+336", 8}, {"+393", 9}, {"+5939", 8}, {"+8180", 8},
	}
}

// customer is one conversation of the day.
type customer struct {
	who, name string // nobody else's: tickets are told apart by the name
	ad        bool   // brought by an ad, so a free entry point opens with the first answer
	hidden    bool   // WhatsApp does not show the phone
	capped    bool   // marketing is not delivered to them
	early     int    // answers before the end of the month
	late      int    // and after it
	template  string // sent when the window has closed, or empty
}

// The templates of the day.
const (
	utilityTemplate   = "case_update"
	marketingTemplate = "spring_offer"
)

// planned counts what agents set out to send.
func planned(people []customer) (count int) {
	for _, one := range people {
		count += one.early + one.late
		if one.template != "" {
			count++
		}
	}
	return count
}

// plan makes the customers of a seed.
func plan(seed uint64, conversations int) []customer {
	random := rand.New(rand.NewPCG(seed, 0xb111))
	people := make([]customer, conversations)
	for i := range people {
		from := countries()[random.IntN(len(countries()))]
		people[i] = customer{
			who: fmt.Sprintf("%s%0*d", from.phone, from.digits, 1_000_000+i), name: fmt.Sprintf("Customer %06d", i),
			ad: random.IntN(10) == 0, hidden: random.IntN(8) == 0, capped: random.IntN(5) == 0,
			early: random.IntN(2), late: random.IntN(2),
		}
		switch random.IntN(10) {
		case 0, 1:
			people[i].template = utilityTemplate
		case 2:
			people[i].template = marketingTemplate
		}
		if people[i].early+people[i].late == 0 {
			people[i].early = 1
		}
	}
	return people
}
