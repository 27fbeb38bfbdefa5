package soak

import (
	"bufio"
	"fmt"
	"os"
	"strings"
	"testing"
	"time"
)

// Each run of seeds.txt: nothing is lost, doubled, out of order or parked.
func TestSoak_seeds(t *testing.T) {
	t.Parallel()
	file, err := os.Open("seeds.txt")
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = file.Close() }() // only read
	runs := 0
	for lines := bufio.NewScanner(file); lines.Scan(); {
		line := strings.TrimSpace(lines.Text())
		if line == "" || strings.HasPrefix(line, "#") {
			continue
		}
		options := Options{Template: "../../template.yaml"}
		var why string
		if _, err := fmt.Sscan(line, &options.Seed, &options.Messages, &why); err != nil {
			t.Fatalf("%q: %v; write a seed, how many messages, and why", line, err)
		}
		runs++
		t.Run(fmt.Sprintf("seed %d of %d messages", options.Seed, options.Messages), func(t *testing.T) {
			t.Parallel()
			playSeed(t, options)
		})
	}
	if runs == 0 {
		t.Error("seeds.txt names no run")
	}
}

func playSeed(t *testing.T, options Options) {
	report, err := Run(t.Context(), options)
	if err != nil {
		t.Fatalf("%v\n%s", err, report.LastLogs)
	}
	t.Logf("in %s\n%s%s", report.Took.Round(time.Second), report.Summary(), report.Line())
	if err := report.Err(); err != nil {
		t.Error(err)
	}
	struck := map[string]int{}
	for _, one := range report.Struck {
		struck[one.Do] += one.Times
	}
	for _, do := range []string{"status", "kill", "drop-answer", "drop-request", "slow", "partial"} {
		if struck[do] == 0 {
			t.Errorf("no fault struck that is a %s: %v", do, struck)
		}
	}
	if report.Helpdesk.Refused == 0 || report.Repeats == 0 || report.Jumps == 0 || report.Tokens == 0 || report.shut == 0 {
		t.Errorf("too little to prove anything: %d refused by limits, %d repeats, %d jumps, %d times without tokens, %d replies into closed windows",
			report.Helpdesk.Refused, report.Repeats, report.Jumps, report.Tokens, report.shut)
	}
}
