package drill

import (
	"fmt"
	"math"
	"strings"
	"time"

	"ventana/infra/alarm"
)

// Line is a result for a terminal.
func (r Result) Line() string {
	if r.Err != nil {
		return fmt.Sprintf("✗ %-26s %s", r.Case.Alarm, strings.SplitN(r.Err.Error(), "\n", 2)[0])
	}
	return fmt.Sprintf("✓ %-26s rang at %s (%s) after %s, quiet %s after it was mended; %s", r.Case.Alarm, r.value(), r.Alarm.Condition(), r.RangIn, r.ClearIn, r.Took.Round(100*time.Millisecond))
}

// value is what the alarm rang at, in words.
func (r Result) value() string {
	switch {
	case r.Alarm.Composite():
		return "other alarms"
	case !r.HasOne:
		return "no data"
	}
	return alarm.Number(math.Round(r.Value*100) / 100)
}

// cleared is by what the alarm stopped, in words.
func (r Result) cleared() string {
	var parts []string
	for _, command := range r.Case.Mend {
		for placeholder, value := range r.Case.Fill {
			command = strings.ReplaceAll(command, placeholder, value)
		}
		parts = append(parts, "`"+command+"`")
	}
	if r.Case.Healed != "" {
		parts = append(parts, r.Case.Healed)
	}
	return strings.Join(parts, ", then ")
}

const pageHead = `# The drill of the alarms

Made by ` + "`make drill`" + `; do not edit. Each alarm was made to ring by its cause on a local system of its own, evaluated from template.yaml on the metrics that the system itself produced, and made to stop as its [runbook](runbooks/README.md) says. Times are the system's own; CloudWatch's services publish a minute or two later.

| alarm | cause | rang at | rings | after | cleared by | after | rang with it |
|---|---|---|---|---|---|---|---|
`

// Page is the table of results, in Markdown.
func Page(results []Result) string {
	var page strings.Builder
	page.WriteString(pageHead)
	for _, r := range results {
		_, _ = fmt.Fprintf(&page, "| %s | %s | %s | %s | %s | %s | %s | %s |\n", // a builder takes everything
			r.Case.Alarm, r.Case.Cause, r.value(), r.Alarm.Condition(), short(r.RangIn), strings.ReplaceAll(r.cleared(), "|", "\\|"), short(r.ClearIn), strings.Join(r.Also, ", "))
	}
	return page.String()
}

// short writes a time as people say it.
func short(d time.Duration) string {
	text := d.String()
	if strings.HasSuffix(text, "m0s") {
		text = strings.TrimSuffix(text, "0s")
	}
	if strings.HasSuffix(text, "h0m") {
		text = strings.TrimSuffix(text, "0m")
	}
	return text
}
