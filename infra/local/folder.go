package local

import (
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	"ventana/infra/count"
)

// folder is the data of one local system.
type folder struct {
	root string
	lock *os.File
}

// openFolder makes the folder, takes its lock, and removes what the last run
// said about its addresses. fresh empties it.
func openFolder(root string, fresh bool) (*folder, error) {
	if err := os.MkdirAll(root, 0o700); err != nil {
		return nil, fmt.Errorf("data folder: %w", err)
	}
	lock, err := os.OpenFile(filepath.Join(root, "lock"), os.O_RDWR|os.O_CREATE, 0o600)
	if err != nil {
		return nil, fmt.Errorf("data folder: %w", err)
	}
	f := &folder{root: root, lock: lock}
	if err := lockFile(lock); err != nil {
		_ = lock.Close() // nothing was written
		return nil, fmt.Errorf("data folder %s: another `ventana local` uses it; stop that one or choose another with --data: %w", root, err)
	}
	if fresh {
		if err := f.wipe(); err != nil {
			f.close()
			return nil, err
		}
	}
	for _, name := range []string{"secrets", "sqs", "sim"} {
		if err := os.MkdirAll(f.path(name), 0o700); err != nil {
			f.close()
			return nil, fmt.Errorf("data folder: %w", err)
		}
	}
	if err := f.removeEndpoints(); err != nil {
		f.close()
		return nil, err
	}
	return f, nil
}

func (f *folder) path(elements ...string) string {
	return filepath.Join(append([]string{f.root}, elements...)...)
}

// wipe removes what a local system keeps, by name: a wrong --data must not
// cost somebody a folder of his own.
func (f *folder) wipe() error {
	names := []string{"clock", "endpoints.json", filepath.Base(count.FileOf(f.root)), "secrets", "sqs", "sim", logFolder}
	databases, err := filepath.Glob(f.path("dynamodb.db*"))
	if err != nil {
		return fmt.Errorf("wipe data folder: %w", err)
	}
	for _, name := range names {
		databases = append(databases, f.path(name))
	}
	for _, path := range databases {
		if err := os.RemoveAll(path); err != nil {
			return fmt.Errorf("wipe data folder: %w", err)
		}
	}
	return nil
}

func (f *folder) close() {
	_ = f.lock.Close() // which also gives the lock back
}

// writeEndpoints tells other programs where the system is. It is written last,
// in one step.
func (f *folder) writeEndpoints(endpoints Endpoints) error {
	text, err := json.Marshal(endpoints)
	if err != nil {
		return fmt.Errorf("endpoints: %w", err)
	}
	return writeFile(f.path("endpoints.json"), append(text, '\n'))
}

func (f *folder) removeEndpoints() error {
	if err := os.Remove(f.path("endpoints.json")); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return fmt.Errorf("endpoints: %w", err)
	}
	return nil
}

// writeFile replaces a file in one step, readable by its owner only.
func writeFile(path string, content []byte) error {
	next := path + ".next"
	if err := os.WriteFile(next, content, 0o600); err != nil {
		return fmt.Errorf("write %s: %w", path, err)
	}
	if err := os.Rename(next, path); err != nil {
		return fmt.Errorf("replace %s: %w", path, err)
	}
	return nil
}
