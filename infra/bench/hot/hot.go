// Package hot runs Go's own benchmarks of what each message goes through, and reads
// their figures. They are nanoseconds of this machine and have no target: they tell
// where a run's time goes, which the network outweighs by a thousand times.
package hot

import (
	"bufio"
	"context"
	"fmt"
	"os/exec"
	"regexp"
	"strconv"
	"strings"

	"ventana/infra/bench"
)

// Prefix begins the names of this part's figures.
const Prefix = "hot path: "

// packages hold the benchmarks, from the project's root.
func packages() []string {
	return []string{"./shared/provider/cloudapi", "./shared/envelope", "./shared/conversation", "./shared/rendering", "./shared/markup"}
}

// Run runs them for so long each, as go test takes it: 200ms, 100x.
func Run(ctx context.Context, root, benchtime string, progress func(done, total int, what string)) (figures []bench.Figure, err error) {
	for i, one := range packages() {
		progress(i, len(packages()), "go test -bench "+one)
		command := exec.CommandContext(ctx, "go", "test", "-run", "^$", "-bench", ".", "-benchmem", "-benchtime", benchtime, one)
		command.Dir = root
		said, err := command.CombinedOutput()
		if err != nil {
			return nil, fmt.Errorf("bench: %s: %w\n%s", one, err, said)
		}
		found, err := read(string(said))
		if err != nil {
			return nil, fmt.Errorf("bench: %s: %w", one, err)
		}
		figures = append(figures, found...)
	}
	return figures, nil
}

// read takes the figures out of what go test says, such as
//
//	BenchmarkVerify-2   94813   1263 ns/op   512 B/op   8 allocs/op
func read(said string) (figures []bench.Figure, err error) {
	line := regexp.MustCompile(`^Benchmark(\w+?)(?:-\d+)?\s+\d+\s+([\d.]+) ns/op.*?\s(\d+) allocs/op`)
	for lines := bufio.NewScanner(strings.NewReader(said)); lines.Scan(); {
		found := line.FindStringSubmatch(lines.Text())
		if found == nil {
			continue
		}
		took, errTook := strconv.ParseFloat(found[2], 64)
		allocations, errAllocations := strconv.ParseFloat(found[3], 64)
		if errTook != nil || errAllocations != nil {
			return nil, fmt.Errorf("cannot read %q", lines.Text())
		}
		figures = append(figures,
			bench.Figure{Name: Prefix + words(found[1]), Value: took / 1000, Unit: "µs"},
			bench.Figure{Name: Prefix + words(found[1]) + ": allocations", Value: allocations, Unit: "allocations"})
	}
	if len(figures) == 0 {
		return nil, fmt.Errorf("no benchmark in %q", said)
	}
	return figures, nil
}

// words writes VerifySignature as "verify signature".
func words(name string) string {
	return strings.ToLower(regexp.MustCompile(`(\p{Ll})(\p{Lu})`).ReplaceAllString(name, "$1 $2"))
}
