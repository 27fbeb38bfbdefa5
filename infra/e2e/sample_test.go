package e2e

import (
	"os"
	"regexp"
	"strconv"
	"testing"
	"time"
)

// everything is the sample delivery that holds an event of every kind, with its
// times moved to the present: WhatsApp keeps a file for seven days.
func everything(t *testing.T) string {
	t.Helper()
	raw, err := os.ReadFile("../../events/cloudapi/everything.json")
	if err != nil {
		t.Fatal(err)
	}
	const newest = 1795302060
	later := time.Now().Unix() - newest
	times := regexp.MustCompile(`("timestamp": ?"?)(\d{10})`)
	return times.ReplaceAllStringFunc(string(raw), func(found string) string {
		digits := len(found) - 10
		at, err := strconv.ParseInt(found[digits:], 10, 64)
		if err != nil {
			t.Fatal(err)
		}
		return found[:digits] + strconv.FormatInt(at+later, 10)
	})
}
