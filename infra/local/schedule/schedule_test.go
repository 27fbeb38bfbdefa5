package schedule_test

import (
	"errors"
	"strings"
	"testing"
	"time"

	"ventana/infra/local/schedule"
)

func TestNext(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name, expression, timezone, after, want string
	}{
		{"a rate counts from the last run", "rate(5 minutes)", "", "2026-11-22T10:03:07Z", "2026-11-22T10:08:07Z"},
		{"a rate of one takes the singular", "rate(1 hour)", "", "2026-11-22T10:00:00Z", "2026-11-22T11:00:00Z"},
		{"a rate's day is 24 hours also in spring", "rate(1 day)", "Europe/Madrid", "2026-03-28T12:00:00Z", "2026-03-29T12:00:00Z"},
		{"at is read in the zone", "at(2026-12-01T09:30:00)", "Europe/Madrid", "2026-11-22T00:00:00Z", "2026-12-01T08:30:00Z"},
		{"each minute", "cron(* * * * ? *)", "", "2026-11-22T10:03:07Z", "2026-11-22T10:04:00Z"},
		{"the minute itself is not after itself", "cron(0 10 * * ? *)", "", "2026-11-22T10:00:00Z", "2026-11-23T10:00:00Z"},
		{"steps start at their value", "cron(7/20 * * * ? *)", "", "2026-11-22T10:30:00Z", "2026-11-22T10:47:00Z"},
		{"lists and ranges", "cron(0,30 9-17 ? * MON-FRI *)", "", "2026-11-20T17:30:00Z", "2026-11-23T09:00:00Z"},
		{"a name of a month", "cron(0 0 1 FEB ? *)", "", "2026-11-22T00:00:00Z", "2027-02-01T00:00:00Z"},
		{"weekday 1 is Sunday", "cron(0 8 ? * 1 *)", "", "2026-11-22T09:00:00Z", "2026-11-29T08:00:00Z"},
		{"the last day of a month", "cron(0 0 L 2 ? *)", "", "2027-03-01T00:00:00Z", "2028-02-29T00:00:00Z"},
		{"the last Friday", "cron(0 0 ? * 6L *)", "", "2026-11-22T00:00:00Z", "2026-11-27T00:00:00Z"},
		{"the third Friday", "cron(0 0 ? * FRI#3 *)", "", "2026-11-22T00:00:00Z", "2026-12-18T00:00:00Z"},
		{"the weekday nearest to a Sunday is Monday", "cron(0 0 15W * ? *)", "", "2026-11-01T00:00:00Z", "2026-11-16T00:00:00Z"},
		{"the weekday nearest to a first that is Saturday stays in the month", "cron(0 0 1W 8 ? *)", "", "2026-07-01T00:00:00Z", "2026-08-03T00:00:00Z"},
		{"the 31st skips shorter months", "cron(0 0 31 * ? *)", "", "2026-11-22T00:00:00Z", "2026-12-31T00:00:00Z"},
		{"a year in the field", "cron(0 0 1 1 ? 2030)", "", "2026-11-22T00:00:00Z", "2030-01-01T00:00:00Z"},
		{"a time that spring leaves out is skipped", "cron(30 2 * * ? *)", "Europe/Madrid", "2026-03-28T12:00:00Z", "2026-03-30T00:30:00Z"},
		{"a time that autumn repeats fires once", "cron(30 2 * * ? *)", "Europe/Madrid", "2026-10-25T00:30:00Z", "2026-10-26T01:30:00Z"},
		{"the wall clock moves with summer time", "cron(0 9 * * ? *)", "Europe/Madrid", "2026-03-28T10:00:00Z", "2026-03-29T07:00:00Z"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			got, err := schedule.Next(tt.expression, tt.timezone, moment(t, tt.after))
			if err != nil {
				t.Fatalf("Next: %v", err)
			}
			if want := moment(t, tt.want); !got.Equal(want) || got.Location() != time.UTC {
				t.Errorf("got %v, want %v", got, want)
			}
		})
	}
}

func TestNext_nothingIsLeft(t *testing.T) {
	t.Parallel()
	for name, expression := range map[string]string{
		"an at that has passed":            "at(2026-11-22T10:00:00)",
		"a cron whose year is over":        "cron(0 0 1 1 ? 2020)",
		"a cron of a day that never comes": "cron(0 0 30 2 ? *)",
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if _, err := schedule.Next(expression, "", moment(t, "2026-11-22T10:00:00Z")); !errors.Is(err, schedule.ErrNever) {
				t.Errorf("got %v, want ErrNever", err)
			}
		})
	}
}

func TestNext_refusesWhatSchedulerRefuses(t *testing.T) {
	t.Parallel()
	tests := []struct{ name, expression, timezone, want string }{
		{"no kind", "5 minutes", "", "must be rate"},
		{"an unknown kind", "every(5 minutes)", "", "must be rate"},
		{"a rate of nothing", "rate(0 minutes)", "", "above 0"},
		{"a rate in seconds", "rate(30 seconds)", "", "minutes, hours or days"},
		{"five fields", "cron(0 0 * * ?)", "", "6 fields"},
		{"both days", "cron(0 0 * * * *)", "", "must be ?"},
		{"neither day", "cron(0 0 ? * ? *)", "", "must be ?"},
		{"minute 60", "cron(60 0 * * ? *)", "", `minutes "60"`},
		{"a range downwards", "cron(30-10 0 * * ? *)", "", "upwards"},
		{"a step of nothing", "cron(0/0 0 * * ? *)", "", "a step"},
		{"weekday 8", "cron(0 0 ? * 8 *)", "", `day-of-week "8"`},
		{"a date with a zone", "at(2026-11-22T10:00:00Z)", "", "at:"},
		{"an unknown zone", "rate(5 minutes)", "Europe/Nowhere", "time zone"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			_, err := schedule.Next(tt.expression, tt.timezone, moment(t, "2026-11-22T10:00:00Z"))
			if err == nil || !strings.Contains(err.Error(), tt.want) {
				t.Errorf("got %v, want an error with %q", err, tt.want)
			}
		})
	}
}

func moment(t *testing.T, text string) time.Time {
	t.Helper()
	at, err := time.Parse(time.RFC3339, text)
	if err != nil {
		t.Fatalf("moment %s: %v", text, err)
	}
	return at
}
