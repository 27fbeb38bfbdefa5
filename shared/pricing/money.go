package pricing

import (
	"fmt"
	"strconv"
	"strings"
)

// Money is an amount in millionths of a US dollar.
type Money int64

// Dollar is one US dollar.
const Dollar Money = 1_000_000

// String is the amount in dollars with at least two decimals, as "$0.0068".
func (m Money) String() string {
	sign := ""
	if m < 0 {
		sign, m = "-", -m
	}
	decimals := strings.TrimRight(fmt.Sprintf("%06d", m%Dollar), "0")
	for len(decimals) < 2 {
		decimals += "0"
	}
	return sign + "$" + strconv.FormatInt(int64(m/Dollar), 10) + "." + decimals
}

// ParseMoney reads dollars with up to six decimals, as "0.0068".
func ParseMoney(text string) (Money, error) {
	whole, decimals, _ := strings.Cut(text, ".")
	if len(decimals) > 6 {
		return 0, fmt.Errorf("amount %q: more than six decimals", text)
	}
	dollars, err := strconv.ParseInt(whole, 10, 32)
	if err != nil || dollars < 0 {
		return 0, fmt.Errorf("amount %q: not in dollars, as 0.0068", text)
	}
	rest := int64(0)
	if decimals != "" {
		if rest, err = strconv.ParseInt(decimals+strings.Repeat("0", 6-len(decimals)), 10, 64); err != nil || rest < 0 {
			return 0, fmt.Errorf("amount %q: not in dollars, as 0.0068", text)
		}
	}
	return Money(dollars)*Dollar + Money(rest), nil
}
