package bench

import (
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestRecord_partReplacesItsOwnFiguresAndNoOthers(t *testing.T) {
	t.Parallel()
	file := filepath.Join(t.TempDir(), "bench", "bench.json")
	record := func(prefix string, names ...string) []string {
		t.Helper()
		var figures []Figure
		for i, name := range names {
			figures = append(figures, Figure{Name: prefix + name, Value: float64(i)})
		}
		if err := Record(file, func(name string) bool { return strings.HasPrefix(name, prefix) }, figures); err != nil {
			t.Fatal(err)
		}
		text, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		var all []Figure
		if err := json.Unmarshal(text, &all); err != nil {
			t.Fatal(err)
		}
		var got []string
		for _, figure := range all {
			got = append(got, figure.Name)
		}
		return got
	}
	record("a ", "1", "2")
	record("b ", "1")
	got := record("a ", "2", "3")
	if diff := cmp.Diff([]string{"a 2", "a 3", "b 1"}, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	if diff := cmp.Diff([]string{"a 2", "a 3"}, record("b ")); diff != "" {
		t.Errorf("a part without figures leaves none (-want +got):\n%s", diff)
	}
}

func TestRecord_doesNotWriteOverWhatItCannotRead(t *testing.T) {
	t.Parallel()
	file := filepath.Join(t.TempDir(), "bench.json")
	if err := os.WriteFile(file, []byte("{"), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := Record(file, func(string) bool { return true }, nil); err == nil {
		t.Error("what could not be read is gone")
	}
}
