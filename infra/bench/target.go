package bench

import (
	"fmt"
	"strconv"
	"strings"
)

// bound reads a target: a number, "<= number" or "< number".
func (f Figure) bound() (most float64, inclusive, exact bool) {
	text := f.Target
	switch {
	case strings.HasPrefix(text, "<= "):
		text, inclusive = text[3:], true
	case strings.HasPrefix(text, "< "):
		text = text[2:]
	default:
		exact = true
	}
	most, err := strconv.ParseFloat(text, 64)
	if err != nil {
		panic(fmt.Sprintf("bench: target %q of %q is no number", f.Target, f.Name)) // a mistake of this program's
	}
	return most, inclusive, exact
}

// Kept reports whether a figure keeps its target, as it is shown: to two decimals.
func (f Figure) Kept() bool {
	most, inclusive, exact := f.bound()
	value, err := strconv.ParseFloat(strings.ReplaceAll(f.Shown(), ",", ""), 64)
	switch {
	case err != nil:
		return false
	case exact:
		return value == most
	case inclusive:
		return value <= most
	default:
		return value < most
	}
}

// Share is the value against its target's number.
func (f Figure) Share() float64 {
	most, _, _ := f.bound()
	return f.Value / most
}

// Shown is the value for people: two decimals, fewer of large ones, more of small
// amounts of money.
func (f Figure) Shown() string {
	switch {
	case f.Value >= 1000:
		return thousands(int(f.Value + 0.5))
	case f.Unit == "USD" && f.Value < 0.1:
		return fmt.Sprintf("%.4f", f.Value)
	case f.Value >= 100:
		return fmt.Sprintf("%.0f", f.Value)
	default:
		return fmt.Sprintf("%.2f", f.Value)
	}
}

// thousands writes 100000 as 100,000.
func thousands(n int) string {
	if n < 1000 {
		return fmt.Sprint(n)
	}
	return fmt.Sprintf("%s,%03d", thousands(n/1000), n%1000)
}
