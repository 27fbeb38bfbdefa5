package zendesk

import "time"

// Load is how the integration's requests met the account's limits.
type Load struct {
	Requests int `json:"requests"` // all, refused ones too
	Refused  int `json:"refused"`  // by whatever limit
	Minutes  int `json:"minutes"`  // of the account's limit, in which there were requests
	// Of the minutes in which the account's limit refused somebody: how many there
	// were, what was asked for and what the limit let in.
	Full        int `json:"full"`
	FullAsked   int `json:"full_asked"`
	FullAllowed int `json:"full_allowed"`
}

// loadCount keeps a Load and the minute that is not over.
type loadCount struct {
	total          Load
	opened         time.Time
	asked, refused int
	most           int
}

// note counts a request against the account's limit.
func (l *loadCount) note(most int, opened time.Time, allowed bool) {
	if !opened.Equal(l.opened) {
		l.total = l.sum()
		l.opened, l.asked, l.refused = opened, 0, 0
		l.total.Minutes++
	}
	l.most = most
	l.total.Requests++
	l.asked++
	if !allowed {
		l.refused++
		l.total.Refused++
	}
}

// sum is the load with the minute that is not over.
func (l *loadCount) sum() Load {
	sum := l.total
	if l.refused > 0 {
		sum.Full++
		sum.FullAsked += l.asked
		sum.FullAllowed += min(l.most, l.asked)
	}
	return sum
}

// Load is what has been asked since the start of the process.
func (z *Zendesk) Load() Load {
	z.mu.Lock()
	defer z.mu.Unlock()
	return z.load.sum()
}
