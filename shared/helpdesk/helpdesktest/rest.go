package helpdesktest

import "time"

// Spare makes the helpdesk one that is to be left alone for so long, whatever is
// kept for others; zero takes it back.
func (d *Desk) Spare(rest time.Duration) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.rest = rest
}

// Rest is how long the helpdesk is to be left alone, see Spare.
func (d *Desk) Rest() time.Duration {
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.rest
}
