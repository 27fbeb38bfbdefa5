package hot

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"ventana/infra/bench"
)

func TestRead_takesTimesAndAllocations(t *testing.T) {
	t.Parallel()
	got, err := read("goos: linux\nBenchmarkVerifySignature-2   \t  94813\t      1263 ns/op\t 388.53 MB/s\t     512 B/op\t       8 allocs/op\nPASS\n")
	if err != nil {
		t.Fatal(err)
	}
	want := []bench.Figure{
		{Name: Prefix + "verify signature", Value: 1.263, Unit: "µs"}, {Name: Prefix + "verify signature: allocations", Value: 8, Unit: "allocations"},
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	if _, err := read("PASS"); err == nil {
		t.Error("no benchmark is no error")
	}
}

// TestPackages_haveBenchmarks: one whose benchmarks are gone would end the bench.
func TestPackages_haveBenchmarks(t *testing.T) {
	t.Parallel()
	for _, one := range packages() {
		files, err := filepath.Glob(filepath.Join("../../..", one, "*_test.go"))
		if err != nil {
			t.Fatal(err)
		}
		found := false
		for _, file := range files {
			text, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			found = found || strings.Contains(string(text), "\nfunc Benchmark")
		}
		if !found {
			t.Errorf("%s has no benchmark", one)
		}
	}
}
