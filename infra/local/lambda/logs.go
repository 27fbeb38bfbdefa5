package lambda

import (
	"bytes"
	"time"
)

// maxLine is where CloudWatch Logs cuts an event, in bytes.
const maxLine = 256 << 10

// LogLine is one line of a function's standard output or error.
type LogLine struct {
	Function  string
	LogStream string
	RequestID string // of the running invocation; empty during initialisation
	At        time.Time
	Text      string // without the newline
}

// lines cuts what a process writes into lines. One goroutine writes.
type lines struct {
	buffer []byte
	emit   func(text string)
}

// Write never fails: a function must not stop because nobody reads its logs.
func (l *lines) Write(data []byte) (int, error) {
	l.buffer = append(l.buffer, data...)
	for {
		end := bytes.IndexByte(l.buffer, '\n')
		if end < 0 && len(l.buffer) < maxLine {
			return len(data), nil
		}
		if end < 0 || end > maxLine {
			l.emit(string(l.buffer[:maxLine]))
			l.buffer = l.buffer[maxLine:]
			continue
		}
		if end > 0 {
			l.emit(string(l.buffer[:end]))
		}
		l.buffer = l.buffer[end+1:]
	}
}

// flush emits what stands there without a newline, after the process ended.
func (l *lines) flush() {
	if len(l.buffer) > 0 {
		l.emit(string(l.buffer))
		l.buffer = nil
	}
}
