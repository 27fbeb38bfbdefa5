package rendering

import (
	"fmt"
	"reflect"
	"regexp"
	"testing"
)

func TestWords_areThereInEveryLanguage(t *testing.T) {
	t.Parallel()
	verbs := regexp.MustCompile(`%.`)
	want := reflect.ValueOf(english())
	for _, language := range []string{"en", "es", "pt"} {
		got := reflect.ValueOf(wordsIn(language))
		for i := range got.NumField() {
			name, text := got.Type().Field(i).Name, got.Field(i).String()
			has, should := verbs.FindAllString(text, -1), verbs.FindAllString(want.Field(i).String(), -1)
			if text == "" || fmt.Sprint(has) != fmt.Sprint(should) {
				t.Errorf("%s %s is %q with the verbs %v, want %v", language, name, text, has, should)
			}
		}
	}
}
