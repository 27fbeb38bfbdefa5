package console

import (
	"encoding/json"
	"fmt"
	"io"
	"strings"
	"sync"
	"time"

	"ventana/infra/local/lambda"
)

// Levels of the host's own lines.
const (
	Info  = "INFO"
	Warn  = "WARN"
	Error = "ERROR"
)

// Options say how lines look.
type Options struct {
	Colour bool // ANSI colours: only for a terminal
	JSON   bool // raw lines
}

// Console writes lines to one writer. It may be used by many goroutines.
type Console struct {
	options Options
	now     func() time.Time

	mu  sync.Mutex
	out io.Writer
}

// New writes to out. Times are the local wall clock of the real time.
func New(out io.Writer, options Options) *Console {
	return &Console{out: out, options: options, now: time.Now}
}

// Function prints one line that the function of that short name wrote.
func (c *Console) Function(name string, line lambda.LogLine) {
	if c.options.JSON {
		if strings.HasPrefix(line.Text, "{") && json.Valid([]byte(line.Text)) {
			c.write(line.Text)
			return
		}
		c.raw(line.At, name, Info, line.Text, nil)
		return
	}
	r := parse(line.Text)
	c.pretty(line.At, name, r.level, r.message, r.fields)
}

// Report prints the summary of one invocation.
func (c *Console) Report(name string, report lambda.Report) {
	fields := []Field{
		{"duration", report.Duration.Round(100 * time.Microsecond).String()},
		{"billed", report.Billed.String()},
		{"memory", fmt.Sprintf("%d/%dMB", report.MaxMemory>>20, report.MemoryMB)},
	}
	if report.Cold {
		fields = append(fields, Field{"init", report.Init.Round(100 * time.Microsecond).String()})
	}
	level := "REPORT"
	if report.Error != "" {
		level = Error
		fields = append(fields, Field{"err", show(report.Error)})
	}
	message := "invocation"
	if report.InitFailed {
		message = "initialisation failed twice; the function's own lines above say why"
	}
	c.print(c.now(), name, level, message, fields)
}

// Host prints a line of the host itself about the part that name tells. The
// rest are keys and values in turn.
func (c *Console) Host(name, level, message string, rest ...any) {
	fields := make([]Field, 0, len(rest)/2)
	for i := 0; i+1 < len(rest); i += 2 {
		fields = append(fields, Field{fmt.Sprint(rest[i]), show(fmt.Sprint(rest[i+1]))})
	}
	c.print(c.now(), name, level, message, fields)
}

func (c *Console) print(at time.Time, name, level, message string, fields []Field) {
	if c.options.JSON {
		c.raw(at, name, level, message, fields)
		return
	}
	c.pretty(at, name, level, message, fields)
}

func (c *Console) raw(at time.Time, name, level, message string, fields []Field) {
	line := map[string]string{
		"timestamp": at.UTC().Format(time.RFC3339Nano), "function": name, "level": level, "message": message,
	}
	for _, field := range fields {
		line[field.Key] = field.Value
	}
	text, _ := json.Marshal(line) // strings always encode
	c.write(string(text))
}

func (c *Console) pretty(at time.Time, name, level, message string, fields []Field) {
	var line strings.Builder
	line.WriteString(c.paint(dim, at.Local().Format("15:04:05.000")))
	line.WriteString(" " + c.paint(cyan, fmt.Sprintf("%-9s", name)))
	line.WriteString(" " + c.paint(colourOf(level), fmt.Sprintf("%-6s", level)))
	if message != "" {
		// Control characters of a message could rewrite the terminal.
		line.WriteString(" " + strings.Map(printable, message))
	}
	for _, field := range fields {
		line.WriteString(" " + c.paint(dim, field.Key+"=") + strings.Map(printable, field.Value))
	}
	c.write(line.String())
}

func (c *Console) write(line string) {
	c.mu.Lock()
	defer c.mu.Unlock()
	_, _ = io.WriteString(c.out, line+"\n") // a closed terminal stops nothing
}

func printable(r rune) rune {
	if r < ' ' || r == 0x7f {
		return ' '
	}
	return r
}

// ANSI colours.
const (
	dim    = "2"
	red    = "31"
	yellow = "33"
	green  = "32"
	cyan   = "36"
	plain  = "0"
)

func colourOf(level string) string {
	switch level {
	case Error, "FATAL":
		return red
	case Warn:
		return yellow
	case "REPORT", "METRIC", "DEBUG":
		return dim
	case "READY":
		return green
	default:
		return plain
	}
}

func (c *Console) paint(colour, text string) string {
	if !c.options.Colour {
		return text
	}
	return "\x1b[" + colour + "m" + text + "\x1b[0m"
}
