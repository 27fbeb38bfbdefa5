package sqs

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

// journalName is the one file of a server.
const journalName = "journal.jsonl"

// rewriteStep is the least growth in bytes before the journal is rewritten. It
// must also have grown by its size after the last rewrite, so that the work of
// rewriting stays in proportion to what was written.
const rewriteStep = 8 << 20

// journal is an append-only file of records, one JSON object a line. Records
// are collected and go out in one write before the operation is answered.
type journal struct {
	path    string
	file    *os.File
	pending bytes.Buffer
	encoder *json.Encoder
	base    int64 // bytes after the last rewrite
	grown   int64 // bytes since
	failed  error // the first failed write; the journal is unusable after it
}

func newJournal(path string) *journal {
	j := &journal{path: path}
	j.encoder = json.NewEncoder(&j.pending)
	j.encoder.SetEscapeHTML(false)
	return j
}

// add collects r for the next flush.
func (j *journal) add(r record) {
	if err := j.encoder.Encode(r); err != nil && j.failed == nil {
		j.failed = fmt.Errorf("encode %s record: %w", r.Op, err)
	}
}

// flush writes what was collected. Handing it to the kernel is enough to
// survive the death of this process, which is what a local system risks.
func (j *journal) flush() error {
	if j.failed != nil {
		return j.failed
	}
	if j.pending.Len() == 0 {
		return nil
	}
	n, err := j.file.Write(j.pending.Bytes())
	j.grown += int64(n)
	j.pending.Reset()
	if err != nil {
		j.failed = fmt.Errorf("write journal %s: %w", j.path, err)
	}
	return j.failed
}

// bloated says whether a rewrite is worth its cost.
func (j *journal) bloated() bool { return j.grown > max(rewriteStep, j.base) }

// rewrite replaces the file by what fill adds, in one rename: a process that
// dies meanwhile leaves the old file or the new one.
func (j *journal) rewrite(fill func(add func(record))) error {
	next := j.path + ".next"
	file, err := os.OpenFile(next, os.O_CREATE|os.O_TRUNC|os.O_WRONLY|os.O_APPEND, 0o600)
	if err != nil {
		return fmt.Errorf("create journal %s: %w", next, err)
	}
	size, err := writeAll(file, fill)
	if err == nil {
		err = file.Sync() // or a power failure after the rename could leave an empty file
	}
	if err == nil {
		err = os.Rename(next, j.path)
	}
	if err != nil {
		return fmt.Errorf("rewrite journal %s: %w", j.path, errors.Join(err, file.Close()))
	}
	old := j.file
	j.file, j.base, j.grown = file, size, 0
	if old != nil {
		if err := old.Close(); err != nil {
			return fmt.Errorf("close old journal %s: %w", j.path, err)
		}
	}
	return nil
}

func writeAll(file *os.File, fill func(add func(record))) (size int64, err error) {
	out := bufio.NewWriterSize(file, 1<<16)
	encoder := json.NewEncoder(out)
	encoder.SetEscapeHTML(false)
	fill(func(r record) {
		if err == nil {
			err = encoder.Encode(r)
		}
	})
	if err == nil {
		err = out.Flush()
	}
	if err != nil {
		return 0, err
	}
	return file.Seek(0, io.SeekEnd)
}

func (j *journal) close() error {
	return errors.Join(j.flush(), j.file.Close())
}

// readJournal gives every record of the file at path to apply; no file is an
// empty journal. A last line without its end was being written when the process
// died, so nobody was told that it counts: it is left out.
func readJournal(path string, apply func(record) error) error {
	file, err := os.Open(filepath.Clean(path))
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err != nil {
		return fmt.Errorf("open journal: %w", err)
	}
	defer file.Close() //nolint:errcheck // nothing was written through it
	in := bufio.NewReaderSize(file, 1<<16)
	for number := 1; ; number++ {
		line, err := in.ReadBytes('\n')
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return fmt.Errorf("read journal %s: %w", path, err)
		}
		var r record
		if err := json.Unmarshal(line, &r); err != nil {
			return fmt.Errorf("read journal %s line %d: %w", path, number, err)
		}
		if err := apply(r); err != nil {
			return fmt.Errorf("apply journal %s line %d: %w", path, number, err)
		}
	}
}
