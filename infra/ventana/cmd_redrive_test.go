package main

import (
	"errors"
	"strings"
	"testing"
	"time"
)

func TestRedrive_wrongUseIsTold(t *testing.T) {
	t.Parallel()
	r := &running{data: t.TempDir()}
	for name, tt := range map[string]struct {
		arguments []string
		want      string
	}{
		"no letters to send":           {[]string{"run"}, "say which letters"},
		"all and some":                 {[]string{"run", "--all", "--reason", "number"}, "--all: is every letter"},
		"a code that there is not":     {[]string{"run", "--reason", "nonsense"}, `--reason: "nonsense" is none of [connection number`},
		"a time that there is not":     {[]string{"run", "--before", "yesterday"}, `--before: "yesterday" is neither`},
		"a pace that there is not":     {[]string{"run", "--all", "--rate", "10"}, "--rate"},
		"a pace of nothing":            {[]string{"run", "--all", "--rate", "0/s"}, "--rate"},
		"a queue that there is not":    {[]string{"list", "--queue", "letters"}, `--queue: "letters" is none of [inbound outbound`},
		"two systems":                  {[]string{"list", "--stack", "ventana-prod"}, "leave out --stack"},
		"dropped without a reason":     {[]string{"drop", "7c9e6679"}, "--why: required"},
		"dropped with no letter named": {[]string{"drop", "--why", "x"}, "say which letters"},
		"nothing to fix":               {[]string{"fix", "7c9e6679"}, "say what to change"},
		"nothing to show":              {[]string{"show"}, "want one <letter>"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			_, err := r.redriveCommand(t, tt.arguments...)
			var use *useError
			if !errors.As(err, &use) || !strings.Contains(err.Error(), tt.want) || !strings.Contains(err.Error(), "--help") {
				t.Errorf("got %v, want wrong use: %s", err, tt.want)
			}
		})
	}
}

func TestRedrive_flagsOfAStack(t *testing.T) {
	t.Parallel()
	none := func(string) string { return "" }
	if err := (redriveFlags{}).check(none, needTable); err == nil || !strings.Contains(err.Error(), "--stack: required") || !strings.Contains(err.Error(), "--table: required") {
		t.Errorf("got %v, want both told", err)
	}
	named := func(name string) string { return map[string]string{"VENTANA_STACK": "s", "VENTANA_TABLE": "t"}[name] }
	if err := (redriveFlags{}).check(named, needTable); err != nil {
		t.Errorf("the environment names both: %v", err)
	}
}

func TestInstant_readsDaysMomentsAndAges(t *testing.T) {
	t.Parallel()
	now := time.Date(2026, 11, 22, 10, 0, 0, 0, time.UTC)
	for text, want := range map[string]time.Time{
		"": {}, "2026-11-20": time.Date(2026, 11, 20, 0, 0, 0, 0, time.UTC),
		"2026-11-20T08:30:00Z": time.Date(2026, 11, 20, 8, 30, 0, 0, time.UTC), "90m": now.Add(-90 * time.Minute),
	} {
		if got, err := instant("--before", text, now); err != nil || !got.Equal(want) {
			t.Errorf("%q: got %s, %v, want %s", text, got, err, want)
		}
	}
}

func TestPerSecond_readsRates(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]float64{"10/s": 10, "30/m": 0.5, "0.5/s": 0.5} {
		if got, err := perSecond(text); err != nil || got != want {
			t.Errorf("%q: got %v, %v", text, got, err)
		}
	}
	for _, text := range []string{"", "10", "-1/s", "0/m", "5/h", "NaN/s", "1e9/s"} {
		if got, err := perSecond(text); err == nil {
			t.Errorf("%q: got %v, want it refused", text, got)
		}
	}
}
