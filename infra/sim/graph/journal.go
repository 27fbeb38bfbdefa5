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
)

// journalFile is the name of the state file in its folder.
const journalFile = "graph.jsonl"

// journal appends changes to the state file. Appending instead of rewriting
// keeps the cost of a message the same with one conversation or 100,000; what
// changes together goes out in one write. A journal without a file keeps
// nothing. The simulator's lock guards it.
type journal struct {
	file    *os.File
	pending bytes.Buffer
	failed  error // the first failure; nothing is written after it
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
	return &journal{file: file}, nil
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

// add collects a change for the next flush.
func (j *journal) add(r record) {
	if j.file == nil || j.failed != nil {
		return
	}
	j.failed = writeLine(&j.pending, r)
}

// flush writes what was collected. Handing it to the kernel is enough to
// survive the death of this process, which is what a local system risks. A
// failure is told once, here, and again by close.
func (j *journal) flush() error {
	if j.file == nil || j.failed != nil || j.pending.Len() == 0 {
		return nil
	}
	_, j.failed = j.file.Write(j.pending.Bytes())
	j.pending.Reset()
	return j.failed
}

// close closes the file and reports the first failure of the journal's life.
// Later changes are not kept.
func (j *journal) close() error {
	if j.file == nil {
		return nil
	}
	_ = j.flush() // joined below
	err := errors.Join(j.failed, j.file.Close())
	j.file = nil
	return err
}
