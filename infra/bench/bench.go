package bench

import (
	"context"
	"fmt"
	"os"
	"slices"
	"time"
)

// SweepPrefix begins the names of the figures of package sweep.
const SweepPrefix = "sweep: "

const (
	// targetRatio bounds a cold start by the same clients' alone.
	targetRatio = 1.2
	// targetZipped bounds an archive, in bytes.
	targetZipped = 6 << 20
	// targetMemory bounds a process's peak, in bytes.
	targetMemory = 64 << 20
)

// Run builds every function and measures cold starts and sizes. project is the
// repository's root; progress is told how far it is.
func Run(ctx context.Context, project string, runs int, progress func(done, total int, what string)) ([]Figure, error) {
	output, err := os.MkdirTemp("", "ventana-bench-")
	if err != nil {
		return nil, fmt.Errorf("bench: %w", err)
	}
	defer func() { _ = os.RemoveAll(output) }() // a temporary folder
	all := subjects()
	for i, s := range all {
		progress(i, len(all)+runs, "building "+s.name)
		if err := s.build(ctx, project, output); err != nil {
			return nil, err
		}
	}
	for run := range runs {
		progress(len(all)+run, len(all)+runs, "cold starts of all")
		for _, s := range all {
			if err := s.start(ctx); err != nil {
				return nil, err
			}
		}
	}
	progress(len(all)+runs, len(all)+runs, "cold starts of all")
	return measured(all), nil
}

// measured makes the figures.
func measured(all []*subject) []Figure {
	byName := map[string]*subject{}
	for _, s := range all {
		byName[s.name] = s
	}
	var figures []Figure
	for _, s := range all {
		start := median(s.starts)
		if s.clients != "" {
			figures = append(figures,
				Figure{s.name + ": cold start against its clients alone", ratio(start, median(byName[s.clients].starts)), "ratio", fmt.Sprintf("<= %.1f", targetRatio)},
				Figure{s.name + ": archive", float64(s.zipped) / (1 << 20), "MB", fmt.Sprintf("<= %d", targetZipped>>20)},
				Figure{s.name + ": peak memory at start", float64(s.memory) / (1 << 20), "MB", fmt.Sprintf("<= %d", targetMemory>>20)},
				Figure{s.name + ": cold start against an empty function", ratio(start, median(byName[floorEmpty].starts)), "ratio", ""})
		}
		figures = append(figures, Figure{s.name + ": cold start", float64(start.Microseconds()) / 1000, "ms", ""})
	}
	for i := range figures {
		figures[i].Name = StartPrefix + figures[i].Name
	}
	return figures
}

func median(values []time.Duration) time.Duration {
	sorted := slices.Sorted(slices.Values(values))
	return sorted[len(sorted)/2]
}

func ratio(a, b time.Duration) float64 { return float64(a) / float64(b) }
