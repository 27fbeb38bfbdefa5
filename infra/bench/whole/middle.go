package whole

import (
	"slices"
	"time"
)

// at is the value below which so many hundredths of the values lie.
func at(values []time.Duration, hundredths int) time.Duration {
	if len(values) == 0 {
		return 0
	}
	sorted := slices.Sorted(slices.Values(values))
	return sorted[min(len(sorted)*hundredths/100, len(sorted)-1)]
}

func middle(values []time.Duration) time.Duration { return at(values, 50) }

func milliseconds(d time.Duration) float64 { return float64(d.Microseconds()) / 1000 }
