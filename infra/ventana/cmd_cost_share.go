package main

import (
	"fmt"
	"math"

	"ventana/infra/estimate"
	"ventana/infra/ledger"
	"ventana/infra/price"
)

// statusesOfASend is how many statuses a message of ours brings: sent, delivered, read.
const statusesOfASend = 3

// computedShare is AWS's share of a message by the requests that the code makes and the
// price list. Run time and logs are assumed in it, so it is never called measured.
func computedShare() (*ledger.AWS, error) {
	usage, err := estimate.ReadUsage()
	if err != nil {
		return nil, err
	}
	list, err := price.AWS()
	if err != nil {
		return nil, err
	}
	each := map[string]float64{}
	for _, name := range []string{"inbound", "reply", "status"} {
		if each[name], err = usage.Each(name, list); err != nil {
			return nil, err
		}
	}
	return &ledger.AWS{
		Basis: fmt.Sprintf("the requests of docs/design.md at the list price of %s, %s, with run times and logs assumed; a message of ours with %d statuses; without what a month costs anyway",
			list.Region, list.AsOf, statusesOfASend),
		Received: nanos(each["inbound"]), Sent: nanos(each["reply"] + statusesOfASend*each["status"]),
	}, nil
}

// nanos is an amount to the nearest billionth of a dollar.
func nanos(usd float64) ledger.Nano { return ledger.Nano(math.Round(usd * 1e9)) }
