package helpdesk_test

import (
	"strings"
	"testing"

	"ventana/shared/helpdesk"
)

func TestSaid(t *testing.T) {
	t.Parallel()
	burst := helpdesk.Comment{Plain: "uno\ndos\ntres", Markers: []string{"a", "b", "c"}}
	long := helpdesk.Comment{Plain: "uno\ndos\ntres", Markers: []string{"a", "b"}}
	single := helpdesk.Comment{Plain: "uno\ndos", Markers: []string{"a"}}
	tests := []struct {
		name    string
		comment helpdesk.Comment
		marker  string
		want    string
	}{
		{"a line of a burst", burst, "b", "dos"},
		{"a burst that cannot be told apart", long, "b", "uno\ndos\ntres"},
		{"one message of two lines", single, "a", "uno\ndos"},
		{"a stranger's marker", burst, "x", "uno\ndos\ntres"},
	}
	for _, tt := range tests {
		if got := tt.comment.Said(tt.marker); got != tt.want {
			t.Errorf("%s: got %q, want %q", tt.name, got, tt.want)
		}
	}
}

func TestMarkerOf(t *testing.T) {
	t.Parallel()
	burst := helpdesk.Comment{Plain: "uno\ndos\nuno", Markers: []string{"a", "b", "c"}}
	long := helpdesk.Comment{Plain: "uno\ndos\ntres", Markers: []string{"a", "b"}}
	holds := func(quote string) func(string) bool {
		return func(said string) bool { return strings.Contains(said, quote) }
	}
	if got := burst.MarkerOf(holds("dos")); got != "b" {
		t.Errorf("a line of a burst: got %q, want b", got)
	}
	if got := burst.MarkerOf(holds("uno")); got != "c" {
		t.Errorf("two lines that fit: got %q, want the newest", got)
	}
	if got := long.MarkerOf(holds("uno")); got != "b" {
		t.Errorf("messages that cannot be told apart: got %q, want the newest", got)
	}
	if got := (helpdesk.Comment{Plain: "uno"}).MarkerOf(holds("uno")); got != "" {
		t.Errorf("a comment of nobody's: got %q, want none", got)
	}
}
