package console

import (
	"bytes"
	"io"
)

// Writer prints each line written to it as a line of the host about the part
// that name tells. It is for the output of one child process: one goroutine
// writes.
func (c *Console) Writer(name string) io.Writer { return &writer{console: c, name: name} }

type writer struct {
	console *Console
	name    string
	rest    []byte // of a line whose end has not come
}

// Write never fails, so that a child is never stopped by its output.
func (w *writer) Write(data []byte) (int, error) {
	w.rest = append(w.rest, data...)
	for {
		line, rest, found := bytes.Cut(w.rest, []byte("\n"))
		if !found {
			return len(data), nil
		}
		w.rest = rest
		if len(line) > 0 {
			w.console.Host(w.name, Info, string(line))
		}
	}
}
