package zendesk

import (
	"context"
	"errors"
	"net/http"
	"slices"
	"strings"
	"time"

	"ventana/shared/failure"
	"ventana/shared/helpdesk"
)

const (
	// spread is over how long calls that waited for a limit come back, so that they
	// do not use up the next window in its first second.
	spread = 10 * time.Second
	// maxKinds bounds how many kinds of calls are known by their limits.
	maxKinds = 64
)

// errPaced: the limit would be used up, or is another's share.
var errPaced = errors.New("not called: the rate limit is for others now")

// pace refuses a call for which too little of a limit is left, as a wait until
// the limit begins anew, or until more of it is free. It goes by what the last answers told, which is what all
// processes together have used, and by nothing when they told nothing. A call
// that is let through counts at once: its answer tells the truth later.
func (c *Client) pace(ctx context.Context, request call) error {
	number := helpdesk.PayerOf(ctx)
	c.mu.Lock()
	defer c.mu.Unlock()
	now := c.now()
	names := append([]string{accountLimit}, c.bound[kindOf(request)]...)
	for _, name := range names {
		limit, known := c.limits[name]
		if !known || !now.Before(limit.ResetsAt) {
			continue
		}
		left := limit.ResetsAt.Sub(now)
		toCome := min(1, left.Seconds()/window.Seconds())
		kept := request.class.keeps(name, toCome) * float64(limit.Total)
		if float64(limit.Remaining) > kept && !c.shares.of(name).holds(number, limit, kept, toCome) {
			continue
		}
		if limit.Remaining > 0 { // what is kept shrinks
			left = min(left, window/6)
		}
		left += time.Duration(c.jitter() * float64(spread))
		return request.fail(failure.Later, helpdesk.CodePaced+" "+name, left, errPaced)
	}
	for _, name := range names {
		if limit, known := c.limits[name]; known && limit.Remaining > 0 {
			limit.Remaining--
			c.limits[name] = limit
			c.shares.of(name).used(number)
		}
	}
	return nil
}

// heed keeps which limits a kind of call is under, and of a 429 until when.
// Zendesk asks for a wait because of one limit: the one of which nothing is left.
// An answer that tells of limits with something left speaks of the one ticket or
// user. One that tells of none holds up its kind of call, for a window at most.
func (c *Client) heed(request call, status int, header http.Header, told []string) {
	c.mu.Lock()
	defer c.mu.Unlock()
	kind := kindOf(request)
	now := c.now()
	until := now.Add(orElse(retryAfter(header, now), waitBusy))
	if limited := status == http.StatusTooManyRequests; limited && len(told) == 0 && len(c.limits) < maxLimits {
		told, until = []string{kind}, now.Add(min(until.Sub(now), window))
		c.limits[kind] = Limit{Name: kind, SeenAt: now}
	} else if !limited {
		until = time.Time{}
	}
	for _, name := range told {
		_, met := c.bound[kind]
		if name != accountLimit && !slices.Contains(c.bound[kind], name) && (met || len(c.bound) < maxKinds) {
			c.bound[kind] = append(c.bound[kind], name)
		}
		if limit, known := c.limits[name]; known && limit.Remaining <= 0 && limit.ResetsAt.Before(until) {
			limit.ResetsAt = until
			c.limits[name] = limit
		}
	}
}

// kindOf is what Zendesk's own limits go by: method and path without ids.
func kindOf(request call) string {
	parts := strings.Split(request.path, "/")
	for i, part := range parts {
		if part != "" && strings.Trim(part, "0123456789") == "" {
			parts[i] = "#"
		}
	}
	return request.method + " " + strings.Join(parts, "/")
}
