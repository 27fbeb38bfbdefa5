package week

import (
	"fmt"
	"regexp"
	"strconv"
	"strings"
	"time"
)

// said is what a note about a window says.
type said struct {
	language  string
	hasClosed bool
	closes    time.Time     // whole minutes
	left      time.Duration // until then, whole minutes; of a warning
	command   string        // offered, or empty
}

// form is how the notes begin in one language.
type form struct {
	language        string
	closing, closed *regexp.Regexp
	moment          string // what is left of less than a minute
}

// forms are those of each language that there are notes in. They are written out
// here: a note with other words is not what an agent expects.
func forms() []form {
	const at = `(\d{4}-\d\d-\d\d \d\d:\d\d) UTC`
	return []form{
		{
			"en", regexp.MustCompile(`^The customer service window closes in (.+), at ` + at + `, unless`),
			regexp.MustCompile(`^The customer service window closed at ` + at + `, and the customer has no answer yet`), "less than a minute",
		},
		{
			"es", regexp.MustCompile(`^La ventana de atención se cierra en (.+), el ` + at + `, salvo`),
			regexp.MustCompile(`^La ventana de atención se cerró el ` + at + ` y el cliente aún no tiene respuesta`), "menos de un minuto",
		},
		{
			"pt", regexp.MustCompile(`^A janela de atendimento fecha em (.+), em ` + at + `, a não ser`),
			regexp.MustCompile(`^A janela de atendimento fechou em ` + at + ` e o cliente ainda não tem resposta`), "menos de um minuto",
		},
	}
}

// reader reads the notes of Ventana's.
type reader struct {
	forms         []form
	left, command *regexp.Regexp
}

func newReader() reader {
	return reader{
		forms:   forms(),
		left:    regexp.MustCompile(`^(?:(\d+) h )?(\d+) min$`),
		command: regexp.MustCompile(`: (/wa template .+)$`),
	}
}

// read reads a note about a window; the error says what else it is.
func (r reader) read(text string) (said, error) {
	for _, form := range r.forms {
		note := said{language: form.language}
		closes := ""
		if found := form.closing.FindStringSubmatch(text); found != nil {
			var err error
			if note.left, err = r.readLeft(found[1], form.moment); err != nil {
				return said{}, err
			}
			closes = found[2]
		} else if found := form.closed.FindStringSubmatch(text); found != nil {
			note.hasClosed, closes = true, found[1]
		} else {
			continue
		}
		if found := r.command.FindStringSubmatch(text); found != nil {
			note.command = found[1]
		}
		var err error
		note.closes, err = time.ParseInLocation("2006-01-02 15:04", closes, time.UTC)
		return note, err
	}
	return said{}, fmt.Errorf("a note about no window: %.80q", text)
}

// templateOf is the template of a command with its language; empty of none.
func templateOf(command string) string {
	words := strings.Fields(command)
	if len(words) < 4 {
		return ""
	}
	return words[2] + " " + words[3]
}

func (r reader) readLeft(text, moment string) (time.Duration, error) {
	if text == moment {
		return 0, nil
	}
	found := r.left.FindStringSubmatch(text)
	if found == nil {
		return 0, fmt.Errorf("time left %q", strings.TrimSpace(text))
	}
	hours, _ := strconv.Atoi(found[1]) // nothing stands for no hours
	minutes, err := strconv.Atoi(found[2])
	return time.Duration(hours)*time.Hour + time.Duration(minutes)*time.Minute, err
}
