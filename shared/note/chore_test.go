package note

import (
	"testing"
	"unicode/utf8"
)

func chores(lang string, named func(name, text string) string) []string {
	return []string{
		named("reminder sent", ReminderSent(lang, "still_there", "es", "Are you still there?")),
		named("reminder failed", ChoreFailed(lang, false, "131026")),
		named("reminder unconfirmed", ChoreUnconfirmed(lang, false)),
		named("survey sent", SurveySent(lang, "How was it?")),
		named("survey failed", ChoreFailed(lang, true, "131026")),
		named("survey unconfirmed", ChoreUnconfirmed(lang, true)),
		named("arrived after all", ChoreArrived(lang)),
		named("button of a list", ChooseButton(lang)),
		named("rated", Rated(lang, "Good", 3, 3, 0)),
		named("rated anew", Rated(lang, "Good", 3, 3, 1)),
	}
}

func TestChooseButton_isShortEnoughForWhatsApp(t *testing.T) {
	t.Parallel()
	for _, lang := range []string{"en", "es", "pt-BR", "fr", ""} {
		if n := utf8.RuneCountInString(ChooseButton(lang)); n == 0 || n > 20 {
			t.Errorf("%s: %d characters, want 1 to 20", lang, n)
		}
	}
}
