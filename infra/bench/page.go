package bench

import (
	_ "embed" // the page and the chart are parts of the program
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"text/template"
)

//go:embed page.md.tmpl
var pageText string

//go:embed bars.svg.tmpl
var barsText string

// File and Page are the names, in the folder of the figures, of what holds them and
// of what shows them.
const (
	File = "bench.json"
	Page = "README.md"
)

// Keep records the figures of a part, in the place of its former ones, and writes
// the page and its charts anew.
func Keep(folder, prefix string, figures []Figure) error {
	if err := Record(filepath.Join(folder, File), func(name string) bool { return strings.HasPrefix(name, prefix) }, figures); err != nil {
		return err
	}
	return WritePage(folder)
}

// WritePage writes the page and its charts from the figures of a folder. They show
// nothing else, so that the same figures always make the same page.
func WritePage(folder string) error {
	files, err := Pages(folder)
	if err != nil {
		return err
	}
	for name, text := range files {
		if err := os.WriteFile(filepath.Join(folder, name), []byte(text), 0o644); err != nil {
			return fmt.Errorf("bench: %w", err)
		}
	}
	return nil
}

// Pages are the page and the charts, by file name.
func Pages(folder string) (map[string]string, error) {
	figures, err := Figures(filepath.Join(folder, File))
	if err != nil {
		return nil, err
	}
	shown := shownPage{}
	files := map[string]string{}
	for _, part := range parts() {
		for _, figure := range figures {
			if strings.HasPrefix(figure.Name, part.Prefix) {
				part.Figures = append(part.Figures, figure)
			}
		}
		if len(part.Figures) == 0 {
			continue // not measured yet
		}
		if chart := newChart(part); len(chart.Bars) > 1 {
			part.Chart = part.Slug + ".svg"
			if files[part.Chart], err = render(part.Chart, barsText, chart); err != nil {
				return nil, err
			}
		}
		shown.Parts = append(shown.Parts, part)
	}
	files[Page], err = render(Page, pageText, shown)
	return files, err
}

// shownPage is what the page shows.
type shownPage struct{ Parts []part }

// Missed are the parts of which a figure misses its target.
func (p shownPage) Missed() (missed []part) {
	for _, one := range p.Parts {
		if len(one.Missed()) > 0 {
			missed = append(missed, one)
		}
	}
	return missed
}

// Kept and Targets count the figures that keep theirs, and those that have one.
func (p shownPage) Kept() (kept int) {
	for _, one := range p.Parts {
		kept += len(one.Aimed()) - len(one.Missed())
	}
	return kept
}

// Targets counts the figures that have one.
func (p shownPage) Targets() (targets int) {
	for _, one := range p.Parts {
		targets += len(one.Aimed())
	}
	return targets
}

func render(name, text string, shown any) (string, error) {
	parsed, err := template.New(name).Parse(text)
	if err != nil {
		return "", fmt.Errorf("%s: %w", name, err)
	}
	var out strings.Builder
	if err := parsed.Execute(&out, shown); err != nil {
		return "", fmt.Errorf("%s: %w", name, err)
	}
	return out.String(), nil
}

// Figures reads what a file holds; one that is missing holds nothing.
func Figures(file string) (all []Figure, err error) {
	text, err := os.ReadFile(file)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, fmt.Errorf("bench: %w", err)
	}
	if err := json.Unmarshal(text, &all); err != nil {
		return nil, fmt.Errorf("bench: %s: %w", file, err)
	}
	return all, nil
}
