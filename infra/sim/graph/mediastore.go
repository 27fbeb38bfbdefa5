package graph

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"sync"
)

// mediaFolder is the name of the folder of files in the state's folder.
const mediaFolder = "graph-media"

// unnamed begins the name of a file that has no id yet.
const unnamed = "new-"

// errTooLarge is the error of a file beyond its limit.
var errTooLarge = errors.New("file is too large")

// store keeps the bytes of files on disk, each under its id. It makes its
// folder when the first one comes.
type store struct {
	mu        sync.Mutex
	dir       string // empty until a folder of its own is made
	temporary bool   // nothing is kept: the folder goes at close
}

func newStore(dir string) *store {
	if dir == "" {
		return &store{temporary: true}
	}
	return &store{dir: filepath.Join(dir, mediaFolder)}
}

// folder makes the folder where it is missing.
func (s *store) folder() (string, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	var err error
	switch {
	case s.dir == "":
		s.dir, err = os.MkdirTemp("", mediaFolder+"-")
	default:
		err = os.MkdirAll(s.dir, 0o750)
	}
	return s.dir, err
}

// kept is a file in the folder that has no id yet.
type kept struct {
	path   string
	size   int64
	sha256 string // hex
}

// keep copies at most limit bytes into the folder; more is errTooLarge. What is
// copied passes through a small buffer only.
func (s *store) keep(body io.Reader, limit int64) (kept, error) {
	dir, err := s.folder()
	if err != nil {
		return kept{}, fmt.Errorf("make media folder: %w", err)
	}
	file, err := os.CreateTemp(dir, unnamed)
	if err != nil {
		return kept{}, fmt.Errorf("make media file: %w", err)
	}
	hash := sha256.New()
	size, err := io.Copy(io.MultiWriter(file, hash), io.LimitReader(body, limit+1))
	if err == nil && size > limit {
		err = errTooLarge
	}
	if err := errors.Join(err, file.Close()); err != nil {
		_ = os.Remove(file.Name()) // what is left is swept at the next start
		return kept{}, fmt.Errorf("keep media: %w", err)
	}
	return kept{path: file.Name(), size: size, sha256: hex.EncodeToString(hash.Sum(nil))}, nil
}

// name gives a kept file its id.
func (s *store) name(k kept, id string) error { return os.Rename(k.path, s.path(id)) }

// drop forgets a kept file that got no id.
func (s *store) drop(k kept) {
	if k.path != "" {
		_ = os.Remove(k.path) // swept at the next start
	}
}

func (s *store) open(id string) (io.ReadCloser, error) { return os.Open(s.path(id)) }

// path of the file with an id. Ids come from outside too: what looks like
// another folder is a name in this one.
func (s *store) path(id string) string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return filepath.Join(s.dir, strings.NewReplacer("/", "_", "\\", "_", "..", "_").Replace(id))
}

// sweep removes files that nobody needs: half uploads of a process that died,
// and files that are dead and in no chat.
func (s *store) sweep(needed []string) error {
	if s.temporary {
		return nil
	}
	entries, err := os.ReadDir(s.dir)
	if errors.Is(err, os.ErrNotExist) {
		return nil
	}
	if err != nil {
		return fmt.Errorf("read media folder: %w", err)
	}
	keep := map[string]bool{}
	for _, id := range needed {
		keep[s.path(id)] = true
	}
	var problems []error
	for _, entry := range entries {
		if path := filepath.Join(s.dir, entry.Name()); !keep[path] {
			problems = append(problems, os.Remove(path))
		}
	}
	return errors.Join(problems...)
}

// close removes a temporary folder.
func (s *store) close() error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if !s.temporary || s.dir == "" {
		return nil
	}
	return os.RemoveAll(s.dir)
}

// neededMedia are the files to keep at a start: the living, and those that a
// chat shows.
func (g *Graph) neededMedia() (ids []string) {
	for id, m := range g.state.media {
		if m.alive(g.now()) {
			ids = append(ids, id)
		}
	}
	for _, m := range g.state.messages {
		if m.File != nil {
			ids = append(ids, m.File.ID)
		}
	}
	return ids
}
