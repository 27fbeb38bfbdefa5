package zendesk

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"sync"
)

// filesFolder holds the contents of files, beside the state file.
const filesFolder = "zendesk-files"

// errTooLarge: a content went on after the most that is taken.
var errTooLarge = errors.New("content is too large")

// fileStore keeps the contents of files on disk, each under a name that nobody
// can guess. The state says whose a content is: one that it does not name was
// left by a killed account, and goes at the next start. All methods may be
// called by many goroutines.
type fileStore struct {
	newName func() string

	mu        sync.Mutex
	dir       string // of an account without a folder: empty until its first file
	temporary bool
	closed    bool
}

// content is what was received.
type content struct {
	name   string
	size   int64
	sha256 string // in hexadecimal digits
}

// openFiles opens the store of an account. An empty dir keeps contents in a
// folder that close removes.
func openFiles(dir string, newName func() string) (*fileStore, error) {
	if dir == "" {
		return &fileStore{newName: newName, temporary: true}, nil
	}
	s := &fileStore{newName: newName, dir: filepath.Join(dir, filesFolder)}
	if err := os.MkdirAll(s.dir, 0o750); err != nil {
		return nil, fmt.Errorf("make folder of files %s: %w", s.dir, err)
	}
	return s, nil
}

// folder is where contents lie.
func (s *fileStore) folder() (string, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.closed {
		return "", errors.New("store of files is closed")
	}
	if s.dir != "" {
		return s.dir, nil
	}
	dir, err := os.MkdirTemp("", "ventana-zendesk-")
	if err != nil {
		return "", fmt.Errorf("make folder of files: %w", err)
	}
	s.dir = dir
	return dir, nil
}

// receive copies a content to disk as it comes, at most so many bytes of it.
// Errors: errTooLarge, a body that broke off, the disk's. After an error nothing
// is left.
func (s *fileStore) receive(body io.Reader, most int64) (*content, error) {
	dir, err := s.folder()
	if err != nil {
		return nil, err
	}
	got := &content{name: s.newName()}
	file, err := os.OpenFile(filepath.Join(dir, got.name), os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o600)
	if err != nil {
		return nil, fmt.Errorf("make file: %w", err)
	}
	digest := sha256.New()
	got.size, err = io.Copy(io.MultiWriter(file, digest), io.LimitReader(body, most+1))
	if err = errors.Join(err, file.Close()); err == nil && got.size > most {
		err = errTooLarge
	}
	if err != nil {
		s.drop(got.name)
		return nil, fmt.Errorf("receive file: %w", err)
	}
	got.sha256 = hex.EncodeToString(digest.Sum(nil))
	return got, nil
}

// open reads a content; the caller closes it.
func (s *fileStore) open(name string) (*os.File, error) {
	dir, err := s.folder()
	if err != nil {
		return nil, err
	}
	return os.Open(filepath.Join(dir, name))
}

// drop forgets a content.
func (s *fileStore) drop(name string) {
	if dir, err := s.folder(); err == nil {
		// What cannot be removed now goes at the next start.
		_ = os.Remove(filepath.Join(dir, name))
	}
}

// sweep removes every content that nobody knows.
func (s *fileStore) sweep(known map[string]bool) error {
	if s.temporary {
		return nil
	}
	entries, err := os.ReadDir(s.dir)
	if err != nil {
		return fmt.Errorf("list files: %w", err)
	}
	for _, entry := range entries {
		if !known[entry.Name()] {
			s.drop(entry.Name())
		}
	}
	return nil
}

// close removes a temporary folder. Nothing can be read or received afterwards.
func (s *fileStore) close() error {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.closed = true
	if !s.temporary || s.dir == "" {
		return nil
	}
	if err := os.RemoveAll(s.dir); err != nil {
		return fmt.Errorf("remove files: %w", err)
	}
	return nil
}
