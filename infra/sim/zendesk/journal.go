package zendesk

import (
	"bufio"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
)

// journalName is the state file in Options.Dir.
const journalName = "zendesk.jsonl"

// journal is the state on disk. One line is one JSON object and is written at
// once, so that a restart sees all of a batch or nothing of it. Appending keeps
// the cost of a change apart from the size of the account.
// Zendesk.mu guards it, which orders lines as the changes happened.
type journal struct {
	path string // empty: memory only
	file *os.File
	err  error // the first failure to write
}

// openJournal reads the state of dir into s and writes it back as one line.
func openJournal(dir string, s *state) (*journal, error) {
	j := &journal{}
	if dir == "" {
		return j, nil
	}
	if err := os.MkdirAll(dir, 0o750); err != nil {
		return nil, fmt.Errorf("make state folder %s: %w", dir, err)
	}
	j.path = filepath.Join(dir, journalName)
	if err := readJournal(j.path, s); err != nil {
		return nil, err
	}
	if err := j.compact(s); err != nil {
		return nil, err
	}
	return j, nil
}

func readJournal(path string, s *state) error {
	file, err := os.Open(path)
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err != nil {
		return fmt.Errorf("open state %s: %w", path, err)
	}
	defer file.Close()
	lines := bufio.NewReaderSize(file, 1<<20)
	for number := 1; ; number++ {
		line, err := lines.ReadBytes('\n')
		if errors.Is(err, io.EOF) {
			return nil // what stands after the last newline was torn
		}
		if err != nil {
			return fmt.Errorf("read state %s line %d: %w", path, number, err)
		}
		var p patch
		if err := json.Unmarshal(line, &p); err != nil {
			return fmt.Errorf("read state %s line %d: %w", path, number, err)
		}
		s.apply(p)
	}
}

// compact replaces the file by a snapshot and opens it for appending.
func (j *journal) compact(s *state) error {
	line, err := json.Marshal(s.snapshot())
	if err != nil {
		return fmt.Errorf("encode state: %w", err)
	}
	next := j.path + ".next"
	if err := os.WriteFile(next, append(line, '\n'), 0o600); err != nil {
		return fmt.Errorf("write state %s: %w", next, err)
	}
	// A rename is atomic: a crash leaves the old file or the new one.
	if err := os.Rename(next, j.path); err != nil {
		return fmt.Errorf("replace state %s: %w", j.path, err)
	}
	j.file, err = os.OpenFile(j.path, os.O_APPEND|os.O_WRONLY, 0o600)
	if err != nil {
		return fmt.Errorf("open state %s: %w", j.path, err)
	}
	return nil
}

// append writes one line. Handing it to the kernel is enough to survive the
// death of this process, which is what a local account risks. After a failure nothing more is written, since a
// later line would not fit an incomplete file.
func (j *journal) append(line []byte) {
	if j.file == nil || j.err != nil {
		return
	}
	if _, err := j.file.Write(append(line, '\n')); err != nil {
		j.err = fmt.Errorf("append state %s: %w", j.path, err)
	}
}

// close reports the first failure of the journal's life.
func (j *journal) close() error {
	if j.file == nil {
		return j.err
	}
	err := j.file.Close()
	j.file = nil
	if err != nil {
		err = fmt.Errorf("close state %s: %w", j.path, err)
	}
	return errors.Join(j.err, err)
}

// unlock writes what was changed under the lock, then lets webhooks go, then
// frees it: an answer or a webhook never tells of something that a killed
// simulator would not know. Contents that the state no longer names go last,
// so that a killed one has none too few.
func (z *Zendesk) unlock() {
	z.keep()
	z.posts.release()
	doomed := z.doomed
	z.doomed = nil
	z.mu.Unlock()
	for _, name := range doomed {
		z.files.drop(name)
	}
}

// keep appends what changed since the last call. z.mu is held.
func (z *Zendesk) keep() {
	p, changed := z.state.takeChanges()
	if z.journal.file == nil || !changed && !z.settingsChanged {
		return
	}
	if z.settingsChanged {
		settings := z.state.settings
		p.Settings, z.settingsChanged = &settings, false
	}
	line, err := json.Marshal(p)
	if err != nil {
		// Every record was made by this package; one that cannot be encoded is a bug.
		panic(fmt.Sprintf("zendesk: encode state: %v", err))
	}
	z.journal.append(line)
}
