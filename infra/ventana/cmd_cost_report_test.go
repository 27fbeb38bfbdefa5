package main

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"ventana/infra/ledger"
	"ventana/shared/pricing"
)

func TestCostReport_tellsEveryWrongFlagAtOnce(t *testing.T) {
	t.Parallel()
	flags := costFlags{by: "mood", format: "pdf", to: "yesterday"}
	err := flags.check(func(string) string { return "" })
	if err == nil {
		t.Fatal("taken")
	}
	for _, want := range []string{"--table: required", `--by: "mood" is none of message,`, `--format: "pdf"`, `--to: "yesterday" is no day`} {
		if !strings.Contains(err.Error(), want) {
			t.Errorf("nothing of %q in:\n%v", want, err)
		}
	}
	tagged := costFlags{by: "tag", format: "text", systemFlags: systemFlags{table: "t"}}
	if err := tagged.check(func(string) string { return "" }); err == nil || !strings.Contains(err.Error(), "--call") {
		t.Errorf("tags are the helpdesk's: got %v, want --call asked for", err)
	}
}

func TestCostReport_daysAreThoseOfTheMonthUnlessSaid(t *testing.T) {
	t.Parallel()
	now := time.Date(2026, 11, 22, 15, 4, 5, 0, time.UTC)
	for _, test := range []struct{ from, to, first, last, problem string }{
		{"", "", "2026-11-01", "2026-11-22", ""},
		{"", "2026-10-31", "2026-10-01", "2026-10-31", ""},
		{"2026-09-15", "2026-10-02", "2026-09-15", "2026-10-02", ""},
		{"2026-10-02", "2026-10-01", "", "", "is before"},
		{"1 October", "", "", "", "--from"},
	} {
		flags := costFlags{from: test.from, to: test.to}
		from, to, err := flags.days(now)
		if test.problem != "" {
			if err == nil || !strings.Contains(err.Error(), test.problem) {
				t.Errorf("%+v: got %v", test, err)
			}
			continue
		}
		if got := from.Format(time.DateOnly) + " " + to.Format(time.DateOnly); err != nil || got != test.first+" "+test.last {
			t.Errorf("%+v: got %s, %v", test, got, err)
		}
	}
}

// TestCostReport_cardsOfYourOwn take the place of those of the same day, and others
// join them in their order.
func TestCostReport_cardsOfYourOwn(t *testing.T) {
	t.Parallel()
	folder := t.TempDir()
	for name, text := range map[string]string{
		"a.json": `{"from":"2026-10-01","source":"mine","rates":{"Spain":{"utility":"0.5"}}}`,
		"b.json": `{"from":"2026-07-01","source":"between","rates":{"Spain":{"utility":"0.4"}}}`,
	} {
		if err := os.WriteFile(filepath.Join(folder, name), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	flags := costFlags{cards: folder}
	terms, err := flags.terms()
	if err != nil {
		t.Fatal(err)
	}
	for day, want := range map[string]pricing.Money{"2026-05-01": 20_000, "2026-08-01": 400_000, "2026-11-01": 500_000} {
		at, _ := time.Parse(time.DateOnly, day)
		if got, _ := pricing.Rate(terms.Cards, pricing.Message{Category: "utility", Market: pricing.Spain, At: at}); got != want {
			t.Errorf("%s: got %s, want %s", day, got, want)
		}
	}
	for name, folder := range map[string]string{"empty": t.TempDir(), "missing": filepath.Join(folder, "none")} {
		if _, err := (&costFlags{cards: folder}).terms(); err == nil || !strings.Contains(err.Error(), "--cards") {
			t.Errorf("a folder that is %s: got %v", name, err)
		}
	}
}

// TestCostReport_writesToAFile in every form.
func TestCostReport_writesToAFile(t *testing.T) {
	t.Parallel()
	report := ledger.Make(nil, ledger.Terms{}, ledger.Question{From: time.Date(2026, 11, 1, 0, 0, 0, 0, time.UTC), To: time.Date(2026, 11, 2, 0, 0, 0, 0, time.UTC), By: "day"})
	for format := range costFormats() {
		flags := costFlags{format: format, output: filepath.Join(t.TempDir(), "report")}
		var out bytes.Buffer
		if err := flags.write(&out, report); err != nil {
			t.Fatalf("%s: %v", format, err)
		}
		if text, err := os.ReadFile(flags.output); err != nil || !strings.Contains(string(text), "2026-11-01") || !strings.Contains(out.String(), "0 delivered messages") {
			t.Errorf("%s: %v, said %q, wrote:\n%s", format, err, out.String(), text)
		}
	}
}

// TestComputedShare_isTheTablesOfTheDesign: a customer's message and a reply with three
// statuses, by requests, run times and logs.
func TestComputedShare_isTheTablesOfTheDesign(t *testing.T) {
	t.Parallel()
	share, err := computedShare()
	if err != nil {
		t.Fatal(err)
	}
	if share.Measured || share.Received < 7475 || share.Received > 10_000 || share.Sent < 8525+3*3225 || share.Sent > 30_000 {
		t.Errorf("got %+v, want what the requests cost and a little for time and logs, and never measured", share)
	}
}
