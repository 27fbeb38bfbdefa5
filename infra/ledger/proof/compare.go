package proof

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"time"

	"ventana/infra/ledger"
	"ventana/shared/dynamostore"
	"ventana/shared/pricing"
)

// Bill is what the simulator of WhatsApp charged by its own arithmetic, as
// GET /sim/bill tells it.
type Bill struct {
	TotalMicros pricing.Money `json:"total_micros"`
	Messages    []BillLine    `json:"messages"`
}

// BillLine is one delivery. Free is why it costs nothing, or empty; Unpriced means
// that it is charged at a rate that nobody published.
type BillLine struct {
	ID       string        `json:"id"`
	Number   string        `json:"number"`
	Category string        `json:"category"`
	Market   string        `json:"market"`
	At       time.Time     `json:"at"`
	Micros   pricing.Money `json:"micros"`
	Free     string        `json:"free"`
	Unpriced bool          `json:"unpriced"`
}

// Comparison is the ledger beside the bill.
type Comparison struct {
	Billed, Booked pricing.Money // the two totals
	Deliveries     int           // on the bill
	Free           int
	Unpriced       int
	Estimated      int // deliveries of which the ledger knows no word of WhatsApp's
	Differing      int // of which WhatsApp's word and the rules differ
	// Differences name what is not equal, sorted.
	Differences []string
}

// Equal reports whether nothing differs, in sum or in any message.
func (c Comparison) Equal() bool { return c.Billed == c.Booked && len(c.Differences) == 0 }

// Compare lays lines beside a bill. A message is known by the digest of its id.
func Compare(lines []ledger.Line, bill Bill) Comparison {
	c := Comparison{Billed: bill.TotalMicros}
	booked := map[string]ledger.Line{}
	for _, l := range lines {
		if l.State != ledger.Delivered {
			continue
		}
		booked[l.Name] = l
		c.Booked += l.Charge
		if !l.Told {
			c.Estimated++
		}
		if l.Differs != "" {
			c.Differing++
		}
	}
	differ := func(name, format string, values ...any) {
		c.Differences = append(c.Differences, name+": "+fmt.Sprintf(format, values...))
	}
	billed := map[string]bool{}
	sum := pricing.Money(0)
	for _, one := range bill.Messages {
		name := dynamostore.MessageDigest(one.ID)
		l, known := booked[name]
		c.Deliveries++
		sum += one.Micros
		if one.Free != "" {
			c.Free++
		}
		if one.Unpriced {
			c.Unpriced++
		}
		switch {
		case billed[name]:
			differ(name, "is on the bill twice")
		case !known:
			differ(name, "is on the bill with %s and not in the ledger", one.Micros)
		case l.Charge != one.Micros || l.Unpriced != one.Unpriced || (l.Free == "") != (one.Free == ""):
			differ(name, "%s on the bill (%s, %s), %s in the ledger (%s)", one.Micros, one.Market, cmp.Or(one.Free, one.Category), l.Charge, l.Basis)
		case !l.At.Equal(one.At.Truncate(time.Second)):
			differ(name, "delivered %s by the bill, %s by the ledger", one.At.UTC().Format(time.RFC3339), l.At.Format(time.RFC3339))
		}
		billed[name] = true
	}
	for name, l := range booked {
		if !billed[name] {
			differ(name, "is in the ledger with %s and not on the bill", l.Charge)
		}
	}
	if sum != bill.TotalMicros {
		differ("the bill", "its lines add up to %s, it says %s", sum, bill.TotalMicros)
	}
	slices.SortFunc(c.Differences, strings.Compare)
	return c
}
