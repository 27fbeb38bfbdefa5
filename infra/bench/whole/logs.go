package whole

import (
	"bytes"
	"encoding/json"
	"sync"
)

// logs counts what the functions log, by function, in bytes. The host's own reports
// name a function too; what is billed tells them.
type logs struct {
	mu    sync.Mutex
	bytes map[string]int
}

// Write implements io.Writer; the host writes whole lines.
func (l *logs) Write(p []byte) (int, error) {
	var line struct {
		Function string `json:"function"`
		Billed   string `json:"billed"`
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	for one := range bytes.Lines(p) {
		line.Billed = ""
		if json.Unmarshal(one, &line) == nil && line.Billed == "" {
			if l.bytes == nil {
				l.bytes = map[string]int{}
			}
			l.bytes[line.Function] += len(one)
		}
	}
	return len(p), nil
}

// take gives what was counted, and begins anew.
func (l *logs) take() map[string]int {
	l.mu.Lock()
	defer l.mu.Unlock()
	counted := l.bytes
	l.bytes = nil
	return counted
}
