package cloudapi

import (
	"strconv"
	"strings"
	"testing"

	"ventana/shared/note"
)

// TestAgentsGetAReasonForEveryCode holds the table of codes and the notes for
// agents together: no code of a single message falls to the default text.
func TestAgentsGetAReasonForEveryCode(t *testing.T) {
	t.Parallel()
	const unknown = "999999"
	for _, part := range [][]ErrorEntry{
		accessErrors(), limitErrors(), serviceErrors(), recipientErrors(), contentErrors(), templateErrors(),
	} {
		for _, entry := range part {
			code := strconv.Itoa(entry.Code)
			if strings.HasPrefix(code, "2388") {
				continue // written templates, not messages
			}
			for _, lang := range []string{"en", "es", "pt"} {
				if note.Failed(lang, code) == strings.Replace(note.Failed(lang, unknown), unknown, code, 1) {
					t.Errorf("%s: code %s (%s) has no reason of its own", lang, code, entry.Meaning)
				}
			}
		}
	}
}
