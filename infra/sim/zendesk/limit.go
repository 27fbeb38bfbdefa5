package zendesk

import (
	"fmt"
	"math"
	"strconv"
	"time"
)

// limit names a limit of one endpoint; the account's own counts everywhere.
type limit int

const (
	limitTicketUpdate limit = iota // per account, and per user and ticket
	limitIncremental
	limitUserUpdate // per user updated
)

// userUpdates is how often one user may be updated in a minute.
const userUpdates = 5

// limiter counts requests in windows that open with their first request.
// Zendesk does not say how its windows lie; this is the common reading.
type limiter struct {
	windows map[string]*window
}

type window struct {
	opened time.Time
	length time.Duration
	used   int
}

func newLimiter() *limiter { return &limiter{windows: map[string]*window{}} }

// maxWindows bounds the memory of the limiter: beyond it, closed windows go.
const maxWindows = 10_000

// take counts one request and says what is left and when the window ends. A
// refused request is not counted.
func (l *limiter) take(key string, most int, length time.Duration, now time.Time) (left int, reset time.Duration, allowed bool) {
	w := l.windows[key]
	if w == nil || now.Sub(w.opened) >= w.length || now.Before(w.opened) {
		l.prune(now)
		w = &window{opened: now, length: length}
		l.windows[key] = w
	}
	reset = w.length - now.Sub(w.opened)
	if w.used >= most {
		return 0, reset, false
	}
	w.used++
	return most - w.used, reset, true
}

func (l *limiter) prune(now time.Time) {
	if len(l.windows) < maxWindows {
		return
	}
	for key, w := range l.windows {
		if now.Sub(w.opened) >= w.length {
			delete(l.windows, key)
		}
	}
}

// checkLimits counts the call against the account and the endpoint. z.mu is
// held. The inspector is not counted.
func (z *Zendesk) checkLimits(c *call, limits []limit) error {
	if !c.own {
		return nil
	}
	s := z.state.settings
	left, reset, allowed := z.limiter.take("account", s.Account, time.Minute, c.now)
	z.load.note(s.Account, z.limiter.windows["account"].opened, allowed)
	c.rateHeaders(s.Account, left, reset)
	if !allowed {
		return tooMany("Number of allowed API requests per minute exceeded", seconds(reset))
	}
	for _, l := range limits {
		if err := z.checkEndpoint(c, l); err != nil {
			z.load.total.Refused++
			return err
		}
	}
	return nil
}

func (z *Zendesk) checkEndpoint(c *call, l limit) error {
	s := z.state.settings
	switch l {
	case limitTicketUpdate:
		// The ticket's own limit comes first, so that a refusal there does not
		// use up the account's.
		key := fmt.Sprintf("ticket %d %s", c.user.ID, c.r.PathValue("id"))
		text := "Number of allowed updates of a ticket by one user exceeded"
		if err := z.takeFor(c, "", key, s.PerTicket, time.Duration(s.PerTicketWindow), text); err != nil {
			return err
		}
		return z.takeFor(c, "tickets-update", "ticket updates", s.TicketUpdates, time.Minute,
			"Number of allowed ticket updates per minute exceeded")
	case limitIncremental:
		return z.takeFor(c, "incremental-exports", "incremental", s.Incremental, time.Minute,
			"Number of allowed incremental export API requests per minute exceeded")
	case limitUserUpdate:
		return z.takeFor(c, "", "user "+c.r.PathValue("id"), userUpdates, time.Minute,
			"Number of allowed user update API requests per minute exceeded for this user")
	}
	return nil
}

func (z *Zendesk) takeFor(c *call, name, key string, most int, length time.Duration, text string) error {
	left, reset, allowed := z.limiter.take(key, most, length, c.now)
	if name != "" {
		c.header.Set("zendesk-ratelimit-"+name, fmt.Sprintf("total=%d; remaining=%d; resets=%d", most, left, seconds(reset)))
	}
	if !allowed {
		return tooMany(text, seconds(reset))
	}
	return nil
}

func (c *call) rateHeaders(most, left int, reset time.Duration) {
	c.header.Set("X-Rate-Limit", strconv.Itoa(most))
	c.header.Set("X-Rate-Limit-Remaining", strconv.Itoa(left))
	c.header.Set("ratelimit-limit", strconv.Itoa(most))
	c.header.Set("ratelimit-remaining", strconv.Itoa(left))
	c.header.Set("ratelimit-reset", strconv.Itoa(seconds(reset)))
}

// seconds rounds up, so that who waits that long is let in.
func seconds(d time.Duration) int { return int(math.Ceil(d.Seconds())) }
