package view

import (
	"fmt"
	"math"
	"strconv"
	"strings"
	"time"
)

// ticks are values from 0 to at least most, four or five of them: round in their
// unit, whole for counts.
func ticks(most float64, unit string) []float64 {
	if most <= 0 || math.IsNaN(most) || math.IsInf(most, 0) {
		most = 1
	}
	step := math.Pow(10, math.Floor(math.Log10(most/4)))
	steps := []float64{step, 2 * step, 2.5 * step, 5 * step, 10 * step}
	switch {
	case unit == "s" && most > 60:
		steps = []float64{30, 60, 120, 300, 600, 1200, 1800, 3600, 7200, 6 * 3600, 24 * 3600, 7 * 24 * 3600}
	case (unit == "" || unit == "min") && most <= 4:
		steps = []float64{1}
	case unit == "" && step < 10:
		steps = []float64{step, 2 * step, 5 * step, 10 * step}
	}
	step = steps[len(steps)-1]
	for _, one := range steps {
		if one*4 >= most*0.999 {
			step = one
			break
		}
	}
	all := []float64{0}
	for value := step; value < most+step*0.999; value += step {
		all = append(all, value)
	}
	return all
}

// show writes a value with its unit as short as people read it.
func show(value float64, unit string) string {
	switch unit {
	case "$":
		return "$" + significant(value, 3)
	case "ms":
		if math.Abs(value) >= 1000 {
			return significant(value/1000, 3) + " s"
		}
		return significant(value, 3) + " ms"
	case "s":
		switch {
		case math.Abs(value) >= 7200:
			return significant(value/3600, 2) + " h"
		case math.Abs(value) >= 120:
			return significant(value/60, 2) + " min"
		}
		return significant(value, 3) + " s"
	case "%":
		return significant(value, 3) + " %"
	case "days":
		return significant(value, 3) + " d" // the whole word is wider than the axis
	case "":
		if math.Abs(value) >= 10_000 {
			return significant(value/1000, 3) + "k"
		}
		return significant(value, 4)
	}
	return significant(value, 3) + " " + unit
}

// significant rounds to so many digits and leaves whole numbers whole.
func significant(value float64, digits int) string {
	if value == 0 {
		return "0"
	}
	decimals := max(0, digits-1-int(math.Floor(math.Log10(math.Abs(value)))))
	text := strconv.FormatFloat(value, 'f', decimals, 64)
	if strings.Contains(text, ".") {
		text = strings.TrimRight(strings.TrimRight(text, "0"), ".")
	}
	return text
}

// marks are the times at which an axis has a label: round ones, five to nine.
func marks(from, to time.Time) []time.Time {
	step := 24 * time.Hour
	for _, one := range []time.Duration{time.Minute, 2 * time.Minute, 5 * time.Minute, 10 * time.Minute, 15 * time.Minute, 30 * time.Minute, time.Hour, 2 * time.Hour, 4 * time.Hour, 6 * time.Hour} {
		if to.Sub(from)/one <= 5 {
			step = one
			break
		}
	}
	var all []time.Time
	for at := from.Truncate(step).Add(step); at.Before(to); at = at.Add(step) {
		all = append(all, at)
	}
	return all
}

// clock writes a time of an axis.
func clock(at time.Time) string { return fmt.Sprintf("%02d:%02d", at.Hour(), at.Minute()) }
