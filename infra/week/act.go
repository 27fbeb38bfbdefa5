package week

import (
	"context"
	"fmt"
	"time"
)

// do does one act and notes it. An answer into a closed window is left out: no
// free text leaves there.
func (w *week) do(ctx context.Context, c *conversation, one act) error {
	e := event{at: w.now, do: one.do, status: one.status, token: fmt.Sprintf("w%d-%d.", c.place, len(c.events)+1)}
	path := fmt.Sprintf("/sim/agents/tickets/%d", c.ticket)
	var err error
	switch one.do {
	case writes:
		if len(c.events) == 0 {
			if err := w.post(ctx, phone(c.who), c.profile()); err != nil {
				return err
			}
		}
		err = w.post(ctx, phone(c.who)+"/messages", map[string]any{"type": "text", "text": map[string]string{"body": e.token}})
	case answers:
		if !c.open(w.now.Add(time.Minute)) {
			e.do, e.token = remarks, "The window is closed, so I write nothing."
			err = w.post(ctx, path+"/comments", map[string]any{"body": e.token, "public": false})
			break
		}
		err = w.post(ctx, path+"/comments", map[string]any{"body": e.token, "public": true})
	case remarks:
		err = w.post(ctx, path+"/comments", map[string]any{"body": "I look into it.", "public": false})
	case sets:
		err = w.post(ctx, path, map[string]any{"status": one.status})
	}
	c.events = append(c.events, e)
	return err
}

// open reports whether free text may be sent at a time.
func (c *conversation) open(at time.Time) bool {
	last := time.Time{}
	for _, e := range c.events {
		if e.do == writes {
			last = e.at
		}
	}
	return at.Before(last.Add(windowLength))
}
