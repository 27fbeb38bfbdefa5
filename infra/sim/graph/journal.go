package graph

import (
	"bufio"
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"sync"
	"time"
)

// journalFile is the name of the state file in its folder.
const journalFile = "graph.jsonl"

// flushEvery is how much of the newest state a crash can lose, in real time.
const flushEvery = 100 * time.Millisecond

// journal appends changes to the state file. Appending instead of rewriting
// keeps the cost of a message the same with one conversation or 100,000. A
// journal without a file keeps nothing.
type journal struct {
	mu     sync.Mutex
	file   *os.File
	writer *bufio.Writer
	timer  *time.Timer // runs while something waits to be written
	failed error       // first error of a flush in the background
}

// openJournal replays the file in dir into s, replaces it by its shortest form
// and opens it for more.
func openJournal(dir string, s *state) (*journal, error) {
	if dir == "" {
		return &journal{}, nil
	}
	if err := os.MkdirAll(dir, 0o750); err != nil {
		return nil, fmt.Errorf("make state folder %s: %w", dir, err)
	}
	path := filepath.Join(dir, journalFile)
	if err := replay(path, s); err != nil {
		return nil, fmt.Errorf("read state %s: %w", path, err)
	}
	if err := compact(path, s); err != nil {
		return nil, fmt.Errorf("rewrite state %s: %w", path, err)
	}
	file, err := os.OpenFile(path, os.O_WRONLY|os.O_APPEND, 0o600)
	if err != nil {
		return nil, fmt.Errorf("open state %s: %w", path, err)
	}
	return &journal{file: file, writer: bufio.NewWriter(file)}, nil
}

// replay applies each line. A missing file is an empty state; a last line
// without its end is what a crash left and is dropped.
func replay(path string, s *state) error {
	data, err := os.ReadFile(path)
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err != nil {
		return err
	}
	for number := 1; ; number++ {
		line, rest, whole := bytes.Cut(data, []byte("\n"))
		if !whole {
			return nil
		}
		var r record
		if err := json.Unmarshal(line, &r); err != nil {
			return fmt.Errorf("line %d: %w", number, err)
		}
		s.apply(r)
		data = rest
	}
}

// compact writes the state beside the file and puts it in its place at once.
func compact(path string, s *state) error {
	next := path + ".next"
	file, err := os.OpenFile(next, os.O_WRONLY|os.O_CREATE|os.O_TRUNC, 0o600)
	if err != nil {
		return err
	}
	writer := bufio.NewWriter(file)
	for _, r := range s.records() {
		if err := writeLine(writer, r); err != nil {
			return errors.Join(err, file.Close())
		}
	}
	if err := errors.Join(writer.Flush(), file.Close()); err != nil {
		return err
	}
	return os.Rename(next, path)
}

func writeLine(w io.Writer, r record) error {
	line, err := json.Marshal(r)
	if err != nil {
		return fmt.Errorf("encode change: %w", err)
	}
	_, err = w.Write(append(line, '\n'))
	return err
}

// append keeps a change; it reaches the file within flushEvery. An error may
// be that of an earlier change.
func (j *journal) append(r record) error {
	j.mu.Lock()
	defer j.mu.Unlock()
	if j.file == nil {
		return nil
	}
	if j.failed != nil {
		return j.failed
	}
	if j.timer == nil {
		j.timer = time.AfterFunc(flushEvery, j.flush)
	}
	return writeLine(j.writer, r)
}

func (j *journal) flush() {
	j.mu.Lock()
	defer j.mu.Unlock()
	j.timer = nil
	if j.file != nil && j.failed == nil {
		j.failed = j.writer.Flush()
	}
}

// close writes what waits and closes the file. Later changes are not kept.
func (j *journal) close() error {
	j.mu.Lock()
	defer j.mu.Unlock()
	if j.file == nil {
		return nil
	}
	if j.timer != nil {
		j.timer.Stop()
	}
	err := errors.Join(j.failed, j.writer.Flush(), j.file.Close())
	j.file = nil
	return err
}
