package note

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	"ventana/shared/provider"
)

// form is a command and what is wrong about it.
type form struct {
	command, part string
	limit         int
}

// forms are all that can be wrong about a command.
func forms() []form {
	return []form{
		{"buttons", "text", 0},
		{"buttons", "text", 1024},
		{"buttons", "button", 0},
		{"buttons", "button", 20},
		{"buttons", "", 0},
		{"buttons", "buttons", 3},
		{"list", "text", 4096},
		{"list", "row", 0},
		{"list", "row", 24},
		{"list", "rows", 10},
		{"list", "description", 72},
		{"react", "emoji", 0},
		{"react", "emoji", 1},
		{"contact", "text", 1024},
		{"location", "text", 1024},
		{"/wa window", "now", 0},
		{"windoww", "text", 0},
	}
}

func commands(lang string, named func(name, text string) string) []string {
	list := []string{
		named("help", Help(lang)),
		named("unknown command", UnknownCommand(lang, "/wa windoww now")),
	}
	for _, f := range forms() {
		list = append(list, named(fmt.Sprintf("wrong form of %s: %s %d", f.command, f.part, f.limit), WrongForm(lang, f.command, f.part, f.limit)))
	}
	return list
}

// TestHelpHoldsWhatsAppsLimits: an agent who keeps to the list is not refused.
func TestHelpHoldsWhatsAppsLimits(t *testing.T) {
	t.Parallel()
	for _, lang := range []string{"en", "es", "pt"} {
		lines := strings.Split(Help(lang), "\n")
		for _, want := range []struct {
			begins string
			limits []int
		}{
			{"/wa buttons ", []int{provider.MaxButtons, provider.MaxButtonRunes}},
			{"/wa list ", []int{provider.MaxRows, provider.MaxRowRunes, provider.MaxDescriptionRunes}},
		} {
			at := slices.IndexFunc(lines, func(line string) bool { return strings.HasPrefix(line, want.begins) })
			if at < 0 {
				t.Fatalf("%s: no line begins with %s", lang, want.begins)
			}
			for _, limit := range want.limits {
				if !strings.Contains(lines[at], fmt.Sprintf(" %d ", limit)) && !strings.Contains(lines[at], fmt.Sprintf(" %d.", limit)) {
					t.Errorf("%s: %q does not tell the limit %d", lang, lines[at], limit)
				}
			}
		}
	}
}

// TestExamplesAreTaken: what the list shows as an example is within the limits
// that it states.
func TestExamplesAreTaken(t *testing.T) {
	t.Parallel()
	for _, lang := range []string{"en", "es", "pt"} {
		buttons := example(t, lang, "buttons")
		if err := (provider.Buttons{Body: buttons[0], Titles: buttons[1:]}).Check(); err != nil {
			t.Errorf("%s: %q: %v", lang, buttons, err)
		}
		list := example(t, lang, "list")
		rows := []provider.Row{}
		for _, choice := range list[2:] {
			title, description, _ := strings.Cut(choice, " - ")
			rows = append(rows, provider.Row{Title: title, Description: description})
		}
		if err := (provider.List{Body: list[0], Button: list[1], Rows: rows}).Check(); err != nil {
			t.Errorf("%s: %q: %v", lang, list, err)
		}
		for _, request := range []provider.Request{
			{Wish: provider.WishContact, Body: ContactQuestion(lang)},
			{Wish: provider.WishContact, Body: example(t, lang, "contact")[0]},
			{Wish: provider.WishLocation, Body: LocationQuestion(lang)},
			{Wish: provider.WishLocation, Body: example(t, lang, "location")[0]},
		} {
			if err := request.Check(); err != nil {
				t.Errorf("%s: %q: %v", lang, request.Body, err)
			}
		}
		if emoji := example(t, lang, "react")[0]; utf8.RuneCountInString(emoji) != 1 {
			t.Errorf("%s: the example reacts with %q", lang, emoji)
		}
	}
}

// example is what the list's example hands to a command, part by part.
func example(t *testing.T, lang, command string) []string {
	t.Helper()
	line, ok := commandLine(lang, command)
	at := strings.LastIndex(line, "/wa "+command+" ")
	if !ok || at <= 0 {
		t.Fatalf("%s: /wa %s has no example in %q", lang, command, line)
	}
	parts := strings.Split(line[at+len("/wa "+command+" "):], "|")
	for i := range parts {
		parts[i] = strings.TrimSpace(parts[i])
	}
	return parts
}

// TestWrongFormSaysWhatIsWrong: no part falls to the words for an unknown one.
func TestWrongFormSaysWhatIsWrong(t *testing.T) {
	t.Parallel()
	for _, f := range forms() {
		got := WrongForm("en", f.command, f.part, f.limit)
		if strings.Contains(got, text("en", formIncomplete)) != (f.part == "now" || f.part == "") {
			t.Errorf("%s, %s %d: got %q", f.command, f.part, f.limit, got)
		}
		if f.limit > 1 && !strings.Contains(got, fmt.Sprint(f.limit)) {
			t.Errorf("%s, %s %d: the limit is not told in %q", f.command, f.part, f.limit, got)
		}
		if name := strings.TrimPrefix(f.command, "/wa "); !strings.Contains(got, "\n/wa "+name) && name != "windoww" {
			t.Errorf("%s: the right form is not shown in %q", f.command, got)
		}
	}
	if got := WrongForm("en", "windoww", "text", 0); !strings.HasSuffix(got, Help("en")) {
		t.Errorf("a command that is none is answered with %q", got)
	}
}
