package ledger

import (
	"cmp"
	"fmt"
	"slices"
	"time"

	"ventana/shared/policy"
	"ventana/shared/pricing"
)

// Fee is what the provider of a number takes for a message besides WhatsApp's
// charge, from a day on. Meta itself takes none; providers in between may.
type Fee struct {
	// Numbers are our ids; empty: all.
	Numbers []string
	From    time.Time // midnight UTC
	// Sent is for each message that WhatsApp delivered, Received for each of a
	// customer's.
	Sent, Received pricing.Money
}

// FeesOf are the fees of a policy.
func FeesOf(p policy.Policy) ([]Fee, error) {
	var fees []Fee
	for i, written := range p.Fees {
		fee := Fee{Numbers: written.Numbers}
		var err error
		if fee.From, err = time.Parse(time.DateOnly, written.From); err != nil {
			return nil, fmt.Errorf("fees[%d].from: %w", i, err)
		}
		if fee.Sent, err = pricing.ParseMoney(cmp.Or(written.Sent, "0")); err != nil {
			return nil, fmt.Errorf("fees[%d].sent: %w", i, err)
		}
		if fee.Received, err = pricing.ParseMoney(cmp.Or(written.Received, "0")); err != nil {
			return nil, fmt.Errorf("fees[%d].received: %w", i, err)
		}
		fees = append(fees, fee)
	}
	return fees, nil
}

// feeOf is the fee of a message: the latest that holds by then and names the number,
// or else all numbers. What was not delivered costs none.
func feeOf(fees []Fee, m Message) pricing.Money {
	var found *Fee
	for i, fee := range fees {
		named := slices.Contains(fee.Numbers, m.Number)
		if m.At.Before(fee.From) || len(fee.Numbers) > 0 && !named {
			continue
		}
		if found == nil || named && len(found.Numbers) == 0 || named == (len(found.Numbers) > 0) && !fee.From.Before(found.From) {
			found = &fees[i]
		}
	}
	switch {
	case found == nil:
		return 0
	case m.State == Received:
		return found.Received
	case m.State == Delivered:
		return found.Sent
	}
	return 0
}
