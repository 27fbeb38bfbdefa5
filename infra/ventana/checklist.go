package main

import (
	"errors"
	"fmt"
	"io"
	"strings"

	"ventana/shared/secret"
)

// checklist prints the steps of a set-up as they come and counts those that
// need a person.
type checklist struct {
	out    io.Writer
	needs  int
	broken error // of the output
}

func (l *checklist) say(format string, values ...any) {
	if _, err := fmt.Fprintf(l.out, format+"\n", values...); err != nil {
		l.broken = err
	}
}

func (l *checklist) right(format string, values ...any)   { l.say("  ✓ "+format, values...) }
func (l *checklist) changed(format string, values ...any) { l.say("  + "+format, values...) }
func (l *checklist) mended(format string, values ...any)  { l.say("  ~ "+format, values...) }

// wrong tells a problem and, on a line of its own, what to do.
func (l *checklist) wrong(what, remedy string) {
	l.needs++
	l.say("  ✗ %s", what)
	l.advise(remedy)
}

// advise adds what to do to the step before.
func (l *checklist) advise(remedy string) {
	if remedy != "" {
		l.say("      %s", remedy)
	}
}

// err is how the command ends: nil when nothing needs a person.
func (l *checklist) err() error {
	switch {
	case l.broken != nil:
		return fmt.Errorf("write the checklist: %w", l.broken)
	case l.needs == 1:
		return errors.New("1 step needs you, see ✗ above")
	case l.needs > 1:
		return fmt.Errorf("%d steps need you, see ✗ above", l.needs)
	default:
		return nil
	}
}

// pickConnection finds the connection of a kind by its id, or the only one
// there is when id is empty.
func pickConnection(document secret.Call, kind, id string) (secret.CallConnection, error) {
	var found []secret.CallConnection
	var ids []string
	for _, connection := range document.Connections {
		if connection.Kind != kind {
			continue
		}
		ids = append(ids, connection.ID)
		if id == "" || connection.ID == id {
			found = append(found, connection)
		}
	}
	switch {
	case len(found) == 1:
		return found[0], nil
	case len(ids) == 0:
		return secret.CallConnection{}, fmt.Errorf("the call document has no connection of kind %s", kind)
	case id == "":
		return secret.CallConnection{}, fmt.Errorf("--connection: choose one of %s", strings.Join(ids, ", "))
	default:
		return secret.CallConnection{}, fmt.Errorf("--connection: %q is none of %s", id, strings.Join(ids, ", "))
	}
}
