package main

import (
	"fmt"
	"io"
	"strings"
)

// progressWidth is the bar's, in characters.
const progressWidth = 20

// progress tells how far something is: a bar that moves where a person looks, a
// line for each step elsewhere. An output that fails is no reason to stop.
type progress struct {
	out  io.Writer
	live bool
	last string
}

func newProgress(out io.Writer) *progress { return &progress{out: out, live: isTerminal(out)} }

// step shows that so many of all are done, and what comes now.
func (p *progress) step(done, total int, what string) {
	text := fmt.Sprintf("%d/%d %s", done, total, what)
	if text == p.last {
		return
	}
	p.last = text
	if !p.live {
		_, _ = fmt.Fprintf(p.out, "  %s\n", text)
		return
	}
	full := progressWidth
	if total > 0 {
		full = progressWidth * done / total
	}
	_, _ = fmt.Fprintf(p.out, "\r\x1b[K  %s%s %s", strings.Repeat("█", full), strings.Repeat("░", progressWidth-full), text)
}

// end takes the bar away.
func (p *progress) end() {
	if p.live && p.last != "" {
		_, _ = fmt.Fprint(p.out, "\r\x1b[K")
	}
	p.last = ""
}
