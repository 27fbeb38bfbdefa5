package schedule

import (
	"errors"
	"fmt"
	"strconv"
	"strings"
	"time"
)

// monthNames are indexed by month; nothing stands at 0.
func monthNames() []string {
	return []string{"", "JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC"}
}

// dayNames count from 1, as in AWS: 1 is Sunday.
func dayNames() []string {
	return []string{"", "SUN", "MON", "TUE", "WED", "THU", "FRI", "SAT"}
}

// set reads values, a-b, a/step, a-b/step, * and lists of these, as flags
// indexed by value.
func set(field, text string, low, high int, names []string) ([]bool, error) {
	flags := make([]bool, high+1)
	for _, part := range strings.Split(text, ",") {
		from, to, step, err := span(part, low, high, names)
		if err != nil {
			return nil, fmt.Errorf("%s %q: %w", field, part, err)
		}
		for value := from; value <= to; value += step {
			flags[value] = true
		}
	}
	return flags, nil
}

func span(part string, low, high int, names []string) (from, to, step int, err error) {
	base, stepText, stepped := strings.Cut(part, "/")
	step = 1
	if stepped {
		if step, err = strconv.Atoi(stepText); err != nil || step < 1 {
			return 0, 0, 0, errors.New("a step is a whole number above 0")
		}
	}
	first, last, ranged := strings.Cut(base, "-")
	switch {
	case base == "*":
		return low, high, step, nil
	case !ranged:
		last = first
	}
	if from, err = value(first, low, high, names); err != nil {
		return 0, 0, 0, err
	}
	if to, err = value(last, low, high, names); err != nil {
		return 0, 0, 0, err
	}
	if stepped && !ranged {
		to = high // a/step runs to the end
	}
	if from > to {
		return 0, 0, 0, errors.New("a range goes upwards")
	}
	return from, to, step, nil
}

func value(text string, low, high int, names []string) (int, error) {
	for number, name := range names {
		if name != "" && strings.EqualFold(name, text) {
			return number, nil
		}
	}
	number, err := strconv.Atoi(text)
	if err != nil || number < low || number > high {
		return 0, fmt.Errorf("%q is not between %d and %d", text, low, high)
	}
	return number, nil
}

// monthDays reads the day-of-month field: L is the last day, 15W the weekday
// nearest to the 15th within its month.
func monthDays(text string) (func(time.Time) bool, error) {
	if text == "L" {
		return func(date time.Time) bool { return date.Day() == lastDay(date) }, nil
	}
	if number, isWeekday := strings.CutSuffix(text, "W"); isWeekday {
		day, err := value(number, 1, 31, nil)
		if err != nil {
			return nil, fmt.Errorf("day-of-month %q: %w", text, err)
		}
		return func(date time.Time) bool { return date.Day() == nearestWeekday(date, day) }, nil
	}
	flags, err := set("day-of-month", text, 1, 31, nil)
	return func(date time.Time) bool { return flags[date.Day()] }, err
}

// weekdays reads the day-of-week field: 6#3 is the third Friday, 6L the last
// one, L alone Saturday.
func weekdays(text string) (func(time.Time) bool, error) {
	if day, ordinal, isOrdinal := strings.Cut(text, "#"); isOrdinal {
		return ordinalWeekday(text, day, ordinal)
	}
	if day, isLast := strings.CutSuffix(text, "L"); isLast {
		if day == "" {
			return func(date time.Time) bool { return date.Weekday() == time.Saturday }, nil
		}
		wanted, err := value(day, 1, 7, dayNames())
		if err != nil {
			return nil, fmt.Errorf("day-of-week %q: %w", text, err)
		}
		return func(date time.Time) bool {
			return weekdayNumber(date) == wanted && date.Day()+7 > lastDay(date)
		}, nil
	}
	flags, err := set("day-of-week", text, 1, 7, dayNames())
	return func(date time.Time) bool { return flags[weekdayNumber(date)] }, err
}

func ordinalWeekday(text, day, ordinal string) (func(time.Time) bool, error) {
	wanted, err := value(day, 1, 7, dayNames())
	if err != nil {
		return nil, fmt.Errorf("day-of-week %q: %w", text, err)
	}
	week, err := value(ordinal, 1, 5, nil)
	if err != nil {
		return nil, fmt.Errorf("day-of-week %q: %w", text, err)
	}
	return func(date time.Time) bool {
		return weekdayNumber(date) == wanted && (date.Day()-1)/7+1 == week
	}, nil
}

func weekdayNumber(date time.Time) int { return int(date.Weekday()) + 1 }

func lastDay(date time.Time) int {
	return time.Date(date.Year(), date.Month()+1, 0, 0, 0, 0, 0, time.UTC).Day()
}

// nearestWeekday is the Monday to Friday nearest to day in date's month; it never
// leaves the month. A day that the month lacks has none.
func nearestWeekday(date time.Time, day int) int {
	last := lastDay(date)
	if day > last {
		return 0
	}
	switch time.Date(date.Year(), date.Month(), day, 0, 0, 0, 0, time.UTC).Weekday() {
	case time.Saturday:
		if day == 1 {
			return 3
		}
		return day - 1
	case time.Sunday:
		if day == last {
			return day - 2
		}
		return day + 1
	default:
		return day
	}
}
