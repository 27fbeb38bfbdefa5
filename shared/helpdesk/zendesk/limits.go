package zendesk

import (
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"
)

// Limit is one rate limit as the last answers told it.
type Limit struct {
	// Name is "account" for the plan's limit, else the endpoint's own, as in the
	// header's name ("tickets-update").
	Name      string
	Total     int // requests a window; zero when not told
	Remaining int
	ResetsAt  time.Time // zero when not told
	SeenAt    time.Time
}

// accountLimit names the plan's limit; endpointLimit starts the headers of the
// others: "zendesk-ratelimit-tickets-index: total=100; remaining=99; resets=41".
const (
	accountLimit  = "account"
	endpointLimit = "Zendesk-Ratelimit-"
	// maxLimits bounds what is kept, whatever headers a proxy may add.
	maxLimits = 32
)

// Limits is what the last answers told of rate limits, by name, less what was
// asked since. Calls for which too little is left are refused as a wait; see pace.
func (c *Client) Limits() []Limit {
	c.mu.Lock()
	defer c.mu.Unlock()
	list := make([]Limit, 0, len(c.limits))
	for _, limit := range c.limits {
		list = append(list, limit)
	}
	slices.SortFunc(list, func(a, b Limit) int { return strings.Compare(a.Name, b.Name) })
	return list
}

// Rest is how long the account is to be left alone by whatever can wait for the
// next window as well, so that the rest of it is there for others: 0 when more is
// left. It is the rule by which such a call would be refused (class chore), for
// who would rather not begin. An account that tells nothing is never spared.
func (c *Client) Rest() time.Duration {
	now := c.now()
	var rest time.Duration
	for _, limit := range c.Limits() {
		left := limit.ResetsAt.Sub(now)
		kept := chore.keeps(limit.Name, min(1, left.Seconds()/window.Seconds()))
		if limit.Total > 0 && float64(limit.Remaining) <= kept*float64(limit.Total) {
			rest = max(rest, left)
		}
	}
	return rest
}

// noteLimits keeps what an answer's headers tell, and names what they told of.
func (c *Client) noteLimits(header http.Header) (names []string) {
	now := c.now()
	var seen []Limit
	if remaining, ok := firstNumber(header, "Ratelimit-Remaining", "X-Rate-Limit-Remaining"); ok {
		limit := Limit{Name: accountLimit, Remaining: remaining, SeenAt: now}
		limit.Total, _ = firstNumber(header, "Ratelimit-Limit", "X-Rate-Limit")
		if seconds, ok := firstNumber(header, "Ratelimit-Reset"); ok {
			limit.ResetsAt = now.Add(time.Duration(seconds) * time.Second)
		}
		seen = append(seen, limit)
	}
	for name, values := range header {
		if strings.HasPrefix(name, endpointLimit) && len(values) > 0 {
			if limit, ok := parseLimit(values[0], now); ok {
				limit.Name = strings.ToLower(strings.TrimPrefix(name, endpointLimit))
				seen = append(seen, limit)
			}
		}
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	for _, limit := range seen {
		if _, known := c.limits[limit.Name]; known || len(c.limits) < maxLimits {
			c.limits[limit.Name] = limit
			names = append(names, limit.Name)
		}
	}
	return names
}

// parseLimit reads "total=100; remaining=99; resets=41"; without remaining it
// tells nothing.
func parseLimit(text string, now time.Time) (Limit, bool) {
	limit := Limit{SeenAt: now}
	told := false
	for part := range strings.SplitSeq(text, ";") {
		name, value, _ := strings.Cut(strings.TrimSpace(part), "=")
		n, err := strconv.Atoi(value)
		if err != nil {
			continue
		}
		switch name {
		case "total":
			limit.Total = n
		case "remaining":
			limit.Remaining, told = n, true
		case "resets":
			limit.ResetsAt = now.Add(time.Duration(n) * time.Second)
		}
	}
	return limit, told
}

func firstNumber(header http.Header, names ...string) (int, bool) {
	for _, name := range names {
		if n, err := strconv.Atoi(strings.TrimSpace(header.Get(name))); err == nil {
			return n, true
		}
	}
	return 0, false
}
