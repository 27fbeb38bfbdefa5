package deadletter_test

import (
	"regexp"
	"strings"
	"testing"

	"ventana/shared/deadletter"
)

func TestCodes_eachSaysHowToMend(t *testing.T) {
	t.Parallel()
	form, seen := regexp.MustCompile(`^[a-z]+(-[a-z]+)*$`), map[string]bool{}
	for _, code := range deadletter.Codes() {
		if !form.MatchString(string(code)) || len(code) > 32 {
			t.Errorf("%q is no code that can be typed", code)
		}
		mend := code.Mend()
		if len(mend) < 20 || strings.Contains(mend, "\n") || seen[mend] {
			t.Errorf("%s says %q, want one sentence of its own", code, mend)
		}
		seen[mend] = true
	}
	if deadletter.Failed.Untouched() || deadletter.Code("of-tomorrow").Untouched() || !deadletter.Number.Untouched() {
		t.Error("what may have been begun must not count as untouched")
	}
	if mend := deadletter.Code("of-tomorrow").Mend(); !strings.Contains(mend, "later release") {
		t.Errorf("an unknown code says %q", mend)
	}
}

func TestCodeOf_lettersWithoutOne(t *testing.T) {
	t.Parallel()
	tests := map[string]struct {
		attributes map[string]string
		moved      bool
		want       deadletter.Code
	}{
		"a function's letter":                      {map[string]string{"code": "number", "reason": "r"}, false, deadletter.Number},
		"one that SQS moved after it was redriven": {map[string]string{"redriven": "1"}, true, deadletter.Received},
		"one that SQS moved":                       {nil, true, deadletter.Received},
		"an earlier release's":                     {map[string]string{"reason": "r"}, false, deadletter.Unmarked},
		"Scheduler's":                              {map[string]string{"ERROR_CODE": "AccessDenied"}, false, deadletter.Schedule},
		"a stranger's":                             {nil, false, deadletter.Foreign},
		"a later release's":                        {map[string]string{"code": "of-tomorrow"}, false, "of-tomorrow"},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if got := deadletter.CodeOf(tt.attributes, tt.moved); got != tt.want {
				t.Errorf("got %s, want %s", got, tt.want)
			}
		})
	}
}
