package week

import (
	"strings"
	"testing"
	"time"

	"ventana/shared/note"
)

// What this package reads is what agents are written, in each language.
func TestReadNote_everyLanguage(t *testing.T) {
	t.Parallel()
	closes := time.Date(2026, 11, 24, 10, 0, 30, 0, time.UTC)
	notes := newReader()
	const command = "/wa template week_update es 1=Ana 2=35"
	for _, language := range []string{"en", "es", "pt"} {
		for _, left := range []time.Duration{3*time.Hour + 59*time.Minute, 13 * time.Minute, 20 * time.Second} {
			want := said{language: language, closes: closes.Truncate(time.Minute), left: left.Truncate(time.Minute), command: command}
			if got, err := notes.read(note.WindowClosing(language, closes, closes.Add(-left), note.Prices{}, command)); err != nil || got != want {
				t.Errorf("%s, %s left: got %+v, %v, want %+v", language, left, got, err, want)
			}
		}
		want := said{language: language, hasClosed: true, closes: closes.Truncate(time.Minute)}
		if got, err := notes.read(note.WindowHasClosed(language, closes, note.Prices{}, "")); err != nil || got != want {
			t.Errorf("%s, closed: got %+v, %v, want %+v", language, got, err, want)
		}
		if _, err := notes.read(note.NothingToReactTo(language)); err == nil || !strings.Contains(err.Error(), "no window") {
			t.Errorf("%s: got %v for a note about something else", language, err)
		}
	}
}
