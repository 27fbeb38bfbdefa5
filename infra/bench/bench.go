package bench

import (
	"context"
	"fmt"
	"io"
	"os"
	"slices"
	"strings"
	"text/tabwriter"
	"time"
)

// SweepPrefix begins the names of the figures of package sweep; the others are
// of this one.
const SweepPrefix = "sweep: "

const (
	// targetRatio bounds a cold start by the same clients' alone.
	targetRatio = 1.2
	// targetZipped bounds an archive, in bytes.
	targetZipped = 6 << 20
	// targetMemory bounds a process's peak, in bytes.
	targetMemory = 64 << 20
)

// Run builds and measures, tells it as a table on out, and writes the figures
// to file (none when empty). project is the repository's root.
func Run(ctx context.Context, project, file string, runs int, out io.Writer) error {
	output, err := os.MkdirTemp("", "ventana-bench-")
	if err != nil {
		return fmt.Errorf("bench: %w", err)
	}
	defer func() { _ = os.RemoveAll(output) }() // a temporary folder
	all := subjects()
	for i, s := range all {
		_, _ = fmt.Fprintf(out, "\rbuilding %d of %d: %-32s", i+1, len(all), s.name)
		if err := s.build(ctx, project, output); err != nil {
			return err
		}
	}
	for run := range runs {
		_, _ = fmt.Fprintf(out, "\rcold starts, round %d of %d %-32s", run+1, runs, "")
		for _, s := range all {
			if err := s.start(ctx); err != nil {
				return err
			}
		}
	}
	_, _ = fmt.Fprintf(out, "\r%-64s\r", "")
	figures := tell(all, runs, out)
	if file == "" {
		return nil
	}
	return Record(file, func(name string) bool { return !strings.HasPrefix(name, SweepPrefix) }, figures)
}

// tell prints the table and gives its figures.
func tell(all []*subject, runs int, out io.Writer) []Figure {
	byName := map[string]*subject{}
	for _, s := range all {
		byName[s.name] = s
	}
	table := tabwriter.NewWriter(out, 0, 0, 2, ' ', tabwriter.AlignRight)
	_, _ = fmt.Fprintln(table, "function\tzipped MB\tcold start ms\tx empty\tx its clients\tpeak MB\t")
	var figures []Figure
	for _, s := range all {
		start := median(s.starts)
		toEmpty := ratio(start, median(byName[floorEmpty].starts))
		toClients := "-"
		if s.clients != "" {
			against := ratio(start, median(byName[s.clients].starts))
			toClients = fmt.Sprintf("%.2f", against)
			figures = append(figures,
				Figure{s.name + ": cold start against its clients alone", against, "ratio", fmt.Sprintf("<= %.1f", targetRatio)},
				Figure{s.name + ": archive", float64(s.zipped) / (1 << 20), "MB", fmt.Sprintf("<= %d", targetZipped>>20)},
				Figure{s.name + ": peak memory at start", float64(s.memory) / (1 << 20), "MB", fmt.Sprintf("<= %d", targetMemory>>20)})
		}
		figures = append(figures, Figure{s.name + ": cold start", float64(start.Microseconds()) / 1000, "ms", ""})
		_, _ = fmt.Fprintf(table, "%s\t%.2f\t%.1f\t%.2f\t%s\t%.0f\t\n", s.name, float64(s.zipped)/(1<<20), float64(start.Microseconds())/1000, toEmpty, toClients, float64(s.memory)/(1<<20))
	}
	_ = table.Flush() // a terminal that is gone needs no table
	_, _ = fmt.Fprintf(out, "\nMedians of %d cold starts each, in turn. Targets: %.1f x its clients, %d MB zipped, %d MB peak.\n", runs, targetRatio, targetZipped>>20, targetMemory>>20)
	return figures
}

func median(values []time.Duration) time.Duration {
	sorted := slices.Sorted(slices.Values(values))
	return sorted[len(sorted)/2]
}

func ratio(a, b time.Duration) float64 { return float64(a) / float64(b) }
