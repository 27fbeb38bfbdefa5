package infra_test

import (
	"flag"
	"fmt"
	"os"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"ventana/shared/failure"
	"ventana/shared/note"
	"ventana/shared/provider/cloudapi"
)

var update = flag.Bool("update", false, "write docs/errors.md anew")

const (
	errorsPage = "../docs/errors.md"
	// nobodyKnows is a code that Meta has not published.
	nobodyKnows = "999999"
)

// administrative are the codes that answer no message: registering a number,
// writing a template, blocking people, moving accounts. They reach operators.
func administrative() []int {
	return []int{
		133005, 133008, 133009, 136024, 139100, 147001, 147002, 147003, 147004, 147005, 1752041,
		2388001, 2388012, 2388019, 2388039, 2388040, 2388047, 2388072, 2388073, 2388091, 2388093, 2388103, 2388293, 2388299,
		2593107, 2593108, 2593109,
	}
}

// TestErrorsPage_agentsReadAReason: a code that can answer a message has
// sentences of its own in every language, and no other falls silently to the
// general ones.
func TestErrorsPage_agentsReadAReason(t *testing.T) {
	t.Parallel()
	for _, entry := range cloudapi.Errors() {
		for _, language := range []string{"en", "es", "pt"} {
			general := note.Reason(language, strconv.Itoa(entry.Code)) == note.Reason(language, nobodyKnows)
			if want := slices.Contains(administrative(), entry.Code); general != want {
				t.Errorf("%s: code %d (%s) is told in general words: %t, want %t", language, entry.Code, entry.Meaning, general, want)
			}
		}
	}
}

// TestErrorsPage_isWhatTheCodeSays writes docs/errors.md and holds it to the
// code.
func TestErrorsPage_isWhatTheCodeSays(t *testing.T) {
	t.Parallel()
	page := errorsIntroduction + codesTable() + ownCodes() + ownNotes() +
		translations("Español", "es") + translations("Português", "pt")
	if *update {
		if err := os.WriteFile(errorsPage, []byte(page), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(errorsPage)
	if err != nil {
		t.Fatalf("read errors page: %v", err)
	}
	if diff := cmp.Diff(string(want), page); diff != "" {
		t.Errorf("%s is stale; run the test with -update (-want +got):\n%s", errorsPage, diff)
	}
}

// codesTable is a row for each code, in the order of their numbers.
func codesTable() string {
	table := "\n## Codes\n\n| code | HTTP | meaning | Ventana | the agent reads |\n|---|---|---|---|---|\n"
	entries := slices.SortedFunc(slices.Values(cloudapi.Errors()), func(a, b cloudapi.ErrorEntry) int { return a.Code - b.Code })
	for _, entry := range entries {
		status := "–"
		if entry.HTTP != 0 {
			status = strconv.Itoa(entry.HTTP)
		}
		reads := "general words"
		if !slices.Contains(administrative(), entry.Code) {
			reads = note.Reason("en", strconv.Itoa(entry.Code))
		}
		table += row(codeName(entry.Code), status, entry.Meaning, doing(entry), reads)
	}
	return table + row("any other", "–", "not published by Meta", "by its HTTP status: 429 and 401 wait, other 4xx are refused, 5xx are careful", note.Reason("en", nobodyKnows))
}

// codeName: the permission errors are one family.
func codeName(code int) string {
	if last, known := cloudapi.Classify(299); known && code == last.Code {
		return fmt.Sprintf("%d–299", code)
	}
	return strconv.Itoa(code)
}

// doing is what Ventana does about a code that answers a send.
func doing(entry cloudapi.ErrorEntry) string {
	what := "refused"
	switch entry.Class {
	case failure.Later:
		what = "waits"
	case failure.Ambiguous:
		what = "careful"
	case failure.Unknown:
		what = "tries again"
	case failure.Permanent:
	}
	switch {
	case entry.Wait == 0:
		return what
	case entry.Wait >= 2*time.Minute:
		return fmt.Sprintf("%s, %d min", what, entry.Wait/time.Minute)
	default:
		return fmt.Sprintf("%s, %d s", what, entry.Wait/time.Second)
	}
}

// ownCodes are the refusals that never came to WhatsApp.
func ownCodes() string {
	table := "\n## Codes of our own\n\nWhat was not sent at all carries a word in a code's place.\n\n| code | meaning | the agent reads |\n|---|---|---|\n"
	for _, own := range []struct{ code, meaning string }{
		{"recipient", "neither a phone number nor a user id is known"},
		{"empty", "nothing that WhatsApp could show"},
		{"too_long", "longer than WhatsApp takes"},
		{"content", "a form that WhatsApp does not take"},
		{"unreached", "no connection to WhatsApp, so that nothing was sent"},
	} {
		table += row("`"+own.code+"`", own.meaning, note.Reason("en", own.code))
	}
	return table
}

// ownNotes are those of codes that have a note to themselves.
func ownNotes() string {
	closed := time.Date(2026, 11, 22, 9, 14, 0, 0, time.UTC)
	return "\n## Notes of their own\n\n" +
		"131047, when it answers a reply of free text:\n\n> " + note.WindowClosed("en", closed) + "\n\n" +
		"131062, the first time; the customer is asked with one tap:\n\n> " + note.AskedForNumber("en") + "\n\n" +
		"A lost answer, or a careful code of which no word came in two minutes:\n\n> " + note.Unconfirmed("en") + "\n\n" +
		"A message of which WhatsApp said that it failed, and later that it arrived:\n\n> " + note.ArrivedAfterAll("en") + "\n"
}

// translations are the sentences of another language, each beside its codes.
func translations(name, language string) string {
	codes := map[string][]string{}
	var sentences []string
	for _, entry := range cloudapi.Errors() {
		if slices.Contains(administrative(), entry.Code) {
			continue
		}
		sentence := note.Reason(language, strconv.Itoa(entry.Code))
		if codes[sentence] == nil {
			sentences = append(sentences, sentence)
		}
		codes[sentence] = append(codes[sentence], codeName(entry.Code))
	}
	table := "\n<details>\n<summary>" + name + "</summary>\n\n| code | |\n|---|---|\n"
	for _, sentence := range sentences {
		table += row(strings.Join(codes[sentence], ", "), sentence)
	}
	table += row("`recipient`", note.Reason(language, "recipient"))
	return table + row("any other", note.Reason(language, nobodyKnows)) + "\n</details>\n"
}

func row(cells ...string) string { return "| " + strings.Join(cells, " | ") + " |\n" }

const errorsIntroduction = `# What WhatsApp's error codes become

Codes decide, never texts. The list is Meta's ([error codes](https://developers.facebook.com/documentation/business-messaging/whatsapp/support/error-codes)); the classes are ours, and answer for one agent's reply.

| Ventana | what it does |
|---|---|
| waits | the reply was not sent and stays in the queue. It is tried again after the time given, for the 14 days that a queue keeps it, and leaves once the cause is mended |
| refused | the reply is not sent again. An internal note on the ticket says why, and what to do |
| careful | the reply may have been sent, and is not sent again. A status with its marker settles it; when none comes in two minutes, the agent is told that it is unconfirmed |

The same code can come later, in a status, after WhatsApp had accepted the message. Then it is always told, and nothing is sent again; what an agent reads of a code that waits is read only then.

What the agent reads stands in a note that begins “Your reply did not reach the customer on WhatsApp” and ends with the code. It is English, Spanish or Portuguese, as the helpdesk's connection says. Codes told in general words answer no message: they reach whoever sets Ventana up.

This page is written by ` + "`go test ./infra -run ErrorsPage -update`" + `; do not edit it.
`
