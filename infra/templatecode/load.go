package templatecode

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"

	"ventana/shared/template"
)

// Load reads every *.yaml and *.yml of a folder, by name. Problems of their form
// come together, as a *template.DefinitionError; the definitions that could be
// read come with it.
func Load(folder string) ([]template.Definition, error) {
	var files []string
	for _, pattern := range []string{"*.yaml", "*.yml"} {
		found, err := filepath.Glob(filepath.Join(folder, pattern))
		if err != nil {
			return nil, fmt.Errorf("look for definitions in %s: %w", folder, err)
		}
		files = append(files, found...)
	}
	if len(files) == 0 {
		return nil, fmt.Errorf("no definition (*.yaml) in %s: run it in the root of the project, or name the folder with --dir", folder)
	}
	var all []template.Definition
	var problems template.DefinitionError
	for _, file := range slices.Sorted(slices.Values(files)) {
		text, err := os.ReadFile(file)
		if err != nil {
			return nil, fmt.Errorf("read definition: %w", err)
		}
		definition, err := template.Parse(file, text)
		var wrong *template.DefinitionError
		switch {
		case errors.As(err, &wrong):
			problems.Problems = append(problems.Problems, wrong.Problems...)
		case err != nil:
			return nil, fmt.Errorf("read definition %s: %w", file, err)
		default:
			all = append(all, definition)
		}
	}
	if len(problems.Problems) > 0 {
		return all, &problems
	}
	return all, nil
}
