package main

import (
	"fmt"
	"io"

	"ventana/shared/helpdesk/zendesk"
)

// zendeskChecklist prints steps as they come and counts those that need a
// person.
type zendeskChecklist struct {
	out   io.Writer
	needs int
}

func (l *zendeskChecklist) say(format string, values ...any) {
	// A closed standard output is nothing that a set-up could mend.
	_, _ = fmt.Fprintf(l.out, format+"\n", values...)
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
	switch l.needs {
	case 0:
		return nil
	case 1:
		return fmt.Errorf("1 step needs you (✗)")
	default:
		return fmt.Errorf("%d steps need you (✗)", l.needs)
	}
}
