package conversation_test

import (
	"flag"
	"fmt"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"ventana/shared/conversation"
	"ventana/shared/note"
	"ventana/shared/provider"
)

var update = flag.Bool("update", false, "write the generated parts of docs/decision.md anew")

const page = "../../docs/decision.md"

// anyValue stands for all values of a dimension.
const anyValue = "any"

// TestPage_isWhatTheCodeSays decides every combination, holds each outcome to the
// oracle, and docs/decision.md to all of them.
func TestPage_isWhatTheCodeSays(t *testing.T) {
	t.Parallel()
	dims := dimensions()
	outcomes := decided(t, dims)
	text, err := os.ReadFile(page)
	if err != nil {
		t.Fatalf("read page: %v", err)
	}
	got := string(text)
	for name, part := range map[string]string{"values": legend(dims), "table": tables(t, dims, outcomes)} {
		between := regexp.MustCompile(`(?s)(<!-- ` + name + ` -->\n).*?(<!-- end of ` + name + ` -->)`)
		if !between.MatchString(got) {
			t.Fatalf("%s has no part %s", page, name)
		}
		got = between.ReplaceAllStringFunc(got, func(string) string { return "<!-- " + name + " -->\n" + part + "\n<!-- end of " + name + " -->" })
	}
	if *update {
		if err := os.WriteFile(page, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	if diff := cmp.Diff(string(text), got); diff != "" {
		t.Errorf("%s is stale; run the test with -update (-page +code):\n%s", page, diff)
	}
}

// decided are the outcomes of all combinations, by index. The combinations of one
// comment and window share catalogue and rules.
func decided(t *testing.T, dims []dimension) []string {
	t.Helper()
	heads := len(dims[0].values) * len(dims[1].values)
	tails := 1
	for _, d := range dims[2:] {
		tails *= len(d.values)
	}
	outcomes, wrong := make([]string, heads*tails), 0
	acts := map[conversation.Act]bool{}
	for tail := range tails {
		means := combinationAt(dims, tail).means()
		for head := range heads {
			index := head*tails + tail
			c := combinationAt(dims, index)
			decision := conversation.DecideAll(c.talk(), c.remark(), means, noon)
			acts[decision.Act] = true
			outcomes[index] = c.outcome(decision)
			if want := c.expected(); outcomes[index] != want {
				if wrong++; wrong <= 20 {
					t.Errorf("%+v: got %q, want %q", c, outcomes[index], want)
				}
			}
		}
	}
	if wrong > 0 {
		t.Fatalf("%d of %d combinations are decided otherwise than the rules say", wrong, len(outcomes))
	}
	for act := conversation.ActIgnore; act <= conversation.ActRefuseTier; act++ {
		if acts[act] == (act == conversation.ActTemplate) {
			t.Errorf("act %d comes out: %t; every act but the unfinished one does", act, acts[act])
		}
	}
	return outcomes
}

// outcome is a decision in words. One that does not say or send just what it
// should is told as what it is.
func (c combination) outcome(d conversation.Decision) string {
	asked := ""
	if filled, ok := d.Content.(provider.Template); ok {
		command := d.Act == conversation.ActSay && d.Command == "" || d.Command == "/wa template case_update "+filled.Language+" first_name=Ana"
		if filled.Name != "case_update" || filled.Text != "Hola Ana, hay novedades." || filled.Category != c.category || !command {
			return fmt.Sprintf("another template: %+v", d)
		}
		asked = filled.Language
	}
	if d.Act == conversation.ActSend && d.Text != c.remark().Text {
		return fmt.Sprintf("another text: %+v", d)
	}
	switch {
	case d.Act == conversation.ActSay && asked == "":
		return sendsAsked
	case d.Act == conversation.ActSay && d.Rule != "":
		return insteadIn + asked
	case d.Act == conversation.ActSay:
		return sendsIn + asked
	case d.Act == conversation.ActKeep && asked != "":
		return keepsOffers + asked
	case d.Act == conversation.ActRefuseTier && d.Rule != "" && d.Command != "":
		return closedFull
	case d.Act == conversation.ActSuggest:
		return closedOffers + asked
	case asked != "":
		return fmt.Sprintf("a template that nobody asked for: %+v", d)
	}
	return map[conversation.Act]string{
		conversation.ActIgnore: leaves, conversation.ActSend: sendsReply, conversation.ActKeep: keeps, conversation.ActRefuseClosed: closedAlone,
		conversation.ActRefuseEmpty: tellsEmpty, conversation.ActRefuseCommand: tellsPublic, conversation.ActShowWindow: tellsWindow,
		conversation.ActShowCost: tellsCost, conversation.ActDrop: drops,
		conversation.ActShowHelp: tellsHelp, conversation.ActUnknownAction: tellsUnknown, conversation.ActWrongForm: tellsSlip,
		conversation.ActRefuseTier: tellsFull, conversation.ActNoMessage: tellsNothing, conversation.ActWrongTemplate: tellsWhyNot,
	}[d.Act]
}

// row is combinations that come to the same.
type row struct {
	cells   []string
	outcome string
	count   int
}

// fold puts together what comes to the same: of each dimension the values that
// leave the same table behind them. Every combination is in exactly one row.
func fold(dims []dimension, outcomes []string) []row {
	if len(dims) == 0 {
		return []row{{outcome: outcomes[0], count: 1}}
	}
	block := len(outcomes) / len(dims[0].values)
	var groups [][]int
	below := func(i int) []string { return outcomes[i*block : (i+1)*block] }
	for i := range dims[0].values {
		at := slices.IndexFunc(groups, func(group []int) bool { return slices.Equal(below(group[0]), below(i)) })
		if at < 0 {
			groups = append(groups, []int{i})
			continue
		}
		groups[at] = append(groups[at], i)
	}
	var rows []row
	for _, group := range groups {
		for _, r := range fold(dims[1:], below(group[0])) {
			r.cells, r.count = append([]string{cell(dims[0], group)}, r.cells...), r.count*len(group)
			rows = append(rows, r)
		}
	}
	return rows
}

// cell names the values of a group, or the few that are not in it.
func cell(d dimension, group []int) string {
	var in, out []string
	for i, v := range d.values {
		if slices.Contains(group, i) {
			in = append(in, v.name)
		} else {
			out = append(out, v.name)
		}
	}
	switch {
	case len(out) == 0:
		return anyValue
	case len(in) > 2 && len(out) == 1 && d.name != dimensions()[0].name:
		return anyValue + " but " + out[0]
	}
	return strings.Join(in, ", ")
}

// tables are the rows under what was written. What comes to the same in every
// case has one row in the first table; a column that says nothing is left out.
func tables(t *testing.T, dims []dimension, outcomes []string) string {
	t.Helper()
	var written []string
	sections := map[string][]row{}
	total, rows := 0, fold(dims, outcomes)
	for _, r := range rows {
		if sections[r.cells[0]] == nil {
			written = append(written, r.cells[0])
		}
		sections[r.cells[0]] = append(sections[r.cells[0]], r)
		total += r.count
	}
	if total != len(outcomes) {
		t.Fatalf("the rows hold %d combinations of %d", total, len(outcomes))
	}
	always, others := "", ""
	spoke := map[int]bool{}
	for _, name := range written {
		section := sections[name]
		if len(section) == 1 {
			always += fmt.Sprintf("| %s | %s | %s |\n", name, section[0].outcome, thousands(section[0].count))
			continue
		}
		others += "\n### " + strings.ToUpper(name[:1]) + name[1:] + "\n\n" + table(dims, section, spoke)
	}
	silent := []string{}
	for i, d := range dims[1:] {
		if !spoke[i+1] {
			silent = append(silent, d.name)
		}
	}
	return fmt.Sprintf("\n%s combinations in %d rows. What makes no difference in any of them: %s.\n\n### Whatever the window, the rules and the templates are\n\n"+
		"| what was written | outcome | combinations |\n|---|---|---|\n%s%s", thousands(total), len(rows), strings.Join(silent, ", "), always, others)
}

// table is one section's; spoke collects the columns that it needs.
func table(dims []dimension, section []row, spoke map[int]bool) string {
	var columns []int
	for i := 1; i < len(dims); i++ {
		if slices.ContainsFunc(section, func(r row) bool { return r.cells[i] != anyValue }) {
			columns, spoke[i] = append(columns, i), true
		}
	}
	head, line := "|", "|"
	for _, i := range columns {
		head, line = head+" "+dims[i].name+" |", line+"---|"
	}
	text := head + " outcome | combinations |\n" + line + "---|---|\n"
	for _, r := range section {
		for _, i := range columns {
			text += "| " + r.cells[i] + " "
		}
		text += fmt.Sprintf("| %s | %s |\n", r.outcome, thousands(r.count))
	}
	return text
}

// legend says what the columns' values mean.
func legend(dims []dimension) string {
	text, product := "\n| | value | |\n|---|---|---|\n", []string{}
	for _, d := range dims {
		product = append(product, fmt.Sprintf("%d", len(d.values)))
		name := d.name
		for _, v := range d.values {
			text += fmt.Sprintf("| %s | %s | %s |\n", name, v.name, v.meaning)
			name = ""
		}
	}
	return text + "\n" + strings.Join(product, " × ") + " combinations.\n"
}

// thousands is a number with a comma after its thousands.
func thousands(n int) string {
	if n < 1000 {
		return fmt.Sprintf("%d", n)
	}
	return fmt.Sprintf("%s,%03d", thousands(n/1000), n%1000)
}

// TestPage_hasEveryStatusAndCommand: a status or a command that joins the code
// joins the table.
func TestPage_hasEveryStatusAndCommand(t *testing.T) {
	t.Parallel()
	named := map[string]bool{}
	for _, d := range dimensions() {
		for _, v := range d.values {
			named[v.name] = true
		}
	}
	source, err := os.ReadFile("../template/template.go")
	if err != nil {
		t.Fatal(err)
	}
	states := regexp.MustCompile(`(?m)^\tStatus\w+ += "(\w+)"$`).FindAllStringSubmatch(string(source), -1)
	commands := regexp.MustCompile(`(?m)^/wa \w+`).FindAllString(note.Help("en"), -1)
	if len(states) < 10 || len(commands) < 8 {
		t.Fatalf("found %d states and %q", len(states), commands)
	}
	for _, state := range states {
		if !named[state[1]] {
			t.Errorf("the table has no status %s", state[1])
		}
	}
	for _, command := range commands {
		if !named[command] {
			t.Errorf("the table has no %s", command)
		}
	}
}
