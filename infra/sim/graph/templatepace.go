package graph

// What a send of a template answers beside "accepted".
const statusHeld = "held_for_quality_assessment"

// released says what became of the messages that a template's pacing held back:
// they go on, or they are dropped.
type released struct {
	Template string `json:"template"` // id
	Drop     bool   `json:"drop,omitempty"`
}

func (s *state) applyReleased(r released) {
	for _, m := range s.messages {
		if m.Held != r.Template {
			continue
		}
		m.Held = ""
		if r.Drop {
			m.FailCode, m.Plan, m.Pricing = codeTemplatePaused, []string{statusFailed}, nil
		}
	}
}

// hold lets what is sent wait for the judgement on what was sent before.
func (g *Graph) hold(t *template) {
	next := t.clone()
	next.Held = true
	g.commit(record{Template: next})
}

// release ends a template's pacing. The caller holds the lock.
func (g *Graph) release(t *template, drop bool) {
	next := t.clone()
	next.Held = false
	var waiting []string
	for _, m := range g.state.messages {
		if m.Held == t.ID {
			waiting = append(waiting, m.ID)
		}
	}
	if drop {
		next.Status, next.Paced, next.PausedUntil = templatePaused, true, 0
	}
	g.commit(record{Template: next})
	g.commit(record{Released: &released{Template: t.ID, Drop: drop}})
	if drop {
		g.tellStatus(next, statusNotice{Reason: reasonNone, Other: &otherInfo{titlePacing, "The template is paused because of the feedback on the first messages."}})
	}
	for _, id := range waiting {
		g.scheduleStatus(id)
	}
}
