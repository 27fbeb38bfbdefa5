package ledger

import (
	"fmt"
	"strings"
)

// Nano is an amount in billionths of a US dollar: AWS takes millionths for a whole
// message.
type Nano int64

// String is the amount in dollars with at least two decimals, as "$0.00000898".
func (n Nano) String() string {
	sign := ""
	if n < 0 {
		sign, n = "-", -n
	}
	decimals := strings.TrimRight(fmt.Sprintf("%09d", n%1_000_000_000), "0")
	for len(decimals) < 2 {
		decimals += "0"
	}
	return fmt.Sprintf("%s$%d.%s", sign, n/1_000_000_000, decimals)
}

// AWS is what AWS takes for messages. Without one a report has no such column.
type AWS struct {
	// Basis says where the figures come from, in words.
	Basis string `json:"basis"`
	// Measured: they come from what was counted on the system, not from the price
	// list alone.
	Measured bool `json:"measured"`
	// Received is for a message of a customer's, Sent for one of ours with its
	// statuses, whatever became of it.
	Received Nano `json:"received_nanos"`
	Sent     Nano `json:"sent_nanos"`
	// Functions are what each function took in the report's time, where that is known.
	Functions map[string]Nano `json:"functions_nanos,omitempty"`
}

// of is the share of a message.
func (a *AWS) of(l Line) Nano {
	if l.State == Received {
		return a.Received
	}
	return a.Sent
}
