package bench

import (
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
)

// Figure is one line of bench.json.
type Figure struct {
	Name   string  `json:"name"`
	Value  float64 `json:"value"`
	Unit   string  `json:"unit"`
	Target string  `json:"target,omitempty"`
}

// Record writes the figures of one part of the bench into the file, in the place
// of those that the part owns by their names; the other parts' stay. A file that
// is missing is made.
func Record(file string, owns func(name string) bool, figures []Figure) error {
	var all []Figure
	text, err := os.ReadFile(file)
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return fmt.Errorf("bench: %w", err)
	}
	if err == nil {
		if err := json.Unmarshal(text, &all); err != nil {
			return fmt.Errorf("bench: %s: %w", file, err)
		}
	}
	kept, at := make([]Figure, 0, len(all)+len(figures)), -1
	for _, figure := range all {
		if !owns(figure.Name) {
			kept = append(kept, figure)
		} else if at < 0 {
			at = len(kept) // the part keeps its place
		}
	}
	if at < 0 {
		at = len(kept)
	}
	kept = append(kept[:at:at], append(figures, kept[at:]...)...)
	if text, err = json.MarshalIndent(kept, "", "  "); err != nil {
		return fmt.Errorf("bench: %w", err)
	}
	if err := os.MkdirAll(filepath.Dir(file), 0o755); err != nil {
		return fmt.Errorf("bench: %w", err)
	}
	if err := os.WriteFile(file, append(text, '\n'), 0o644); err != nil {
		return fmt.Errorf("bench: %w", err)
	}
	return nil
}
