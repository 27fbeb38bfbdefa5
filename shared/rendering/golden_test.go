package rendering_test

import (
	"encoding/json"
	"flag"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"
)

var update = flag.Bool("update", false, "write the golden files and docs/messages.md anew")

const pagePath = "../../docs/messages.md"

// sample is a message in testdata, with what is special about it. Only those
// that WhatsApp sends stand in docs/messages.md.
type sample struct{ file, name string }

// sheet is every form of every type, in the order of WhatsApp's documentation.
func sheet() []sample {
	return []sample{
		{"image", "with a caption"},
		{"image_plain", "without a caption"},
		{"video", "with a caption"},
		{"audio", "a recorded voice note"},
		{"audio_file", "a sound file"},
		{"document", "with a name and a caption"},
		{"sticker", "any"},
		{"location", "a place"},
		{"location_pin", "coordinates alone"},
		{"contacts", "two cards"},
		{"interactive_button_reply", "a button of a message"},
		{"interactive_list_reply", "a row of a list"},
		{"interactive_flow", "a form that was filled in"},
		{"interactive_address", "an address"},
		{"interactive_call_permission", "calls allowed for a time"},
		{"interactive_call_permission_always", "calls allowed"},
		{"interactive_call_permission_rejected", "calls refused"},
		{"interactive_unknown", "a kind that is not known yet"},
		{"button", "a button of a template"},
		{"reaction", "an emoji"},
		{"reaction_removed", "taken back"},
		{"order", "two products and a remark"},
		{"system_number", "a new phone number"},
		{"system_user_id", "a new user id"},
		{"unsupported", "a type that WhatsApp keeps to itself"},
		{"unsupported_bare", "with an error alone"},
		{"edit", "a text"},
		{"edit_media", "a caption"},
		{"revoke", "any"},
		{"request_welcome", "any"},
		{"group", "written in a WhatsApp group"},
		{"unknown", "a type that is not known yet"},
	}
}

// broken is what WhatsApp should not send.
func broken() []sample {
	return []sample{
		{"broken_media", "a name that turns round, a number for a caption"},
		{"broken_media_null", "no object"},
		{"broken_media_text", "a text for an object"},
		{"broken_media_list", "a list for an object"},
		{"broken_media_error", "an error beside a file"},
		{"broken_location_strings", "strings for numbers"},
		{"broken_location_range", "coordinates that are none"},
		{"broken_location_empty", "an empty place"},
		{"broken_contacts", "cards of every shape"},
		{"broken_contacts_object", "one card without its list"},
		{"broken_interactive_typeless", "a reply without its type"},
		{"broken_interactive_member", "a type that names no member"},
		{"broken_flow_object", "answers as an object, deep ones too"},
		{"broken_flow_text", "answers that are no JSON"},
		{"broken_flow_empty", "no answers"},
		{"broken_permission", "a time that is none"},
		{"broken_permission_word", "an unknown answer"},
		{"broken_button", "no text"},
		{"broken_reaction", "null for an emoji"},
		{"broken_reaction_text", "a text for an object"},
		{"broken_order", "products of every shape"},
		{"broken_order_object", "one product without its list"},
		{"broken_system", "no body"},
		{"broken_edit", "no type"},
		{"broken_edit_nested", "an edit of an edit"},
		{"broken_revoke", "no object"},
		{"broken_unsupported", "texts for objects"},
		{"broken_unsupported_more", "a member that nobody knows"},
		{"broken_unknown_elsewhere", "another member than the type's"},
		{"broken_unknown_nothing", "nothing at all"},
		{"broken_unknown_name", "a type over several lines"},
		{"broken_escapes", "letters as escapes"},
		{"broken_array", "a list for a message"},
		{"broken_null", "null for a message"},
	}
}

// read is a sample and its type; a broken one may have none.
func read(t testing.TB, s sample) (kind, raw string) {
	t.Helper()
	body, err := os.ReadFile(filepath.Join("testdata", s.file+".json"))
	if err != nil {
		t.Fatal(err)
	}
	var message struct{ Type string }
	if json.Unmarshal(body, &message) != nil || message.Type == "" {
		return "hologram", string(body)
	}
	return message.Type, string(body)
}

// golden compares got with a file, or writes it.
func golden(t *testing.T, path, got string) {
	t.Helper()
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
		t.Errorf("%s changed; run the test with -update if it should (-want +got):\n%s", path, diff)
	}
}

func TestMessage_golden(t *testing.T) {
	t.Parallel()
	for _, s := range append(sheet(), broken()...) {
		t.Run(s.file, func(t *testing.T) {
			t.Parallel()
			kind, raw := read(t, s)
			var shown []string
			for _, language := range languages() {
				got := show(kind, raw, language)
				if !utf8.ValidString(got) || strings.ContainsRune(got, 0) {
					t.Errorf("%s: %q is no text", language, got)
				}
				shown = append(shown, "# "+language+"\n"+got+"\n")
			}
			golden(t, filepath.Join("testdata", s.file+".golden"), strings.Join(shown, "\n"))
		})
	}
}

func TestSamples_coverEveryTypeAndEveryFile(t *testing.T) {
	t.Parallel()
	files, seen := map[string]bool{}, map[string]bool{}
	for _, s := range append(sheet(), broken()...) {
		kind, _ := read(t, s)
		seen[kind] = seen[kind] || !strings.HasPrefix(s.file, "broken_")
		files[s.file+".json"], files[s.file+".golden"] = true, true
	}
	for _, kind := range types() {
		if !seen[kind] {
			t.Errorf("no sample of the type %s", kind)
		}
	}
	entries, err := os.ReadDir("testdata")
	if err != nil {
		t.Fatal(err)
	}
	for _, entry := range entries {
		if !entry.IsDir() && !files[entry.Name()] {
			t.Errorf("testdata/%s is in no test", entry.Name())
		}
	}
}

// TestMessage_pageShowsEveryType writes docs/messages.md and holds it to the
// code.
func TestMessage_pageShowsEveryType(t *testing.T) {
	t.Parallel()
	page := `# What agents read

A text arrives in the ticket to the letter. Any other message arrives as plain text that begins with its type in square brackets, as WhatsApp names it, so that a view or a trigger of the helpdesk can filter by it. What the customer wrote stands there unchanged; files are not fetched yet. The words around it are English, Spanish or Portuguese, as the connection says.

A type or a form that is not known yet, and one that came broken, is shown as JSON, up to 2,000 characters of it. A message is shown up to 10,000 characters.

This page is written by ` + "`go test ./shared/rendering -update`" + ` from the messages in [shared/rendering/testdata](../shared/rendering/testdata); do not edit it.
`
	var headings []string
	for _, s := range sheet() {
		kind, raw := read(t, s)
		heading := "\n## " + kind + "\n"
		switch s.file {
		case "group":
			heading = "\n## In a group\n"
		case "unknown":
			heading = "\n## Anything else\n"
		}
		if !slices.Contains(headings, heading) {
			headings = append(headings, heading)
			page += heading
		}
		if s.name != "any" {
			page += "\n" + strings.ToUpper(s.name[:1]) + s.name[1:] + ":\n"
		}
		page += "\n```text\n" + show(kind, raw, "en") + "\n```\n"
	}
	golden(t, pagePath, page)
}
