package week

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"
)

// Markdown is the report as a page of docs/bench.
func (r Report) Markdown() string {
	var page strings.Builder
	line := func(format string, values ...any) { fmt.Fprintf(&page, format+"\n", values...) }
	v := r.Verdict
	line("# Warnings: once, and in time\n")
	line("Written by `ventana week --conversations %d --days %g --seed %d --quiet %q --language %s`. %s of %d conversations pass on the moved clock, minute by minute, in the local system: the functions as they are deployed, as processes. Customers write, agents answer, solve, set pending; the function `window` is killed in the middle of its calls and run twice at once. What has to stand on each ticket is computed by a model of its own from the documents, and compared with what stands there.\n",
		r.Conversations, r.days(), r.Seed, r.Quiet, r.Language, r.span(), r.Conversations)
	line("| | |\n|---|---|")
	line("| warnings that had to stand | %d, of them %d notes that a window has closed, %d moved by quiet hours |", v.Expected, v.Closed, v.Moved)
	for _, fault := range r.faults() {
		line("| %s | %d |", fault.name, len(fault.list))
	}
	line("| must not stand: the customer was answered; the ticket was solved or waits for the customer | %d; %d |", v.Answered, v.Idle)
	line("| left to chance: something else happened within %s | %d, of which %d stand |", short(Bound), v.Chance, v.ByChance)
	line("| lateness: median, p99, worst | %s, %s, %s |", short(r.late(50)), short(r.late(99)), short(r.late(100)))
	line("| runs of `window` | %d, of them %d killed, %d minutes doubled, %d failed otherwise |", r.Runs, r.Died, r.Doubled, r.Failed-r.Died)
	line("| messages of customers, answers, agents' own notes, changes of status | %d, %d, %d, %d |", r.Acts[writes], r.Acts[answers], r.Acts[remarks], r.Acts[sets])
	line("| real time | %s |\n", r.Took.Round(time.Second))
	line("## How late\n")
	line("From the second in which a warning is due to the second in which it stands. `window` runs once a minute, so what nothing hinders is up to a minute late. A killed run's warnings wait for its lease of a minute and for the next run; more than %s fails the week.\n", short(Bound))
	line("```text\n%s```\n", r.chart())
	line("## What was offered\n")
	line("Each note is in the language of the helpdesk's connection and offers the command with the template that the rules choose for the customer: by country, by what is approved, and by the time since they wrote.\n")
	line("| template | notes |\n|---|---|")
	for _, name := range slices.Sorted(maps.Keys(v.Commands)) {
		line("| `%s` | %d |", strings.Replace(name, " ", "` in `", 1), v.Commands[name])
	}
	for _, fault := range r.faults() {
		if len(fault.list) > 0 {
			line("\n## %s\n\n- %s", strings.ToUpper(fault.name[:1])+fault.name[1:], strings.Join(fault.list, "\n- "))
		}
	}
	return page.String()
}

// Summary is the report in a few lines.
func (r Report) Summary() string {
	v := r.Verdict
	text := fmt.Sprintf("%d warnings had to stand; lateness median %s, p99 %s, worst %s; %d runs of window, %d killed, %d doubled; seed %d\n",
		v.Expected, short(r.late(50)), short(r.late(99)), short(r.late(100)), r.Runs, r.Died, r.Doubled, r.Seed)
	for _, fault := range r.faults() {
		text += fmt.Sprintf("%s: %d\n", fault.name, len(fault.list))
		for _, one := range fault.list {
			text += "  " + one + "\n"
		}
	}
	return text
}

// Err is nil when every warning stands once, in time, as it has to.
func (r Report) Err() error {
	if r.Verdict.Held() {
		return nil
	}
	var found []string
	for _, fault := range r.faults() {
		if len(fault.list) > 0 {
			found = append(found, fmt.Sprintf("%d %s", len(fault.list), fault.name))
		}
	}
	if len(found) == 0 {
		return fmt.Errorf("no warning was due: give more conversations or days")
	}
	return fmt.Errorf("warnings: %s", strings.Join(found, ", "))
}

// fault is a way in which warnings fall short.
type fault struct {
	name string
	list []string
}

func (r Report) faults() []fault {
	v := r.Verdict
	return []fault{{"missing", v.Missing}, {"doubled", v.Doubled}, {"unexpected", v.Unexpected}, {"wrong", v.Wrong}, {"too late", v.TooLate}}
}

// late is the lateness that so many in a hundred do not exceed.
func (r Report) late(percent int) time.Duration {
	if len(r.Verdict.Late) == 0 {
		return 0
	}
	place := (len(r.Verdict.Late)*percent + 99) / 100
	return r.Verdict.Late[max(place, 1)-1]
}

// chart is a histogram of lateness.
func (r Report) chart() string {
	const width, step = 40, 15 * time.Second
	counts := make([]int, Bound/step+1) // the last is beyond the bound
	most := 1
	for _, late := range r.Verdict.Late {
		at := min(int(late/step), len(counts)-1)
		counts[at]++
		most = max(most, counts[at])
	}
	var text strings.Builder
	for i, count := range counts {
		name := fmt.Sprintf("%3.0f to %3.0f s", (time.Duration(i) * step).Seconds(), (time.Duration(i+1) * step).Seconds())
		if i == len(counts)-1 {
			name = "  later     "
		}
		bar := count * width / most
		if count > 0 {
			bar = max(bar, 1)
		}
		fmt.Fprintf(&text, "%s  %s %d\n", name, strings.Repeat("█", bar), count)
	}
	return text.String()
}

func (r Report) days() float64 { return r.Length.Hours() / 24 }

// span is the length in words.
func (r Report) span() string {
	if days := r.days(); days != 1 {
		return fmt.Sprintf("%g days", days)
	}
	return "A day"
}

// short is a duration without its zeros: 3m, 59s.
func short(d time.Duration) string {
	text := d.Round(time.Second).String()
	if strings.HasSuffix(text, "m0s") {
		text = strings.TrimSuffix(text, "0s")
	}
	if strings.HasSuffix(text, "h0m") {
		text = strings.TrimSuffix(text, "0m")
	}
	return text
}
