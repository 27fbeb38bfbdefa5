package note

import (
	"strings"
	"testing"
)

func files(lang string, named func(name, text string) string) []string {
	const name = "factura.pdf"
	return []string{
		named("file too large", FileTooLarge(lang, name, 90<<20, 50<<20)),
		named("file gone", FileGone(lang, name)),
		named("file late", FileLate(lang, name, closing)),
		named("file damaged", FileDamaged(lang, name)),
		named("file refused", FileRefused(lang, name, "RecordInvalid")),
		named("file without a name gone", FileGone(lang, "")),
		named("unsent file too large", UnsentFile(lang, name, 120<<20, 100<<20, "too_large")),
		named("unsent file empty", UnsentFile(lang, name, 0, 0, "empty")),
		named("unsent file of a type", UnsentFile(lang, name, 1, 0, "type")),
		named("unsent file with malware", UnsentFile(lang, name, 1, 0, "malware")),
		named("unsent file gone", UnsentFile(lang, name, 1, 0, "attachment_gone")),
		named("unsent file withheld", UnsentFile(lang, name, 1, 0, "attachment_refused")),
		named("unsent file late", UnsentFile(lang, name, 1, 0, "late")),
		named("unsent file refused", UnsentFile(lang, name, 1, 0, "131053")),
	}
}

// TestSizes: what is a byte too large is never shown as if it fitted.
func TestSizes(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name          string
		size          int64
		least, atMost string
	}{
		{"a whole number", 90 << 20, "90.0 MB", "90.0 MB"},
		{"a byte more than the limit", 50<<20 + 1, "50.1 MB", "50.0 MB"},
		{"a byte less", 50<<20 - 1, "50.0 MB", "49.9 MB"},
		{"a half", 3 << 19, "1.5 MB", "1.5 MB"},
		{"a megabyte", 1 << 20, "1.0 MB", "1.0 MB"},
		{"less than a megabyte", 1<<20 - 1, "1024 KB", "1023 KB"},
		{"a byte", 1, "1 KB", "0 KB"},
		{"nothing", 0, "0 KB", "0 KB"},
		{"nobody knows", -1, "0 KB", "0 KB"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			if got := atLeast("en", tt.size); got != tt.least {
				t.Errorf("as a size: got %s, want %s", got, tt.least)
			}
			if got := atMost("en", tt.size); got != tt.atMost {
				t.Errorf("as a limit: got %s, want %s", got, tt.atMost)
			}
		})
	}
	for lang, want := range map[string]string{"en-GB": "1.5 MB", "es-MX": "1,5 MB", "pt_BR": "1,5 MB"} {
		if got := atLeast(lang, 3<<19); got != want {
			t.Errorf("%s: got %s, want %s", lang, got, want)
		}
	}
}

// TestUnsentFileNotesTellOfTheText: an agent whose file was not sent has to know
// whether the words were.
func TestUnsentFileNotesTellOfTheText(t *testing.T) {
	t.Parallel()
	for _, lang := range []string{"en", "es", "pt"} {
		for reason, want := range map[string]key{
			"too_large": unsentLarge, "malware": unsentMalware, "attachment_gone": unsentGone, "attachment_refused": unsentWithheld,
			"late": unsentLate, "unreached": unsentLate, "": unsentLate, "131053": unsentRefused, "4242": unsentRefused,
		} {
			note := UnsentFile(lang, "a.pdf", 1, 1, reason)
			begins, _, _ := strings.Cut(strings.Replace(text(lang, want), "%s", "a.pdf", 1), "%s")
			if !strings.HasPrefix(note, begins) {
				t.Errorf("%s, %q: got %q", lang, reason, note)
			}
			if !strings.HasSuffix(note, text(lang, textGoes)) || !strings.Contains(note, "a.pdf") {
				t.Errorf("%s: got %q", lang, note)
			}
		}
	}
}
