package note

import (
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

var update = flag.Bool("update", false, "write the golden file anew")

var closing = time.Date(2026, 11, 22, 9, 14, 30, 0, time.UTC)

// codes are one of each reason, one of ours and one that nobody knows.
var codes = []string{
	"131047", "131026", "recipient", "131062", "130403", "130497", "131021", "131030", "131050", "131049", "131042",
	"131031", "131037", "131048", "190", "133010", "138038", "131056", "131000", "100", "131053", "131035",
	"132000", "132001", "132015", "132007", "131064", "134011", "999999",
}

// all is every note of one language, each with its name.
func all(lang string) []string {
	named := func(name, text string) string { return "# " + name + "\n" + text }
	list := []string{
		named("window closed", WindowClosed(lang, closing)),
		named("window never", WindowClosed(lang, time.Time{})),
		named("window open for hours", Window(lang, closing, closing.Add(-5*time.Hour-12*time.Minute-59*time.Second))),
		named("window open for minutes", Window(lang, closing, closing.Add(-12*time.Minute))),
		named("window open for seconds", Window(lang, closing, closing.Add(-59*time.Second))),
		named("window shut", Window(lang, closing, closing)),
		named("unconfirmed", Unconfirmed(lang)),
		named("still waits", StillWaits(lang)),
		named("help", Help(lang)),
		named("unknown command", UnknownCommand(lang, "/wa windoww now")),
		named("empty", Empty(lang)),
		named("arrived after all", ArrivedAfterAll(lang)),
		named("blank", Blank(lang)),
		named("joined", Joined(lang, "35", "34")),
		named("split", Split(lang, "35")),
		named("split without another ticket", Split(lang, "")),
		named("earlier tickets", EarlierTickets(lang, []string{"12", "15"})),
		named("public command", PublicCommand(lang)),
		named("asked for the number", AskedForNumber(lang)),
		named("nothing to react to", NothingToReactTo(lang)),
		named("question for the number", ContactQuestion(lang)),
		named("question for the location", LocationQuestion(lang)),
	}
	list = append(list, commands(lang, named)...)
	list = append(list, files(lang, named)...)
	list = append(list, templates(lang, named)...)
	list = append(list, digests(lang, named)...)
	list = append(list, chores(lang, named)...)
	list = append(list, statements(lang, named)...)
	for _, code := range codes {
		list = append(list, named("failed "+code, Failed(lang, code)))
	}
	return list
}

func TestNotesGolden(t *testing.T) {
	t.Parallel()
	for _, lang := range []string{"en", "es", "pt"} {
		t.Run(lang, func(t *testing.T) {
			t.Parallel()
			got := strings.Join(all(lang), "\n\n") + "\n"
			path := filepath.Join("testdata", lang+".golden")
			if *update {
				if err := os.WriteFile(path, []byte(got), 0o644); err != nil {
					t.Fatal(err)
				}
			}
			want, err := os.ReadFile(path)
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(string(want), got); diff != "" {
				t.Errorf("notes changed; run the test with -update if they should (-want +got):\n%s", diff)
			}
		})
	}
}

func TestEveryLanguageHasEveryText(t *testing.T) {
	t.Parallel()
	verbs := regexp.MustCompile(`%[a-z]`)
	english, reasons := language("en")
	for _, lang := range []string{"es", "pt"} {
		notes, why := language(lang)
		if len(notes) != len(english) || len(why) != len(reasons) {
			t.Errorf("%s has %d notes and %d reasons, en has %d and %d", lang, len(notes), len(why), len(english), len(reasons))
		}
		for k, text := range english {
			want, got := verbs.FindAllString(text, -1), verbs.FindAllString(notes[k], -1)
			if notes[k] == "" || fmt.Sprint(want) != fmt.Sprint(got) {
				t.Errorf("%s %q: verbs %v, en has %v", lang, k, got, want)
			}
		}
		for r := range reasons {
			if why[r] == "" || strings.Contains(why[r], "%") {
				t.Errorf("%s reason %q is %q", lang, r, why[r])
			}
		}
	}
	for _, lang := range []string{"en", "es", "pt"} {
		for _, text := range all(lang) {
			if strings.Contains(text, "%") || strings.Contains(text, "(MISSING)") {
				t.Errorf("%s: a verb is left in %q", lang, text)
			}
		}
	}
}

func TestEveryReasonIsCovered(t *testing.T) {
	t.Parallel()
	seen := map[reason]bool{}
	for _, code := range codes {
		seen[reasonOf(code)] = true
	}
	_, reasons := language("en")
	for r := range reasons {
		if !seen[r] {
			t.Errorf("no code of the golden files has the reason %q", r)
		}
	}
}

func TestFailedReasons(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name, code string
		want       reason
	}{
		{"the closed window", "131047", reasonWindow},
		{"a permission in the range", "251", reasonAccess},
		{"a code after the range", "300", reasonUnknown},
		{"our own refusal", "recipient", reasonNoRecipient},
		{"a text that we did not send", "too_long", reasonContent},
		{"an unknown code", "4242", reasonUnknown},
		{"a code that is a word", "oops", reasonUnknown},
		{"no code", "", reasonUnknown},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			if got := reasonOf(tt.code); got != tt.want {
				t.Errorf("reasonOf(%q) = %q, want %q", tt.code, got, tt.want)
			}
			if got := Failed("en", tt.code); !strings.Contains(got, Reason("en", tt.code)) {
				t.Errorf("the note does not give the reason: %s", got)
			}
			if got := Failed("en", tt.code); tt.code != "" && !strings.Contains(got, tt.code) {
				t.Errorf("the note does not name the code: %s", got)
			}
		})
	}
}

func TestLanguages(t *testing.T) {
	t.Parallel()
	for lang, want := range map[string]string{
		"es": "es", "es-MX": "es", "ES_es": "es", "pt_BR": "pt", "pt": "pt", "en-GB": "en", "de": "en", "": "en", "estonian": "en",
	} {
		if got := Empty(lang); got != Empty(want) {
			t.Errorf("%q is not read as %s: %s", lang, want, got)
		}
	}
}

func TestTimes(t *testing.T) {
	t.Parallel()
	madrid := time.FixedZone("CET", 3600)
	tests := []struct {
		name string
		at   time.Time
		want string
	}{
		{"UTC is named", closing, "2026-11-22 09:14 UTC"},
		{"a location of its own is kept", closing.In(madrid), "2026-11-22 10:14 CET"},
		{"the machine's location is UTC", closing.In(time.Local), "2026-11-22 09:14 UTC"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			for _, text := range []string{WindowClosed("en", tt.at), Window("es", tt.at, closing.Add(time.Hour)), Window("pt", tt.at, closing.Add(-time.Hour)), FileLate("en", "a.pdf", tt.at)} {
				if !strings.Contains(text, tt.want) {
					t.Errorf("%q does not say %s", text, tt.want)
				}
			}
		})
	}
}

func TestOutsideTextIsCut(t *testing.T) {
	t.Parallel()
	firstLine := func(command string) string {
		line, _, _ := strings.Cut(UnknownCommand("en", command), "\n")
		return line
	}
	tests := []struct{ name, got, want string }{
		{"a command on two lines", firstLine("/wa\nx\x00y"), "There is no command “/wa x y”."},
		{"no command", firstLine(""), "There is no command “/wa”."},
		{"a long command", firstLine(strings.Repeat("x", 500)), "There is no command “" + strings.Repeat("x", 80) + "…”."},
		{"a file's name over two lines", FileGone("en", "a\n\u202eb.pdf"), FileGone("en", "a b.pdf")},
		{"a code of any length", FileRefused("en", "a", strings.Repeat("x", 500)), FileRefused("en", "a", strings.Repeat("x", 80)+"…")},
		{"a command with a verb", firstLine("/wa %d"), "There is no command “/wa %d”."},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			if tt.got != tt.want {
				t.Errorf("got %q, want %q", tt.got, tt.want)
			}
		})
	}
}

func TestEarlierTickets(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name string
		ids  []string
		want string
	}{
		{"none", nil, ""},
		{"one", []string{"12"}, "Earlier tickets of this person: #12"},
		{"several in their order", []string{"15", "12"}, "Earlier tickets of this person: #15, #12"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			if got := EarlierTickets("en", tt.ids); got != tt.want {
				t.Errorf("got %q, want %q", got, tt.want)
			}
		})
	}
}

// TestNotesAreNoCommands keeps our own notes from being read as commands.
func TestNotesAreNoCommands(t *testing.T) {
	t.Parallel()
	for _, lang := range []string{"en", "es", "pt"} {
		for _, text := range all(lang) {
			if _, body, _ := strings.Cut(text, "\n"); strings.HasPrefix(body, "/") {
				t.Errorf("%s: %q begins like a command", lang, body)
			}
		}
	}
}
