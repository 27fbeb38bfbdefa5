package drill

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

const (
	templatePath = "../../template.yaml"
	runbookPages = "../../docs/runbooks"
)

// TestCases_areThoseOfTheTemplate: each alarm has one case, and each case an alarm.
func TestCases_areThoseOfTheTemplate(t *testing.T) {
	t.Parallel()
	if err := complete(templatePath, cases()); err != nil {
		t.Error(err)
	}
}

// TestCases_mendWithTheRunbooksOwnCommands: what a case runs stands on the page that
// its alarm leads to, but for --yes, which answers what a person is asked.
func TestCases_mendWithTheRunbooksOwnCommands(t *testing.T) {
	t.Parallel()
	link := regexp.MustCompile(`docs/runbooks/([a-z-]+\.md)`)
	alarms, err := Alarms(templatePath, map[string]string{"Stage": "staging"})
	if err != nil {
		t.Fatal(err)
	}
	pages := map[string]string{}
	for _, one := range alarms {
		match := link.FindStringSubmatch(one.Description)
		if match == nil {
			t.Fatalf("%s names no page", one.ID)
		}
		page, err := os.ReadFile(filepath.Join(runbookPages, match[1]))
		if err != nil {
			t.Fatal(err)
		}
		pages[one.ID] = string(page)
	}
	for _, c := range cases() {
		if len(c.Mend) == 0 && c.Healed == "" {
			t.Errorf("%s: nothing mends it, and nothing says how it ends", c.Alarm)
		}
		for _, command := range c.Mend {
			if !strings.Contains(pages[c.Alarm], strings.TrimSuffix(command, " --yes")) {
				t.Errorf("%s: its page has no %q", c.Alarm, command)
			}
		}
		if c.Cause == "" || c.Begin == nil || c.Within == 0 || c.ClearWithin == 0 {
			t.Errorf("%s: a case needs a cause, and bounds", c.Alarm)
		}
	}
}

// TestPage_isOfAllCases: the page that was made by the last whole drill has a line of
// each case, with the cause and the threshold as they are now.
func TestPage_isOfAllCases(t *testing.T) {
	t.Parallel()
	page, err := os.ReadFile("../../docs/drill.md")
	if err != nil {
		t.Fatal(err)
	}
	alarms, err := Alarms(templatePath, map[string]string{"Stage": "staging"})
	if err != nil {
		t.Fatal(err)
	}
	for _, one := range alarms {
		for _, c := range cases() {
			if c.Alarm != one.ID {
				continue
			}
			line := regexp.MustCompile(`(?m)^\| ` + one.ID + ` \|.*$`).FindString(string(page))
			if !strings.Contains(line, "| "+c.Cause+" |") || !strings.Contains(line, "| "+one.Condition()+" |") {
				t.Errorf("docs/drill.md is not of %s as it is now (%s): run make drill; it has %q", one.ID, one.Condition(), line)
			}
		}
	}
}

func TestWords_areSplitAsAShellDoes(t *testing.T) {
	t.Parallel()
	for command, want := range map[string]string{
		`aws x --a "b c" 'd e' f`:              "aws|x|--a|b c|d e|f",
		"aws x \\\n  --a b":                    "aws|x|--a|b",
		`ventana y --why ""`:                   "ventana|y|--why|",
		`aws x --uuid "$(mapping Inbound)"`:    "aws|x|--uuid|inbound",
		`aws x --id "$(output CallSecretArn)"`: "aws|x|--id|CallSecretArn",
	} {
		got, err := (&stage{}).words(command)
		if err != nil || strings.Join(got, "|") != want {
			t.Errorf("%q gives %q, %v, want %q", command, strings.Join(got, "|"), err, want)
		}
	}
	for _, command := range []string{`aws x | wc`, `aws x > y`, `aws x $(date)`, `aws x $HOME`, `aws x <version>`, `aws x $(mapping`} {
		if words, err := (&stage{}).words(command); err == nil {
			t.Errorf("%q gives %q, want that it is not understood", command, words)
		}
	}
}

// TestDrill_short plays a few alarms whole: a function that dies, a queue that nobody
// takes from, a parked message that is sent back, and AWS's own refusal.
func TestDrill_short(t *testing.T) {
	t.Parallel()
	results, err := Run(t.Context(), Options{
		Parallel: 2, Template: templatePath, Events: "../../events", DynamoDBEndpoint: os.Getenv("VENTANA_DYNAMODB_ENDPOINT"),
		Only: []string{"InboundErrorsAlarm", "InboundQueueAgeAlarm", "FunctionsThrottledAlarm", "WindowMissingAlarm"},
	})
	for _, result := range results {
		t.Log(result.Line())
	}
	if err != nil {
		t.Fatal(err)
	}
	if len(results) != 4 {
		t.Errorf("%d alarms were drilled, want 4", len(results))
	}
}

// TestDrill_anAlarmThatDoesNotRingFails: without its cause the case comes to an end.
func TestDrill_anAlarmThatDoesNotRingFails(t *testing.T) {
	t.Parallel()
	c := cases()[1]
	c.Begin, c.Within = func(*stage) error { return nil }, 0
	result := drillOne(t.Context(), Options{Build: t.TempDir(), Template: templatePath, Events: "../../events", DynamoDBEndpoint: os.Getenv("VENTANA_DYNAMODB_ENDPOINT")}, c)
	if result.Err == nil || !strings.Contains(result.Err.Error(), "is OK and not ALARM") {
		t.Errorf("got %v, want that it did not ring", result.Err)
	}
}
