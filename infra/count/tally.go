package count

import (
	"cmp"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"sync"
	"time"
)

// fileName is a tally's, in the data folder of a local system.
const fileName = "counts.json"

// FileOf is where the local system of a data folder keeps its tally.
func FileOf(data string) string { return filepath.Join(data, fileName) }

// Counts are what was used, and between when.
type Counts struct {
	Since time.Time `json:"since"` // by the system's own clock
	Until time.Time `json:"until"` // of the last that was counted
	Used  []Used    `json:"used"`  // by item and resource
}

// Used is how many units of an item of the price list a resource used.
type Used struct {
	Item  string  `json:"item"`
	Of    string  `json:"of"` // a queue, a function, a log group …
	Units float64 `json:"units"`
}

// Read reads what a tally has saved; an error that is fs.ErrNotExist where none has.
func Read(path string) (Counts, error) {
	text, err := os.ReadFile(path)
	if err != nil {
		return Counts{}, fmt.Errorf("read counts: %w", err)
	}
	var counts Counts
	if err := json.Unmarshal(text, &counts); err != nil {
		return Counts{}, fmt.Errorf("counts in %s: %w", path, err)
	}
	return counts, nil
}

// Tally adds up what is used. A nil one counts nothing. It may be used by many
// goroutines.
type Tally struct {
	path string

	mu           sync.Mutex
	since, until time.Time
	units        map[Used]float64 // by item and resource, without units
	changed      bool
}

// Open goes on with the tally in a file, or begins one.
func Open(path string) (*Tally, error) {
	t := &Tally{path: path, units: map[Used]float64{}}
	before, err := Read(path)
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return nil, err
	}
	t.since, t.until = before.Since, before.Until
	for _, used := range before.Used {
		t.units[Used{Item: used.Item, Of: used.Of}] = used.Units
	}
	return t, nil
}

// Add counts units of an item.
func (t *Tally) Add(item, of string, units float64, at time.Time) {
	if t == nil || units == 0 {
		return
	}
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.since.IsZero() {
		t.since = at.UTC()
	}
	t.until, t.changed = at.UTC(), true
	t.units[Used{Item: item, Of: of}] += units
}

// Counts are what was counted so far, in the order of items and resources.
func (t *Tally) Counts() Counts {
	t.mu.Lock()
	defer t.mu.Unlock()
	counts := Counts{Since: t.since, Until: t.until, Used: []Used{}}
	for used, units := range t.units {
		used.Units = units
		counts.Used = append(counts.Used, used)
	}
	slices.SortFunc(counts.Used, func(a, b Used) int { return cmp.Or(cmp.Compare(a.Item, b.Item), cmp.Compare(a.Of, b.Of)) })
	return counts
}

// Save writes the file anew, in one step, when anything was counted since.
func (t *Tally) Save() error {
	if t == nil {
		return nil
	}
	t.mu.Lock()
	changed := t.changed
	t.changed = false
	t.mu.Unlock()
	if !changed {
		return nil
	}
	text, err := json.Marshal(t.Counts())
	if err != nil {
		return fmt.Errorf("counts: %w", err)
	}
	next := t.path + ".next"
	if err := os.WriteFile(next, append(text, '\n'), 0o600); err != nil {
		return fmt.Errorf("write counts: %w", err)
	}
	if err := os.Rename(next, t.path); err != nil {
		return fmt.Errorf("write counts: %w", err)
	}
	return nil
}
