package main

import (
	"errors"
	"fmt"
	"io"

	"ventana/shared/helpdesk/zendesk"
)

// zendeskChecklist prints steps as they come and counts those that need a
// person.
type zendeskChecklist struct {
	out    io.Writer
	needs  int
	broken error // of the output
}

func (l *zendeskChecklist) say(format string, values ...any) {
	if _, err := fmt.Fprintf(l.out, format+"\n", values...); err != nil {
		l.broken = err
	}
}

func (l *zendeskChecklist) step(step zendesk.Step) {
	mark := map[zendesk.State]string{zendesk.Fine: "✓", zendesk.Made: "+", zendesk.Mended: "~", zendesk.Missing: "✗"}[step.State]
	l.say("  %s %s", mark, step.What)
	if step.Do != "" {
		l.say("      %s", step.Do)
	}
	if step.State == zendesk.Missing {
		l.needs++
	}
}

func (l *zendeskChecklist) err() error {
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
