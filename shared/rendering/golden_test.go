package rendering_test

import (
	"flag"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"

	"ventana/shared/rendering"
)

var update = flag.Bool("update", false, "write the golden files and docs/messages.md anew")

const pagePath = "../../docs/messages.md"

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
			var shown []string
			for _, language := range languages() {
				got := s.rendered(t, language)
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
		kind := read(t, s).Type
		seen[kind] = seen[kind] || !strings.HasPrefix(s.file, "broken_")
		files[s.file+".json"], files[s.file+".golden"] = true, true
	}
	for _, kind := range append(types(), "text") {
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
	page := introduction
	for _, f := range []struct{ kind, mime string }{
		{"image", "image/jpeg"}, {"video", "video/mp4"}, {"audio", "audio/ogg; codecs=opus"}, {"document", "application/pdf"}, {"sticker", "image/webp"},
	} {
		page += "| `" + rendering.File("", f.kind, "en") + "` | `" + rendering.SafeName("", f.mime, f.kind, "5001") + "` |\n"
	}
	page += names
	var headings []string
	for _, s := range sheet() {
		heading := "\n## " + read(t, s).Type + "\n"
		switch {
		case s.echo:
			heading = "\n## Written in the phone app\n"
		case read(t, s).From.Group != "":
			heading = "\n## In a group\n"
		case s.file == "unknown":
			heading = "\n## Anything else\n"
		}
		if !slices.Contains(headings, heading) {
			headings = append(headings, heading)
			page += heading
		}
		if s.name != "any" {
			page += "\n" + strings.ToUpper(s.name[:1]) + s.name[1:] + ":\n"
		}
		page += "\n```text\n" + s.rendered(t, "en") + "\n```\n"
	}
	golden(t, pagePath, page)
}

const introduction = `# What agents read

A text arrives in the ticket to the letter. Any other message arrives as plain text that begins with its type in square brackets, as WhatsApp names it, so that a view or a trigger of the helpdesk can filter by it. What the customer wrote stands there unchanged. The words around it are English, Spanish or Portuguese, as the connection says.

A type or a form that is not known yet, and one that came broken, is shown as JSON, up to 2,000 characters of it. A message of any type but text is shown up to 10,000 characters.

This page is written by ` + "`go test ./shared/rendering -update`" + ` from the messages in [shared/rendering/testdata](../shared/rendering/testdata); do not edit it.

## Lines above a message

What a message stands in relation to is told above it, in this order. A plain text without any of it has no line above.

| line | when |
|---|---|
| ` + "`[phone app]`" + ` | the business wrote it itself, in the WhatsApp Business app on its phone |
| ` + "`[group] Ana R:`" + ` | somebody wrote it in a WhatsApp group; the ticket is the group's |
| ` + "`[forwarded]`, `[forwarded] many times`" + ` | the customer passed on somebody's message; many times: one that was passed on more than five times |
| ` + "`[ad] …`, `[post] …`" + ` | the customer came from this ad or post: headline, text and address, a line each |
| ` + "`[product] sku-1 (catalogue 9001)`" + ` | the customer asks about this product |
| ` + "`[reply] “…”`" + ` | the message answers an earlier one, of which about 100 characters are shown; what the ticket does not show is called an earlier message |

A reaction, an edit and a deletion say in their own line what they are about. These lines are cut where they are long; the message below them is not.

A customer can type such a line too. Who wrote a comment is told by its author, never by its text.

## Files

A message with a file is shown at once, with its caption, and says that the file follows. The file is fetched beside it and comes a little later as a comment of its own, such as ` + "`[document] factura.pdf`" + `, with the file attached. When a file cannot be brought, an internal note says why and what to do. Most files of WhatsApp have no name; their comment says what they are, and they get one:

| comment | attachment |
|---|---|
`

const names = `
A name of the customer's own is kept, without what no file system takes, and its extension is made to fit what the file holds.
`
