package main

import (
	"bytes"
	"context"
	"errors"
	"io"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"ventana/infra/contact"
	"ventana/shared/dynamostore"
	"ventana/shared/failure"
)

// contactCommand runs a contact command where nobody can be asked, and returns
// what it printed.
func contactCommand(t *testing.T, arguments ...string) (string, error) {
	t.Helper()
	root := newRootCommand()
	var out bytes.Buffer
	root.SetIn(strings.NewReader(""))
	root.SetOut(&out)
	root.SetErr(&out)
	root.SetArgs(append([]string{"contact"}, arguments...))
	err := root.ExecuteContext(t.Context())
	return out.String(), err
}

func TestContact_wrongUseIsTold(t *testing.T) {
	t.Parallel()
	for name, tt := range map[string]struct {
		arguments []string
		want      string
	}{
		"nobody":                      {[]string{"show", "--local"}, "want one <who>, got 0"},
		"a phone without quotes":      {[]string{"show", "+34", "600", "--local"}, "stands in quotes"},
		"two systems":                 {[]string{"show", "c1", "--local", "--table", "t"}, "--local: brings its own table"},
		"a folder of no system":       {[]string{"show", "c1", "--table", "t", "--data", "d"}, "--data: is the local system's"},
		"a phone of no country":       {[]string{"show", "611 222 333", "--local"}, "--region"},
		"a phone to split":            {[]string{"split", "+34 611 222 333", "--local"}, "want the contact's id"},
		"a flag that there is not":    {[]string{"split", "c1", "--nonsense"}, "unknown flag"},
		"everything that is wrong":    {[]string{"split", "ticket:7", "--local", "--call", "file:///x"}, "--local: brings"},
		"everything, the other thing": {[]string{"split", "ticket:7", "--local", "--call", "file:///x"}, "want the contact's id"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			_, err := contactCommand(t, tt.arguments...)
			var use *useError
			if !errors.As(err, &use) || !strings.Contains(err.Error(), tt.want) || !strings.Contains(err.Error(), "--help") {
				t.Errorf("got %v, want wrong use: %s", err, tt.want)
			}
		})
	}
}

func TestContactFlags_wantATable(t *testing.T) {
	t.Parallel()
	nothing := func(string) string { return "" }
	if err := (contactFlags{}).check(nothing); err == nil || !strings.Contains(err.Error(), "TableName") {
		t.Errorf("got %v, want where a table's name is found", err)
	}
	inEnvironment := func(name string) string { return map[string]string{"VENTANA_TABLE": "t"}[name] }
	for name, err := range map[string]error{
		"by flag": (contactFlags{systemFlags: systemFlags{table: "t"}}).check(nothing), "by environment": (contactFlags{}).check(inEnvironment), "local": (contactFlags{systemFlags: systemFlags{local: true}}).check(nothing),
	} {
		if err != nil {
			t.Errorf("%s: got %v", name, err)
		}
	}
}

func TestContact_withoutALocalSystemSaysHowToStartOne(t *testing.T) {
	t.Parallel()
	_, err := contactCommand(t, "show", "c1", "--local", "--data", t.TempDir())
	if err == nil || !strings.Contains(err.Error(), "make run") {
		t.Errorf("got %v", err)
	}
}

func TestContact_eachCommandTeaches(t *testing.T) {
	t.Parallel()
	for _, command := range append(newContactCommand().Commands(), newContactCommand()) {
		if command.Short == "" || command.Long == "" || !strings.Contains(command.Example, "ventana contact") {
			t.Errorf("%s lacks a short text, a long one, or examples", command.CommandPath())
		}
	}
}

func TestPrintContact(t *testing.T) {
	t.Parallel()
	at := time.Date(2026, 11, 22, 10, 0, 0, 0, time.UTC)
	view := contact.View{
		Contact: "c1", Portfolio: "p", Username: "ana",
		Identities: []contact.Known{
			{Kind: "bsuid", Value: "ES.•••8901", Former: true},
			{Kind: "phone", Value: "+55 ••• •21", JoinedFrom: "c2"},
			{Kind: "phone", Value: "+34 ••• •01", Former: true, SplitFrom: "c3"},
			{Kind: "phone", Value: "+34 ••• •02", TakenFrom: &contact.Former{Contact: "c6", At: at}},
		},
		Talks: []contact.Talk{
			{Number: "main", Helpdesk: "zendesk", Ticket: "35", Earlier: []string{"7", "40"}, WindowUntil: at.Add(23*time.Hour + 59*time.Minute + 59*time.Second), WindowOpen: true},
			{Number: "sales", WindowUntil: at.Add(-time.Hour)},
			{Number: "support"},
		},
		JoinedInto: &contact.Former{Contact: "c4", At: at},
		JoinedFrom: []contact.Former{{Contact: "c2", At: at}, {Contact: "c5"}},
	}
	want := `contact         c1
portfolio       p
username        ana
identity        bsuid  ES.•••8901   former
                phone  +55 ••• •21  joined from contact c2
                phone  +34 ••• •01  former, split from contact c3
                phone  +34 ••• •02  was contact c6's until 2026-11-22 10:00 UTC
number main     ticket 35 in zendesk
                window until 2026-11-23 09:59 UTC  23 h 59 min left
                earlier tickets 7, 40
number sales    no open ticket
                window closed 2026-11-22 09:00 UTC
number support  no open ticket
                no window yet
joined          into contact c4  2026-11-22 10:00 UTC
                from contact c2  2026-11-22 10:00 UTC
                from contact c5
`
	var out bytes.Buffer
	if err := printContact(&out, view, at); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(want, out.String()); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	if err := printContact(broken{}, view, at); err == nil {
		t.Error("an output that fails is not told")
	}
}

// broken is an output that fails, as a full disk does.
type broken struct{}

func (broken) Write([]byte) (int, error) { return 0, io.ErrShortWrite }

func TestConfirmed_onlyYesIsYes(t *testing.T) {
	t.Parallel()
	for answer, want := range map[string]error{
		"y\n": nil, "Yes\n": nil, " y ": nil, "\n": errDeclined, "n\n": errDeclined, "yesterday\n": errDeclined, "": errNotAsked,
	} {
		run := contactSplit{in: strings.NewReader(answer), terminal: true, list: checklist{out: io.Discard}}
		if err := run.confirmed(t.Context()); !errors.Is(err, want) {
			t.Errorf("%q: got %v, want %v", answer, err, want)
		}
	}
	run := contactSplit{in: strings.NewReader("y\n"), list: checklist{out: io.Discard}}
	if err := run.confirmed(t.Context()); !errors.Is(err, errNotAsked) || !strings.Contains(err.Error(), "--yes") {
		t.Errorf("without a terminal: got %v", err)
	}
}

func TestConfirmed_endsWithCtrlC(t *testing.T) {
	t.Parallel()
	in, out, err := os.Pipe() // nobody ever writes
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _, _ = in.Close(), out.Close() })
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	run := contactSplit{in: in, terminal: true, list: checklist{out: io.Discard}}
	if err := run.confirmed(ctx); !errors.Is(err, errDeclined) {
		t.Errorf("got %v, want nothing changed", err)
	}
}

func TestUnsplit_saysWhatToDo(t *testing.T) {
	t.Parallel()
	for want, err := range map[string]error{
		"Try again after 10:00:07 UTC":     &failure.HeldError{Item: "conversation", Until: time.Date(2026, 11, 22, 10, 0, 7, 0, time.UTC)},
		"look at the contact":              dynamostore.ErrCannotSplit,
		"the same command finishes it: no": errors.New("no answer"),
	} {
		if got := unsplit(err); !strings.Contains(got.Error(), want) || !errors.Is(got, err) {
			t.Errorf("got %v, want %q", got, want)
		}
	}
}
