package schedule

import (
	"errors"
	"fmt"
	"strconv"
	"strings"
	"time"
	_ "time/tzdata" // so that a machine without zone files agrees with AWS
)

// ErrNever is returned when no run is left: an at() that has passed, or a cron
// whose years are over.
var ErrNever = errors.New("no run is left")

// atLayout has no zone: the schedule's own applies.
const atLayout = "2006-01-02T15:04:05"

// Next is the first time strictly after the given one at which expression fires,
// in UTC. An empty timezone is UTC. For a rate, after is the last run (or the
// schedule's creation). Errors say what is wrong with the expression; ErrNever
// means that there will be no run any more.
func Next(expression, timezone string, after time.Time) (time.Time, error) {
	location, err := time.LoadLocation(timezone)
	if err != nil {
		return time.Time{}, fmt.Errorf("schedule %s: time zone: %w", expression, err)
	}
	kind, body, found := strings.Cut(strings.TrimSuffix(expression, ")"), "(")
	if !found || !strings.HasSuffix(expression, ")") {
		return time.Time{}, fmt.Errorf("schedule %s: must be rate(…), cron(…) or at(…)", expression)
	}
	var next time.Time
	switch kind {
	case "rate":
		next, err = nextRate(body, after)
	case "cron":
		next, err = nextCron(body, location, after)
	case "at":
		next, err = nextAt(body, location, after)
	default:
		err = errors.New("must be rate(…), cron(…) or at(…)")
	}
	if err != nil {
		return time.Time{}, fmt.Errorf("schedule %s: %w", expression, err)
	}
	return next.UTC(), nil
}

// nextRate takes both 1 minute and 1 minutes, as Scheduler does.
func nextRate(body string, after time.Time) (time.Time, error) {
	number, unit, _ := strings.Cut(body, " ")
	value, err := strconv.Atoi(number)
	length := map[string]time.Duration{"minute": time.Minute, "hour": time.Hour, "day": 24 * time.Hour}[strings.TrimSuffix(unit, "s")]
	if err != nil || value < 1 || length == 0 {
		return time.Time{}, errors.New("a rate is a whole number above 0 and minutes, hours or days")
	}
	return after.Add(time.Duration(value) * length), nil
}

func nextAt(body string, location *time.Location, after time.Time) (time.Time, error) {
	at, err := time.ParseInLocation(atLayout, body, location)
	if err != nil {
		return time.Time{}, fmt.Errorf("at: %w", err)
	}
	if !at.After(after) {
		return time.Time{}, ErrNever
	}
	return at, nil
}
