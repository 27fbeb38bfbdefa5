package templatecode

import (
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"time"

	"ventana/shared/template"
)

// HistoryFile is the history's name beside the definitions.
const HistoryFile = ".history.json"

// historyVersion is that of the file's form.
const historyVersion = 1

// remembered is how long a deed counts: the longest of WhatsApp's own periods.
const remembered = max(template.EditPeriod, template.NameBlock)

// History is what was done to templates of which account. It is kept in a file,
// which holds names and times only. One run at a time may use it.
type History struct {
	path string
	deed map[string][]deed // by account
}

// deed is one change, as the file has it.
type deed struct {
	Did      template.ActionKind `json:"did"` // create, edit or delete
	Name     string              `json:"name"`
	Language string              `json:"language,omitempty"`
	At       time.Time           `json:"at"`
}

type historyText struct {
	Version  int               `json:"version"`
	Accounts map[string][]deed `json:"accounts"`
}

// ReadHistory reads the file at path; one that does not exist is empty. One that
// cannot be read is an error: going on without it would spend edits that
// WhatsApp counts.
func ReadHistory(path string) (*History, error) {
	h := &History{path: path, deed: map[string][]deed{}}
	text, err := os.ReadFile(path)
	if errors.Is(err, fs.ErrNotExist) {
		return h, nil
	}
	if err != nil {
		return nil, fmt.Errorf("read history: %w", err)
	}
	var kept historyText
	if err := json.Unmarshal(text, &kept); err != nil {
		return nil, fmt.Errorf("history %s cannot be read; restore it, or remove it if nothing was changed in the last 30 days: %w", path, err)
	}
	if kept.Version != historyVersion {
		return nil, fmt.Errorf("history %s has version %d, this release reads %d", path, kept.Version, historyVersion)
	}
	if kept.Accounts != nil {
		h.deed = kept.Accounts
	}
	return h, nil
}

// Of is what was done in an account, as template.Plan wants it.
func (h *History) Of(waba string) []template.Did {
	all := make([]template.Did, 0, len(h.deed[waba]))
	for _, d := range h.deed[waba] {
		all = append(all, template.Did{Kind: d.Did, Name: d.Name, Language: d.Language, At: d.At})
	}
	return all
}

// Add writes down what was done. What no limit counts any more is forgotten.
func (h *History) Add(waba string, did template.Did) error {
	h.deed[waba] = append(h.deed[waba], deed{did.Kind, did.Name, did.Language, did.At.UTC().Truncate(time.Second)})
	return h.save(did.At)
}

// save replaces the file whole, so that no death leaves half of it.
func (h *History) save(now time.Time) error {
	for waba, all := range h.deed {
		var kept []deed
		for _, d := range all {
			if now.Before(d.At.Add(remembered)) {
				kept = append(kept, d)
			}
		}
		h.deed[waba] = kept
	}
	text, err := json.MarshalIndent(historyText{historyVersion, h.deed}, "", "  ")
	if err != nil {
		return fmt.Errorf("write history: %w", err)
	}
	next := h.path + ".next"
	if err := os.WriteFile(next, append(text, '\n'), 0o644); err != nil { // names of templates are no secret
		return fmt.Errorf("write history: %w", err)
	}
	if err := os.Rename(next, h.path); err != nil {
		return fmt.Errorf("replace history: %w", err)
	}
	return nil
}
